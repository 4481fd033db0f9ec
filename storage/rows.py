"""Rows into records and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Row

from bot.core.grading.grade import GradeState, Verdict
from bot.core.records import Answer, BuriedJob, Grade, Job, JobKind, NewAnswer, NewJob, Origin, Posting

Values = dict[str, Any]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]


def new_answer_values(new: NewAnswer) -> Values:
    """What is stored of an answer about to be graded."""
    return {
        "workspace_id": new.place.workspace_id,
        "event_key": new.event_key,
        "group_id": new.place.group_id,
        "member_id": new.place.member_id,
        "posting_id": new.posting_id,
        "question_id": new.question_id,
        "text": new.text,
        "submitted_at": new.submitted_at,
        "local_date": new.local_date,
        "state": GradeState.WAITING.value,
        "revises": new.revises,
        "seconds_taken": new.seconds_taken,
        "style": new.style,
        "origin": _origin_values(new.origin),
    }


def answer_from_row(row: AnyRow) -> Answer:
    """The record of an answer; the row has the columns of its table, perhaps among others."""
    return Answer(
        id=row.id,
        workspace_id=row.workspace_id,
        group_id=row.group_id,
        member_id=row.member_id,
        question_id=row.question_id,
        text=row.text,
        submitted_at=row.submitted_at,
        local_date=row.local_date,
        state=GradeState(row.state),
        origin=Origin(**row.origin),
        posting_id=row.posting_id,
        revises=row.revises,
        seconds_taken=row.seconds_taken,
        style=row.style,
    )


def grade_values(workspace_id: int, answer_id: int, job_key: str, verdict: Verdict, graded_at: datetime) -> Values:
    """What is stored of a verdict: the whole, and what is asked for across answers in columns."""
    return {
        "workspace_id": workspace_id,
        "answer_id": answer_id,
        "job_key": job_key,
        "judge_name": verdict.judge.name,
        "judge_model": verdict.judge.model,
        "judge_version": verdict.judge.version,
        "estimate": verdict.estimate,
        "total": verdict.total,
        "low": verdict.low,
        "high": verdict.high,
        "verdict": verdict.model_dump(mode="json"),
        "graded_at": graded_at,
    }


def posting_from_row(row: AnyRow) -> Posting:
    """The record of a posting."""
    return Posting(
        id=row.id,
        group_id=row.group_id,
        question_id=row.question_id,
        posted_at=row.posted_at,
        local_date=row.local_date,
        style=row.style,
    )


def grade_from_row(row: AnyRow) -> Grade:
    """The record of a grade."""
    return Grade(row.id, row.answer_id, Verdict.model_validate(row.verdict), row.graded_at, row.stand_in)


def new_job_values(job: NewJob) -> Values:
    """What is stored of a job that nobody has claimed."""
    return {
        "kind": job.kind.value,
        "key": job.key,
        "payload": dict(job.payload),
        "due_at": job.due_at,
        "attempts": 0,
        "failures": 0,
        "lost_leases": 0,
        "reason": "",
    }


def job_from_row(row: AnyRow) -> Job:
    """The record of a job under a lease."""
    return Job(row.id, JobKind(row.kind), row.key, row.payload, row.attempts, row.failures, row.token, row.leased_until)


def buried_from_row(row: AnyRow) -> BuriedJob:
    """The record of a job that was given up."""
    return BuriedJob(row.id, JobKind(row.kind), row.key, row.payload, row.attempts, row.reason)


def _origin_values(origin: Origin) -> Values:
    return {
        "platform": origin.platform,
        "workspace": origin.workspace,
        "channel": origin.channel,
        "user": origin.user,
        "user_name": origin.user_name,
        "thread": origin.thread,
    }

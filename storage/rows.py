"""Rows into records and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Row

from bot.core.grading.grade import GradeState, Verdict
from bot.core.groups.settings import GroupSettings
from bot.core.progress.attempts import packed
from bot.core.progress.moves import Change, moves_of
from bot.core.records import (
    Answer,
    BuriedJob,
    Grade,
    Group,
    Job,
    JobKind,
    Move,
    NewAnswer,
    NewJob,
    Origin,
    Place,
    Posting,
    SelfCheck,
)
from bot.core.rhythm.records import ScheduleRecord, Suggestion

Values = dict[str, Any]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
StoredMoves: TypeAlias = list[dict[str, str | None]] | None


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
        "origin": asdict(new.origin),
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
        event_key=row.event_key,
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
        "marks": packed(verdict),
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
        schedule_id=row.schedule_id,
        thread=row.thread,
        closes_at=row.closes_at,
        closed_at=row.closed_at,
        private=row.private,
        note=row.note,
    )


def place_from_row(row: AnyRow, default_time_zone: str) -> Place:
    """The record of a place; the zone is the member's own, else the group's, else the default."""
    zone, moves = zone_and_moves(row, row.group_time_zone, row.group_moves, default_time_zone)
    return Place(row.workspace_id, row.group_id, row.member_id, zone, bool(row.late_evenings), moves)


def zone_and_moves(
    member: AnyRow, group_zone: str | None, group_moves: StoredMoves, default: str
) -> tuple[str, tuple[Move, ...]]:
    """The zone in which a member's days are counted in a group, and how it changed, oldest first."""
    moves: tuple[Move, ...] = ()
    if member.moves or group_moves:
        moves = moves_of(_changes(member.moves), member.time_zone, _changes(group_moves), group_zone, default)
    return member.time_zone or group_zone or default, moves


def _changes(stored: StoredMoves) -> list[Change]:
    return [Change(datetime.fromisoformat(str(one["at"])), one["before"], one["after"]) for one in stored or ()]


def group_from_row(row: AnyRow) -> Group:
    """The record of a group; the row has its table's columns, and the names of its platform and workspace."""
    settings = GroupSettings.model_validate({**row.settings, "time_zone": row.time_zone})
    return Group(row.id, row.workspace_id, row.platform, row.workspace, row.channel, settings)


def self_check_from_row(row: AnyRow) -> SelfCheck:
    """The record of what a member ticked."""
    return SelfCheck(row.answer_id, frozenset(row.said), row.checked_at)


def grade_from_row(row: AnyRow) -> Grade:
    """The record of a grade."""
    return Grade(row.id, row.answer_id, Verdict.model_validate(row.verdict), row.graded_at, row.stand_in)


def new_job_values(job: NewJob) -> Values:
    """What is stored of a job that nobody has claimed."""
    answer_id = job.payload.get("answer_id")
    return {
        "kind": job.kind.value,
        "key": job.key,
        "payload": dict(job.payload),
        "answer_id": answer_id if isinstance(answer_id, int) else None,
        "due_at": job.due_at,
        "attempts": 0,
        "failures": 0,
        "lost_leases": 0,
        "reason": "",
    }


def schedule_from_row(row: AnyRow) -> ScheduleRecord:
    """The record of a schedule."""
    return ScheduleRecord(
        id=row.id,
        workspace_id=row.workspace_id,
        group_id=row.group_id,
        rule=row.rule,
        created_by=row.created_by,
        next_due_at=row.next_due_at,
        halted=row.halted,
    )


def suggestion_from_row(row: AnyRow) -> Suggestion:
    """The record of a suggestion."""
    return Suggestion(row.id, row.group_id, row.member, row.question_id, row.note, row.state)


def job_from_row(row: AnyRow) -> Job:
    """The record of a job under a lease."""
    return Job(row.id, JobKind(row.kind), row.key, row.payload, row.attempts, row.failures, row.token, row.leased_until)


def buried_from_row(row: AnyRow) -> BuriedJob:
    """The record of a job that was given up."""
    return BuriedJob(row.id, JobKind(row.kind), row.key, row.payload, row.attempts, row.reason)

"""Answers and grades as progress counts them, made from whole ones: what the stores keep must be equal to it."""

from __future__ import annotations

from bot.core.progress.attempts import Attempt, JudgeKey, Mark, packed
from bot.core.records import Grade, GradedAnswer


def attempt_of(entry: GradedAnswer) -> Attempt:
    """A graded answer as progress counts it."""
    answer = entry.answer
    mark = mark_of(entry.grade) if entry.grade else None
    return Attempt(answer.id, answer.question_id, answer.submitted_at, answer.local_date, answer.revises, mark)


def mark_of(grade: Grade) -> Mark:
    """A grade as progress counts it."""
    verdict = grade.verdict
    judge = JudgeKey(verdict.judge.name, verdict.judge.model, verdict.judge.version)
    return Mark(judge, verdict.total, verdict.low, verdict.high, verdict.estimate, grade.stand_in, packed(verdict))

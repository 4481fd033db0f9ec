"""A member's answers as progress counts them: read without their texts, and of their grades only the marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Connection, bindparam, case, select, type_coerce

from bot.core.grading.grade import Verdict
from bot.core.progress.attempts import Attempt, JudgeKey, Mark, packed
from bot.core.records import Place
from storage.answers import NOT_WITHDRAWN
from storage.tables import ANSWERS, GRADES

# Grades of before there were marks have none; of those alone the whole verdict is read.
_WHOLE = type_coerce(case((GRADES.c.marks.is_(None), GRADES.c.verdict)), JSON).label("whole")
_ALL = (
    select(
        ANSWERS.c.id,
        ANSWERS.c.question_id,
        ANSWERS.c.submitted_at,
        ANSWERS.c.local_date,
        ANSWERS.c.revises,
        GRADES.c.judge_name,
        GRADES.c.judge_model,
        GRADES.c.judge_version,
        GRADES.c.total,
        GRADES.c.low,
        GRADES.c.high,
        GRADES.c.estimate,
        GRADES.c.stand_in,
        GRADES.c.marks,
        _WHOLE,
    )
    .join_from(ANSWERS, GRADES, GRADES.c.id == ANSWERS.c.grade_id, isouter=True)
    .where(ANSWERS.c.workspace_id == bindparam("workspace"), ANSWERS.c.member_id == bindparam("member"), NOT_WITHDRAWN)
)
_NEWEST = _ALL.order_by(ANSWERS.c.submitted_at.desc(), ANSWERS.c.id.desc()).limit(bindparam("most"))
_SINCE = (
    _ALL.add_columns(ANSWERS.c.grade_id)
    .where(ANSWERS.c.grade_id > bindparam("known"), ~GRADES.c.stand_in)
    .order_by(ANSWERS.c.grade_id)
)


def attempts(connection: Connection, place: Place, limit: int) -> Sequence[Attempt]:
    """A member's answers, newest first, withdrawn ones left out."""
    keys = {"workspace": place.workspace_id, "member": place.member_id, "most": limit}
    return [_attempt(row) for row in connection.execute(_NEWEST, keys)]


def graded_since(connection: Connection, place: Place, grade_id: int) -> Sequence[tuple[int, Attempt]]:
    """A member's answers whose counting grade came later than another and is no stand-in, by the ids of the grades."""
    keys = {"workspace": place.workspace_id, "member": place.member_id, "known": grade_id}
    return [(row[-1], _attempt(row[:-1])) for row in connection.execute(_SINCE, keys)]


def _attempt(row: Sequence[Any]) -> Attempt:
    number, question_id, submitted_at, local_date, revises, *grade = row
    return Attempt(number, question_id, submitted_at, local_date, revises, _mark(*grade) if grade[0] else None)


def _mark(
    name: str,
    model: str,
    version: str,
    total: float,
    low: float,
    high: float,
    estimate: bool,
    stand_in: bool,
    marks: str | None,
    whole: dict[str, Any] | None,
) -> Mark:
    if marks is None:
        marks = packed(Verdict.model_validate(whole))
    return Mark(JudgeKey(name, model, version), total, low, high, estimate, stand_in, marks)

"""Answers with the grades that count, looked up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from bot.core.grading.grade import GradeState, Verdict
from bot.core.records import Grade, GradedAnswer, Place
from storage.rows import AnyRow, answer_from_row
from storage.tables import ANSWERS, GRADES

GRADED_ANSWERS = select(ANSWERS, GRADES.c.verdict, GRADES.c.graded_at, GRADES.c.stand_in).join_from(
    ANSWERS, GRADES, GRADES.c.id == ANSWERS.c.grade_id, isouter=True
)
"""All of them, to be narrowed down; `graded_answer_from_row` reads a row."""

NOT_WITHDRAWN = ANSWERS.c.state != GradeState.WITHDRAWN.value


def of_member(place: Place) -> tuple[ColumnElement[bool], ...]:
    """Conditions for a member's answers."""
    return ANSWERS.c.workspace_id == place.workspace_id, ANSWERS.c.member_id == place.member_id


def to_posting(workspace_id: int, posting_id: int) -> tuple[ColumnElement[bool], ...]:
    """Conditions for the answers to a posting, withdrawn ones left out."""
    return ANSWERS.c.workspace_id == workspace_id, ANSWERS.c.posting_id == posting_id, NOT_WITHDRAWN


def newest_first(place: Place, *, withdrawn: bool = False) -> Select[*tuple[Any, ...]]:
    """A member's answers, withdrawn ones left out unless they are asked for."""
    kept = of_member(place) if withdrawn else (*of_member(place), NOT_WITHDRAWN)
    return GRADED_ANSWERS.where(*kept).order_by(ANSWERS.c.submitted_at.desc(), ANSWERS.c.id.desc())


def graded_answer_from_row(row: AnyRow) -> GradedAnswer:
    """The record of an answer with the grade that counts."""
    answer = answer_from_row(row)
    if row.grade_id is None:
        return GradedAnswer(answer, None)
    verdict = Verdict.model_validate(row.verdict)
    return GradedAnswer(answer, Grade(row.grade_id, answer.id, verdict, row.graded_at, row.stand_in))

"""Grades that their members contested, each function within one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from bot.core.errors import UnknownAnswerError
from bot.core.grading.grade import GradeState, Verdict
from bot.core.records import OPINIONS, Contest, Job, NewJob
from storage.grading import add_grade, charge, count, require_answer
from storage.jobs import finish_job, put_job
from storage.rows import AnyRow, answer_from_row, grade_from_row
from storage.tables import ANSWERS, CONTESTS, GRADES

_OPEN = insert(CONTESTS)
_FOR_CONTEST = (
    select(ANSWERS.c.state, ANSWERS.c.grade_id)
    .where(ANSWERS.c.workspace_id == bindparam("workspace"), ANSWERS.c.id == bindparam("answer"))
    .with_for_update(key_share=True)
)
_MARK = update(ANSWERS).where(ANSWERS.c.id == bindparam("answer")).values(state=GradeState.CONTESTED.value)
_CASE = select(CONTESTS).where(CONTESTS.c.answer_id == bindparam("answer"))
_TOTALS = (
    select(GRADES.c.id, GRADES.c.total)
    .join_from(GRADES, CONTESTS, CONTESTS.c.answer_id == GRADES.c.answer_id)
    .where(GRADES.c.answer_id == bindparam("answer"), GRADES.c.id >= CONTESTS.c.grade_id)
    .order_by(GRADES.c.total, GRADES.c.id)
)
_DECIDE = update(CONTESTS).where(CONTESTS.c.answer_id == bindparam("answer")).values(decided_at=bindparam("now"))


def contest(connection: Connection, workspace_id: int, answer_id: int, now: datetime, jobs: Sequence[NewJob]) -> bool:
    """Contest the grade that counts and queue what will grade the answer anew; False if it cannot be, or was before."""
    answer = connection.execute(_FOR_CONTEST, {"workspace": workspace_id, "answer": answer_id}).one_or_none()
    if answer is None or answer.state != GradeState.GRADED:
        return False
    if connection.execute(_CASE, {"answer": answer_id}).first() is not None:
        return False
    case = {"answer_id": answer_id, "workspace_id": workspace_id, "grade_id": answer.grade_id, "contested_at": now}
    connection.execute(_OPEN, case)
    connection.execute(_MARK, {"answer": answer_id})
    for job in jobs:
        put_job(connection, job)
    return True


def save_opinion(
    connection: Connection, job: Job, answer_id: int, verdict: Verdict, now: datetime, then: NewJob | None
) -> bool:
    """Store one more grade of a contested answer; the last of them decides which counts, and queues what follows."""
    if not finish_job(connection, job, now):
        return False
    answer = require_answer(connection, answer_id)
    charge(connection, answer, verdict, now)
    if connection.execute(_CASE, {"answer": answer_id}).first() is None:
        raise UnknownAnswerError(answer_id)
    add_grade(connection, answer, job, verdict, now)
    grades = connection.execute(_TOTALS, {"answer": answer_id}).all()
    if answer.state != GradeState.CONTESTED or len(grades) < OPINIONS:
        return True
    count(connection, answer_id, grades[len(grades) // 2].id, GradeState.GRADED)
    connection.execute(_DECIDE, {"answer": answer_id, "now": now})
    if then is not None:
        put_job(connection, then)
    return True


def contest_of(connection: Connection, workspace_id: int, answer_id: int) -> Contest | None:
    """The case of an answer, if its grade was contested."""
    case = _cases().where(CONTESTS.c.workspace_id == workspace_id, CONTESTS.c.answer_id == answer_id)
    row = connection.execute(case).one_or_none()
    return _contest(connection, row) if row else None


def contested(connection: Connection, limit: int) -> Sequence[Contest]:
    """The cases of all workspaces, newest first."""
    newest = _cases().order_by(CONTESTS.c.contested_at.desc(), CONTESTS.c.answer_id.desc()).limit(limit)
    return [_contest(connection, row) for row in connection.execute(newest).all()]


def _cases() -> Select[*tuple[object, ...]]:
    columns = (CONTESTS.c.grade_id.label("first_grade_id"), CONTESTS.c.contested_at, CONTESTS.c.decided_at)
    return select(ANSWERS, *columns).join_from(CONTESTS, ANSWERS, ANSWERS.c.id == CONTESTS.c.answer_id)


def _contest(connection: Connection, row: AnyRow) -> Contest:
    grades = select(GRADES).where(GRADES.c.answer_id == row.id, GRADES.c.id >= row.first_grade_id).order_by(GRADES.c.id)
    kept = tuple(grade_from_row(grade) for grade in connection.execute(grades))
    return Contest(answer_from_row(row), kept, row.contested_at, row.decided_at)

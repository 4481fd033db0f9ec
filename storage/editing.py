"""A new text in the place of one that no judge has graded yet, within one transaction.

Jobs about the old text lose their lease, so that a verdict on it that is just coming in is refused. They are locked
before the answer, as whoever saves a verdict does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, update

from bot.core.grading.grade import GradeState
from bot.core.records import Answer, JobKind, NewJob
from storage.attempts import keep_attempt
from storage.crediting import credit_answer
from storage.jobs import BURIED, DONE, put_job
from storage.rows import AnyRow, answer_from_row
from storage.tables import ANSWERS, GRADES, JOBS

_REASON = "another text took the place of the one it was about"

_STANDING = (
    select(ANSWERS, GRADES.c.stand_in)
    .join_from(ANSWERS, GRADES, GRADES.c.id == ANSWERS.c.grade_id, isouter=True)
    .where(ANSWERS.c.workspace_id == bindparam("workspace"), ANSWERS.c.id == bindparam("answer"))
)
_ABOUT_IT = update(JOBS).where(JOBS.c.answer_id == bindparam("answer"))
_END = _ABOUT_IT.where(
    JOBS.c.kind.in_([JobKind.GRADE.value, JobKind.DELIVER.value]),
    or_(JOBS.c.outcome.is_(None), JOBS.c.outcome == BURIED),
).values(outcome=DONE, reason=_REASON, ended_at=bindparam("now"), token=None, leased_until=None)
# An estimate reads the text when it is made: one under way is made anew, one that waits will find the new text.
_TAKE_BACK = _ABOUT_IT.where(JOBS.c.kind == JobKind.ESTIMATE.value, JOBS.c.outcome.is_(None)).values(
    token=None, leased_until=None
)
_STAND_INS = select(GRADES.c.id).where(GRADES.c.answer_id == bindparam("answer"), GRADES.c.stand_in)
_REPLACE = (
    update(ANSWERS)
    .where(
        ANSWERS.c.workspace_id == bindparam("workspace"),
        ANSWERS.c.id == bindparam("answer"),
        or_(
            ANSWERS.c.state == GradeState.WAITING.value,
            and_(ANSWERS.c.state == GradeState.PROVISIONAL.value, ANSWERS.c.grade_id.in_(_STAND_INS)),
        ),
    )
    .values(text=bindparam("new_text"), state=GradeState.WAITING.value, grade_id=None)
    .returning(ANSWERS)
)
_DROP_STAND_INS = delete(GRADES).where(GRADES.c.answer_id == bindparam("answer"), GRADES.c.stand_in)


class OvertakenError(Exception):
    """A grade or a withdrawal came first; the transaction is to be rolled back."""


def replace_text(connection: Connection, workspace_id: int, answer_id: int, text: str, job: NewJob) -> Answer | None:
    """Put a new text in place of one that no judge has graded yet, and queue the job that grades it.

    Returns:
        The answer as it stands then; none, with nothing changed, if it is graded or withdrawn by now.

    Raises:
        OvertakenError: It was graded or withdrawn just now.
    """
    keys = {"workspace": workspace_id, "answer": answer_id}
    row = connection.execute(_STANDING, keys).one_or_none()
    if row is None or not _is_open(row):
        return None
    if row.text == text:
        return answer_from_row(row)
    _drop_jobs(connection, answer_id, job.due_at)
    replaced = connection.execute(_REPLACE, keys | {"new_text": text}).one_or_none()
    if replaced is None:
        raise OvertakenError
    connection.execute(_DROP_STAND_INS, {"answer": answer_id})
    credit_answer(connection, answer_id)
    keep_attempt(connection, answer_id)
    key = f"{job.key}:{answer_id}:{uuid4().hex}"
    put_job(connection, replace(job, key=key, payload={**job.payload, "answer_id": answer_id}))
    return answer_from_row(replaced)


def _is_open(row: AnyRow) -> bool:
    return row.state == GradeState.WAITING or (row.state == GradeState.PROVISIONAL and bool(row.stand_in))


def _drop_jobs(connection: Connection, answer_id: int, now: datetime) -> None:
    connection.execute(_END, {"answer": answer_id, "now": now})
    connection.execute(_TAKE_BACK, {"answer": answer_id})

"""What becomes of a verdict, each function within one transaction; they are fenced by the job's lease."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.core.errors import UnknownAnswerError
from bot.core.grading.grade import GradeState, Verdict
from bot.core.records import GRADED, Job, JudgeCall, NewJob
from storage.accounts import put_call
from storage.attempts import keep_attempt
from storage.crediting import credit_answer
from storage.jobs import finish_job, put_job
from storage.rows import AnyRow, grade_values
from storage.tables import ANSWERS, GRADES

_ADD_GRADE = insert(GRADES).returning(GRADES.c.id)
_ANSWER = select(ANSWERS).where(ANSWERS.c.id == bindparam("answer")).with_for_update(key_share=True)
_COUNT = (
    update(ANSWERS)
    .where(ANSWERS.c.id == bindparam("answer"))
    .values(state=bindparam("new_state"), grade_id=bindparam("counting"))
)


def save_grade(
    connection: Connection, job: Job, answer_id: int, verdict: Verdict, now: datetime, then: NewJob | None
) -> bool:
    """Store a verdict, which counts from now on, finish the job and queue what follows; False if the lease was lost."""
    if not finish_job(connection, job, now):
        return False
    answer = require_answer(connection, answer_id)
    grade_id = add_grade(connection, answer, job, verdict, now)
    charge(connection, answer, verdict, now)
    if answer.state == GradeState.WITHDRAWN:
        return True
    count(connection, answer_id, grade_id, GradeState.PROVISIONAL if verdict.estimate else GradeState.GRADED)
    if then is not None:
        put_job(connection, then)
    return True


def save_stand_in(
    connection: Connection, job: Job, answer_id: int, estimate: Verdict, now: datetime, then: NewJob | None
) -> bool:
    """Store an estimate for an answer that still waits, finish its job and queue what follows."""
    if not finish_job(connection, job, now):
        return False
    answer = require_answer(connection, answer_id)
    if answer.state != GradeState.WAITING:
        return True
    count(
        connection, answer_id, add_grade(connection, answer, job, estimate, now, stand_in=True), GradeState.PROVISIONAL
    )
    if then is not None:
        put_job(connection, then)
    return True


def count(connection: Connection, answer_id: int, grade_id: int, state: GradeState) -> None:
    """Make a grade the one that counts."""
    connection.execute(_COUNT, {"answer": answer_id, "counting": grade_id, "new_state": state.value})
    credit_answer(connection, answer_id)
    keep_attempt(connection, answer_id)


def require_answer(connection: Connection, answer_id: int) -> AnyRow:
    """The row of an answer, locked: what is decided by its state is stored before anybody else changes it.

    Raises:
        UnknownAnswerError: There is none.
    """
    answer = connection.execute(_ANSWER, {"answer": answer_id}).one_or_none()
    if answer is None:
        raise UnknownAnswerError(answer_id)
    return answer


def charge(connection: Connection, answer: AnyRow, verdict: Verdict, now: datetime) -> None:
    """Store what a verdict took."""
    if verdict.usage is None:
        return
    judge = verdict.judge
    put_call(
        connection,
        JudgeCall(
            workspace_id=answer.workspace_id,
            group_id=answer.group_id,
            member_id=answer.member_id,
            answer_id=answer.id,
            judge=judge.name,
            model=judge.model,
            usage=verdict.usage,
            outcome=GRADED,
            at=now,
        ),
    )


def add_grade(
    connection: Connection, answer: AnyRow, job: Job, verdict: Verdict, now: datetime, *, stand_in: bool = False
) -> int:
    """Store a verdict, which does not count yet; the id of its row."""
    values = grade_values(answer.workspace_id, answer.id, job.key, verdict, now)
    return int(connection.execute(_ADD_GRADE, values | {"stand_in": stand_in}).scalar_one())

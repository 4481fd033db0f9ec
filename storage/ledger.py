"""Answers and grades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select, update

from bot.core.errors import DailyLimitError, UnknownAnswerError
from bot.core.grading.grade import GradeState, Verdict
from bot.core.ports import Ledger
from bot.core.records import (
    Answer,
    Contest,
    Grade,
    GradedAnswer,
    Job,
    NewAnswer,
    NewJob,
    Place,
    SelfCheck,
    Submission,
)
from storage import contests
from storage.grading import save_grade, save_stand_in
from storage.jobs import put_job
from storage.rows import (
    AnyRow,
    answer_from_row,
    grade_from_row,
    new_answer_values,
)
from storage.tables import ANSWERS, GRADES, SELF_CHECKS
from storage.transactions import Transactions
from storage.upsert import insert_or_replace, insert_or_skip

_ADD_ANSWER = insert_or_skip(ANSWERS, "workspace_id", "event_key")
_ANSWER_OF_EVENT = select(ANSWERS).where(
    ANSWERS.c.workspace_id == bindparam("workspace_id"), ANSWERS.c.event_key == bindparam("event_key")
)
_ANSWER = select(ANSWERS).where(ANSWERS.c.workspace_id == bindparam("workspace"), ANSWERS.c.id == bindparam("answer"))
_MARK_AND_RETURN = (
    update(ANSWERS)
    .where(ANSWERS.c.workspace_id == bindparam("workspace"), ANSWERS.c.id == bindparam("answer"))
    .values(state=bindparam("new_state"))
    .returning(ANSWERS)
)
_SAVE_SELF_CHECK = insert_or_replace(SELF_CHECKS, "answer_id", "said", "checked_at")

_GRADED_ANSWER = select(ANSWERS, GRADES.c.verdict, GRADES.c.graded_at, GRADES.c.stand_in).join_from(
    ANSWERS, GRADES, GRADES.c.id == ANSWERS.c.grade_id, isouter=True
)


class SqlLedger(Ledger):
    """Answers and grades in tables."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def submit(self, answer: NewAnswer, job: NewJob, most_a_day: int = 0) -> Submission:
        """Store an answer and the job that will grade it; a known event key returns what is there.

        Raises:
            DailyLimitError: The member has sent `most_a_day` answers on that date; nothing is stored.
        """
        return await self._transactions.write(lambda connection: _submit(connection, answer, job, most_a_day))

    async def answer(self, workspace_id: int, answer_id: int) -> GradedAnswer | None:
        """An answer of this workspace with the grade that counts."""
        one = _GRADED_ANSWER.where(ANSWERS.c.workspace_id == workspace_id, ANSWERS.c.id == answer_id)
        return next(iter(await self._graded_answers(one)), None)

    async def save_grade(self, job: Job, answer_id: int, verdict: Verdict, now: datetime, then: NewJob | None) -> bool:
        """Store a verdict, mark the answer, finish the job and queue what follows.

        The verdict on an answer that was withdrawn meanwhile is kept, but nothing follows from it.

        Returns:
            False, with nothing stored, if the job's lease is no longer held.

        Raises:
            UnknownAnswerError: There is no such answer; nothing is stored.
        """
        return await self._transactions.write(
            lambda connection: save_grade(connection, job, answer_id, verdict, now, then)
        )

    async def save_stand_in(
        self, job: Job, answer_id: int, estimate: Verdict, now: datetime, then: NewJob | None
    ) -> bool:
        """Finish the job; if no judge has graded the answer yet, store an estimate that stands in for the grade.

        Returns:
            False, with nothing stored, if the job's lease is no longer held.

        Raises:
            UnknownAnswerError: There is no such answer; nothing is stored.
        """
        return await self._transactions.write(
            lambda connection: save_stand_in(connection, job, answer_id, estimate, now, then)
        )

    async def contest(self, workspace_id: int, answer_id: int, now: datetime, jobs: Sequence[NewJob]) -> bool:
        """Contest the grade that counts and queue what will grade the answer anew.

        Returns:
            False, with nothing changed, if it was contested before, or no judge has graded it.
        """
        return await self._transactions.write(
            lambda connection: contests.contest(connection, workspace_id, answer_id, now, jobs)
        )

    async def save_opinion(
        self, job: Job, answer_id: int, verdict: Verdict, now: datetime, then: NewJob | None
    ) -> bool:
        """Store one more grade of a contested answer and finish its job; the last of them decides which counts.

        Returns:
            False, with nothing stored, if the job's lease is no longer held.

        Raises:
            UnknownAnswerError: There is no such contested answer; nothing is stored.
        """
        return await self._transactions.write(
            lambda connection: contests.save_opinion(connection, job, answer_id, verdict, now, then)
        )

    async def contest_of(self, workspace_id: int, answer_id: int) -> Contest | None:
        """The case of an answer, if its grade was contested."""
        return await self._transactions.read(
            lambda connection: contests.contest_of(connection, workspace_id, answer_id)
        )

    async def contested(self, limit: int) -> Sequence[Contest]:
        """The cases of all workspaces, newest first."""
        return await self._transactions.read(lambda connection: contests.contested(connection, limit))

    async def latest_answer(self, place: Place, question_id: str) -> GradedAnswer | None:
        """The member's newest answer to a question, withdrawn ones left out."""
        to_question = _newest_first(place).where(ANSWERS.c.question_id == question_id)
        return next(iter(await self._graded_answers(to_question.limit(1))), None)

    async def history(self, place: Place, limit: int) -> Sequence[GradedAnswer]:
        """The member's answers, newest first, withdrawn ones left out."""
        return await self._graded_answers(_newest_first(place).limit(limit))

    async def grades(self, workspace_id: int, answer_id: int) -> Sequence[Grade]:
        """All grades of an answer, oldest first."""
        query = (
            select(GRADES)
            .where(GRADES.c.workspace_id == workspace_id, GRADES.c.answer_id == answer_id)
            .order_by(GRADES.c.id)
        )
        return await self._transactions.read(
            lambda connection: [grade_from_row(row) for row in connection.execute(query)]
        )

    async def answer_days(self, place: Place) -> Sequence[date]:
        """The member's local dates with an answer, withdrawn or not, oldest first, each once."""
        query = select(ANSWERS.c.local_date).distinct().where(*_of_member(place)).order_by(ANSWERS.c.local_date)
        return await self._transactions.read(lambda connection: connection.execute(query).scalars().all())

    async def save_self_check(self, workspace_id: int, check: SelfCheck) -> None:
        """Store what the member ticked; a later check of the same answer replaces it.

        Raises:
            UnknownAnswerError: There is no such answer in the workspace.
        """
        await self._transactions.write(lambda connection: _save_self_check(connection, workspace_id, check))

    async def self_check(self, workspace_id: int, answer_id: int) -> SelfCheck | None:
        """What the member ticked for this answer, if they did."""
        query = select(SELF_CHECKS).where(
            SELF_CHECKS.c.workspace_id == workspace_id, SELF_CHECKS.c.answer_id == answer_id
        )
        row = await self._transactions.read(lambda connection: connection.execute(query).one_or_none())
        return SelfCheck(row.answer_id, frozenset(row.said), row.checked_at) if row else None

    async def withdraw(self, workspace_id: int, answer_id: int) -> Answer | None:
        """Mark an answer as withdrawn; a grade still under way will not be shown."""
        values = {"workspace": workspace_id, "answer": answer_id, "new_state": GradeState.WITHDRAWN.value}
        row = await self._transactions.write(
            lambda connection: connection.execute(_MARK_AND_RETURN, values).one_or_none()
        )
        return answer_from_row(row) if row else None

    async def _graded_answers(self, query: Select[*tuple[Any, ...]]) -> Sequence[GradedAnswer]:
        # Verdicts are parsed on the reading thread too, not on the event loop.
        return await self._transactions.read(
            lambda connection: [_graded_answer(row) for row in connection.execute(query)]
        )


def _submit(connection: Connection, new: NewAnswer, job: NewJob, most_a_day: int) -> Submission:
    values = new_answer_values(new)
    answer_id = connection.execute(_ADD_ANSWER, values).scalar()
    if answer_id is None:
        key = {"workspace_id": new.place.workspace_id, "event_key": new.event_key}
        return Submission(answer_from_row(connection.execute(_ANSWER_OF_EVENT, key).one()), repeated=True)
    if most_a_day and _count_on(connection, new.place, new.local_date) > most_a_day:
        raise DailyLimitError(most_a_day, new.local_date + timedelta(days=1))  # which takes the answer out again
    payload = {**job.payload, "answer_id": answer_id}
    put_job(connection, replace(job, key=f"{job.key}:{answer_id}", payload=payload))
    return Submission(Answer.stored(answer_id, new), repeated=False)


def _count_on(connection: Connection, place: Place, day: date) -> int:
    query = select(func.count()).select_from(ANSWERS).where(*_of_member(place), ANSWERS.c.local_date == day)
    return int(connection.execute(query).scalar_one())


def _save_self_check(connection: Connection, workspace_id: int, check: SelfCheck) -> None:
    if connection.execute(_ANSWER, {"workspace": workspace_id, "answer": check.answer_id}).first() is None:
        raise UnknownAnswerError(check.answer_id)
    connection.execute(
        _SAVE_SELF_CHECK,
        {
            "answer_id": check.answer_id,
            "workspace_id": workspace_id,
            "said": sorted(check.said),
            "checked_at": check.checked_at,
        },
    )


def _of_member(place: Place) -> tuple[ColumnElement[bool], ...]:
    return ANSWERS.c.workspace_id == place.workspace_id, ANSWERS.c.member_id == place.member_id


def _newest_first(place: Place) -> Select[*tuple[Any, ...]]:
    return _GRADED_ANSWER.where(*_of_member(place), ANSWERS.c.state != GradeState.WITHDRAWN.value).order_by(
        ANSWERS.c.submitted_at.desc(), ANSWERS.c.id.desc()
    )


def _graded_answer(row: AnyRow) -> GradedAnswer:
    answer = answer_from_row(row)
    if row.grade_id is None:
        return GradedAnswer(answer, None)
    verdict = Verdict.model_validate(row.verdict)
    return GradedAnswer(answer, Grade(row.grade_id, answer.id, verdict, row.graded_at, row.stand_in))

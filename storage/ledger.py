"""Answers and grades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update

from bot.core.grading.grade import GradeState, Verdict
from bot.core.ports import Ledger
from bot.core.progress.looking_back import LookBack, Practised
from bot.core.records import Answer, Contest, Grade, GradedAnswer, Job, NewAnswer, NewJob, Place, SelfCheck, Submission
from storage import contests, submitting
from storage.answers import GRADED_ANSWERS, graded_answer_from_row, newest_first, to_posting
from storage.attempts import keep_attempt
from storage.crediting import credit_answer
from storage.editing import OvertakenError, replace_text
from storage.forgetting import forget
from storage.grading import save_grade, save_stand_in
from storage.looking_back import look_back, practised, self_checks
from storage.rows import answer_from_row, grade_from_row, self_check_from_row
from storage.tables import ANSWERS, GRADES, SELF_CHECKS
from storage.transactions import Transactions

_MARK_AND_RETURN = (
    update(ANSWERS)
    .where(ANSWERS.c.workspace_id == bindparam("workspace"), ANSWERS.c.id == bindparam("answer"))
    .values(state=bindparam("new_state"))
    .returning(ANSWERS)
)


class SqlLedger(Ledger):
    """Answers and grades in tables."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def submit(self, answer: NewAnswer, job: NewJob, most_a_day: int = 0) -> Submission:
        """Store an answer and the job that will grade it; a known event key returns what is there.

        Raises:
            DailyLimitError: The member has sent `most_a_day` answers on that date; nothing is stored.
            TryLaterError: The member was forgotten meanwhile; nothing is stored.
        """
        return await self._transactions.write(lambda connection: submitting.submit(connection, answer, job, most_a_day))

    async def answer(self, workspace_id: int, answer_id: int) -> GradedAnswer | None:
        """An answer of this workspace with the grade that counts."""
        one = GRADED_ANSWERS.where(ANSWERS.c.workspace_id == workspace_id, ANSWERS.c.id == answer_id)
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

    async def answer_to_event(self, workspace_id: int, event_key: str) -> GradedAnswer | None:
        """The answer that an event brought."""
        one = GRADED_ANSWERS.where(ANSWERS.c.workspace_id == workspace_id, ANSWERS.c.event_key == event_key)
        return next(iter(await self._graded_answers(one)), None)

    async def replace_text(self, workspace_id: int, answer_id: int, text: str, job: NewJob) -> Answer | None:
        """Put a new text in place of one that no judge has graded yet; it is graded by a new job instead of the old.

        Returns:
            The answer as it stands then; none, with nothing changed, if it is graded or withdrawn by now.
        """
        try:
            return await self._transactions.write(
                lambda connection: replace_text(connection, workspace_id, answer_id, text, job)
            )
        except OvertakenError:
            return None

    async def answer_to_posting(self, place: Place, posting_id: int) -> GradedAnswer | None:
        """The member's newest answer to a posting, withdrawn ones left out."""
        newest = newest_first(place).where(ANSWERS.c.posting_id == posting_id).limit(1)
        return next(iter(await self._graded_answers(newest)), None)

    async def answers_to_posting(self, workspace_id: int, posting_id: int) -> Sequence[GradedAnswer]:
        """All answers to a posting, oldest first, withdrawn ones left out."""
        query = GRADED_ANSWERS.where(*to_posting(workspace_id, posting_id))
        return await self._graded_answers(query.order_by(ANSWERS.c.submitted_at, ANSWERS.c.id))

    async def members_who_answered(self, workspace_id: int, posting_id: int) -> int:
        """How many members have answered a posting, withdrawn answers left out."""
        query = select(func.count(ANSWERS.c.member_id.distinct())).where(*to_posting(workspace_id, posting_id))
        return int(await self._transactions.read(lambda connection: connection.execute(query).scalar_one()))

    async def forget(self, place: Place) -> int:
        """Erase a member; how many answers there were."""
        return await self._transactions.write(lambda connection: forget(connection, place))

    async def latest_answer(self, place: Place, question_id: str) -> GradedAnswer | None:
        """The member's newest answer to a question, withdrawn ones left out."""
        to_question = newest_first(place).where(ANSWERS.c.question_id == question_id)
        return next(iter(await self._graded_answers(to_question.limit(1))), None)

    async def history(self, place: Place, limit: int, *, withdrawn: bool = False) -> Sequence[GradedAnswer]:
        """The member's answers, newest first; withdrawn ones are left out unless they are asked for."""
        return await self._graded_answers(newest_first(place, withdrawn=withdrawn).limit(limit))

    async def look_back(self, place: Place, limit: int) -> LookBack:
        """What a member's progress page is made of, with their newest answers."""
        return await self._transactions.read(lambda connection: look_back(connection, place, limit))

    async def practised(self, place: Place) -> Practised:
        """What a member's streak is made of."""
        return await self._transactions.read(lambda connection: practised(connection, place))

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

    async def save_self_check(self, workspace_id: int, check: SelfCheck) -> None:
        """Store what the member ticked; a later check of the same answer replaces it.

        Raises:
            UnknownAnswerError: There is no such answer in the workspace.
        """
        await self._transactions.write(lambda connection: submitting.save_self_check(connection, workspace_id, check))

    async def self_check(self, workspace_id: int, answer_id: int) -> SelfCheck | None:
        """What the member ticked for this answer, if they did."""
        query = select(SELF_CHECKS).where(
            SELF_CHECKS.c.workspace_id == workspace_id, SELF_CHECKS.c.answer_id == answer_id
        )
        row = await self._transactions.read(lambda connection: connection.execute(query).one_or_none())
        return self_check_from_row(row) if row else None

    async def self_checks(self, place: Place) -> Sequence[SelfCheck]:
        """What a member ticked for any of their answers, in all groups; withdrawn answers are left out."""
        return await self._transactions.read(lambda connection: self_checks(connection, place))

    async def withdraw(self, workspace_id: int, answer_id: int) -> Answer | None:
        """Mark an answer as withdrawn; a grade still under way will not be shown."""
        values = {"workspace": workspace_id, "answer": answer_id, "new_state": GradeState.WITHDRAWN.value}

        def work(connection: Connection) -> Answer | None:
            row = connection.execute(_MARK_AND_RETURN, values).one_or_none()
            if row is None:
                return None
            credit_answer(connection, answer_id)
            keep_attempt(connection, answer_id)
            return answer_from_row(row)

        return await self._transactions.write(work)

    async def _graded_answers(self, query: Select[*tuple[Any, ...]]) -> Sequence[GradedAnswer]:
        # Verdicts are parsed on the reading thread too, not on the event loop.
        return await self._transactions.read(
            lambda connection: [graded_answer_from_row(row) for row in connection.execute(query)]
        )

"""The use cases of practice: ask, submit, revise, reveal, and what belongs around them.

Every method takes what happened and when; nothing here reads a clock, a file or a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.answers import check_answer, grading_request
from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.bank.selection import Filters, next_unseen, select
from bot.core.errors import ContestRefusedError, NotAnsweredYetError, UnknownAnswerError
from bot.core.grading.grade import GradeState
from bot.core.grading.request import GradingRequest
from bot.core.ports import Directory, Ledger, Postings
from bot.core.progress.streaks import Streak, local_day, streak
from bot.core.progress.summary import Progress, summarise
from bot.core.records import (
    OPINIONS,
    Answer,
    Contest,
    Grade,
    GradedAnswer,
    JobKind,
    NewAnswer,
    NewJob,
    Origin,
    Place,
    Posting,
    SelfCheck,
    Submission,
)

_HISTORY = 1_000


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores that practice needs."""

    directory: Directory
    postings: Postings
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to somebody, and their newest answer to it if they have one."""

    question: Question
    posting: Posting
    earlier: GradedAnswer | None


@dataclass(frozen=True, slots=True)
class Card:
    """What a score card shows.

    Attributes:
        question: The question answered.
        graded: The answer and its grade.
        before: The answer it revises, with its grade, if it does.
        streak: How the member's practice runs.
        check: What the member ticked, if they did.
        stood_in: The estimate that the grade replaced, if one stood in for it.
        contest: The case, if the grade was contested.
    """

    question: Question
    graded: GradedAnswer
    before: GradedAnswer | None
    streak: Streak
    check: SelfCheck | None
    stood_in: Grade | None = None
    contest: Contest | None = None


class Practice:
    """Asking, answering and looking back, for one bank and one set of stores.

    Args:
        content: The bank and the lenses.
        stores: Where things are kept.
        time_zone: IANA zone in which days are counted where a member or group has none of its own.
        daily_answers: Most answers a member and local day; 0 for no limit.
    """

    def __init__(self, content: Content, stores: Stores, time_zone: str = "UTC", daily_answers: int = 0) -> None:
        self.content = content
        self._stores = stores
        self._time_zone = time_zone
        self._daily_answers = daily_answers

    async def place_of(self, origin: Origin) -> Place:
        """Who and where this is; made at first sight."""
        return await self._stores.directory.place_of(origin, self._time_zone)

    async def ask_today(self, origin: Origin, now: datetime) -> Asked:
        """The group's question of the day: picked once, stored with its posting, the same for everyone all day."""
        place = await self.place_of(origin)
        day = local_day(now, place.time_zone)
        key, posting = await self._posting_of(place, day)
        if posting is not None:
            return await self._asked(place, posting)
        return await self._put(place, await self._unseen(origin, place, Filters(), day), key, now, day)

    async def preview_today(self, origin: Origin, now: datetime) -> Question:
        """The question that `ask_today` gives or would give, with nothing written."""
        place = await self._stores.directory.find(origin, self._time_zone)
        day = local_day(now, place.time_zone if place else self._time_zone)
        posting = (await self._posting_of(place, day))[1] if place else None
        if posting is not None:
            return self.content.bank.get(posting.question_id)
        return await self._unseen(origin, place, Filters(), day)

    async def ask_about(self, origin: Origin, now: datetime, key: str, filters: Filters) -> Asked:
        """A further question that passes the filters; one not asked here before as long as there is one.

        Raises:
            NoMatchingQuestionError: None passes.
        """
        place = await self.place_of(origin)
        day = local_day(now, place.time_zone)
        question = await self._unseen(origin, place, filters, day)
        return await self._put(place, question, f"ask:{key}", now, day, filters.style)

    async def ask_for(self, origin: Origin, now: datetime, key: str, question_id: str, style: str | None) -> Asked:
        """A certain question.

        Raises:
            UnknownQuestionError: There is no such question.
        """
        question = self.content.bank.get(question_id)
        place = await self.place_of(origin)
        return await self._put(place, question, f"ask:{key}", now, local_day(now, place.time_zone), style)

    async def submit(
        self,
        origin: Origin,
        now: datetime,
        key: str,
        question_id: str,
        text: str,
        *,
        posting_id: int | None = None,
        revises: int | None = None,
        seconds_taken: int | None = None,
        style: str | None = None,
    ) -> Submission:
        """Take an answer in: stored together with the job that grades it before this returns.

        Raises:
            AnswerRefusedError: It is empty, too long, no text or has no words.
            UnknownQuestionError: There is no such question.
            UnknownAnswerError: The answer it revises is not the member's own, or not there.
            DailyLimitError: The member has sent as many today as are taken.
        """
        check_answer(text)
        self.content.bank.get(question_id)
        place = await self.place_of(origin)
        if revises is not None:
            await self._own(place, revises)
        answer = NewAnswer(
            event_key=key,
            place=place,
            origin=origin,
            question_id=question_id,
            text=text,
            submitted_at=now,
            local_date=local_day(now, place.time_zone),
            posting_id=posting_id,
            revises=revises,
            seconds_taken=seconds_taken,
            style=style,
        )
        job = NewJob(JobKind.GRADE, "grade", {"workspace_id": place.workspace_id}, now)
        return await self._stores.ledger.submit(answer, job, self._daily_answers)

    async def revise(self, origin: Origin, now: datetime, key: str, answer_id: int, text: str) -> Submission:
        """Take in a better try at an earlier answer; both are kept.

        Raises:
            UnknownAnswerError: It is not the member's own, or not there.
            AnswerRefusedError: It is empty, too long, no text or has no words.
            DailyLimitError: The member has sent as many today as are taken.
        """
        place = await self.place_of(origin)
        before = (await self._own(place, answer_id)).answer
        return await self.submit(
            origin,
            now,
            key,
            before.question_id,
            text,
            posting_id=before.posting_id,
            revises=before.id,
            style=before.style,
        )

    async def follow_up(self, origin: Origin, now: datetime, key: str, answer_id: int, text: str) -> Submission:
        """Take in what a member says to the interviewer's further question: the answer with it is graded as a revision.

        Raises:
            UnknownAnswerError: It is not the member's own, or not there.
            AnswerRefusedError: It is empty, too long together with the answer, no text or has no words.
            DailyLimitError: The member has sent as many today as are taken.
        """
        check_answer(text)
        before = (await self._own(await self.place_of(origin), answer_id)).answer
        return await self.revise(origin, now, key, answer_id, f"{before.text.rstrip()}\n\n{text}")

    async def reveal(self, origin: Origin, question_id: str) -> Question:
        """The question with its model answer, for a member who has answered it.

        Raises:
            NotAnsweredYetError: They have not.
            UnknownQuestionError: There is no such question.
        """
        question = self.content.bank.get(question_id)
        place = await self.place_of(origin)
        if await self._stores.ledger.latest_answer(place, question_id) is None:
            raise NotAnsweredYetError(question_id)
        return question

    async def card(self, origin: Origin, answer_id: int, now: datetime) -> Card:
        """What a member's score card shows for one of their answers.

        Raises:
            UnknownAnswerError: It is not the member's own, or not there.
        """
        place = await self.place_of(origin)
        graded = await self._own(place, answer_id)
        ledger = self._stores.ledger
        before = None
        if graded.answer.revises is not None:
            before = await ledger.answer(place.workspace_id, graded.answer.revises)
        check = await ledger.self_check(place.workspace_id, answer_id)
        question = self.content.bank.get(graded.answer.question_id)
        stood_in = await self._stood_in(graded)
        contest = await ledger.contest_of(place.workspace_id, answer_id)
        return Card(question, graded, before, await self._streak(place, now), check, stood_in, contest)

    async def check_oneself(self, origin: Origin, answer_id: int, said: frozenset[str], now: datetime) -> Card:
        """Store which key points the member says they did make; unknown ids are left out.

        Raises:
            UnknownAnswerError: It is not the member's own, or not there.
        """
        card = await self.card(origin, answer_id, now)
        known = {point.id for criterion in card.question.rubric for point in criterion.key_points}
        check = SelfCheck(answer_id, said & known, now)
        await self._stores.ledger.save_self_check(card.graded.answer.workspace_id, check)
        return replace(card, check=check)

    async def contest(self, origin: Origin, answer_id: int, now: datetime) -> GradedAnswer:
        """Have an answer graded twice more, each time blind to the others; the middle one of the three will count.

        Returns:
            The answer with the grade that is contested.

        Raises:
            UnknownAnswerError: It is not the member's own, or not there.
            ContestRefusedError: No judge has graded it, or it was contested before.
        """
        place = await self.place_of(origin)
        graded = await self._own(place, answer_id)
        if (reason := _not_contestable(graded)) is not None:
            raise ContestRefusedError(reason)
        payload = {"workspace_id": place.workspace_id, "answer_id": answer_id, "contest": True}
        keys = [f"contest:{answer_id}:{number}" for number in range(1, OPINIONS)]
        jobs = [NewJob(JobKind.GRADE, key, payload, now) for key in keys]
        if not await self._stores.ledger.contest(place.workspace_id, answer_id, now, jobs):
            raise ContestRefusedError("again")
        return graded

    async def progress(self, origin: Origin, now: datetime) -> Progress:
        """How the member stands."""
        place = await self.place_of(origin)
        history = await self._stores.ledger.history(place, _HISTORY)
        return summarise(history, await self._streak(place, now), self.content.bank)

    async def history(self, origin: Origin, limit: int) -> list[GradedAnswer]:
        """The member's answers, newest first."""
        return list(await self._stores.ledger.history(await self.place_of(origin), limit))

    async def withdraw(self, origin: Origin, answer_id: int) -> Answer:
        """Take an answer back; it counts no more and its grade is not shown.

        Raises:
            UnknownAnswerError: It is not the member's own, or not there.
        """
        place = await self.place_of(origin)
        await self._own(place, answer_id)
        withdrawn = await self._stores.ledger.withdraw(place.workspace_id, answer_id)
        if withdrawn is None:
            raise UnknownAnswerError(answer_id)
        return withdrawn

    def request_for(self, answer: Answer) -> GradingRequest:
        """What a judge is asked about an answer.

        Raises:
            UnknownQuestionError: The question has left the bank.
        """
        return grading_request(self.content, answer.question_id, answer.text, answer.style)

    async def _stood_in(self, graded: GradedAnswer) -> Grade | None:
        """The estimate that a judge's grade replaced."""
        if graded.grade is None or graded.grade.verdict.estimate:
            return None
        grades = await self._stores.ledger.grades(graded.answer.workspace_id, graded.answer.id)
        return next((grade for grade in grades if grade.stand_in), None)

    async def _streak(self, place: Place, now: datetime) -> Streak:
        return streak(await self._stores.ledger.answer_days(place), local_day(now, place.time_zone))

    async def _own(self, place: Place, answer_id: int) -> GradedAnswer:
        graded = await self._stores.ledger.answer(place.workspace_id, answer_id)
        if graded is None or graded.answer.member_id != place.member_id:
            raise UnknownAnswerError(answer_id)
        return graded

    async def _posting_of(self, place: Place, day: date) -> tuple[str, Posting | None]:
        """A day's posting and its key; where its question has left the bank, the key of the one that replaces it."""
        key = f"day:{day.isoformat()}"
        posting = await self._stores.postings.posting_of(place, key)
        while posting is not None and posting.question_id not in self.content.bank:
            key = f"{key}/{posting.question_id}"
            posting = await self._stores.postings.posting_of(place, key)
        return key, posting

    async def _unseen(self, origin: Origin, place: Place | None, filters: Filters, day: date) -> Question:
        seen = await self._stores.postings.asked(place) if place else ()
        return pick(self.content, filters, origin, day, seen)

    async def _put(
        self, place: Place, question: Question, key: str, now: datetime, day: date, style: str | None = None
    ) -> Asked:
        return await self._asked(
            place, await self._stores.postings.open_posting(place, question.id, key, now, day, style)
        )

    async def _asked(self, place: Place, posting: Posting) -> Asked:
        question = self.content.bank.get(posting.question_id)
        return Asked(question, posting, await self._stores.ledger.latest_answer(place, question.id))


def _not_contestable(graded: GradedAnswer) -> str | None:
    """Why a grade cannot be contested, as far as the answer tells."""
    state = graded.answer.state
    if state is GradeState.WITHDRAWN:
        return "withdrawn"
    if graded.grade is None:
        return "waiting"
    if state is GradeState.CONTESTED:
        return "again"
    return "estimate" if graded.grade.verdict.estimate else None


def pick(content: Content, filters: Filters, origin: Origin, day: date, seen: Sequence[str] = ()) -> Question:
    """The question a group is asked on a day, among those that pass the filters; the same in every process.

    Args:
        content: The bank.
        filters: What the question must be.
        origin: The group.
        day: The local date.
        seen: Ids of questions asked before, oldest first; they come again only when all have been asked.

    Raises:
        NoMatchingQuestionError: None passes the filters.
    """
    group = f"{origin.platform}/{origin.workspace}/{origin.channel}"
    return next_unseen(select(content.bank, filters), seen, day, group)

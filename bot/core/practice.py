"""The use cases of practice: ask, submit, revise, reveal, and what belongs around them.

Every method takes what happened and when; nothing here reads a clock, a file or a network.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.answers import check_answer, continued, grading_request
from bot.core.asking import Asked, Asking, Stores, pick
from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.errors import ContestRefusedError, NotAnsweredYetError, UnknownAnswerError
from bot.core.grading.grade import GradeState
from bot.core.grading.request import GradingRequest
from bot.core.progress.asked_days import asked_on, days_cut_short
from bot.core.progress.looking_back import Practised
from bot.core.progress.presence import days_away
from bot.core.progress.streaks import Streak, practice_day, streak
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
    SelfCheck,
    Submission,
)

__all__ = ["Asked", "Card", "Practice", "Stores", "pick"]

_HISTORY = 1_000


@dataclass(frozen=True, slots=True)
class Card:
    """What a score card shows.

    Attributes:
        question: The question answered.
        graded: The answer and its grade.
        before: The answer it revises, with its grade, if it does; none where that one is nobody else's to know.
        streak: How the member's practice runs.
        check: What the member ticked, if they did.
        stood_in: The estimate that the grade replaced, if one stood in for it.
        contest: The case, if the grade was contested.
        began_day: Whether no answer of its member's newest day came before it.
    """

    question: Question
    graded: GradedAnswer
    before: GradedAnswer | None
    streak: Streak
    check: SelfCheck | None
    stood_in: Grade | None = None
    contest: Contest | None = None
    began_day: bool = True


class Practice(Asking):
    """Asking, answering and looking back, for one bank and one set of stores.

    Args:
        content: The bank and the lenses.
        stores: Where things are kept.
        time_zone: IANA zone in which days are counted where a member or group has none of its own.
        daily_answers: Most answers a member and local day; 0 for no limit.
    """

    def __init__(self, content: Content, stores: Stores, time_zone: str = "UTC", daily_answers: int = 0) -> None:
        super().__init__(content, stores, time_zone)
        self._daily_answers = daily_answers

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
        if posting_id is not None and not await self._asks(place, posting_id, question_id):
            posting_id = None
        answer = NewAnswer(
            event_key=key,
            place=place,
            origin=origin,
            question_id=question_id,
            text=text,
            submitted_at=now,
            local_date=practice_day(now, place.time_zone, late=place.late_evenings),
            posting_id=posting_id,
            revises=revises,
            seconds_taken=seconds_taken,
            style=style,
        )
        job = NewJob(JobKind.GRADE, "grade", {"workspace_id": place.workspace_id}, now)
        return await self._stores.ledger.submit(answer, job, self._daily_answers)

    async def revise(self, origin: Origin, now: datetime, key: str, answer_id: int, text: str) -> Submission:
        """Take in a better try at an earlier answer; both are kept.

        What is written to the bot alone about an answer in a group belongs to that group, and its card is private.

        Raises:
            UnknownAnswerError: It is not the member's own, or not there.
            AnswerRefusedError: It is empty, too long, no text or has no words.
            DailyLimitError: The member has sent as many today as are taken.
        """
        place = await self.place_of(origin)
        before = (await self._own(place, answer_id)).answer
        return await self.submit(
            _origin_of_revision(origin, before.origin),
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

        It holds the answer's text, so where that was private it is private, too.

        Raises:
            UnknownAnswerError: It is not the member's own, or not there.
            AnswerRefusedError: It is empty, too long together with the answer, no text or has no words.
            DailyLimitError: The member has sent as many today as are taken.
        """
        check_answer(text)
        before = (await self._own(await self.place_of(origin), answer_id)).answer
        if before.origin.alone and not origin.alone:
            origin = replace(origin, private=True)
        return await self.revise(origin, now, key, answer_id, continued(before.text, text))

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
            UnknownAnswerError: It is not the member's own, was withdrawn, or is not there.
        """
        return await self._card(await self.place_of(origin), answer_id, now)

    async def card_of(self, answer: Answer, now: datetime) -> Card:
        """As `card`, for whoever delivers it: nothing is written, so that a member who was forgotten stays so.

        Raises:
            UnknownAnswerError: It was withdrawn or its member forgotten.
        """
        place = await self._stores.directory.find(answer.origin, self._time_zone)
        if place is None:
            raise UnknownAnswerError(answer.id)
        return await self._card(place, answer.id, now)

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

        Once for each answer; the same contest again, known by its time, has the same outcome.

        Returns:
            The answer with the grade that is contested.

        Raises:
            UnknownAnswerError: It is not the member's own, or not there.
            ContestRefusedError: No judge has graded it, or it was contested before.
        """
        place = await self.place_of(origin)
        graded = await self._own(place, answer_id)
        case = await self._stores.ledger.contest_of(place.workspace_id, answer_id)
        if case is not None and case.contested_at == now:
            return GradedAnswer(graded.answer, case.grades[0])
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
        return await self.progress_of(await self.place_of(origin), now)

    async def progress_of(self, place: Place, now: datetime) -> Progress:
        """How the member of a place stands; nothing is written."""
        found = await self._stores.ledger.look_back(place, _HISTORY)
        running, days = _streak(place, found.practised, now), found.practised.days
        page = summarise(found.attempts, running, self.content.bank, now, days, found.checks)
        return replace(page, answers=found.answers, questions=found.questions)

    async def streak_of(self, place: Place, now: datetime) -> Streak:
        """How the practice of a place's member runs; nothing is written."""
        return _streak(place, await self._stores.ledger.practised(place), now)

    async def history(self, origin: Origin, limit: int) -> list[GradedAnswer]:
        """The member's answers, newest first."""
        return list(await self._stores.ledger.history(await self.place_of(origin), limit))

    async def self_checks(self, origin: Origin) -> list[SelfCheck]:
        """What the member ticked for any of their answers."""
        return list(await self._stores.ledger.self_checks(await self.place_of(origin)))

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

    async def _card(self, place: Place, answer_id: int, now: datetime) -> Card:
        graded, ledger = await self._own(place, answer_id), self._stores.ledger
        if graded.answer.state is GradeState.WITHDRAWN:
            raise UnknownAnswerError(answer_id)
        check = await ledger.self_check(place.workspace_id, answer_id)
        question = self.content.bank.get(graded.answer.question_id)
        before, stood_in = await self._before(graded.answer), await self._stood_in(graded)
        contest = await ledger.contest_of(place.workspace_id, answer_id)
        done = await ledger.practised(place)
        running = _streak(place, done, now)
        return Card(question, graded, before, running, check, stood_in, contest, answer_id == done.first)

    async def _before(self, answer: Answer) -> GradedAnswer | None:
        """The answer that another revises, unless it was withdrawn, or was private where the other is not."""
        if answer.revises is None:
            return None
        before = await self._stores.ledger.answer(answer.workspace_id, answer.revises)
        if before is None or before.answer.state is GradeState.WITHDRAWN:
            return None
        return None if before.answer.origin.alone and not answer.origin.alone else before

    async def _stood_in(self, graded: GradedAnswer) -> Grade | None:
        """The estimate that a judge's grade replaced."""
        if graded.grade is None or graded.grade.verdict.estimate:
            return None
        grades = await self._stores.ledger.grades(graded.answer.workspace_id, graded.answer.id)
        return next((grade for grade in grades if grade.stand_in), None)

    async def _asks(self, place: Place, posting_id: int, question_id: str) -> bool:
        """Whether a posting is one of this workspace that asks a question; it may have been swapped since."""
        posting = await self._stores.postings.posting(place.workspace_id, posting_id)
        return posting is not None and posting.question_id == question_id

    async def _own(self, place: Place, answer_id: int) -> GradedAnswer:
        graded = await self._stores.ledger.answer(place.workspace_id, answer_id)
        if graded is None or graded.answer.member_id != place.member_id:
            raise UnknownAnswerError(answer_id)
        return graded


def _streak(place: Place, done: Practised, now: datetime) -> Streak:
    answered, zone, late = frozenset(done.days), place.time_zone, place.late_evenings
    asked = asked_on(done.asked, answered, zone, late=late, moves=place.moves, absences=done.absences)
    excused = days_cut_short(place.moves) | days_away(done.absences, zone)
    return streak(answered, practice_day(now, zone, late=late), asked, excused)


def _origin_of_revision(origin: Origin, before: Origin) -> Origin:
    """Where a further try at an answer belongs."""
    if before.direct or not origin.direct:
        return origin
    name = origin.user_name or before.user_name
    return replace(before, user_name=name, message=origin.message, private=True, handle=origin.handle)


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

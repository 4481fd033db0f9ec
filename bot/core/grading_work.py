"""The work behind an answer: grading it, and delivering its card."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.budget import Budget
from bot.core.chat import Reply
from bot.core.delivery.placing import reply_origin
from bot.core.errors import (
    HopelessJobError,
    JudgeUnavailableError,
    LeaseLostError,
    TryLaterError,
    UndeliverableError,
    UnknownAnswerError,
    UnknownQuestionError,
)
from bot.core.grading.grade import GradeState, Usage, Verdict
from bot.core.grading.request import GradingRequest
from bot.core.job_answers import answer_of, request_of
from bot.core.ports import Accounts, Chat, Clock, Judge, Ledger
from bot.core.practice import Card, Practice
from bot.core.records import LATE, Answer, Job, JobKind, JudgeCall, NewJob, Origin
from bot.core.replies.card import card_reply
from bot.core.unsaved import Unsaved
from bot.core.waiting import Patience
from bot.core.worker import Handled

CONTEST_RETRY_SECONDS = 3600.0
"""How often a contest looks for a judge where the settings have only the estimate, which cannot decide it."""

Still = Callable[[], Awaitable[bool]]

FRUITLESS = frozenset({"refused", "truncated", "malformed"})
"""Failures in which the judge replied, and was paid for it: trying for ever would cost without end."""

MOST_FRUITLESS = 6
"""How many such tries an answer gets before its job is given up, visibly; they span a few minutes."""


@dataclass(frozen=True, slots=True)
class GradeAnswers:
    """Handler of grading jobs: judges an answer; verdict, end of job and following delivery are stored together.

    Attributes:
        practice: The bank.
        ledger: Where grades are stored.
        judge: Who grades.
        clock: Time.
        patience: What is done about an answer while the judge is away.
        accounts: Keeps what tries took that came to no grade.
        budget: What may be spent; none for no limit.
        unsaved: Verdicts that the database did not take, by their job: they were paid for, and are saved when it does.
    """

    practice: Practice
    ledger: Ledger
    judge: Judge
    clock: Clock
    patience: Patience | None = None
    accounts: Accounts | None = None
    budget: Budget | None = None
    unsaved: Unsaved[GradingRequest, Verdict] = field(default_factory=Unsaved)

    async def __call__(self, job: Job) -> Handled:
        """Grade the job's answer, unless it was withdrawn or is gone.

        Raises:
            JudgeUnavailableError: The judge cannot grade now; the answer stays waiting.
            HopelessJobError: Its question is gone, or the judge made nothing of it time and again.
            LeaseLostError: Another worker has the job by now; this verdict is dropped.
            StorageError: The verdict could not be saved; a further try saves it.
        """
        found = await answer_of(job, self.ledger)
        if found is None or found.answer.state is GradeState.WITHDRAWN:
            self.unsaved.drop(job.id)
            return Handled.DONE
        answer, request = found.answer, request_of(self.practice, found.answer)
        verdict = self.unsaved.take(job.id, request) or await self._verdict(job, answer, request)
        with self.unsaved.saving(job.id, request, verdict):
            saved = await self._save(job, answer, verdict, self.clock.now())
        if not saved:
            await self._charge(answer, verdict.usage, LATE)
            raise LeaseLostError(job.id)
        return Handled.SETTLED

    async def _verdict(self, job: Job, answer: Answer, request: GradingRequest) -> Verdict:
        try:
            if self.budget is not None:
                await self.budget.require(answer)
            verdict = await self.judge.judge(request)
        except JudgeUnavailableError as error:
            await self._failed(job, answer, error)
            raise
        if verdict.estimate and job.payload.get("contest") is True:
            raise JudgeUnavailableError("only-an-estimate", CONTEST_RETRY_SECONDS)
        return verdict

    async def _failed(self, job: Job, answer: Answer, error: JudgeUnavailableError) -> None:
        """Keep what the try took, and see to the member; give up where further tries would only cost.

        Raises:
            HopelessJobError: Enough was paid for nothing.
        """
        await self._charge(answer, error.usage, error.reason)
        fruitless = await self._fruitless(answer, error)
        given_up = fruitless >= MOST_FRUITLESS
        error.permanent = error.permanent or given_up
        if self.patience is not None:
            await self.patience.judge_failed(job, answer, error)
        if given_up:
            remedy = "redrive this job when the model or the question has changed"
            problem = f"{fruitless} paid tries came to nothing, the last was {error.reason}"
            raise HopelessJobError(f"{problem}; {remedy}") from error

    async def _fruitless(self, answer: Answer, error: JudgeUnavailableError) -> int:
        """How many tries were paid for and came to nothing, if this is one of them."""
        if self.accounts is None or error.usage is None or error.reason not in FRUITLESS:
            return 0
        return await self.accounts.tries(answer.workspace_id, answer.id, FRUITLESS)

    async def _save(self, job: Job, answer: Answer, verdict: Verdict, now: datetime) -> bool:
        contested = job.payload.get("contest") is True
        payload = {"workspace_id": answer.workspace_id, "answer_id": answer.id}
        cause = f"contest:{answer.id}" if contested else job.key
        delivery = NewJob(JobKind.DELIVER, f"deliver:{cause}", payload, now)
        save = self.ledger.save_opinion if contested else self.ledger.save_grade
        return await save(job, answer.id, verdict, now, delivery)

    async def _charge(self, answer: Answer, usage: Usage | None, outcome: str) -> None:
        """Keep what a try took that came to nothing."""
        if usage is None or self.accounts is None:
            return
        judge = self.judge.identity
        await self.accounts.record(
            JudgeCall(
                workspace_id=answer.workspace_id,
                group_id=answer.group_id,
                member_id=answer.member_id,
                answer_id=answer.id,
                judge=judge.name,
                model=judge.model,
                usage=usage,
                outcome=outcome,
                at=self.clock.now(),
            )
        )


@dataclass(frozen=True, slots=True)
class DeliverCards:
    """Handler of delivery jobs: shows a graded answer's card where the answer came from."""

    practice: Practice
    ledger: Ledger
    chats: Mapping[str, Chat]
    clock: Clock

    async def __call__(self, job: Job) -> Handled:
        """Deliver the card, unless the answer was withdrawn or is gone, or its stand-in was replaced.

        Where the channel is out of reach, its member gets it in their own conversation with the bot.

        Raises:
            TryLaterError: The answer's platform is not connected in this process, or there is another grade by now.
            HopelessJobError: Its question is gone, or it cannot be shown where the answer came from.
        """
        graded = await answer_of(job, self.ledger)
        if graded is None or graded.answer.state is GradeState.WITHDRAWN:
            return Handled.DONE
        if job.payload.get("stand_in") and not (graded.grade and graded.grade.stand_in):
            return Handled.DONE
        answer = graded.answer
        chat = self.chats.get(answer.origin.platform)
        if chat is None:
            raise TryLaterError(f"{answer.origin.platform} is not connected")
        card = await self._card(answer)
        if card is None:
            return Handled.DONE

        async def still() -> bool:
            return await self.ledger.answer(answer.workspace_id, answer.id) == card.graded

        reply = card_reply(card)
        place = reply_origin(answer.origin, reply)
        try:
            await chat.deliver(place, reply, job.key, slot=reply.slot, still=still)
        except UndeliverableError as error:
            if error.scope == "channel" and not place.direct:
                await _show_alone(chat, place, reply, f"{job.key}/alone", still)
            raise
        return Handled.DONE

    async def _card(self, answer: Answer) -> Card | None:
        try:
            return await self.practice.card_of(answer, self.clock.now())
        except UnknownAnswerError:  # withdrawn or forgotten since it was read
            return None
        except UnknownQuestionError as error:
            raise HopelessJobError(str(error)) from error


async def _show_alone(chat: Chat, place: Origin, reply: Reply, key: str, still: Still) -> None:
    """Show a card to its member alone, if they can be reached.

    Raises:
        TryLaterError: Not now.
    """
    with suppress(UndeliverableError):
        await chat.deliver(replace(place, direct=True, thread=None), reply, key, still=still)

"""Answers whose judge is away: their members are told once, and get an estimate if it takes long.

Both are jobs of their own with a key made from the answer, so each comes once however often grading is tried, and an
estimate comes in its time however long the judge asked us to stay away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.core.budget import SPENT
from bot.core.delivery.placing import reply_origin
from bot.core.errors import JudgeUnavailableError, LeaseLostError, TryLaterError
from bot.core.grading.grade import GradeState
from bot.core.job_answers import answer_of, request_of
from bot.core.operator import OperatorLog
from bot.core.ports import Chat, Clock, JobQueue, Judge, Ledger
from bot.core.practice import Practice
from bot.core.records import Answer, Job, JobKind, NewJob
from bot.core.replies.waiting import waits_reply
from bot.core.worker import Handled

HICCUP_SECONDS = 20.0
"""A first failure is told to nobody if the judge may be asked again within this time."""


@dataclass(frozen=True, slots=True)
class Patience:
    """What is done about an answer that a judge could not grade.

    Attributes:
        jobs: Takes the notice and the estimate.
        clock: Time.
        operator: Hears of what only the operator can mend.
        estimate_after: How long an answer waits before an estimate stands in; none for never.
    """

    jobs: JobQueue
    clock: Clock
    operator: OperatorLog
    estimate_after: timedelta | None = None

    async def judge_failed(self, job: Job, answer: Answer, error: JudgeUnavailableError) -> None:
        """See to it that the member is told and gets an estimate, each once and in its time."""
        now = self.clock.now()
        self.operator.hear(error, now)
        if answer.state is not GradeState.WAITING:
            return
        payload: dict[str, object] = {"workspace_id": answer.workspace_id, "answer_id": answer.id}
        if self.estimate_after is not None:
            due = answer.submitted_at + self.estimate_after
            await self.jobs.add(NewJob(JobKind.ESTIMATE, f"estimate:{job.key}", payload, due))
        if job.attempts > 1 or error.permanent or (error.retry_after or 0) > HICCUP_SECONDS:
            told = payload | {"spent": error.reason == SPENT}
            await self.jobs.add(NewJob(JobKind.NOTIFY, f"notify:waits:{answer.id}", told, now))


@dataclass(frozen=True, slots=True)
class EstimateAnswers:
    """Handler of estimates: gives an answer that still waits a provisional grade, and leaves its grading job alone.

    Attributes:
        practice: The bank.
        ledger: Where it is stored.
        judge: Who estimates; none where nobody does any more, then the job is done.
        clock: Time.
    """

    practice: Practice
    ledger: Ledger
    judge: Judge | None
    clock: Clock

    async def __call__(self, job: Job) -> Handled:
        """Estimate the job's answer, unless it does not wait any more.

        Raises:
            HopelessJobError: Its question is gone.
            LeaseLostError: Another worker has the job by now; this estimate is dropped.
        """
        answer = await _waiting_answer(job, self.ledger)
        if self.judge is None or answer is None:
            return Handled.DONE
        estimate = await self.judge.judge(request_of(self.practice, answer))
        now = self.clock.now()
        payload = {"workspace_id": answer.workspace_id, "answer_id": answer.id, "stand_in": True}
        delivery = NewJob(JobKind.DELIVER, f"deliver:{job.key}", payload, now)
        if not await self.ledger.save_stand_in(job, answer.id, estimate, now, delivery):
            raise LeaseLostError(job.id)
        return Handled.SETTLED


@dataclass(frozen=True, slots=True)
class TellWaiting:
    """Handler of notices: tells a member, once, that their answer is safe and waits."""

    practice: Practice
    ledger: Ledger
    chats: Mapping[str, Chat]
    estimate_after: timedelta | None = None

    async def __call__(self, job: Job) -> Handled:
        """Deliver the notice, unless the answer does not wait any more.

        Raises:
            TryLaterError: The answer's platform is not connected in this process, or it has just been graded.
        """
        answer = await _waiting_answer(job, self.ledger)
        if answer is None:
            return Handled.DONE
        chat = self.chats.get(answer.origin.platform)
        if chat is None:
            raise TryLaterError(f"{answer.origin.platform} is not connected")
        bank = self.practice.content.bank
        title = bank.get(answer.question_id).title if answer.question_id in bank else answer.question_id
        reply = waits_reply(answer, title, self.estimate_after, spent=job.payload.get("spent") is True)

        async def still() -> bool:
            return await _waiting_answer(job, self.ledger) is not None

        await chat.deliver(reply_origin(answer.origin, reply), reply, job.key, slot=reply.slot, still=still)
        return Handled.DONE


async def _waiting_answer(job: Job, ledger: Ledger) -> Answer | None:
    """The job's answer, if it is there and waits."""
    found = await answer_of(job, ledger)
    return found.answer if found is not None and found.answer.state is GradeState.WAITING else None

"""The work behind an answer: grading it, and delivering its card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.errors import HopelessJobError, LeaseLostError, TryLaterError, UnknownAnswerError, UnknownQuestionError
from bot.core.grading.grade import GradeState
from bot.core.ports import Chat, Clock, Judge, Ledger
from bot.core.practice import Card, Practice
from bot.core.records import Answer, GradedAnswer, Job, JobKind, NewJob
from bot.core.replies.card import card_reply
from bot.core.worker import Handled


@dataclass(frozen=True, slots=True)
class GradeAnswers:
    """Handler of grading jobs: judges an answer; verdict, end of job and following delivery are stored together."""

    practice: Practice
    ledger: Ledger
    judge: Judge
    clock: Clock

    async def __call__(self, job: Job) -> Handled:
        """Grade the job's answer, unless it was withdrawn meanwhile.

        Raises:
            JudgeUnavailableError: The judge cannot grade now; the answer stays waiting.
            HopelessJobError: The answer or its question is gone.
            LeaseLostError: Another worker has the job by now; this verdict is dropped.
        """
        answer = (await _answer_of(job, self.ledger)).answer
        if answer.state is GradeState.WITHDRAWN:
            return Handled.DONE
        try:
            request = self.practice.request_for(answer)
        except UnknownQuestionError as error:
            raise HopelessJobError(f"{error}; bring its pack back, then redrive this job") from error
        verdict = await self.judge.judge(request)
        now = self.clock.now()
        payload = {"workspace_id": answer.workspace_id, "answer_id": answer.id}
        delivery = NewJob(JobKind.DELIVER, f"deliver:{job.key}", payload, now)
        if not await self.ledger.save_grade(job, answer.id, verdict, now, delivery):
            raise LeaseLostError(job.id)
        return Handled.SETTLED


@dataclass(frozen=True, slots=True)
class DeliverCards:
    """Handler of delivery jobs: shows a graded answer's card where the answer came from."""

    practice: Practice
    ledger: Ledger
    chats: Mapping[str, Chat]
    clock: Clock

    async def __call__(self, job: Job) -> Handled:
        """Deliver the card, unless the answer was withdrawn meanwhile.

        Raises:
            TryLaterError: The answer's platform is not connected in this process.
            HopelessJobError: The answer is gone.
        """
        answer = (await _answer_of(job, self.ledger)).answer
        if answer.state is GradeState.WITHDRAWN:
            return Handled.DONE
        chat = self.chats.get(answer.origin.platform)
        if chat is None:
            raise TryLaterError(f"{answer.origin.platform} is not connected")
        await chat.deliver(answer.origin, card_reply(await self._card(answer)), job.key)
        return Handled.DONE

    async def _card(self, answer: Answer) -> Card:
        try:
            return await self.practice.card(answer.origin, answer.id, self.clock.now())
        except (UnknownAnswerError, UnknownQuestionError) as error:
            raise HopelessJobError(str(error)) from error


async def _answer_of(job: Job, ledger: Ledger) -> GradedAnswer:
    workspace_id, answer_id = job.payload.get("workspace_id"), job.payload.get("answer_id")
    if not isinstance(workspace_id, int) or not isinstance(answer_id, int):
        raise HopelessJobError("the job does not say which answer it is for")
    found = await ledger.answer(workspace_id, answer_id)
    if found is None:
        raise HopelessJobError(f"answer {answer_id} is gone")
    return found

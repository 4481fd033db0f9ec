"""What interviews take of a model: within the group's budget, and kept with what grading takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.core.budget import Budget
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.grade import JudgeIdentity, Usage, Verdict
from bot.core.grading.parsing import ModelReply
from bot.core.grading.prompt import Features
from bot.core.grading.request import GradingRequest
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.model_interviewer import InterviewModel, ModelInterviewer
from bot.core.ports import Accounts, Clock, Judge
from bot.core.records import GRADED, JudgeCall, Place

ASKED = "asked"
"""Outcome of a request that made an interviewer's question."""

NO_ANSWER = 0
"""Stands for the answer that a call is about, where it is about a part of an interview."""


@dataclass(frozen=True, slots=True)
class Spending:
    """Keeps what interviews take.

    Attributes:
        accounts: Where it is kept.
        clock: Time.
        budget: What a group may spend; none for no limit. Where it is spent, the estimate and the plan's own words
            stand in, as where the model is out of reach.
    """

    accounts: Accounts
    clock: Clock
    budget: Budget | None = None

    def on(self, conductor: Conductor, place: Place) -> Conductor:
        """The same conductor at the expense of a member's group."""
        interviewer = conductor.interviewer
        if isinstance(interviewer, ModelInterviewer):
            model = _PaidModel(interviewer.model, interviewer.options.model, conductor.judge.identity.name, place, self)
            interviewer = replace(interviewer, model=model)
        return replace(conductor, judge=_PaidJudge(conductor.judge, place, self), interviewer=interviewer)

    async def require(self, place: Place) -> None:
        """Make sure that the group has something left.

        Raises:
            JudgeUnavailableError: It has not.
        """
        if self.budget is not None:
            await self.budget.require(place)

    async def record(self, place: Place, judge: str, model: str, usage: Usage, outcome: str) -> None:
        """Keep what a call took."""
        call = JudgeCall(
            workspace_id=place.workspace_id,
            group_id=place.group_id,
            member_id=place.member_id,
            answer_id=NO_ANSWER,
            judge=judge,
            model=model,
            usage=usage,
            outcome=outcome,
            at=self.clock.now(),
        )
        await self.accounts.record(call)


@dataclass(frozen=True, slots=True)
class _PaidJudge(Judge):
    """A judge whose calls are kept."""

    judged_by: Judge
    place: Place
    spending: Spending

    @property
    def identity(self) -> JudgeIdentity:
        return self.judged_by.identity

    async def judge(self, request: GradingRequest) -> Verdict:
        await self.spending.require(self.place)
        try:
            verdict = await self.judged_by.judge(request)
        except JudgeUnavailableError as error:
            await self._record(error.usage, error.reason)
            raise
        await self._record(verdict.usage, GRADED)
        return verdict

    async def prepare(self, request: GradingRequest) -> None:
        await self.judged_by.prepare(request)

    async def close(self) -> None:
        """Nothing: the judge is others', too."""

    async def _record(self, usage: Usage | None, outcome: str) -> None:
        if usage is not None:
            who = self.identity
            await self.spending.record(self.place, who.name, who.model, usage, outcome)


@dataclass(frozen=True, slots=True)
class _PaidModel(InterviewModel):
    """A model whose replies are kept in the accounts."""

    asked: InterviewModel
    name: str
    judge: str
    place: Place
    spending: Spending

    async def send(self, build: Callable[[Features], dict[str, Any]]) -> ModelReply:
        return await self._paid(lambda: self.asked.send(build))

    async def stream(
        self, build: Callable[[Features], dict[str, Any]], take: Callable[[str], Awaitable[bool]]
    ) -> ModelReply:
        return await self._paid(lambda: self.asked.stream(build, take))

    async def _paid(self, ask: Callable[[], Awaitable[ModelReply]]) -> ModelReply:
        await self.spending.require(self.place)
        try:
            reply = await ask()
        except JudgeUnavailableError as error:
            if error.usage is not None:
                await self.spending.record(self.place, self.judge, self.name, error.usage, error.reason)
            raise
        await self.spending.record(self.place, self.judge, self.name, reply.usage, ASKED)
        return reply

"""A judge that gives what it is told to."""

from __future__ import annotations

from bot.core.grading.grade import JudgeIdentity, Verdict
from bot.core.grading.request import GradingRequest
from bot.core.ports import Judge
from tests import samples


class FakeJudge(Judge):
    """Gives the same score to everything, or raises what it was handed."""

    def __init__(self, score: float = 2.0, error: Exception | None = None) -> None:
        self.score = score
        self.error = error
        self.judged: list[GradingRequest] = []
        self.prepared: list[GradingRequest] = []

    @property
    def identity(self) -> JudgeIdentity:
        return samples.JUDGE

    async def judge(self, request: GradingRequest) -> Verdict:
        self.judged.append(request)
        if self.error:
            raise self.error
        return samples.verdict(request.answer, self.score)

    async def prepare(self, request: GradingRequest) -> None:
        self.prepared.append(request)

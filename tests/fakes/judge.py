"""A judge that gives what it is told to."""

from __future__ import annotations

from bot.core.grading.grade import JudgeIdentity, Usage, Verdict
from bot.core.grading.request import GradingRequest
from bot.core.ports import Judge
from tests import samples


class FakeJudge(Judge):
    """Gives the scores it was handed, then the same to everything; or raises what it was handed."""

    def __init__(self, score: float = 2.0, error: Exception | None = None, *, estimate: bool = False) -> None:
        self.score = score
        self.error = error
        self.closed = False
        self.estimate = estimate
        self.scores: list[float] = []
        self.usage: Usage | None = None
        self.judged: list[GradingRequest] = []
        self.prepared: list[GradingRequest] = []

    @property
    def identity(self) -> JudgeIdentity:
        return samples.JUDGE

    async def judge(self, request: GradingRequest) -> Verdict:
        self.judged.append(request)
        if self.error:
            raise self.error
        score = self.scores.pop(0) if self.scores else self.score
        return samples.verdict(request.answer, score, estimate=self.estimate, usage=self.usage)

    async def close(self) -> None:
        self.closed = True

    async def prepare(self, request: GradingRequest) -> None:
        self.prepared.append(request)

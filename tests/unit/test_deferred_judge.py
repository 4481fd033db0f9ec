from __future__ import annotations

import asyncio

from bot.core.grading.deferred import DeferredJudge
from bot.core.grading.request import GradingRequest
from bot.core.ports import Judge
from tests import samples
from tests.fakes.judge import FakeJudge

REQUEST = GradingRequest(samples.question(), "Flip it.")


async def test_a_deferred_judge_is_made_once_and_only_when_it_is_asked() -> None:
    made: list[Judge] = []

    def make() -> Judge:
        made.append(FakeJudge(3.0))
        return made[-1]

    judge = DeferredJudge(make)
    await judge.prepare(REQUEST)
    assert not made
    verdicts = await asyncio.gather(*(judge.judge(REQUEST) for _ in range(5)))
    assert {verdict.total for verdict in verdicts} == {75.0}
    assert len(made) == 1
    assert judge.identity == samples.JUDGE


async def test_closing_a_deferred_judge_closes_what_was_made_and_makes_nothing_for_it() -> None:
    made: list[FakeJudge] = []

    def make() -> Judge:
        made.append(FakeJudge())
        return made[-1]

    judge = DeferredJudge(make)
    await judge.close()
    assert not made
    await judge.judge(REQUEST)
    await judge.close()
    assert [one.closed for one in made] == [True]

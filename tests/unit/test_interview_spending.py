from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.core.budget import Budget
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.grade import Usage
from bot.core.grading.parsing import ModelReply
from bot.core.grading.prompt import Features, ModelOptions
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.model_interviewer import InterviewModel, ModelInterviewer
from bot.core.interviews.spending import ASKED, Spending
from bot.core.interviews.state import Session, TurnKind
from bot.core.records import GRADED
from tests.fakes.clock import FakeClock
from tests.fakes.judge import FakeJudge
from tests.fakes.stores import InMemoryStores
from tests.samples import ADA, NOON
from tests.unit.interview_samples import WordsJudge, make

A_CENT = Usage(input_tokens=100, output_tokens=10, cost_usd=0.01, calls=1)


class Model(InterviewModel):
    """Asks the same question every time."""

    async def send(self, build: Callable[[Features], dict[str, Any]]) -> ModelReply:
        return ModelReply("What would you tell your friend about it?", "end_turn", A_CENT)


@pytest.fixture
def stores() -> InMemoryStores:
    return InMemoryStores()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


async def talked(stores: InMemoryStores, clock: FakeClock, judge: FakeJudge, budget: float | None) -> Session:
    """An interview of one answer and a stop, at its group's expense."""
    limit = Budget(stores.accounts, stores.directory, clock, budget, "UTC") if budget is not None else None
    interviewer = ModelInterviewer(Model(), ModelOptions("some-model"), lambda: "abc")
    conductor = Conductor(interviewer, WordsJudge(estimate=True), judge)
    place = await stores.directory.place_of(ADA, "UTC")
    paid, script = Spending(stores.accounts, clock, limit).on(conductor, place), make()
    step = await paid.begin(script, "one", NOON)
    for line in ("I like small cats.", "stop"):
        step = await paid.hear(script, step.session, line, NOON)
    return step.session


async def test_grades_and_questions_are_kept_with_what_they_took(stores: InMemoryStores, clock: FakeClock) -> None:
    judge = FakeJudge()
    judge.usage = replace_usage(0.03)
    await talked(stores, clock, judge, None)
    calls = await stores.accounts.calls()
    assert sorted((call.outcome, call.usage.cost_usd) for call in calls) == [(ASKED, 0.01), (GRADED, 0.03)]


async def test_a_failure_that_was_paid_for_is_kept_and_the_estimate_stands_in(
    stores: InMemoryStores, clock: FakeClock
) -> None:
    judge = FakeJudge(error=JudgeUnavailableError("malformed", usage=A_CENT))
    session = await talked(stores, clock, judge, None)
    assert [call.outcome for call in await stores.accounts.calls()] == [ASKED, "malformed"]
    grade = session.stages[0].grade
    assert grade is not None
    assert grade.estimate


async def test_a_group_without_a_budget_left_is_asked_by_the_plan_and_estimated(
    stores: InMemoryStores, clock: FakeClock
) -> None:
    judge = FakeJudge()
    session = await talked(stores, clock, judge, 0.0)
    assert judge.judged == []
    assert await stores.accounts.calls() == []
    [probe] = [turn.text for turn in session.turns if turn.kind is TurnKind.PROBE]
    assert probe == "How would you go on with drive?"


async def test_a_judge_that_costs_nothing_leaves_no_trace(stores: InMemoryStores, clock: FakeClock) -> None:
    await talked(stores, clock, FakeJudge(), None)
    assert [call.outcome for call in await stores.accounts.calls()] == [ASKED]


def replace_usage(cost: float) -> Usage:
    return A_CENT.model_copy(update={"cost_usd": cost})

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.budget import Budget
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.grade import Usage
from bot.core.months import month_of, month_start, next_month_start
from bot.core.records import Answer, JobKind, JudgeCall, NewJob
from tests.contracts.opened import new_answer
from tests.fakes.clock import FakeClock
from tests.fakes.stores import InMemoryStores
from tests.samples import ADA, NOON


@pytest.mark.parametrize(
    ("moment", "zone", "start", "end"),
    [
        ("2026-11-18T12:00", "UTC", "2026-11-01T00:00", "2026-12-01T00:00"),
        ("2026-11-30T23:00", "Europe/Berlin", "2026-11-30T23:00", "2026-12-31T23:00"),
        ("2026-12-31T12:00", "UTC", "2026-12-01T00:00", "2027-01-01T00:00"),
        ("2026-10-31T12:00", "Europe/Berlin", "2026-09-30T22:00", "2026-10-31T23:00"),
    ],
)
def test_a_month_is_that_of_the_zone(moment: str, zone: str, start: str, end: str) -> None:
    now, first, after = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (moment, start, end))
    assert (month_start(now, zone), next_month_start(now, zone)) == (first, after)
    assert month_of(first, zone) == month_of(now, zone)
    assert month_of(after, zone) > month_of(now, zone)


class Purse:
    """A budget of 1 US dollar, and what was spent of it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.stores = InMemoryStores()
        self.clock = FakeClock(now)
        self.budget = Budget(self.stores.accounts, self.stores.directory, self.clock, 1.0, "UTC")

    async def answer(self) -> Answer:
        place = await self.stores.directory.place_of(ADA, "UTC")
        job = NewJob(JobKind.GRADE, "grade", {}, NOON)
        return (await self.stores.ledger.submit(new_answer(place), job)).answer

    async def spend(self, answer: Answer, cost: float | None, at: datetime) -> None:
        ids = (answer.workspace_id, answer.group_id, answer.member_id, answer.id)
        await self.stores.accounts.record(JudgeCall(*ids, "claude", "m", Usage(cost_usd=cost, calls=1), "graded", at))


async def test_what_is_left_can_be_spent() -> None:
    purse = Purse()
    answer = await purse.answer()
    await purse.spend(answer, 0.99, NOON)
    await purse.spend(answer, None, NOON)
    await purse.spend(answer, 50.0, NOON - timedelta(days=18))  # last month
    await purse.budget.require(answer)


async def test_a_spent_budget_makes_answers_wait_and_is_looked_at_every_hour() -> None:
    purse = Purse()
    answer = await purse.answer()
    await purse.spend(answer, 1.0, NOON)
    with pytest.raises(JudgeUnavailableError) as caught:
        await purse.budget.require(answer)
    assert (caught.value.reason, caught.value.retry_after) == ("budget", 3600)
    assert caught.value.operator
    assert not caught.value.permanent
    assert "1.00 of 1.00 US dollars" in caught.value.detail


async def test_the_last_look_of_a_month_is_at_the_next_months_start() -> None:
    purse = Purse(datetime(2026, 11, 30, 23, 50, tzinfo=UTC))
    answer = await purse.answer()
    await purse.spend(answer, 1.0, NOON)
    with pytest.raises(JudgeUnavailableError) as caught:
        await purse.budget.require(answer)
    assert caught.value.retry_after == 600
    purse.clock.advance(600)
    await purse.budget.require(answer)

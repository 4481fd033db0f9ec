from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.grading.grade import Usage
from bot.core.records import Answer, JobKind, JudgeCall, Place
from tests.contracts.opened import OpenedStores, new_answer, new_job
from tests.samples import ADA, NOON, verdict
from tests.usage import summarise_usage

USAGE = Usage(
    input_tokens=300,
    output_tokens=500,
    cache_read_tokens=2_000,
    cache_write_tokens=10,
    seconds=4.5,
    cost_usd=0.25,
    calls=2,
)
HOUR = timedelta(hours=1)


class AccountsContract:
    @pytest.fixture
    async def place(self, stores: OpenedStores) -> Place:
        return await stores.directory.place_of(ADA, "UTC")

    @pytest.fixture
    async def answer(self, stores: OpenedStores, place: Place) -> Answer:
        return (await stores.ledger.submit(new_answer(place), new_job())).answer

    def call(self, answer: Answer, **changes: object) -> JudgeCall:
        ids = (answer.workspace_id, answer.group_id, answer.member_id, answer.id)
        call = JudgeCall(*ids, "claude", "claude-sonnet-5-5", USAGE, "timeout", NOON)
        return replace(call, **changes)  # type: ignore[arg-type]

    async def test_what_a_try_took_comes_back_as_it_was_given(self, stores: OpenedStores, answer: Answer) -> None:
        given = [self.call(answer), self.call(answer, usage=Usage(), at=NOON + HOUR)]
        for call in given:
            await stores.accounts.record(call)
        assert list(await stores.accounts.calls()) == given

    async def test_an_unknown_cost_stays_unknown_and_counts_nothing(self, stores: OpenedStores, answer: Answer) -> None:
        await stores.accounts.record(self.call(answer, usage=USAGE.model_copy(update={"cost_usd": None})))
        [call] = await stores.accounts.calls()
        assert call.usage.cost_usd is None
        assert await stores.accounts.spent(answer.workspace_id, answer.group_id, NOON) == 0

    async def test_a_grade_is_stored_with_what_it_took(self, stores: OpenedStores, answer: Answer) -> None:
        [job] = await stores.jobs.claim([JobKind.GRADE], 1, NOON, 30)
        await stores.ledger.save_grade(job, answer.id, verdict(usage=USAGE), NOON + HOUR, None)
        [call] = await stores.accounts.calls()
        assert call == self.call(answer, judge="fake", model="fake", outcome="graded", at=NOON + HOUR)

    async def test_a_grade_that_is_not_stored_leaves_no_account(self, stores: OpenedStores, answer: Answer) -> None:
        [lost] = await stores.jobs.claim([JobKind.GRADE], 1, NOON, 30)
        await stores.jobs.claim([JobKind.GRADE], 1, NOON + HOUR, 30)
        assert not await stores.ledger.save_grade(lost, answer.id, verdict(usage=USAGE), NOON + HOUR, None)
        assert not await stores.accounts.calls()

    async def test_a_judge_that_takes_nothing_leaves_no_account(self, stores: OpenedStores, answer: Answer) -> None:
        [job] = await stores.jobs.claim([JobKind.GRADE], 1, NOON, 30)
        await stores.ledger.save_grade(job, answer.id, verdict(), NOON, None)
        assert not await stores.accounts.calls()

    async def test_a_group_has_spent_the_sum_of_its_own_tries_since_a_moment(
        self, stores: OpenedStores, answer: Answer
    ) -> None:
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        others = (await stores.ledger.submit(new_answer(there, "event-2"), new_job())).answer
        for call in (
            self.call(answer, at=NOON - HOUR),
            self.call(answer),
            self.call(answer, at=NOON + HOUR),
            self.call(others),
        ):
            await stores.accounts.record(call)
        assert await stores.accounts.spent(answer.workspace_id, answer.group_id, NOON) == pytest.approx(0.5)
        assert await stores.accounts.spent(answer.workspace_id, others.group_id, NOON) == pytest.approx(0.25)
        assert await stores.accounts.spent(answer.workspace_id, 4711, NOON) == 0

    async def test_an_answers_tries_are_counted_by_their_outcome(
        self, stores: OpenedStores, place: Place, answer: Answer
    ) -> None:
        other = (await stores.ledger.submit(new_answer(place, "event-2"), new_job())).answer
        for call in (self.call(answer), self.call(answer, outcome="refused"), self.call(answer, outcome="graded")):
            await stores.accounts.record(call)
        await stores.accounts.record(self.call(other))
        assert await stores.accounts.tries(answer.workspace_id, answer.id, {"timeout", "refused"}) == 2
        assert await stores.accounts.tries(answer.workspace_id, answer.id, ()) == 0
        assert await stores.accounts.tries(answer.workspace_id + 1, answer.id, {"timeout"}) == 0

    @pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Apia"])
    async def test_months_are_the_sums_of_their_tries(self, stores: OpenedStores, answer: Answer, zone: str) -> None:
        assert await stores.accounts.months(zone) == []
        unpriced = USAGE.model_copy(update={"cost_usd": None})
        for days in (0, 10, 11, 12, 40, 365):  # the eleventh day is another month in some zones
            at = datetime(2026, 11, 19, 23, 30, tzinfo=UTC) + timedelta(days=days)
            await stores.accounts.record(self.call(answer, at=at))
            await stores.accounts.record(self.call(answer, at=at, usage=unpriced, outcome="graded"))
            await stores.accounts.record(self.call(answer, at=at, judge="other", usage=unpriced))
        for since, until in ((None, None), (NOON + 240 * HOUR, None), (None, NOON + 300 * HOUR), (NOON, NOON)):
            plainly = summarise_usage(await stores.accounts.calls(since, until), zone)
            assert await stores.accounts.months(zone, since, until) == plainly
            assert plainly or since == until

    async def test_tries_are_listed_oldest_first_between_two_moments(
        self, stores: OpenedStores, answer: Answer
    ) -> None:
        for hours in (2, 0, 3, 1):
            await stores.accounts.record(self.call(answer, at=NOON + hours * HOUR))
        found = await stores.accounts.calls(since=NOON + HOUR, until=NOON + 3 * HOUR)
        assert [call.at for call in found] == [NOON + HOUR, NOON + 2 * HOUR]

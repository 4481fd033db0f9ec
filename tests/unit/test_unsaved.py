from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core.budget import Budget
from bot.core.errors import JudgeUnavailableError, StorageError
from bot.core.grading.grade import Usage
from bot.core.grading.prompt import ModelOptions
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.kept import Heard, Told
from bot.core.interviews.model_interviewer import ModelInterviewer
from bot.core.interviews.spending import ASKED, Spending
from bot.core.interviews.state import TurnKind
from bot.core.interviews.storing import Interviews
from bot.core.records import GRADED, JudgeCall
from bot.core.unsaved import MOST_UNSAVED, PatientAccounts, Unsaved
from tests.contracts.interviews import PLACE
from tests.fakes.clock import FakeClock
from tests.fakes.judge import FakeJudge
from tests.fakes.stores import InMemoryStores
from tests.fakes.stores.accounts import InMemoryAccounts
from tests.fakes.stores.interviews import InMemoryInterviews
from tests.samples import ADA, NOON
from tests.unit.interview_samples import WordsJudge
from tests.unit.test_interview_spending import A_CENT, Model
from tests.unit.test_interview_store import content

FULL = StorageError("the disk is full", "free some space", passes=True)
LATER = NOON + timedelta(seconds=30)


class Disk:
    """Takes nothing as long as it is full."""

    full = False

    def require(self) -> None:
        if self.full:
            raise FULL


class FullInterviews(InMemoryInterviews):
    def __init__(self, disk: Disk) -> None:
        super().__init__()
        self.disk = disk

    async def take(self, *args: Any, **named: Any) -> Told | None:
        self.disk.require()
        return await super().take(*args, **named)


class FullAccounts(InMemoryAccounts):
    def __init__(self, stores: InMemoryStores, disk: Disk) -> None:
        super().__init__(stores.state)
        self.disk = disk

    async def record(self, call: JudgeCall) -> None:
        self.disk.require()
        await super().record(call)


class House:
    """An interview with a paid model and a paid judge, on a disk that may be full."""

    def __init__(self) -> None:
        self.disk, self.stores, self.judge = Disk(), InMemoryStores(), FakeJudge()
        self.judge.usage = A_CENT
        self.accounts = PatientAccounts(FullAccounts(self.stores, self.disk))
        self.store = FullInterviews(self.disk)
        interviewer = ModelInterviewer(Model(), ModelOptions("some-model"), lambda: "abc")
        conductor = Conductor(interviewer, WordsJudge(estimate=True), self.judge)
        spending = Spending(self.accounts, FakeClock(NOON))
        self.interviews = Interviews(content(), conductor, self.store, paid_by=spending.on)

    async def hear(self, event: Heard, tries: int) -> Told:
        """An event that comes so often while the disk is full, and then once more."""
        self.disk.full = True
        for _ in range(tries):
            with pytest.raises(StorageError):
                await self.interviews.hear(PLACE, event)
        self.disk.full = False
        return await self.interviews.hear(PLACE, event)

    async def outcomes(self) -> list[str]:
        await self.accounts.settle()
        return [call.outcome for call in await self.stores.accounts.calls()]


@pytest.fixture
async def house() -> House:
    house = House()
    await house.interviews.begin(PLACE, ADA, "two-stages", Heard("event-1", NOON))
    return house


async def test_an_interviewers_question_that_a_full_database_does_not_take_is_paid_for_once(house: House) -> None:
    told = await house.hear(Heard("event-2", LATER, "I like small cats."), 5)
    assert [turn.kind for turn in told.turns][-1] is TurnKind.PROBE
    assert await house.outcomes() == [ASKED]


async def test_a_parts_grade_that_a_full_database_does_not_take_is_paid_for_once(house: House) -> None:
    await house.interviews.hear(PLACE, Heard("event-2", LATER, "I like small cats."))
    told = await house.hear(Heard("event-3", LATER, "stop"), 5)
    assert told.kept.session.stages[0].grade is not None
    assert len(house.judge.judged) == 1
    assert await house.outcomes() == [ASKED, GRADED]


async def test_the_end_of_a_parts_time_is_paid_for_once_however_often_the_clock_looks(house: House) -> None:
    told = await house.interviews.hear(PLACE, Heard("event-2", LATER, "I like small cats."))
    house.disk.full = True
    for minutes in (30, 31, 32):
        with pytest.raises(StorageError):
            await house.interviews.tick(1, told.kept.session.id, NOON + timedelta(minutes=minutes))
    house.disk.full = False
    moved = await house.interviews.tick(1, told.kept.session.id, NOON + timedelta(minutes=33))
    assert moved.turns
    assert len(house.judge.judged) == 1


async def test_what_was_said_in_between_is_taken_into_account_instead_of_a_step_that_was_not_saved(
    house: House,
) -> None:
    event = Heard("event-2", LATER, "I like small cats.")
    house.disk.full = True
    with pytest.raises(StorageError):
        await house.interviews.hear(PLACE, event)
    house.disk.full = False
    await house.interviews.hear(PLACE, Heard("event-3", LATER, "And large dogs."))
    told = await house.interviews.hear(PLACE, event)
    assert told.kept.session.stages[0].answers == ("And large dogs.", "I like small cats.")


async def test_a_call_that_is_not_stored_yet_counts_for_tries_and_for_the_budget(house: House) -> None:
    place = await house.stores.directory.place_of(ADA, "UTC")
    house.disk.full = True
    for outcome in ("refused", "refused", "connection"):
        await house.accounts.record(call(place.workspace_id, place.group_id, outcome))
    assert await house.accounts.tries(place.workspace_id, 7, {"refused"}) == 2
    assert await house.accounts.spent(place.workspace_id, place.group_id, NOON) == pytest.approx(0.03)
    budget = Budget(house.accounts, house.stores.directory, FakeClock(LATER), 0.02, "UTC")
    with pytest.raises(JudgeUnavailableError, match="budget"):
        await budget.require(place)
    house.disk.full = False
    assert await house.outcomes() == ["refused", "refused", "connection"]
    assert await house.accounts.tries(place.workspace_id, 7, {"refused"}) == 2


async def test_a_call_that_can_never_be_stored_is_told_and_holds_up_no_other(house: House) -> None:
    class Broken(FullAccounts):
        async def record(self, call: JudgeCall) -> None:
            if call.outcome == "broken":
                raise StorageError("no such column", "migrate")
            await super().record(call)

    accounts = PatientAccounts(Broken(house.stores, house.disk))
    with pytest.raises(StorageError):
        await accounts.record(call(1, 1, "broken"))
    await accounts.record(call(1, 1, "late"))
    assert await house.outcomes() == ["late"]


def test_so_many_unsaved_outcomes_are_kept_and_the_newest_of_them() -> None:
    unsaved: Unsaved[str, int] = Unsaved()
    for number in range(MOST_UNSAVED + 1):
        with pytest.raises(StorageError), unsaved.saving(number, "cause", number):
            raise FULL
    assert unsaved.take(0, "cause") is None
    assert unsaved.take(MOST_UNSAVED, "cause") == MOST_UNSAVED
    assert unsaved.take(MOST_UNSAVED, "cause") is None


def test_what_can_never_be_saved_is_not_kept() -> None:
    unsaved: Unsaved[str, int] = Unsaved()
    with pytest.raises(StorageError), unsaved.saving(1, "cause", 1):
        raise StorageError("no such column", "migrate")
    assert unsaved.take(1, "cause") is None


def call(workspace_id: int, group_id: int, outcome: str) -> JudgeCall:
    usage = Usage(cost_usd=0.01, calls=1)
    return JudgeCall(workspace_id, group_id, 1, 7, "claude", "some-model", usage, outcome, LATER)

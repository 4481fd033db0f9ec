"""What stores do with the days on which members answered in mock interviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.groups.settings import GroupSettings
from bot.core.interviews.kept import Told
from bot.core.interviews.pairing.moves import invite, join, start
from bot.core.interviews.pairing.state import Role
from bot.core.interviews.state import Phase
from bot.core.records import Place
from tests.contracts.answering import ELSEWHERE, AtAPlace, submitted
from tests.contracts.interviews import SOON, later, opened
from tests.contracts.opened import TODAY, OpenedStores
from tests.contracts.pairs import HOME, seat_of
from tests.samples import ADA, BOB, NOON
from tests.unit.interview_samples import make

DAY = timedelta(days=1)
LATE = datetime(2026, 11, 17, 1, 30, tzinfo=UTC)


async def answer(stores: OpenedStores, place: Place, *moments: datetime) -> Told:
    """Let a member begin an interview at noon, and answer in it; it is parked then."""
    name = f"{place.member_id}-{moments[0]}"
    told = await stores.interviews.begin(opened(name, place), f"begin-{name}", SOON)
    for number, at in enumerate(moments):
        phase = Phase.PARKED if at == moments[-1] else Phase.LIVE
        taken = await stores.interviews.take(later(told, phase=phase), f"{name}-{number}", SOON, (), at)
        assert taken is not None
        told = taken
    return told


async def days(stores: OpenedStores, place: Place) -> list[object]:
    return list((await stores.ledger.practised(place)).days)


class InterviewDaysContract(AtAPlace):
    async def test_a_day_with_answers_in_an_interview_is_a_day_with_an_answer_once(
        self, stores: OpenedStores, place: Place
    ) -> None:
        await submitted(stores, place, "event-1", local_date=TODAY - DAY)
        await submitted(stores, place, "event-2", local_date=TODAY)
        told = await answer(stores, place, NOON, SOON, NOON + 2 * DAY)
        await stores.interviews.take(later(told), "not an answer", None)
        assert await days(stores, place) == [TODAY - DAY, TODAY, TODAY + 2 * DAY]
        assert (await stores.ledger.practised(place)).first is None
        assert (await stores.ledger.look_back(place, 10)).practised == await stores.ledger.practised(place)
        assert await stores.reminders.answered_on(place, TODAY + 2 * DAY)
        assert not await stores.reminders.answered_on(place, TODAY + DAY)
        assert (await stores.keeping.keepsakes(place)).interview_days == [TODAY, TODAY + 2 * DAY]

    async def test_it_counts_in_all_groups_of_the_workspace_and_for_nobody_else(
        self, stores: OpenedStores, place: Place
    ) -> None:
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        others = [await stores.directory.place_of(who, "UTC") for who in (BOB, ELSEWHERE)]
        await answer(stores, place, NOON)
        assert await days(stores, there) == [TODAY]
        assert [await days(stores, one) for one in others] == [[], []]
        assert not await stores.reminders.answered_on(others[0], TODAY)

    async def test_an_event_that_is_not_taken_or_comes_again_counts_for_no_day(
        self, stores: OpenedStores, place: Place
    ) -> None:
        told = await stores.interviews.begin(opened(place=place), "event-1", SOON)
        assert await stores.interviews.take(later(told), "event-2", SOON) is not None
        assert await stores.interviews.take(later(told), "event-2", SOON, (), NOON) is not None
        assert await stores.interviews.take(later(told), "event-3", SOON, (), NOON) is None
        assert await days(stores, place) == []

    async def test_the_day_is_that_of_the_members_clock_as_it_is_when_they_answer(
        self, stores: OpenedStores, place: Place
    ) -> None:
        settings = GroupSettings(time_zone="America/New_York")
        night = LATE.date()
        await answer(stores, place, LATE)
        await stores.directory.save_group(place.workspace_id, place.group_id, settings, NOON)
        await answer(stores, place, LATE - 7 * DAY)
        await stores.directory.set_member_time_zone(place, "Europe/Berlin", NOON)
        await answer(stores, place, LATE - 14 * DAY)
        await stores.preferences.save_preferences(place, late_evenings=True)
        await answer(stores, place, LATE - 21 * DAY)
        expected = [night - 22 * DAY, night - 14 * DAY, night - 8 * DAY, night]
        assert await days(stores, place) == expected

    async def test_a_pairs_candidate_counts_and_its_reader_does_not(self, stores: OpenedStores, place: Place) -> None:
        _, candidate = await seat_of(stores, ADA)
        bob, reader = await seat_of(stores, BOB)
        ready = join(invite(make(), HOME, candidate, Role.CANDIDATE, NOON), reader, Role.READER)
        kept = await stores.pairs.begin(place.workspace_id, start(make(), ready, reader.member_id, NOON), "e1", _none)
        after = replace(kept, revision=2)
        assert await stores.pairs.take(after, "e2", (), NOON) is not None
        assert await stores.pairs.take(replace(after, revision=3), "e2", (), NOON + DAY) is not None
        assert await stores.pairs.take(after, "e3", (), NOON + DAY) is None
        assert await days(stores, place) == [TODAY]
        assert await days(stores, bob) == []

    async def test_a_weeks_streaks_go_over_such_days_however_far_back(self, stores: OpenedStores, place: Place) -> None:
        bob = await stores.directory.place_of(BOB, "UTC")
        await answer(stores, place, *(NOON - step * DAY for step in reversed(range(1, 130))))
        await answer(stores, bob, NOON)
        await submitted(stores, place, "event-1")
        week = await stores.recaps.week(place.workspace_id, place.group_id, TODAY - 6 * DAY, TODAY, "UTC")
        assert list(week.members) == [place.member_id]
        assert week.members[place.member_id].days == tuple(TODAY - step * DAY for step in reversed(range(130)))

    async def test_who_only_held_an_interview_is_found_in_its_group(self, stores: OpenedStores, place: Place) -> None:
        assert not await stores.people.people(ADA.user, "UTC")
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        await answer(stores, there, NOON)
        [found] = await stores.people.people(ADA.user, "UTC")
        assert found.place == there
        await submitted(stores, place, "event-1")
        [found] = await stores.people.people(ADA.user, "UTC")
        assert found.place == place

    async def test_such_days_are_forgotten_with_their_member(self, stores: OpenedStores, place: Place) -> None:
        bob = await stores.directory.place_of(BOB, "UTC")
        told = await answer(stores, place, NOON)
        await answer(stores, bob, NOON)
        await stores.ledger.forget(place)
        assert await stores.interviews.take(later(told), "too late", None, (), NOON) is None
        assert await days(stores, place) == []
        assert not await stores.reminders.answered_on(place, TODAY)
        assert await days(stores, bob) == [TODAY]


def _none(_kept: object) -> tuple[()]:
    return ()

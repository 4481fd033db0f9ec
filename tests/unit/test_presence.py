"""Days on which Greenroom was away are held against nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.practice import Practice, Stores
from bot.core.progress.presence import Absence, PresenceKeeper, days_away
from tests import samples
from tests.fakes.stores import InMemoryStores
from tests.samples import ADA

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)


def away(begin: float, end: float) -> Absence:
    """An absence, in hours after Monday's midnight in UTC."""
    return Absence(MONDAY + begin * HOUR, MONDAY + end * HOUR)


def test_a_day_of_which_less_than_half_was_left_was_hardly_there() -> None:
    assert days_away([away(9, 20)], "UTC") == frozenset()
    assert days_away([away(9, 22)], "UTC") == {MONDAY.date()}
    assert days_away([away(1, 8), away(10, 16)], "UTC") == {MONDAY.date()}
    assert days_away([away(20, 60)], "UTC") == {date(2026, 11, 17)}


def test_days_are_those_of_the_members_clock() -> None:
    assert days_away([away(4, 17)], "UTC") == {MONDAY.date()}
    assert days_away([away(4, 17)], "Asia/Tokyo") == frozenset()  # 13:00 to 2:00
    assert days_away([away(0, 14)], "America/New_York") == frozenset()  # 19:00 to 9:00
    assert days_away([away(5, 18)], "America/New_York") == {MONDAY.date()}


@given(st.integers(0, 100), st.integers(0, 100), st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Apia"]))
def test_a_longer_absence_excuses_no_fewer_days(length: int, more: int, zone: str) -> None:
    begin = datetime(2026, 3, 27, 7, tzinfo=ZoneInfo(zone))  # clocks go forward in Berlin two days later
    short, long = (
        days_away([Absence(begin, (begin.astimezone(UTC) + hours * HOUR))], zone) for hours in (length, length + more)
    )
    assert short <= long


async def test_a_streak_without_a_schedule_survives_a_day_on_which_nobody_served_its_platform() -> None:
    stores = InMemoryStores()
    practice = Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger))
    friend = replace(ADA, platform="slack")
    keeper = PresenceKeeper(stores.presence)
    for minutes in [*range(0, 31 * 60, 5), *range(53 * 60, 60 * 60, 5)]:  # nobody is there for 22 hours of Tuesday
        await keeper.tick(["slack"], MONDAY + timedelta(minutes=minutes))
    for day in (0, 2):
        await practice.submit(friend, MONDAY + day * 24 * HOUR, f"day-{day}", "coin-flips", "Flip it.")
    place, now = await practice.place_of(friend), MONDAY + 49 * HOUR
    assert (await practice.streak_of(place, now)).current == 2
    stores.state.absences.clear()
    assert (await practice.streak_of(place, now)).current == 1


async def test_a_terminal_is_not_missed_and_others_are_said_to_be_there_every_five_minutes() -> None:
    stores = InMemoryStores()
    keeper = PresenceKeeper(stores.presence)
    await keeper.tick(["terminal"], MONDAY)
    assert stores.state.seen == {}
    await keeper.tick(["slack", "terminal"], MONDAY)
    await keeper.tick(["slack", "terminal"], MONDAY + timedelta(minutes=4))
    assert stores.state.seen == {"slack": MONDAY}
    await keeper.tick(["slack", "terminal"], MONDAY + timedelta(minutes=5))
    assert stores.state.seen == {"slack": MONDAY + timedelta(minutes=5)}

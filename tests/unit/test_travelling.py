"""Members who change their zone: what they kept stays kept, and a day that they hardly had is not held against them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.chat import ChatEvent
from bot.core.commands import dispatch
from bot.core.practice import Practice, Stores
from bot.core.progress.streaks import Streak
from bot.core.room import Room
from tests import samples
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryStores
from tests.samples import ADA

AUCKLAND, HONOLULU = "Pacific/Auckland", "Pacific/Honolulu"


@pytest.fixture
def room() -> Room:
    stores = InMemoryStores()
    return room_of(Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger)), stores)


def at(day: int, hour: int, zone: str) -> datetime:
    """A moment of November 2026, in which the 16th is a Monday."""
    return datetime(2026, 11, day, hour, tzinfo=ZoneInfo(zone))


async def move(room: Room, moment: datetime, zone: str) -> None:
    await dispatch(room, ChatEvent(f"move-{moment}", ADA, moment, "settings", "", {"my_zone": zone}))


async def move_the_group(room: Room, moment: datetime, zone: str) -> None:
    await dispatch(room, ChatEvent(f"group-{moment}", ADA, moment, "settings", "", {"zone": zone}, by_admin=True))


async def answer(room: Room, moment: datetime) -> Streak:
    await room.practice.submit(ADA, moment, f"answer-{moment}", "coin-flips", "Flip it twice.")
    return await room.practice.streak_of(await room.practice.place_of(ADA), moment)


async def test_a_journey_from_auckland_to_honolulu_and_back_breaks_nothing_and_takes_no_freeze(room: Room) -> None:
    await move(room, at(15, 8, AUCKLAND), AUCKLAND)
    assert (await answer(room, at(16, 9, AUCKLAND))).current == 1
    assert (await answer(room, at(17, 9, AUCKLAND))).current == 2
    await move(room, at(17, 12, AUCKLAND), HONOLULU)  # where it is Monday, once more
    assert (await answer(room, at(16, 18, HONOLULU))).current == 2
    assert (await answer(room, at(18, 9, HONOLULU))).current == 3
    await move(room, at(18, 22, HONOLULU), AUCKLAND)  # where three hours of Thursday are left
    back = await answer(room, at(20, 9, AUCKLAND))
    assert (back.current, back.frozen) == (4, ())


async def test_a_day_missed_at_home_is_missed(room: Room) -> None:
    await move(room, at(15, 8, AUCKLAND), AUCKLAND)
    await answer(room, at(18, 9, AUCKLAND))
    assert (await answer(room, at(20, 9, AUCKLAND))).current == 1


async def test_an_admin_who_sets_the_groups_zone_breaks_no_streak_and_takes_no_freeze(room: Room) -> None:
    await move_the_group(room, at(15, 8, AUCKLAND), AUCKLAND)
    await answer(room, at(16, 9, AUCKLAND))
    assert (await answer(room, at(17, 9, AUCKLAND))).current == 2
    await move_the_group(room, at(17, 12, AUCKLAND), HONOLULU)
    assert (await answer(room, at(16, 18, HONOLULU))).current == 2
    assert (await answer(room, at(18, 9, HONOLULU))).current == 3
    await move_the_group(room, at(18, 22, HONOLULU), AUCKLAND)
    back = await answer(room, at(20, 9, AUCKLAND))
    assert (back.current, back.frozen) == (4, ())


async def test_a_group_that_moves_moves_nobody_who_has_a_zone_of_their_own(room: Room) -> None:
    await move(room, at(15, 8, AUCKLAND), AUCKLAND)
    await answer(room, at(18, 9, AUCKLAND))
    await move_the_group(room, at(18, 22, HONOLULU), AUCKLAND)
    assert (await answer(room, at(20, 9, AUCKLAND))).current == 1
    assert len((await room.practice.place_of(ADA)).moves) == 1


async def test_a_zone_that_is_set_again_is_no_journey(room: Room) -> None:
    for moment in (at(16, 8, AUCKLAND), at(17, 8, AUCKLAND)):
        await move(room, moment, AUCKLAND)
    [only] = (await room.practice.place_of(ADA)).moves
    assert only == (at(16, 8, AUCKLAND), "UTC", AUCKLAND)
    export = await room.belongings.export(await room.practice.place_of(ADA), "Ada", at(18, 8, AUCKLAND))
    assert export["member"]["moves"] == [{"at": only.at.isoformat(), "from": "UTC", "to": AUCKLAND}]

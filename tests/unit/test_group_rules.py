from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.group_rules import GroupRules, NotAllowedError, UnknownZoneError, check_zone
from bot.core.groups.settings import GroupSettings
from bot.core.records import Place
from tests.fakes.stores import InMemoryStores
from tests.samples import ADA, BOB, NOON


@pytest.fixture
def stores() -> InMemoryStores:
    return InMemoryStores()


@pytest.fixture
def rules(stores: InMemoryStores) -> GroupRules:
    return GroupRules(stores.directory)


@pytest.fixture
async def place(stores: InMemoryStores) -> Place:
    return await stores.directory.place_of(ADA, "UTC")


async def test_an_admin_of_the_workspace_manages_its_groups(rules: GroupRules, place: Place) -> None:
    assert (await rules.require_admin(ADA, place, by_admin=True)).channel == ADA.channel
    assert await rules.manages(ADA, place, by_admin=True)


async def test_anybody_else_is_told_who_can(rules: GroupRules, place: Place) -> None:
    await rules.change(await rules.group(place), GroupSettings(admins=("carla",)), NOON)
    with pytest.raises(NotAllowedError, match="only the group's admins") as refused:
        await rules.require_admin(BOB, place, by_admin=False)
    assert refused.value.admins == ("carla",)
    assert not await rules.manages(BOB, place, by_admin=False)


async def test_whoever_an_admin_named_may_as_well(rules: GroupRules, place: Place) -> None:
    await rules.change(await rules.group(place), GroupSettings(admins=("bob",)), NOON)
    assert await rules.manages(BOB, place, by_admin=False)
    assert not await rules.manages(ADA, place, by_admin=False)


async def test_whoever_holds_a_role_that_an_admin_named_may_as_well(rules: GroupRules, place: Place) -> None:
    await rules.change(await rules.group(place), GroupSettings(admins=("&7",)), NOON)
    assert await rules.manages(BOB, place, by_admin=False, roles=("&6", "&7"))
    assert not await rules.manages(BOB, place, by_admin=False, roles=("&6",))
    assert (await rules.require_admin(BOB, place, by_admin=False, roles=("&7",))).channel == BOB.channel


async def test_everybody_manages_their_own_conversation(rules: GroupRules, place: Place) -> None:
    assert await rules.manages(replace(BOB, direct=True), place, by_admin=False)


async def test_settings_are_stored_for_their_group_alone(
    rules: GroupRules, place: Place, stores: InMemoryStores
) -> None:
    there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
    await rules.change(await rules.group(place), GroupSettings(time_zone="Europe/Berlin", private=True), NOON)
    assert (await rules.group(place)).settings == GroupSettings(time_zone="Europe/Berlin", private=True)
    assert (await rules.group(there)).settings == GroupSettings()


async def test_a_zone_that_is_none_changes_nothing(rules: GroupRules, place: Place) -> None:
    with pytest.raises(UnknownZoneError):
        await rules.change(await rules.group(place), GroupSettings(time_zone="Mars/Olympus", private=True), NOON)
    assert (await rules.group(place)).settings == GroupSettings()
    with pytest.raises(UnknownZoneError):
        await rules.set_own_zone(place, "Mars/Olympus", NOON)


async def test_a_member_counts_days_in_a_zone_of_their_own_until_they_give_it_up(
    rules: GroupRules, place: Place, stores: InMemoryStores
) -> None:
    await rules.set_own_zone(place, "Asia/Tokyo", NOON)
    assert (await stores.directory.place_of(ADA, "UTC")).time_zone == "Asia/Tokyo"
    await rules.set_own_zone(place, None, NOON)
    assert (await stores.directory.place_of(ADA, "UTC")).time_zone == "UTC"


@pytest.mark.parametrize(
    ("name", "near"),
    [("europe/berlin", ("Europe/Berlin",)), ("Berlin", ("Europe/Berlin",)), ("new york", ("America/New_York",))],
)
def test_a_zone_that_was_nearly_named_is_suggested(name: str, near: tuple[str, ...]) -> None:
    with pytest.raises(UnknownZoneError, match="there is no time zone") as unknown:
        check_zone(name)
    assert unknown.value.near == near


def test_the_name_of_a_zone_is_one() -> None:
    check_zone("Europe/Berlin")
    check_zone("UTC")

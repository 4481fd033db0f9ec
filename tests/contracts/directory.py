from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.core.groups.settings import GroupSettings
from bot.core.records import Group, Move
from tests.contracts.opened import OpenedStores
from tests.samples import ADA, BOB, NOON

HOUR = timedelta(hours=1)


class DirectoryContract:
    async def test_a_place_is_made_at_first_sight_and_found_again(self, stores: OpenedStores) -> None:
        first = await stores.directory.place_of(ADA, "Europe/Berlin")
        assert first.time_zone == "Europe/Berlin"
        assert await stores.directory.place_of(ADA, "Europe/Berlin") == first

    async def test_the_default_time_zone_is_not_stored(self, stores: OpenedStores) -> None:
        await stores.directory.place_of(ADA, "Europe/Berlin")
        assert (await stores.directory.place_of(ADA, "Asia/Tokyo")).time_zone == "Asia/Tokyo"

    async def test_members_of_a_channel_share_its_group(self, stores: OpenedStores) -> None:
        ada = await stores.directory.place_of(ADA, "UTC")
        bob = await stores.directory.place_of(BOB, "UTC")
        assert (ada.workspace_id, ada.group_id) == (bob.workspace_id, bob.group_id)
        assert ada.member_id != bob.member_id

    async def test_a_member_is_the_same_in_all_channels_and_threads(self, stores: OpenedStores) -> None:
        here = await stores.directory.place_of(ADA, "UTC")
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere", thread="17.3"), "UTC")
        assert here.member_id == there.member_id
        assert here.group_id != there.group_id

    async def test_the_same_ids_in_another_workspace_or_platform_are_others(self, stores: OpenedStores) -> None:
        places = [
            await stores.directory.place_of(origin, "UTC")
            for origin in (ADA, replace(ADA, workspace="other"), replace(ADA, platform="slack"))
        ]
        assert len({place.workspace_id for place in places}) == 3
        assert len({place.member_id for place in places}) == 3
        assert len({place.group_id for place in places}) == 3

    async def test_a_new_name_leaves_the_member_the_same(self, stores: OpenedStores) -> None:
        before = await stores.directory.place_of(ADA, "UTC")
        assert await stores.directory.place_of(replace(ADA, user_name="Countess"), "UTC") == before

    async def test_many_at_once_make_one_member(self, stores: OpenedStores) -> None:
        places = await asyncio.gather(*(stores.directory.place_of(ADA, "UTC") for _ in range(20)))
        assert len(set(places)) == 1

    async def test_finding_what_was_not_seen_writes_nothing(self, stores: OpenedStores) -> None:
        assert await stores.directory.find(ADA, "UTC") is None
        assert await stores.directory.find(ADA, "UTC") is None

    async def test_finding_gives_the_place_that_was_made(self, stores: OpenedStores) -> None:
        made = await stores.directory.place_of(ADA, "UTC")
        assert await stores.directory.find(ADA, "UTC") == made
        assert await stores.directory.find(BOB, "UTC") is None
        assert await stores.directory.find(replace(ADA, channel="elsewhere"), "UTC") is None

    async def test_a_group_starts_without_settings_of_its_own(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        group = await stores.directory.group(place.workspace_id, place.group_id)
        names = (ADA.platform, ADA.workspace, ADA.channel)
        assert group == Group(place.group_id, place.workspace_id, *names, GroupSettings())
        assert await stores.directory.find_group(replace(ADA, user="somebody")) == group
        assert await stores.directory.find_group(replace(ADA, channel="elsewhere")) is None
        assert await stores.directory.find_group(replace(ADA, workspace="other")) is None

    async def test_a_groups_settings_take_the_place_of_those_it_had(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        for settings in (GroupSettings(time_zone="Asia/Tokyo", admins=("ada", "bob")), GroupSettings(private=True)):
            await stores.directory.save_group(place.workspace_id, place.group_id, settings, NOON)
            group = await stores.directory.group(place.workspace_id, place.group_id)
            assert group is not None
            assert group.settings == settings

    async def test_another_workspaces_group_is_not_found_or_changed(self, stores: OpenedStores) -> None:
        here = await stores.directory.place_of(ADA, "UTC")
        there = await stores.directory.place_of(replace(ADA, workspace="other"), "UTC")
        await stores.directory.save_group(there.workspace_id, here.group_id, GroupSettings(private=True), NOON)
        assert await stores.directory.group(there.workspace_id, here.group_id) is None
        group = await stores.directory.group(here.workspace_id, here.group_id)
        assert group is not None
        assert group.settings == GroupSettings()

    async def test_days_are_counted_in_the_members_zone_else_the_groups_else_the_default(
        self, stores: OpenedStores
    ) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        await stores.directory.save_group(
            place.workspace_id, place.group_id, GroupSettings(time_zone="Asia/Tokyo"), NOON
        )
        assert (await stores.directory.place_of(ADA, "UTC")).time_zone == "Asia/Tokyo"
        assert await stores.directory.group_time_zone(place.workspace_id, place.group_id, "UTC") == "Asia/Tokyo"
        assert await stores.directory.member_time_zone(place) is None
        await stores.directory.set_member_time_zone(place, "Europe/Berlin", NOON)
        assert await stores.directory.member_time_zone(place) == "Europe/Berlin"
        assert (await stores.directory.place_of(ADA, "UTC")).time_zone == "Europe/Berlin"
        assert (await stores.directory.place_of(BOB, "UTC")).time_zone == "Asia/Tokyo"
        found = await stores.directory.find(replace(ADA, thread="17.3"), "UTC")
        assert found is not None
        assert found.time_zone == "Europe/Berlin"
        await stores.directory.set_member_time_zone(place, None, NOON)
        assert (await stores.directory.place_of(ADA, "UTC")).time_zone == "Asia/Tokyo"

    async def test_a_member_is_called_by_their_newest_name(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(replace(ADA, user_name=""), "UTC")
        ids = place.workspace_id, place.member_id
        assert await stores.directory.member_name(*ids) == ""
        for name, expected in (("Ada", "Ada"), ("Countess", "Countess"), ("", "Countess")):
            await stores.directory.place_of(replace(ADA, user_name=name), "UTC")
            assert await stores.directory.member_name(*ids) == expected
        there = await stores.directory.place_of(replace(ADA, workspace="other"), "UTC")
        assert await stores.directory.member_name(there.workspace_id, place.member_id) == ""

    async def test_a_members_moves_are_kept_with_their_moments(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        assert place.moves == ()
        await stores.directory.set_member_time_zone(place, "Pacific/Auckland", NOON)
        await stores.directory.set_member_time_zone(place, "Pacific/Auckland", NOON + HOUR)
        await stores.directory.set_member_time_zone(place, None, NOON + 2 * HOUR)
        moves = (Move(NOON, "UTC", "Pacific/Auckland"), Move(NOON + 2 * HOUR, "Pacific/Auckland", "UTC"))
        assert (await stores.directory.place_of(ADA, "UTC")).moves == moves
        assert (await stores.directory.place_of(BOB, "UTC")).moves == ()
        found = await stores.directory.find(replace(ADA, channel="elsewhere"), "UTC")
        assert found is None or found.moves == moves

    async def test_a_groups_new_zone_moves_its_members_who_have_none_of_their_own(self, stores: OpenedStores) -> None:
        ada, bob = [await stores.directory.place_of(who, "UTC") for who in (ADA, BOB)]
        await stores.directory.set_member_time_zone(bob, "Europe/Berlin", NOON)
        for hours, zone in ((1, "Pacific/Auckland"), (2, "Pacific/Auckland"), (3, None)):
            settings = GroupSettings(time_zone=zone, private=True)
            await stores.directory.save_group(ada.workspace_id, ada.group_id, settings, NOON + hours * HOUR)
        there, back = Move(NOON + HOUR, "UTC", "Pacific/Auckland"), Move(NOON + 3 * HOUR, "Pacific/Auckland", "UTC")
        assert (await stores.directory.place_of(ADA, "UTC")).moves == (there, back)
        assert (await stores.directory.place_of(BOB, "UTC")).moves == (Move(NOON, "UTC", "Europe/Berlin"),)
        await stores.directory.set_member_time_zone(ada, "Asia/Tokyo", NOON + 2 * HOUR)
        moves = (there, Move(NOON + 2 * HOUR, "Pacific/Auckland", "Asia/Tokyo"))
        assert (await stores.directory.place_of(ADA, "UTC")).moves == moves
        elsewhere = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        assert elsewhere.moves == (Move(NOON + 2 * HOUR, "UTC", "Asia/Tokyo"),)
        stranger = await stores.directory.place_of(replace(ADA, workspace="other"), "UTC")
        await stores.directory.save_group(stranger.workspace_id, ada.group_id, GroupSettings(), NOON + 9 * HOUR)
        assert (await stores.directory.place_of(ADA, "UTC")).moves == moves

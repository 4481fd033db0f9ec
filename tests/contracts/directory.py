from __future__ import annotations

import asyncio
from dataclasses import replace

from tests.contracts.opened import OpenedStores
from tests.samples import ADA, BOB


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

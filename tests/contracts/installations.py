from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.installations import Installation
from tests.contracts.opened import OpenedStores
from tests.samples import ADA, NOON

SOON = NOON + timedelta(minutes=10)
STUDY = Installation("slack", "T1", "Study Group", "sealed", "UBOT", "BBOT", "chat:write,commands", NOON)


class InstallationsContract:
    async def test_an_installation_comes_back_as_it_was_saved(self, stores: OpenedStores) -> None:
        await stores.installations.save(STUDY)
        assert await stores.installations.find("slack", "T1") == STUDY

    async def test_a_workspace_that_never_installed_has_none(self, stores: OpenedStores) -> None:
        await stores.installations.save(STUDY)
        assert await stores.installations.find("slack", "T2") is None
        assert await stores.installations.find("discord", "T1") is None

    async def test_installing_again_takes_the_place_of_the_first_time(self, stores: OpenedStores) -> None:
        again = replace(STUDY, sealed_token="another", installed_at=SOON)
        for installation in (STUDY, again):
            await stores.installations.save(installation)
        assert await stores.installations.all_of("slack") == [again]

    async def test_all_of_a_platform_are_listed_in_order(self, stores: OpenedStores) -> None:
        there = [replace(STUDY, workspace=name) for name in ("T3", "T1", "T2")]
        for installation in (*there, replace(STUDY, platform="discord")):
            await stores.installations.save(installation)
        assert [each.workspace for each in await stores.installations.all_of("slack")] == ["T1", "T2", "T3"]

    async def test_a_removed_installation_is_gone_and_others_stay(self, stores: OpenedStores) -> None:
        other = replace(STUDY, workspace="T2")
        for installation in (STUDY, other):
            await stores.installations.save(installation)
        assert await stores.installations.remove("slack", "T1")
        assert not await stores.installations.remove("slack", "T1")
        assert await stores.installations.all_of("slack") == [other]

    async def test_a_workspaces_row_is_known_once_something_is_stored_for_it(self, stores: OpenedStores) -> None:
        await stores.installations.save(STUDY)
        assert await stores.installations.row_of("slack", "T1") is None
        place = await stores.directory.place_of(replace(ADA, platform="slack", workspace="T1"), "UTC")
        assert await stores.installations.row_of("slack", "T1") == place.workspace_id

    async def test_what_was_begun_is_finished_once(self, stores: OpenedStores) -> None:
        await stores.installations.begin("secret", SOON)
        assert not await stores.installations.finish("another", NOON)
        assert await stores.installations.finish("secret", NOON)
        assert not await stores.installations.finish("secret", NOON)

    async def test_who_comes_back_too_late_has_to_begin_again(self, stores: OpenedStores) -> None:
        await stores.installations.begin("secret", SOON)
        assert not await stores.installations.finish("secret", SOON)
        assert not await stores.installations.finish("secret", NOON)

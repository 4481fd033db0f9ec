from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.installations import Installation
from tests.contracts.opened import OpenedStores
from tests.samples import ADA, NOON

SOON = NOON + timedelta(minutes=10)
STUDY = Installation("slack", "T1", "Study Group", "sealed", "UBOT", "BBOT", "chat:write,commands", NOON)


ROTATING = replace(STUDY, sealed_refresh_token="next", expires_at=NOON + timedelta(hours=12))
LONG_AGO = NOON - timedelta(minutes=1)


class RefreshingContract:
    async def test_one_of_all_who_want_to_refresh_a_token_does(self, stores: OpenedStores) -> None:
        await stores.installations.save(ROTATING)
        assert await stores.installations.find("slack", "T1") == ROTATING
        assert await stores.installations.begin_refresh(ROTATING, NOON, LONG_AGO)
        assert not await stores.installations.begin_refresh(ROTATING, NOON, LONG_AGO)
        found = await stores.installations.find("slack", "T1")
        assert found is not None
        assert found.refreshing_since == NOON

    async def test_a_token_that_stays_good_is_not_refreshed(self, stores: OpenedStores) -> None:
        await stores.installations.save(STUDY)
        assert not await stores.installations.begin_refresh(STUDY, NOON, LONG_AGO)

    async def test_who_was_lost_while_refreshing_is_followed_by_another(self, stores: OpenedStores) -> None:
        await stores.installations.save(ROTATING)
        assert await stores.installations.begin_refresh(ROTATING, NOON, LONG_AGO)
        assert await stores.installations.begin_refresh(ROTATING, SOON, NOON + timedelta(seconds=1))

    async def test_who_could_not_refresh_lets_others_do_it(self, stores: OpenedStores) -> None:
        await stores.installations.save(ROTATING)
        assert await stores.installations.begin_refresh(ROTATING, NOON, LONG_AGO)
        await stores.installations.end_refresh(ROTATING)
        assert await stores.installations.begin_refresh(ROTATING, NOON, LONG_AGO)

    async def test_new_tokens_take_the_place_of_those_they_followed_only(self, stores: OpenedStores) -> None:
        after = replace(ROTATING, sealed_token="new", sealed_refresh_token="third", expires_at=SOON)
        await stores.installations.save(ROTATING)
        assert await stores.installations.begin_refresh(ROTATING, NOON, LONG_AGO)
        assert await stores.installations.refreshed(ROTATING, after)
        assert await stores.installations.find("slack", "T1") == after
        assert not await stores.installations.refreshed(ROTATING, replace(after, sealed_token="late"))
        assert not await stores.installations.begin_refresh(ROTATING, NOON, SOON)
        assert await stores.installations.begin_refresh(after, NOON, LONG_AGO), "nobody is at it any more"
        assert await stores.installations.find("slack", "T1") == after


class InstallationsContract(RefreshingContract):
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

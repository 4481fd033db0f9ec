from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.installations import Installation
from bot.core.records import JobKind, NewJob
from bot.core.rhythm.records import ScheduleRecord
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


class RegainingContract:
    """Access to a workspace that was taken back and is there again."""

    async def halted(self, stores: OpenedStores, reason: str, workspace: str = "T1") -> ScheduleRecord:
        """A schedule that is halted for a reason, and a card that was given up for it."""
        place = await stores.directory.place_of(replace(ADA, platform="slack", workspace=workspace), "UTC")
        made = await stores.schedules.add(place, {}, ADA.user, NOON)
        await stores.schedules.halt(place.workspace_id, place.group_id, reason)
        await self.given_up(stores, place.workspace_id, reason)
        return made

    async def given_up(self, stores: OpenedStores, workspace_id: int, reason: str) -> None:
        payload = {"workspace_id": workspace_id, "answer_id": 7}
        await stores.jobs.add(NewJob(JobKind.DELIVER, f"{workspace_id}/{reason}", payload, NOON))
        [job] = await stores.jobs.claim([JobKind.DELIVER], 1, NOON, 30.0)
        assert await stores.jobs.bury(job, reason, NOON)

    async def test_installing_again_lets_go_on_what_stopped_for_want_of_it(self, stores: OpenedStores) -> None:
        made = await self.halted(stores, "revoked")
        await stores.installations.save(replace(STUDY, installed_at=SOON))
        assert await stores.schedules.schedule(made.workspace_id, made.id) == replace(made, next_due_at=SOON)
        assert [job.key for job in await stores.jobs.claim([JobKind.DELIVER], 9, SOON, 30.0)] == ["1/revoked"]
        assert not await stores.jobs.buried(9)

    async def test_access_that_is_there_again_without_installing_does_the_same_once(self, stores: OpenedStores) -> None:
        made = await self.halted(stores, "revoked")
        assert await stores.installations.regained("slack", "T1", SOON) == 1
        assert [one.id for one in await stores.schedules.due(SOON, 9)] == [made.id]
        assert await stores.installations.regained("slack", "T1", SOON) == 0

    async def test_what_stopped_for_another_reason_or_elsewhere_or_has_ended_stays_so(
        self, stores: OpenedStores
    ) -> None:
        await self.halted(stores, "archived")
        await self.halted(stores, "revoked", "T2")
        await stores.installations.save(replace(STUDY, installed_at=SOON))
        assert await stores.schedules.due(SOON, 9) == []
        assert len(await stores.jobs.buried(9)) == 2
        ended = await self.halted(stores, "revoked", "T3")
        assert await stores.schedules.remove(ended.workspace_id, ended.id)
        assert await stores.installations.regained("slack", "T3", SOON) == 0
        assert await stores.installations.regained("slack", "T9", SOON) == 0

    async def test_what_was_given_up_long_ago_is_news_no_more(self, stores: OpenedStores) -> None:
        await self.halted(stores, "revoked")
        assert await stores.installations.regained("slack", "T1", NOON + timedelta(days=2)) == 1
        assert len(await stores.jobs.buried(9)) == 1


class InstallationsContract(RefreshingContract, RegainingContract):
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

    async def test_a_workspace_is_found_by_its_bot(self, stores: OpenedStores) -> None:
        other = replace(STUDY, workspace="T2", bot_user="UOTHER")
        for installation in (STUDY, other, replace(STUDY, platform="discord", bot_user="UTHERE")):
            await stores.installations.save(installation)
        assert await stores.installations.find_bot("slack", "UOTHER") == other
        assert await stores.installations.find_bot("slack", "UTHERE") is None

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

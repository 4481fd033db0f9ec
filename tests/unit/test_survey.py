from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.core.records import Origin
from storage.database import open_database
from tests.samples import NOON

ADA = Origin("discord", "G1", "C1", "ada")


async def test_groups_with_a_schedule_that_runs_are_found_on_their_platform_alone(tmp_path: Path) -> None:
    async with await open_database(str(tmp_path / "test.db")) as database:
        schedules = database.schedules
        places = {
            name: await database.directory.place_of(origin, "UTC")
            for name, origin in {
                "runs": ADA,
                "halted": replace(ADA, channel="C2"),
                "ended": replace(ADA, channel="C3"),
                "elsewhere": replace(ADA, platform="slack"),
                "unasked": replace(ADA, channel="C4"),
            }.items()
        }
        made = {
            name: await schedules.add(place, {}, "ada", NOON) for name, place in places.items() if name != "unasked"
        }
        await schedules.halt_one(places["halted"].workspace_id, made["halted"].id, "archived")
        await schedules.remove(places["ended"].workspace_id, made["ended"].id)
        found = await database.survey.scheduled("discord")
    assert [(group.workspace, group.channel) for group in found] == [("G1", "C1")]


async def test_somebodys_first_workspace_is_the_one_they_were_met_in_first_and_a_last_one_only_where_there_is_no_other(
    tmp_path: Path,
) -> None:
    async with await open_database(str(tmp_path / "test.db")) as database:
        first = database.survey.first_workspace
        assert await first("discord", "ada", "@me") is None
        for workspace, found in (("@me", "@me"), ("G2", "G2"), ("G1", "G2")):
            await database.directory.place_of(replace(ADA, workspace=workspace), "UTC")
            assert await first("discord", "ada", "@me") == found
        assert await first("discord", "ada") == "@me"


async def test_groups_that_were_asked_lately_are_found_in_their_workspace(tmp_path: Path) -> None:
    async with await open_database(str(tmp_path / "test.db")) as database:
        for days, channel in ((1, "C1"), (5, "C2")):
            place = await database.directory.place_of(replace(ADA, channel=channel), "UTC")
            moment = NOON - timedelta(days=days)
            await database.postings.open_posting(place, "coin-flips", "key", moment, moment.date())
        found = await database.survey.asked_since("discord", "G1", NOON - timedelta(days=3))
        nothing = await database.survey.asked_since("discord", "@me", NOON - timedelta(days=3))
    assert [group.channel for group in found] == ["C1"]
    assert nothing == []

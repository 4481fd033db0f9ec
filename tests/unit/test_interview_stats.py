"""How candidates rate their interviewers, added up, and `greenroom interviews stats`."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.core.interviews.kept import RatedInterview
from bot.core.interviews.rated import rated, tallied
from bot.core.interviews.state import Phase, Rating
from storage.database import open_database
from tests.contracts.interviews import SOON, later, opened
from tests.databases import fresh_database
from tests.samples import ADA, BOB, NOON
from tests.unit.interview_samples import plan

PLANS = {"two-stages": plan()}
GOOD = PLANS["two-stages"].debrief.good_interviewer


def rating(
    stars: int, why: str = "", *points: int, by: tuple[str, ...] = ("kim",), of: str = "two-stages"
) -> RatedInterview:
    return RatedInterview(of, by, Rating(stars=stars, why=why, points=points), NOON)


def test_an_interview_without_a_rating_is_not_rated() -> None:
    assert rated(opened().kept.session) is None


def test_ratings_are_added_up_by_plan() -> None:
    [tally] = tallied([rating(5, "Kind.", 1, 0), rating(2), rating(4, "Slow.", 1)], PLANS)
    assert (tally.id, tally.title) == ("two-stages", PLANS["two-stages"].title)
    assert tally.tally.ratings == 3
    assert tally.tally.stars == pytest.approx(11 / 3)
    assert tally.tally.points == ((GOOD[1], 2), (GOOD[0], 1))
    assert tally.reasons == ((5, "Kind."), (4, "Slow."))


def test_each_of_several_interviewers_has_the_ratings_of_the_interviews_they_spoke_in() -> None:
    [tally] = tallied([rating(5, by=("kim", "lee")), rating(2, by=("kim",))], PLANS)
    assert [(one.id, one.tally.ratings, one.tally.stars) for one in tally.personas] == [
        ("kim", 2, 3.5),
        ("lee", 1, 5.0),
    ]


def test_a_plan_or_a_point_that_is_gone_does_no_harm() -> None:
    gone, here = tallied([rating(3, "", 99), rating(1, "", 0, of="a-gone-plan")], PLANS)
    assert (gone.id, gone.title, gone.tally.points) == ("a-gone-plan", "a-gone-plan", ())
    assert here.tally.points == ()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GREENROOM_DATABASE_URL", f"sqlite:///{tmp_path / 'greenroom.db'}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["interviews", "stats", *arguments])
    assert result.exit_code == 0, result.stderr
    return result


def store(folder: Path, *ratings: Rating) -> None:
    """Interviews of several members that were rated."""

    async def work() -> None:
        async with await open_database(str(fresh_database(folder))) as database:
            for number, one in enumerate(ratings):
                place = await database.directory.place_of(
                    replace((ADA, BOB)[number % 2], workspace=f"w{number}"), "UTC"
                )
                told = opened(f"id-{number}", place)
                session = told.kept.session.model_copy(update={"plan_id": "glitter-bots"})
                held = await database.interviews.begin(
                    replace(told, kept=replace(told.kept, session=session)), f"event-{number}", SOON
                )
                await database.interviews.take(later(held, phase=Phase.DONE, rating=one), f"rating-{number}", None)

    asyncio.run(work())


def test_without_ratings_it_says_so_and_makes_no_database(folder: Path) -> None:
    assert "No interviewer has been rated yet" in run().stdout
    assert json.loads(run("--json").stdout) == []
    assert not (folder / "greenroom.db").exists()
    fresh_database(folder)
    assert "No interviewer has been rated yet" in run().stdout


def test_ratings_of_all_workspaces_are_shown_with_their_reasons(folder: Path) -> None:
    store(folder, Rating(stars=5, why="Gave me *time*."), Rating(stars=2), Rating(stars=4, why="Fair."))
    shown = run().stdout
    assert "glitter-bots" in shown
    assert "3.7" in shown
    assert "Gave me *time*." in shown
    [plan] = json.loads(run("--json").stdout)
    assert (plan["plan"], plan["ratings"], plan["stars"]) == ("glitter-bots", 3, 3.67)
    assert [one["ratings"] for one in plan["personas"]] == [3]
    assert plan["reasons"] == [{"stars": 5, "why": "Gave me *time*."}, {"stars": 4, "why": "Fair."}]

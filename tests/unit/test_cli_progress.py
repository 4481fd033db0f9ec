"""`greenroom progress`, in this process."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.terminal.wiring import local_origin
from bot.cli import app
from bot.core.records import JobKind, Origin
from storage.database import open_database
from tests.contracts.opened import new_answer, new_job
from tests.databases import fresh_database
from tests.fakes.clock import FakeClock
from tests.samples import NOON, verdict

QUESTION = "exp-significant-but-small"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GREENROOM_DATABASE_URL", f"sqlite:///{tmp_path / 'greenroom.db'}")
    monkeypatch.setenv("GREENROOM_TIME_ZONE", "UTC")
    monkeypatch.setattr("bot.adapters.clock.SystemClock", lambda: FakeClock(NOON))  # the day of the answers
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["progress", *arguments])


def data(*arguments: str) -> dict[str, Any]:
    result = run("--json", *arguments)
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def answered(folder: Path, *origins: Origin) -> None:
    """A graded answer of each."""

    async def store() -> None:
        async with await open_database(str(fresh_database(folder))) as database:
            for number, origin in enumerate(origins):
                place = await database.directory.place_of(origin, "UTC")
                new = new_answer(place, f"event-{number}", QUESTION)
                answer = (await database.ledger.submit(new, new_job())).answer
                [job] = await database.jobs.claim([JobKind.GRADE], 1, NOON, 30)
                assert await database.ledger.save_grade(job, answer.id, verdict(score=3.0), NOON, None)

    asyncio.run(store())


def test_with_nothing_answered_yet_it_says_so_and_makes_no_database(folder: Path) -> None:
    assert "streak begins today" in run().stdout
    found = data()
    assert (found["answers"], found["streak"]["current"], found["skills"]) == (0, 0, [])
    assert list(folder.iterdir()) == []


def test_the_member_at_this_terminal_is_meant_unless_another_is_named(folder: Path) -> None:
    here = local_origin()
    answered(folder, here, replace(here, user="U7", user_name="Grace"))
    assert data()["name"] == here.user_name
    assert data("--member", "U7")["name"] == "Grace"
    shown = run("--member", "U7")
    assert "Questions 1" in " ".join(shown.stdout.split())


def test_the_data_hold_levels_with_their_ranges_and_the_scores(folder: Path) -> None:
    answered(folder, local_origin())
    found = data()
    assert [score["total"] for score in found["scores"]] == [75.0]
    assert found["days"] == ["2026-11-18"]
    [track] = found["tracks"]
    assert (track["track"], track["judge"], track["mean"], track["answers"]) == ("experimentation", "fake", 75.0, 1)
    assert track["low"] < track["level"] < track["high"]


def test_the_data_hold_every_criterion_and_what_members_count_themselves(folder: Path) -> None:
    answered(folder, local_origin())
    found = data()
    assert {one["question"] for one in found["criteria"]} == {QUESTION}
    assert all(one["low"] < one["level"] < one["high"] for one in found["criteria"])
    assert found["self_checks"] == []


def test_a_member_in_several_workspaces_has_to_be_named_in_full(folder: Path) -> None:
    slack = Origin("slack", "T1", "C1", "U7", "Grace")
    answered(folder, slack, replace(slack, platform="discord", workspace="G1", user_name="Hopper"))
    refused = run("--member", "U7")
    assert refused.exit_code == 2
    assert "discord/G1/U7, slack/T1/U7" in refused.stderr
    assert data("--member", "slack/T1/U7")["name"] == "Grace"


@pytest.mark.parametrize("with_answers", [False, True])
@pytest.mark.parametrize("member", ["nobody", "slack/T9/U7"])
def test_a_member_that_is_not_there_ends_with_one_line(folder: Path, member: str, with_answers: bool) -> None:
    if with_answers:
        answered(folder, local_origin())
    result = run("--member", member)
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert repr(member) in result.stderr


@pytest.mark.parametrize("with_answers", [False, True])
def test_a_chart_is_written_with_or_without_answers(folder: Path, with_answers: bool) -> None:
    if with_answers:
        answered(folder, local_origin())
    path = folder / "card.png"
    result = run("--chart", str(path), "--dark")
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_chart_is_png_and_a_name_that_says_otherwise_is_refused(folder: Path) -> None:
    result = run("--chart", str(folder / "card.jpg"))
    assert result.exit_code == 2
    assert "card.png" in result.stderr
    assert not (folder / "card.jpg").exists()


@pytest.mark.parametrize("command", [["progress"], ["interview", "run", "metric-drop", "--script", "none"]])
def test_a_dark_picture_that_is_not_asked_for_ends_with_one_line(folder: Path, command: list[str]) -> None:
    result = CliRunner().invoke(app, [*command, "--dark"])
    assert result.exit_code == 2
    assert result.stderr == "greenroom: --dark is for the picture: add --chart FILE.png\n"


def test_a_chart_that_cannot_be_written_ends_with_one_line(folder: Path) -> None:
    result = run("--chart", str(folder / "no" / "card.png"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_what_is_due_and_what_others_thought_of_answers_is_told(folder: Path) -> None:
    answered(folder, local_origin())
    told = data()
    assert told["due"]["criteria"] + (told["due"]["next"] is not None) > 0
    assert told["kudos"] == {"answers": 0, "reactions": 0}
    assert "Leaderboard" not in run().stdout  # a button, which a terminal has not

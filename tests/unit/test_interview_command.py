from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.interview import interview_app
from bot.core.errors import GreenroomError

ROOT = Path(__file__).parents[2]
LINES = """\
I run fraud models.
note: fraud
skip
How many users are there?
Advertisers pay for views by bots.
stop
5 fine
"""


@pytest.fixture(autouse=True)
def _no_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENROOM_WEIGHTS", "/nowhere")
    monkeypatch.setenv("GREENROOM_GRADER", "local")
    monkeypatch.setenv("GREENROOM_CACHE_DIR", str(tmp_path / "cache"))


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(interview_app, ["run", *arguments], input=given)


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "lines.txt"
    path.write_text(LINES, encoding="utf-8")
    return str(path)


def test_a_script_is_played_and_ends_with_the_debrief(script: str) -> None:
    done = run("glitter-bots", "--script", script)
    assert done.exit_code == 0, done.output
    assert "› I run fraud models." in done.stdout
    assert "80 million accounts" in done.stdout
    assert done.stdout.index("Debrief: Glitter's bots") > done.stdout.index("› stop")


def test_as_json_there_is_one_object_and_nothing_else(script: str) -> None:
    done = run("glitter-bots", "--script", script, "--json")
    assert done.exit_code == 0, done.output
    data: dict[str, Any] = json.loads(done.stdout)
    assert (data["plan"], data["phase"], data["estimate"]) == ("glitter-bots", "stopped", True)
    assert [stage["outcome"] for stage in data["stages"][:3]] == ["scored", "scored", "unreached"]
    assert data["stages"][0]["notes"] == ["fraud"]
    assert data["stages"][1]["questions"] == [{"text": "How many users are there?", "fact": "size"}]
    assert data["rating"]["stars"] == 5
    assert data["low"] <= data["overall"] <= data["high"]
    assert [turn["number"] for turn in data["turns"]] == list(range(1, len(data["turns"]) + 1))
    assert data["panel"] is None


def test_the_lines_can_come_from_standard_input() -> None:
    done = run("netflix-ds-loop", "--script", "-", "--json", given="I built a churn model.\n")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert data["panel"]["recommendation"] == "open"
    assert data["stages"][0]["outcome"] == "scored"


def test_without_a_script_lines_are_taken_as_they_are_typed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "interview", "run", "glitter-bots", "--json"],
        input="I run \\\nfraud models.\nstop\nresume\nstop\n4 good pauses\n",
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    data = json.loads(done.stdout)
    spoken = [turn["text"] for turn in data["turns"] if turn["speaker"] == "candidate"]
    assert spoken == ["I run \nfraud models.", "stop", "resume", "stop", "4 good pauses"]
    assert data["rating"] == {"stars": 4, "why": "good pauses", "points": []}


def test_an_empty_script_gives_a_debrief_without_a_score(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = run("meta-community-insights", "--script", "empty.txt", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["overall"] is None


def test_the_transcript_is_written_as_markdown_and_the_debrief_as_a_picture(script: str, tmp_path: Path) -> None:
    done = run("glitter-bots", "--script", script, "--transcript", "talk.md", "--chart", "debrief.png")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "talk.md").read_text(encoding="utf-8").startswith("# Interview: Glitter's bots")
    assert (tmp_path / "debrief.png").read_bytes().startswith(b"\x89PNG")


def test_the_transcript_is_written_as_html_where_its_name_says_so(script: str, tmp_path: Path) -> None:
    done = run("glitter-bots", "--script", script, "--transcript", "talk.HTML")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "talk.HTML").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "given", "said"),
    [
        (["glitter-bots", "--script", "missing.txt"], None, "cannot read missing.txt"),
        (["glitter-bots", "--script", "-"], "[nowhere]\nHello.\n", "has no stage 'nowhere'; choose from warm-up"),
        (
            ["glitter-bots", "--script", "-", "--transcript", "no/such/folder.md"],
            "stop\n",
            "cannot write no/such/folder.md",
        ),
        (["glitter-bots", "--script", "-", "--chart", "no/such/chart.png"], "stop\n", "chart.png cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: list[str], given: str | None, said: str) -> None:
    done = run(*arguments, given=given)
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_unknown_plan_names_those_there_are() -> None:
    done = run("nowhere", "--script", "-", given="")
    assert isinstance(done.exception, GreenroomError)  # the program's end prints it
    assert "choose from glitter-bots, meta-community-insights, netflix-ds-loop" in str(done.exception)

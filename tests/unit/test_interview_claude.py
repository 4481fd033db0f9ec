"""An interview whose follow-ups and grades come from a server of the Messages API, through the real SDK."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.interview import interview_app
from tests.wire.messages_server import KEY, Body, MessagesServer, fails, fair

pytestmark = pytest.mark.slow
ASKED = "You spoke of views; what would you do about that, then?"
LINES = "skip\nAdvertisers pay for views that no person made, so that they may leave.\nskip\nstop\n"


def speaks(body: Body) -> str:
    """Grades where it is asked to grade, and interviews where it is asked to interview."""
    return ASKED if "interviewer" in body["system"][0]["text"].split("\n")[0] else fair(body)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MessagesServer]:
    server = MessagesServer()
    server.model = speaks
    with server.running() as running:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GREENROOM_WEIGHTS", "/nowhere")
        monkeypatch.setenv("GREENROOM_GRADER", "claude")
        monkeypatch.setenv("GREENROOM_CLAUDE_API_KEY", KEY)
        monkeypatch.setenv("GREENROOM_CLAUDE_BASE_URL", running.url)
        yield running


def held() -> Body:
    done = CliRunner().invoke(interview_app, ["run", "glitter-bots", "--script", "-", "--json"], input=LINES)
    assert done.exit_code == 0, done.output
    data: Body = json.loads(done.stdout)
    return data


def test_the_model_asks_and_grades(server: MessagesServer) -> None:
    data = held()
    assert [turn["text"] for turn in data["turns"] if turn["kind"] == "probe"] == [ASKED]
    assert data["estimate"] is False
    interviewing = [body for body in server.bodies() if "practice interview" in body["system"][0]["text"]]
    assert len(interviewing) == 1


def test_without_the_server_the_plan_asks_and_the_estimate_stands_in(server: MessagesServer) -> None:
    server.script.extend([fails(529, "overloaded_error")] * 4)
    data = held()
    [probe] = [turn["text"] for turn in data["turns"] if turn["kind"] == "probe"]
    assert probe != ASKED
    assert data["estimate"] is True

"""`greenroom calibrate` with a model behind a server of the Messages API."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.calibration_report import Report
from tests.packs_support import coin, put_question
from tests.wire.messages_server import KEY, MessagesServer, answer_in, fails, says


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MessagesServer]:
    """A server, and a bank of one question with three labelled answers."""
    for name in os.environ:
        if name.startswith(("GREENROOM_", "ANTHROPIC_")):
            monkeypatch.delenv(name)
    put_question(tmp_path / "content")
    monkeypatch.setattr("bot.settings.BUILT_IN_PACK", tmp_path / "content")
    monkeypatch.setattr("bot.core.retry.FIRST_WAIT", 0.001)
    monkeypatch.setenv("GREENROOM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("GREENROOM_DATABASE_URL", str(tmp_path / "greenroom.db"))
    monkeypatch.chdir(tmp_path)
    with MessagesServer().running() as running:
        monkeypatch.setenv("GREENROOM_CLAUDE_BASE_URL", running.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        yield running


def calibrate(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["calibrate", "--grader", "claude", *arguments])


def test_a_model_is_measured_with_what_it_cost(server: MessagesServer) -> None:
    done = calibrate("--attacks", "0", "--json")
    assert done.exit_code == 0, done.stderr
    report = Report.model_validate_json(done.stdout)
    assert (report.judge.name, report.judge.model, report.measured.fitted) == ("claude", "claude-sonnet-5-5", 0)
    assert report.figures.confusion == ((0, 0, 0, 3, 0), (0,) * 5, (0, 0, 0, 3, 0), (0, 0, 0, 3, 0), (0,) * 5)
    assert report.figures.bias == pytest.approx((75 + 25 + 0) / 3, abs=0.01)
    assert report.effort.usage is not None
    assert report.effort.usage.calls == 3
    assert (report.effort.usage.cost_usd or 0) > 0
    assert [answer_in(body) for body in server.bodies()] == [answer.text.strip() for answer in coin().answers]


def test_a_refusal_is_listed_and_counts_in_no_figure(server: MessagesServer) -> None:
    server.script.append(says("", stop_reason="refusal"))
    done = calibrate("--attacks", "0", "--save")
    assert done.exit_code == 0, done.stderr
    assert "## Without a verdict" in done.stdout
    assert "- `coin`, weak: refused" in done.stdout
    (file,) = (Path("docs") / "calibration").glob("*claude-claude-sonnet-5-5.json")
    held = json.loads(file.read_text())
    assert (held["measured"]["answers"], held["figures"]["answers"]) == (3, 2)
    assert held["effort"]["usage"]["calls"] >= 2


def test_a_busy_server_is_asked_again(server: MessagesServer) -> None:
    server.script.append(fails(529, "overloaded_error"))
    assert calibrate("--attacks", "0").exit_code == 0


def test_a_wrong_key_ends_it_without_a_report(server: MessagesServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "another")
    done = calibrate("--attacks", "0", "--save")
    assert isinstance(done.exception, JudgeUnavailableError)
    assert done.exception.reason == "wrong-key"
    assert not Path("docs").exists()


@pytest.mark.slow
def test_the_attack_suite_is_put_to_the_model(server: MessagesServer) -> None:
    report = Report.model_validate_json(calibrate("--json").stdout)
    rows = {row.name: row for row in report.attacks.rows}
    assert rows["empty"].most == 0, "there is nothing to ask a model about"
    assert (rows["recipe"].most, rows["recipe"].allowed, rows["recipe"].over) == (75, 5, 1)
    assert rows["an order in an honest answer"].most == 0
    assert report.effort.usage is not None
    assert report.attacks.usage is not None
    assert report.effort.usage.calls + report.attacks.usage.calls == len(server.bodies())
    assert (report.attacks.usage.cost_usd or 0) > (report.effort.usage.cost_usd or 0) > 0

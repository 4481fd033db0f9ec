"""`greenroom doctor`, with a model behind a server of the Messages API and without."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.core.grading.grade import Usage
from bot.core.records import JobKind, JudgeCall, NewJob
from storage.database import open_database
from storage.lock import FileLock
from tests.contracts.opened import new_answer
from tests.samples import ADA, NOON
from tests.wire.messages_server import KEY, Act, MessagesServer, fails, says, sends


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in os.environ:
        if name.startswith(("GREENROOM_", "ANTHROPIC_")) and name != "GREENROOM_CACHE_DIR":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENROOM_DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
    monkeypatch.setenv("GREENROOM_TIME_ZONE", "Europe/Berlin")
    monkeypatch.setenv("GREENROOM_WEIGHTS", str(weights(tmp_path)))
    monkeypatch.setattr("bot.adapters.minilm.weights.SHA256", WEIGHTS_SHA256)
    return tmp_path / "test.db"


WEIGHTS_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # of an empty file


def weights(folder: Path) -> Path:
    """A folder that looks as if the weights were in it."""
    for name in ("model.safetensors", "tokenizer.json"):
        (folder / name).touch()
    return folder


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MessagesServer]:
    with MessagesServer().running() as running:
        monkeypatch.setenv("GREENROOM_CLAUDE_BASE_URL", running.url)
        monkeypatch.setenv("GREENROOM_CLAUDE_API_KEY", KEY)
        yield running


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *arguments])


def told(result: Result, about: str) -> str:
    """The lines about one thing, its remedy included."""
    lines = result.stdout.splitlines()
    [start] = [number for number, line in enumerate(lines) if line.split()[1] == about]
    more = lines[start + 1 : start + 2]
    return "\n".join([lines[start], *(line for line in more if line.lstrip().startswith("->"))])


def made() -> None:
    """A database with one job done and nothing else."""

    async def make() -> None:
        async with await open_database(os.environ["GREENROOM_DATABASE_URL"]) as database:
            await database.jobs.add(NewJob(JobKind.GRADE, "one", {}, NOON))
            [job] = await database.jobs.claim([JobKind.GRADE], 1, NOON, 30)
            await database.jobs.finish(job, NOON)

    asyncio.run(make())


def test_a_first_look_before_any_start_is_in_order_and_makes_nothing(home: Path) -> None:
    result = doctor()
    assert result.exit_code == 0, result.output
    assert "the first start makes it" in told(result, "database")
    assert "no key and no server" in told(result, "judge")
    assert "Europe/Berlin" in told(result, "clock")
    assert not home.exists()


def test_a_database_in_order_says_its_schema_and_its_queue(home: Path) -> None:
    made()
    result = doctor()
    assert result.exit_code == 0, result.output
    assert "in use by nobody" in told(result, "database")
    assert "0 waiting, 0 under way, 1 done, 0 given up" in told(result, "jobs")


def test_a_running_bot_is_named_and_not_disturbed(home: Path) -> None:
    made()
    lock = FileLock(home)
    lock.acquire()
    try:
        assert f"in use by process {os.getpid()}" in told(doctor(), "database")
        assert home.with_name("test.db.lock.pid").read_text() == f"{os.getpid()}\n"
    finally:
        lock.release()
    assert "in use by nobody" in told(doctor(), "database")


def test_a_lock_that_a_killed_process_left_is_nobodys(home: Path) -> None:
    made()
    home.with_name("test.db.lock.pid").write_text("4194304\n")
    assert "in use by nobody" in told(doctor(), "database")


def test_jobs_that_were_given_up_need_attention_and_come_with_the_remedy(home: Path) -> None:
    made()

    async def bury() -> None:
        async with await open_database(str(home)) as database:
            await database.jobs.add(NewJob(JobKind.GRADE, "two", {}, NOON))
            [job] = await database.jobs.claim([JobKind.GRADE], 1, NOON, 30)
            await database.jobs.bury(job, "there is no question 'gone'", NOON)

    asyncio.run(bury())
    result = doctor()
    assert result.exit_code == 1
    shown = told(result, "jobs")
    assert shown.startswith("attention")
    assert "there is no question 'gone'" in shown
    assert "greenroom jobs redrive" in shown


def test_an_older_schema_needs_attention(home: Path) -> None:
    made()
    with closing(sqlite3.connect(home)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    result = doctor()
    assert result.exit_code == 1
    assert "start Greenroom once" in told(result, "database")


def test_a_file_that_is_no_database_needs_attention(home: Path) -> None:
    home.write_bytes(b"not a database " * 100)
    result = doctor()
    assert result.exit_code == 1
    assert "is no database" in told(result, "database")


def test_a_faulty_question_needs_attention(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pack = tmp_path / "pack" / "sql-and-data"
    pack.mkdir(parents=True)
    (pack / "bad.yaml").write_text("id: [")
    monkeypatch.setenv("GREENROOM_PACKS", str(tmp_path / "pack"))
    result = doctor()
    assert result.exit_code == 1
    assert "bad.yaml" in told(result, "bank")
    assert "greenroom questions check" in told(result, "bank")


def test_missing_weights_need_attention_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_WEIGHTS", "/nowhere")
    result = doctor()
    assert result.exit_code == 1
    assert "/nowhere" in told(result, "estimate")


def test_a_clock_behind_the_database_needs_attention(home: Path) -> None:
    made()
    os.utime(home, (4e9, 4e9))
    result = doctor()
    assert result.exit_code == 1
    assert "set this machine's clock" in told(result, "clock")


def test_a_judge_without_a_key_needs_attention(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_GRADER", "claude")
    for arguments in ((), ("--call",)):
        result = doctor(*arguments)
        assert result.exit_code == 1
        assert "GREENROOM_CLAUDE_API_KEY" in told(result, "judge")


def test_a_configured_judge_is_named_and_not_asked(server: MessagesServer) -> None:
    result = doctor()
    assert result.exit_code == 0, result.output
    assert f"claude-sonnet-5-5 at {server.url}, with a key" in told(result, "judge")
    assert "stands in after 15 minutes" in told(result, "estimate")
    assert KEY not in result.output
    assert not server.received


@pytest.mark.parametrize(
    ("outcome", "model", "said"),
    [
        ("wrong-key", "claude-sonnet-5-5", "the key is not accepted, as of the last try at 2026-11-18 13:00"),
        ("no-credit", "claude-sonnet-5-5", "the key's account has no credit"),
        ("overloaded", "claude-sonnet-5-5", ""),
        ("graded", "claude-sonnet-5-5", ""),
        ("not-found", "another-model", ""),
    ],
)
def test_a_last_try_that_only_the_operator_can_mend_needs_attention(
    server: MessagesServer, home: Path, outcome: str, model: str, said: str
) -> None:
    made()

    async def tried() -> None:
        async with await open_database(str(home)) as database:
            place = await database.directory.place_of(ADA, "UTC")
            job = NewJob(JobKind.GRADE, "grade", {}, NOON)
            answer = (await database.ledger.submit(new_answer(place), job)).answer
            ids = (answer.workspace_id, answer.group_id, answer.member_id, answer.id)
            call = JudgeCall(*ids, "claude", model, Usage(calls=1, cost_usd=0.0), outcome, NOON)
            await database.accounts.record(replace(call, outcome="wrong-key", at=NOON - timedelta(days=1)))
            await database.accounts.record(call)

    asyncio.run(tried())
    result = doctor()
    assert (result.exit_code == 1) is bool(said)
    assert ("attention  last try" in result.stdout) is bool(said)
    if said:
        assert said in told(result, "last")
        assert "->" in told(result, "last")
    assert server.received == []
    assert "last try" not in doctor("--call").stdout


def test_a_budget_without_a_price_needs_attention(server: MessagesServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_MONTHLY_BUDGET_USD", "20")
    assert "$20.00 a group" in told(doctor(), "budget")
    monkeypatch.setenv("GREENROOM_CLAUDE_MODEL", "at-home")
    result = doctor()
    assert result.exit_code == 1
    assert "GREENROOM_CLAUDE_PRICES" in told(result, "budget")


def test_a_call_is_one_tiny_request(server: MessagesServer) -> None:
    server.script.append(says("Yes.", "max_tokens"))
    result = doctor("--call")
    assert result.exit_code == 0, result.output
    assert "the judge answered" in told(result, "call")
    [body] = server.bodies()
    assert body["max_tokens"] <= 16


@pytest.mark.parametrize(
    ("act", "said", "remedy"),
    [
        (fails(401, "authentication_error", "invalid x-api-key"), "the key is not accepted", "valid key"),
        (fails(402, "billing_error", "pay first"), "no credit", "add credit"),
        (fails(400, "invalid_request_error", "Your credit balance is too low"), "no credit", "add credit"),
        (fails(404, "not_found_error", "model: nope"), "does not have the model", "GREENROOM_CLAUDE_MODEL"),
        (fails(529, "overloaded_error"), "overloaded", "answers wait"),
        (sends(200, b"<html>", "text/html"), "does not speak", "GREENROOM_CLAUDE_BASE_URL"),
    ],
)
def test_a_call_that_fails_is_explained(server: MessagesServer, act: Act, said: str, remedy: str) -> None:
    server.script.append(act)
    result = doctor("--call")
    assert result.exit_code == 1
    assert said in told(result, "call")
    assert remedy in told(result, "call")
    assert "Traceback" not in result.output


def test_a_server_that_is_not_there_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    result = doctor("--call")
    assert result.exit_code == 1
    assert "cannot be reached" in told(result, "call")
    assert "GREENROOM_CLAUDE_BASE_URL" in told(result, "call")

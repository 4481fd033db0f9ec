"""`greenroom doctor` on a PostgreSQL database."""

from __future__ import annotations

import asyncio
import os
import re
from datetime import timedelta

import psycopg
import pytest
from typer.testing import CliRunner

from bot.cli import app, checks
from bot.core.records import JobKind, NewJob
from storage.database import open_database
from storage.schema import HEAD
from tests.postgres import Server, migrated_database, running_server
from tests.samples import NOON


@pytest.fixture
def server() -> Server:
    return running_server()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("GREENROOM_", "ANTHROPIC_")) and name != "GREENROOM_CACHE_DIR":
            monkeypatch.delenv(name)


def told(monkeypatch: pytest.MonkeyPatch, url: str) -> str:
    """What is said, in lines that hold their remedy."""
    monkeypatch.setenv("GREENROOM_DATABASE_URL", url)
    output = CliRunner().invoke(app, ["doctor"]).stdout
    assert "not-a-secret" not in output
    return re.sub(r"\n +-> ", " -> ", output)


def test_an_empty_database_is_in_order(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    name = server.create()
    line = (
        rf"ok +database +postgresql://127.0.0.1:{server.port}/{name} on PostgreSQL [\d.]+.* is empty; the first start"
    )
    assert re.search(line, told(monkeypatch, server.url(name)))
    assert re.search(line, told(monkeypatch, server.url(name)))


def test_server_schema_processes_and_queue_are_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def add(url: str) -> None:
        async with await open_database(url) as database:
            await database.jobs.add(NewJob(JobKind.GRADE, "one", {}, NOON))

    with migrated_database(server) as name:
        url = server.url(name)
        asyncio.run(add(url))
        idle = told(monkeypatch, url)
        assert re.search(rf"ok +database .* on PostgreSQL [\d.]+.*, schema {HEAD}, in use by 0 processes", idle)
        assert re.search(r"ok +jobs +1 waiting, .* -> they go on when Greenroom is started", idle)
        with psycopg.connect(f"{url}?application_name=greenroom%204711%20elsewhere"):
            running = told(monkeypatch, url)
        assert "in use by 1 process\n" in running
        assert "they go on when" not in running


def test_a_server_that_refuses_is_told_with_the_remedy(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    text = told(monkeypatch, server.url("nowhere"))
    assert re.search(r"attention +database .*/nowhere is not there -> make it with `createdb`", text)


def test_clocks_that_are_apart_need_attention(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with migrated_database(server) as name:
        assert "server clock" not in told(monkeypatch, server.url(name))
        monkeypatch.setattr(checks, "_MOST_APART", timedelta(seconds=-1))
        assert re.search(r"attention +server clock +\d+ s from this machine's", told(monkeypatch, server.url(name)))

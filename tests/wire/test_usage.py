"""`greenroom usage`, beside a bot that has the database open."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.grading.grade import Usage
from bot.core.records import JobKind, JudgeCall, NewJob
from storage.database import Database, open_database
from tests.contracts.opened import new_answer
from tests.samples import ADA, NOON
from tests.wire.running import Home

pytestmark = pytest.mark.slow

CLAUDE = Usage(input_tokens=250, output_tokens=400, cache_read_tokens=750, seconds=3.0, cost_usd=0.0125, calls=1)


async def spend(database: Database) -> None:
    """A grade in November, and in December one that failed and one without a price."""
    place = await database.directory.place_of(ADA, "UTC")
    job = NewJob(JobKind.GRADE, "grade", {}, NOON)
    answer = (await database.ledger.submit(new_answer(place), job)).answer
    ids = (answer.workspace_id, answer.group_id, answer.member_id, answer.id)
    first = JudgeCall(*ids, "claude", "claude-sonnet-5-5", CLAUDE, "graded", NOON)
    december = datetime(2026, 12, 2, tzinfo=UTC)
    unpriced = CLAUDE.model_copy(update={"cost_usd": None})
    for call in (
        first,
        replace(first, outcome="truncated", at=december),
        replace(first, model="at-home", usage=unpriced, at=december),
    ):
        await database.accounts.record(call)


def test_the_ledger_is_printed_beside_a_running_bot(home: Home) -> None:
    async def beside() -> tuple[str, list[dict[str, object]], str]:
        async with await open_database(str(home.folder / "test.db")) as database:
            await spend(database)
            results = [await asyncio.to_thread(home.run, "usage", *more) for more in ((), ("--json",))]
            december = await asyncio.to_thread(home.run, "usage", "--month", "2026-12")
            assert {result.code for result in (*results, december)} == {0}, results
            return results[0].out, json.loads(results[1].out), december.out

    shown, data, december = asyncio.run(beside())
    assert "2026-11" in shown
    assert "75%" in shown
    assert "$0.0125" in shown
    assert "unknown" in shown
    assert "2026-11" not in december
    assert [(line["month"], line["model"], line["calls"], line["graded"], line["cost_usd"]) for line in data] == [
        ("2026-11", "claude-sonnet-5-5", 1, 1, 0.0125),
        ("2026-12", "at-home", 1, 1, None),
        ("2026-12", "claude-sonnet-5-5", 1, 0, 0.0125),
    ]
    assert data[0]["cached_share"] == 0.75
    assert [line["failed"] for line in data] == [{}, {}, {"truncated": 1}]


def test_nothing_spent_says_so(home: Home) -> None:
    asyncio.run(asyncio.run(open_database(str(home.folder / "test.db"))).close())
    assert "Nothing was spent" in home.run("usage").out
    assert home.run("usage", "--json").out == "[]\n"


def test_a_month_that_is_none_is_refused(home: Home) -> None:
    result = home.run("usage", "--month", "2026-13")
    assert result.code == 2
    assert "no month such as 2026-11" in result.one_line_error()


def test_without_a_database_the_remedy_is_said(home: Home) -> None:
    result = home.run("usage")
    assert result.code == 1
    assert "there is no database" in result.one_line_error()

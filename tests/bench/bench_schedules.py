"""How long a year of schedules takes, and a tick at which many are due; run `python -m tests.bench.bench_schedules`.

Postings are made in a file, and by two tickers at once in a PostgreSQL database, each with connections of its own.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time as time_of_day
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Connection, func, select

from bot.adapters.packs.loader import load_content
from bot.core.rhythm.picking import Picker
from bot.core.rhythm.ticking import Ticker
from bot.core.schedules.days import WORKDAYS, Weekly
from bot.core.schedules.due import decide, occurrences
from bot.core.schedules.rule import Rule
from bot.settings import BUILT_IN_PACK
from storage.database import Database
from storage.postgresql.address import read_address
from storage.postgresql.opening import prepare
from storage.postgresql.transactions import PostgresqlTransactions
from storage.tables import POSTINGS
from storage.transactions import SqliteTransactions, Transactions
from tests.bench.fanout import DUE, groups_of, make_schedules
from tests.databases import fresh_database
from tests.postgres import NoServerError, start_server
from tests.unit.schedules_year import BEGIN, DAYS, GROUPS, ZONES, live, make_year

DUE_AT_ONCE = 10_000


def year_seconds() -> tuple[float, int]:
    """Seconds that the year's groups take, and how many decisions they came to; holidays are computed anew."""
    year = make_year()
    began = time.perf_counter()
    decisions = sum(len(live(year, group)) for group in year.groups)
    return time.perf_counter() - began, decisions


def look_microseconds() -> float:
    """Microseconds that one look takes at a schedule that is due, on average over many."""
    rules = [Rule(Weekly(WORKDAYS), time_of_day(9), zone) for zone in ZONES]
    due = [(rule, next(islice(occurrences(rule, BEGIN), 1)).due_at) for rule in rules]
    began = time.perf_counter()
    for number in range(DUE_AT_ONCE):
        rule, moment = due[number % len(due)]
        decide(rule, moment, moment)
    return 1e6 * (time.perf_counter() - began) / DUE_AT_ONCE


@dataclass(frozen=True)
class TickFigures:
    """What a tick came to.

    Attributes:
        name: Where the schedules are kept.
        seconds: How long it took.
        made: How many postings each ticker says that it made.
        stored: How many there are.
        writes: How many units of work were written.
        longest: Seconds of the longest of them, for which answers may have to wait.
        grown: By how many bytes the process was larger at most.
    """

    name: str
    seconds: float
    made: list[int]
    stored: int
    writes: int
    longest: float
    grown: int

    def __str__(self) -> str:
        made = " and ".join(f"{number:,}" for number in self.made)
        return (
            f"{self.name:<34}{self.seconds:8.2f} s   {made} made, {self.stored:,} stored in {self.writes:,} units of"
            f" work, {1000 * self.longest:.0f} ms the longest; {self.grown / 1e6:.0f} MB"
        )


class _Counted(Transactions):
    """Transactions whose writes are counted and timed."""

    def __init__(self, real: Transactions) -> None:
        self._real = real
        self.writes = 0
        self.longest = 0.0

    async def write(self, work: Callable[[Connection], Any]) -> Any:
        def timed(connection: Connection) -> Any:
            began = time.perf_counter()
            result = work(connection)
            self.longest = max(self.longest, time.perf_counter() - began)
            return result

        self.writes += 1
        return await self._real.write(timed)

    async def read(self, query: Callable[[Connection], Any]) -> Any:
        return await self._real.read(query)

    async def close(self) -> None:
        await self._real.close()


async def tick_figures(name: str, opened: Sequence[Transactions]) -> TickFigures:
    """Have many groups due at the same minute, and let a ticker on each of some connections look."""
    content = load_content([BUILT_IN_PACK], None, entry_points=())
    counted = [_Counted(each) for each in opened]
    databases = [Database(name, each) for each in counted]
    try:
        await make_schedules(databases[0], groups_of("discord", DUE_AT_ONCE, 1))
        for each in counted:
            each.writes, each.longest = 0, 0.0
        tickers = [
            Ticker(one.schedules, Picker(content, one.postings, one.schedules), jobs=one.jobs) for one in databases
        ]
        process = psutil.Process()
        before = most = process.memory_info().rss
        began = time.perf_counter()
        ticking = asyncio.gather(*(ticker.tick(DUE) for ticker in tickers))
        while not ticking.done():
            await asyncio.sleep(0.05)
            most = max(most, process.memory_info().rss)
        seconds = time.perf_counter() - began
        stored = await opened[0].read(
            lambda connection: connection.execute(select(func.count()).select_from(POSTINGS)).scalar_one()
        )
        writes, longest = sum(each.writes for each in counted), max(each.longest for each in counted)
        return TickFigures(name, seconds, await ticking, stored, writes, longest, most - before)
    finally:
        for database in databases:
            await database.close()


def ticks() -> Iterator[str]:
    """A line for each kind of database."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as folder:
        path = fresh_database(Path(folder))
        yield str(asyncio.run(tick_figures(f"{DUE_AT_ONCE:,} due, in a file", [SqliteTransactions(path)])))
    try:
        server = start_server(quick=False)
    except NoServerError as error:
        yield f"on PostgreSQL not measured: {error}"
        return
    address = read_address(server.url(server.create()))
    prepare(address)
    opened = [PostgresqlTransactions(address) for _ in range(2)]
    yield str(asyncio.run(tick_figures(f"{DUE_AT_ONCE:,} due, two on PostgreSQL", opened)))


def main() -> None:
    """Print the figures."""
    seconds, decisions = year_seconds()
    look = look_microseconds()
    lines = [
        f"{DAYS} days of {GROUPS} groups in {len(set(ZONES))} zones, {decisions:,} decisions   {seconds:8.2f} s",
        f"a look at a schedule that is due                               {look:8.0f} us",
        f"{DUE_AT_ONCE:,} of them at once                                      {look * DUE_AT_ONCE / 1e6:8.2f} s",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    for line in ticks():
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

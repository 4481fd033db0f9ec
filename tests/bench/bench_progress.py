"""Progress with a million answers in SQLite: `python -m tests.bench.bench_progress`.

The members that are asked for are drawn evenly; those with 400 and with 2,000 answers are also measured alone. What the
data is like, `tests/bench/progress_data.py` says. Besides what was waited, each figure has the process's own processor
time, which other programs lengthen less.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from bot.adapters.charts import MatplotlibCharts
from bot.adapters.packs.loader import load_content
from bot.bootstrap.serving import keep_what_is_there
from bot.core.bank.content import Content
from bot.core.practice import Practice, Stores
from bot.core.progress.boards import Leaderboards
from bot.core.progress.coach import Coach
from bot.core.progress.pictures import progress_chart
from bot.core.progress.points import Period
from bot.core.records import Origin
from bot.core.replies.recap import recap_reply
from bot.core.together.recap import recap_of
from bot.settings import BUILT_IN_PACK
from storage.database import Database, open_database
from tests.bench.bench_storage import foreign_cpu
from tests.bench.progress_data import (
    BIG_GROUP,
    GROUPS,
    HEAVIEST_EVERY,
    HEAVY_EVERY,
    MEMBERS,
    TODAY,
    group_of,
    heaviest,
    kept_database,
)

NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)
ASKED, FEW = 1_000, 300

_Ask = Callable[[Origin], Awaitable[object]]


@dataclass(frozen=True)
class Waits:
    """How long something took, each time, and how much of it our own processor time was; milliseconds."""

    what: str
    milliseconds: list[float]
    own: list[float]

    def __str__(self) -> str:
        if len(self.milliseconds) == 1:
            return f"{self.what:<44}{self.milliseconds[0]:12.1f} ms, own time {self.own[0]:.1f} ms"
        marks, own = (quantiles(each, n=100) for each in (self.milliseconds, self.own))
        return (
            f"{self.what:<44}p50 {marks[49]:6.1f} ms   p99 {marks[98]:6.1f} ms"
            f"   own time: p50 {own[49]:5.1f} ms   p99 {own[98]:5.1f} ms"
        )


async def measure(database: Database, content: Content) -> list[Waits]:
    """Everything that is asked for, by members drawn at random, and by those with the most answers."""
    practice = Practice(content, Stores(database.directory, database.postings, database.ledger))
    boards = Leaderboards(database.directory, database.standings, database.preferences)
    coach, drawn = Coach(practice, database.decks), random.Random(7)
    some = [_origin(drawn.randint(1, MEMBERS)) for _ in range(ASKED)]
    many = [_origin(HEAVY_EVERY * drawn.randint(1, MEMBERS // HEAVY_EVERY)) for _ in range(FEW)]
    most = [_origin(heaviest(number)) for number in range(MEMBERS // HEAVIEST_EVERY)] * (FEW // 10)
    big = [_origin(drawn.randint(1, BIG_GROUP)) for _ in range(FEW)]

    def board(period: Period) -> _Ask:
        return lambda origin: boards.board(origin, NOW, period)

    async def next_question(origin: Origin) -> object:
        return await coach.choice(await practice.place_of(origin), NOW)

    def page(origin: Origin) -> Awaitable[object]:
        return practice.progress(origin, NOW)

    found = [await _waits(f"leaderboard, {period.value}", board(period), some) for period in Period]
    found.append(await _waits("leaderboard, all, group of 10,000", board(Period.ALL), big))
    found.append(await _waits("progress page's data", page, some))
    found.append(await _waits("progress page's data, 400 answers", page, many))
    found.append(await _waits("progress page's data, 2,000 answers", page, most))
    found.append(await _waits("next question, cards made first", next_question, list(dict.fromkeys(some))))
    found.append(await _waits("next question", next_question, some))
    found.append(await _waits("400 answers' cards made first", next_question, list(dict.fromkeys(many))))
    found.append(await _waits("next question, 400 answers", next_question, many))
    await _waits("", next_question, most[:10])
    found.append(await _waits("next question, 2,000 answers", next_question, most))
    return found + await _charted(practice, many[0]) + await _recapped(database, content)


async def _charted(practice: Practice, origin: Origin) -> list[Waits]:
    progress = await practice.progress(origin, NOW)
    charts = [progress_chart(name, progress, TODAY) for name in ("Bob", "Ada")]
    async with MatplotlibCharts() as painter:
        asked = ("first chart ever, with loading", 0), ("another, the first time", 1), ("the same again", 1)
        return [
            await _waits(what, lambda _, chart=charts[number]: painter.progress_card(chart), [origin])  # type: ignore[misc]
            for what, number in asked
        ]


async def _recapped(database: Database, content: Content) -> list[Waits]:
    """The weekly recap of each of the smaller groups with its card, one after the other."""
    first, weeks = TODAY - timedelta(days=6), []

    async def words(_: Origin) -> None:
        for group in range(2, GROUPS + 1):
            recap = recap_of(await database.recaps.week(1, group, first, TODAY, "UTC"), content.bank)
            weeks.append(recap.week)
            recap_reply(recap, ())

    async def cards(_: Origin) -> None:
        for week in weeks:
            await charts.week_card(week)

    async with MatplotlibCharts() as charts:
        await asyncio.wrap_future(charts.warm_up())
        return [
            await _waits(f"weekly recaps of {GROUPS - 1:,} groups, words", words, [_origin(1)]),
            await _waits(f"weekly cards of {GROUPS - 1:,} groups, drawn", cards, [_origin(1)]),
        ]


def _origin(member: int) -> Origin:
    return Origin("slack", "T1", f"C{group_of(member)}", f"U{member}", f"Member {member}")


async def _waits(what: str, ask: _Ask, origins: Sequence[Origin]) -> Waits:
    found = []
    for origin in origins:
        began, used = time.perf_counter(), time.process_time()
        await ask(origin)
        found.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used)))
    return Waits(what, [wait for wait, _ in found], [own for _, own in found])


async def bench(path: Path, content: Content) -> list[Waits]:
    """Measure what a database takes."""
    async with await open_database(str(path)) as database:
        keep_what_is_there()  # as `serve` does
        return await measure(database, content)


def main() -> None:
    """Build the data unless they are there, measure, and print a small table."""
    content = load_content([BUILT_IN_PACK], None, entry_points=())
    began = time.perf_counter()
    path, there = kept_database(content.bank)
    taken = f"made in {time.perf_counter() - began:.0f} s" if not there else "of a run before"
    print(f"a million answers of {MEMBERS:,} members, {taken}: {path}", flush=True)
    with foreign_cpu() as foreign:
        found = asyncio.run(bench(path, content))
    print("\n".join(str(waits) for waits in found))
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"foreign CPU {foreign.share:.0%}{load}")


if __name__ == "__main__":
    main()

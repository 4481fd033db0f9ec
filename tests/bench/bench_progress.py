"""Progress with a million answers in SQLite: `python -m tests.bench.bench_progress`.

50,000 members: one in two hundred has 400 answers, the others 18; one group has 10,000 of them, 1,000 groups have 40
each. The members that are asked for are drawn evenly; those with 400 answers are also measured alone.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from bot.adapters.charts import MatplotlibCharts
from bot.adapters.packs.loader import load_content
from bot.bootstrap.serving import keep_what_is_there
from bot.core.bank.content import Content
from bot.core.practice import Practice, Stores
from bot.core.progress.attempts import packed
from bot.core.progress.boards import Leaderboards
from bot.core.progress.coach import Coach
from bot.core.progress.pictures import progress_chart
from bot.core.progress.points import Period, period_key
from bot.core.records import Origin
from bot.core.replies.recap import recap_reply
from bot.core.together.recap import recap_of
from bot.settings import BUILT_IN_PACK
from storage.database import Database, open_database
from tests.bench.bench_storage import foreign_cpu
from tests.databases import fresh_database
from tests.samples import verdict

MEMBERS, HEAVY_EVERY, HEAVY, LIGHT = 50_000, 200, 400, 18
BIG_GROUP, GROUPS = 10_000, 1_001
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)
ASKED = 1_000
_DAYS = 420


_ANSWER = (
    "id, workspace_id, event_key, group_id, member_id, posting_id, question_id, text, submitted_at, local_date, state, "
    "revises, seconds_taken, style, origin, grade_id"
)
_GRADE = (
    "id, workspace_id, answer_id, job_key, judge_name, judge_model, judge_version, "
    "estimate, total, low, high, verdict, graded_at, stand_in, marks"
)

_POSTING = "workspace_id, group_id, key, question_id, posted_at, local_date, schedule_id"

_Ask = Callable[[Origin], Awaitable[object]]
_Questions = list[tuple[str, list[tuple[str, int]]]]  # ids, with the criteria's ids and weights


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


def build(path: Path, questions: _Questions) -> int:
    """Fill a fresh database; how many answers it has."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        run = connection.execute
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
            run(f"PRAGMA {pragma}")
        indexes = run("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").fetchall()
        for name, _ in indexes:
            run(f"DROP INDEX {name}")
        run("BEGIN")
        _fill_people(connection)
        many = connection.executemany
        many(_into("grades", _GRADE), _grades(questions))
        many(_into("answers", _ANSWER), _answers(questions))
        _fill_standings(connection)
        many(_into("postings", _POSTING), _postings(questions))
        run("COMMIT")
        for _, sql in indexes:
            run(sql)
        run("PRAGMA journal_mode=WAL")
        return int(run("SELECT count(*) FROM answers").fetchone()[0])


def _into(table: str, columns: str) -> str:
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(columns.split(', ')))})"


def _group_of(member: int) -> int:
    return 1 if member <= BIG_GROUP else 2 + (member - BIG_GROUP - 1) % (GROUPS - 1)


def _fill_people(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO workspaces VALUES (1, 'slack', 'T1')")
    connection.executemany(
        "INSERT INTO groups (id, workspace_id, channel) VALUES (?, 1, ?)",
        ((one, f"C{one}") for one in range(1, GROUPS + 1)),
    )
    connection.executemany(
        "INSERT INTO members (id, workspace_id, external_id, name) VALUES (?, 1, ?, ?)",
        ((one, f"U{one}", f"Member {one}") for one in range(1, MEMBERS + 1)),
    )


def _tries(questions: _Questions) -> Iterator[tuple[int, int, int, str, date]]:
    """Number, member, place of the question, its id and the day of every answer, in the order of the members."""
    number = 0
    for member in range(1, MEMBERS + 1):
        count = HEAVY if member % HEAVY_EVERY == 0 else LIGHT
        for step in range(count):
            number += 1
            place = (member * 7 + step) % len(questions)
            day = TODAY - timedelta(days=(count - 1 - step) * (1 if count == HEAVY else member % 5 + 1) % _DAYS)
            yield number, member, place, questions[place][0], day


def _answers(questions: _Questions) -> Iterator[tuple[object, ...]]:
    text = "I would flip it many times and compare the count of heads with what chance allows. " * 2
    for number, member, _, question, day in _tries(questions):
        moment = f"{day.isoformat()} 08:{number % 60:02}:00.000000"
        asked = (number, 1, f"e{number}", _group_of(member), member, None, question)
        yield (*asked, text, moment, day.isoformat(), "graded", None, None, None, _ORIGIN, number)


def _postings(questions: _Questions) -> Iterator[tuple[object, ...]]:
    """A question each workday in each group, by a schedule of its own."""
    workdays = [day for step in range(_DAYS) if (day := TODAY - timedelta(days=step)).weekday() < 5]
    for group in range(1, GROUPS + 1):
        for number, day in enumerate(workdays):
            question = questions[(group + number) % len(questions)][0]
            key = f"schedule-{group}:{day.isoformat()}"
            yield 1, group, key, question, f"{day.isoformat()} 09:00:00.000000", day.isoformat(), group


def _grades(questions: _Questions) -> Iterator[tuple[object, ...]]:
    opinions = [_opinions(criteria) for _, criteria in questions]
    for number, _, place, _, day in _tries(questions):
        level = number * 31 % 5
        total, opinion, marks = opinions[place][level]
        moment = f"{day.isoformat()} 08:{number % 60:02}:30.000000"
        yield (
            number,
            1,
            number,
            f"grade:{number}",
            "fake",
            "fake",
            "1",
            0,
            total,
            total,
            total,
            opinion,
            moment,
            0,
            marks,
        )


def _opinions(criteria: list[tuple[str, int]]) -> list[tuple[float, str, str]]:
    found = []
    for level in range(5):
        one = verdict(score=float(level))
        parts = tuple(
            one.criteria[0].model_copy(update={"criterion_id": name, "weight": weight}) for name, weight in criteria
        )
        opinion = one.model_copy(update={"criteria": parts})
        found.append((opinion.total, opinion.model_dump_json(), packed(opinion)))
    return found


def _fill_standings(connection: sqlite3.Connection) -> None:
    """Each answer is the only one of its day."""
    run = connection.execute
    run("CREATE TEMP TABLE keys (day TEXT, period TEXT)")
    days = [TODAY - timedelta(days=step) for step in range(_DAYS)]
    connection.executemany(
        "INSERT INTO keys VALUES (?, ?)", ((day.isoformat(), period_key(one, day)) for day in days for one in Period)
    )
    run("CREATE INDEX temp.keys_day ON keys (day)")
    run(
        "INSERT INTO credits SELECT id, 1, 10, CAST(round(g.total / 10) AS INTEGER), 0, 0"
        " FROM (SELECT id, grade_id FROM answers) AS a JOIN grades AS g USING (id)"
    )
    run(
        "INSERT INTO standings (workspace_id, group_id, period, member_id, part, score, gain, estimated, points)"
        " SELECT 1, a.group_id, k.period, a.member_id, sum(c.part), sum(c.score), 0, 0, sum(c.part + c.score)"
        " FROM answers AS a JOIN credits AS c ON c.answer_id = a.id JOIN temp.keys AS k ON k.day = a.local_date"
        " GROUP BY a.group_id, k.period, a.member_id"
    )


async def measure(database: Database) -> list[Waits]:
    """Everything that is asked for, by members drawn at random, and by those with the most answers."""
    content = load_content([BUILT_IN_PACK], None, entry_points=())
    practice = Practice(content, Stores(database.directory, database.postings, database.ledger))
    boards = Leaderboards(database.directory, database.standings, database.preferences)
    coach, drawn = Coach(practice, database.decks), random.Random(7)
    some = [_origin(drawn.randint(1, MEMBERS)) for _ in range(ASKED)]
    heavy = [_origin(HEAVY_EVERY * drawn.randint(1, MEMBERS // HEAVY_EVERY)) for _ in range(100)]
    big = [_origin(drawn.randint(1, BIG_GROUP)) for _ in range(100)]

    def board(period: Period) -> _Ask:
        return lambda origin: boards.board(origin, NOW, period)

    async def next_question(origin: Origin) -> object:
        return await coach.choice(await practice.place_of(origin), NOW)

    def page(origin: Origin) -> Awaitable[object]:
        return practice.progress(origin, NOW)

    found = [await _waits(f"leaderboard, {period.value}", board(period), some) for period in Period]
    found.append(await _waits("leaderboard, all, group of 10,000", board(Period.ALL), big))
    found.append(await _waits("progress page's data", page, some))
    found.append(await _waits("progress page's data, 400 answers", page, heavy))
    found.append(await _waits("next question, cards made first", next_question, list(dict.fromkeys(some))))
    found.append(await _waits("next question", next_question, some))
    await _waits("", next_question, heavy)
    found.append(await _waits("next question, 400 answers", next_question, heavy))
    return found + await _charted(practice, heavy[0]) + await _recapped(database, content)


async def _recapped(database: Database, content: Content) -> list[Waits]:
    """The weekly recap of each of the smaller groups in words, one after the other, and some of their cards."""
    first, weeks = TODAY - timedelta(days=6), []

    async def recaps(_: Origin) -> None:
        for group in range(2, GROUPS + 1):
            recap = recap_of(await database.recaps.week(1, group, first, TODAY, "UTC"), content.bank)
            weeks.append(recap.week)
            recap_reply(recap, ())

    found = [await _waits(f"weekly recap of {GROUPS - 1:,} groups, words", recaps, [_origin(1)])]
    async with MatplotlibCharts() as charts:
        await charts.week_card(weeks[0])
        drawn = iter(weeks[1:101])
        found.append(await _waits("weekly card, each", lambda _: charts.week_card(next(drawn)), [_origin(1)] * 100))
    return found


def _origin(member: int) -> Origin:
    return Origin("slack", "T1", f"C{_group_of(member)}", f"U{member}", f"Member {member}")


async def _charted(practice: Practice, origin: Origin) -> list[Waits]:
    progress = await practice.progress(origin, NOW)
    async with MatplotlibCharts() as charts:
        loaded = await _waits(
            "loading for pictures, beside the start", lambda _: asyncio.wrap_future(charts.warm_up()), [origin]
        )
        found = [loaded]
        for what, name in (("the first", "Bob"), ("another", "Ada"), ("the same again", "Ada")):
            chart = progress_chart(name, progress, TODAY)
            found.append(await _waits(f"chart of 400 answers, {what}", lambda _: charts.progress_card(chart), [origin]))  # noqa: B023 - awaited here
    return found


async def _waits(what: str, ask: _Ask, origins: Sequence[Origin]) -> Waits:
    found = []
    for origin in origins:
        began, used = time.perf_counter(), time.process_time()
        await ask(origin)
        found.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used)))
    return Waits(what, [wait for wait, _ in found], [own for _, own in found])


async def bench(path: Path) -> list[Waits]:
    """Build the data and measure."""
    content = load_content([BUILT_IN_PACK], None, entry_points=())
    questions = [(one.id, [(part.id, part.weight) for part in one.rubric]) for one in content.bank]
    began = time.perf_counter()
    answers = await asyncio.to_thread(build, path, questions)
    print(f"{answers:,} answers of {MEMBERS:,} members, made in {time.perf_counter() - began:.0f} s")
    async with await open_database(str(path)) as database:
        keep_what_is_there()  # as `serve` does
        return await measure(database)


def main() -> None:
    """Measure, and print a small table."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as name:
        path = fresh_database(Path(name))
        with foreign_cpu() as foreign:
            found = asyncio.run(bench(path))
    print("\n".join(str(waits) for waits in found))
    print(f"foreign CPU {foreign.share:.0%}")


_ORIGIN = '{"platform": "slack", "workspace": "T1", "channel": "C1", "user": "U1"}'


if __name__ == "__main__":
    main()

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from bot.core.records import Origin
from bot.core.schedules.due import next_due
from bot.core.schedules.rule import Rule
from bot.core.schedules.storing import rule_data
from bot.core.schedules.words.parse import parse
from storage.database import open_database
from storage.postgresql.address import read_address
from storage.postgresql.opening import prepare
from tests.databases import fresh_database
from tests.faults import posting_child
from tests.faults.killing import Child, started
from tests.faults.platform import Platform
from tests.faults.posting_child import BEGIN, SPEED, FastClock
from tests.postgres import running_server

KILLS = 100  # of each of two processes
KILLS_ON_A_FILE = 50
A_MINUTE = 60 / SPEED  # the wall's seconds from one due time to the next
SCHEDULES_A_MINUTE = 3
FIRST_DUE = 3  # minutes after the beginning
TRIES = 3  # lives; on a very busy machine all kills of one may come before there is any work
MINUTES = 600  # with due times: many more than a quiet machine needs
REMINDED_AFTER, CLOSED_AFTER = 2, 27  # minutes
AROUND = (-0.08, 0.15)  # the wall's seconds from a due time to a kill
SHORTEST_LIFE = 0.05  # with the database open
KILLED_OPENING_SHARE = 0.1
LONGEST_OPENING = 0.1
KILLED_AT_WORK_SHARE = 0.3  # a busy machine does little around a due time, so that others have to hit the work itself
LONGEST_AT_WORK = 0.05
LONGEST_IDLE = 4 * A_MINUTE


@dataclass
class Group:
    """Two processes' lives, or one's, and what they said."""

    url: str
    port: int
    zero: float
    dice: random.Random
    most_kills: int = KILLS
    made: Counter[int] = field(default_factory=Counter)
    kills: int = 0

    def started(self) -> Any:
        return started(self.url, self.port, self.zero, life=posting_child.main)

    async def killed_again_and_again(self, process: int) -> None:
        """Let one process live after the other, each up to about a due time."""
        for _ in range(self.most_kills):
            async with self.started() as child:
                await child.tell(["go"], 0)
                if self.dice.random() < KILLED_OPENING_SHARE:
                    await asyncio.sleep(self.dice.uniform(0, LONGEST_OPENING))
                else:
                    await self._live(process, child)
                child.process.kill()
                self.kills += 1
                await child.end()
                await self._hear(process, child)

    async def finished(self, process: int) -> str:
        """Let one process live until nothing is left to do; its last word."""
        async with self.started() as child:
            await child.tell(["go"], 0)
            child.orders.close()
            last = await self._hear(process, child)
            assert await child.end() == 0
        return last

    async def _live(self, process: int, child: Child) -> None:
        """Let it live until about a due time, or until a moment after it took up a job."""
        assert await child.hear() == "open"
        if self.dice.random() < KILLED_AT_WORK_SHARE:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_IDLE):
                    while (line := await child.hear()) and line != "at work":
                        self._note(process, line)
            await asyncio.sleep(self.dice.uniform(0, LONGEST_AT_WORK))
            return
        into_the_minute = (time.time() + SHORTEST_LIFE - AROUND[0] - self.zero) % A_MINUTE
        await asyncio.sleep(SHORTEST_LIFE - AROUND[0] + A_MINUTE - into_the_minute + self.dice.uniform(*AROUND))

    async def _hear(self, process: int, child: Child) -> str:
        last = ""
        while line := await child.hear():
            last = line
            self._note(process, line)
        return last

    def _note(self, process: int, line: str) -> None:
        if line.startswith("made "):
            self.made[process] += int(line.removeprefix("made "))


@dataclass(frozen=True)
class Plan:
    """Schedules that are due once each, a few every minute, for longer than processes are killed."""

    url: str
    dues: dict[int, datetime]

    @classmethod
    async def make(cls, url: str) -> Plan:
        dues: dict[int, datetime] = {}
        async with await open_database(url) as database:

            async def make_one(number: int) -> None:
                due = BEGIN + timedelta(minutes=FIRST_DUE + number // SCHEDULES_A_MINUTE)
                rule = once(due)
                place = await database.directory.place_of(Origin("elsewhere", "W", f"C{number}", "ada"), "UTC")
                record = await database.schedules.add(place, rule_data(rule), "ada", next_due(rule, BEGIN))
                dues[record.id] = due

            await asyncio.gather(*(make_one(number) for number in range(MINUTES * SCHEDULES_A_MINUTE)))
        return cls(url, dues)

    async def cut(self, now: datetime) -> set[int]:
        """End what is not due yet, while no process is at work; the schedules that were due."""
        async with await open_database(self.url) as database:
            place = await database.directory.place_of(Origin("elsewhere", "W", "C0", "ada"), "UTC")
            later = [schedule_id for schedule_id, due in self.dues.items() if due > now]
            await asyncio.gather(*(database.schedules.remove(place.workspace_id, each) for each in later))
        return self.dues.keys() - set(later)


def once(due: datetime) -> Rule:
    """At a time on one day, with a reminder and an end soon after."""
    return replace(
        parse(f"daily {due:%H:%M} UTC", BEGIN),
        end=due.date(),
        closes_after=timedelta(minutes=CLOSED_AFTER),
        reminder_before=timedelta(minutes=CLOSED_AFTER - REMINDED_AFTER),
    )


@dataclass(frozen=True)
class Stored:
    """What is in the database at the end, rows by their columns' names."""

    postings: Sequence[Any]
    skips: Sequence[Any]
    jobs: Sequence[Any]

    @classmethod
    def read(cls, url: str) -> Stored:
        engine = sqlalchemy.create_engine(url)
        try:
            with engine.connect() as connection:
                return cls(
                    *(
                        connection.execute(sqlalchemy.text(f"SELECT * FROM {table} ORDER BY id")).all()
                        for table in ("postings", "schedule_skips", "jobs")
                    )
                )
        finally:
            engine.dispose()

    @property
    def messages(self) -> list[str]:
        """Keys of what is to be shown: each posting, its reminder and its end."""
        return [f"{kind}/{posting.id}#0" for posting in self.postings for kind in ("post", "remind", "close")]

    @property
    def too_late(self) -> set[str]:
        """Keys of the reminders that came up after the end, and may be left out then."""
        ended = {job.key: job.ended_at for job in self.jobs}
        late = (posting for posting in self.postings if ended[f"remind:{posting.id}"] >= posting.closes_at)
        return {f"remind/{posting.id}#0" for posting in late}


async def live_through(
    url: str, sql_url: str, processes: int, kills: int, name: str, capsys: pytest.CaptureFixture[str]
) -> bool:
    """Kill processes on a database around due times, let the rest be done, and look at what came of it.

    Returns:
        Whether kills came upon jobs that were under way, and upon messages that had just been sent.

    Raises:
        AssertionError: Something was made or shown twice, or not at all.
    """
    seed = int(os.environ.get("DUE_TIME_SEED", random.randrange(2**32)))
    platform = Platform(random.Random(seed))
    began = time.time()
    plan = await Plan.make(url)
    zero = time.time() + 1
    async with platform.running() as port:
        group = Group(url, port, zero, random.Random(seed), kills)
        await asyncio.gather(*(group.killed_again_and_again(number) for number in range(processes)))
        killed_until = FastClock(zero).now()
        due = await plan.cut(killed_until)
        last = await asyncio.gather(*(group.finished(number) for number in range(processes)))
    stored = Stored.read(sql_url)
    shown = platform.shown
    missing = set(stored.messages) - set(shown)
    killed_at_work = sum(job.lost_leases for job in stored.jobs)
    with capsys.disabled():
        print(
            f"\ndue time, {name}: seed {seed}, {group.kills} kills ({killed_at_work} jobs under way) over"
            f" {len({plan.dues[each] for each in due})} due times; {len(due)} postings due, {len(stored.postings)} made"
            f" ({' and '.join(str(group.made[number]) for number in range(processes))} heard of);"
            f" {len(shown)} messages shown, {shown.total() - len(shown)} repeated,"
            f" {len(missing - stored.too_late)} lost, {len(missing)} reminders left out after the end;"
            f" {platform.edits} edits; {platform.lookups} looked up, which prevented {platform.prevented} repeats;"
            f" {platform.lost} answers lost; {time.time() - began:.0f} s"
        )
    assert last == ["drained"] * processes
    assert not [job for job in stored.jobs if job.outcome != "done"]
    assert sorted(posting.schedule_id for posting in stored.postings) == sorted(due)
    assert not stored.skips
    assert shown == Counter(key for key in stored.messages if key not in missing)
    assert missing <= stored.too_late
    assert all("Closed" in platform.text(f"post/{posting.id}#0") for posting in stored.postings)
    assert {(posting.thread is None, posting.closed_at is None) for posting in stored.postings} == {(False, False)}
    assert all(group.made[number] for number in range(processes))
    return killed_at_work > 0 and platform.prevented > 0


@pytest.mark.slow
async def test_two_processes_killed_around_due_times_make_and_show_every_posting_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = running_server()
    for _ in range(TRIES):
        url = server.url(server.create())
        prepare(read_address(url))
        sql_url = url.replace("postgresql:", "postgresql+psycopg:")
        if await live_through(url, sql_url, 2, KILLS, "two processes", capsys):
            return
    pytest.fail("no kill came upon work that was under way")


@pytest.mark.slow
async def test_a_process_on_a_file_killed_around_due_times_makes_and_shows_every_posting_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(TRIES):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = fresh_database(folder)
        if await live_through(str(path), f"sqlite:///{path}", 1, KILLS_ON_A_FILE, "one process on a file", capsys):
            return
    pytest.fail("no kill came upon work that was under way")

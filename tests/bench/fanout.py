"""Groups that are all due at the same minute, and members who answer meanwhile: all real but the wire and time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from unittest.mock import patch

from bot.bootstrap import running
from bot.core.bank.content import Content
from bot.core.chat import ChatEvent
from bot.core.commands.listening import message_key
from bot.core.crew import Crew
from bot.core.delivery.ports import Transport
from bot.core.inbox import Inbox
from bot.core.records import Origin
from bot.core.rhythm.ticking import Ticker
from bot.core.schedules.storing import rule_data
from bot.core.schedules.words.parse import parse
from bot.core.worker import SilentLog
from bot.settings import Settings
from storage.database import Database
from storage.transactions import SqliteTransactions
from tests.bench.wires import Wire
from tests.databases import fresh_database
from tests.fakes.judge import FakeJudge
from tests.fakes.simulation import LeapingClock, WatchedTransactions

DUE = datetime.fromisoformat("2026-11-16T09:00:00+00:00")
BEFORE = timedelta(seconds=3)
TICK_SECONDS = 5.0
AFTERWARDS = 20.0  # seconds until the last answers are answered
_AT_ONCE = 500


@dataclass
class FanOut:
    """The bot with its groups.

    Attributes:
        clock: Time.
        database: A file.
        groups: Where the groups are.
        wire: The platform.
        inbox: Takes events.
        crew: Does the work.
        ticker: Makes the postings.
        asked: When members answered, by the thread.
        sizes: What `watch` said, after how many groups had been asked.
    """

    clock: LeapingClock
    database: Database
    groups: list[Origin]
    wire: Wire
    inbox: Inbox
    crew: Crew
    ticker: Ticker
    asked: dict[str, datetime] = field(default_factory=dict)
    sizes: list[tuple[int, int]] = field(default_factory=list)

    async def run(self, answers_a_second: float = 0.0, watch: Callable[[], int] = int) -> float:
        """Let it become due, and wait until every group is asked.

        Args:
            answers_a_second: How many members answer meanwhile.
            watch: Asked every second how big something is.

        Returns:
            The seconds that took.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.crew.run())
            others = [tasks.create_task(self._tick())]
            if answers_a_second:
                others.append(tasks.create_task(self._answer(answers_a_second)))
            while (asked := sum(origin.channel in self.wire.shown for origin in self.groups)) < len(self.groups):
                self.sizes.append((asked, watch()))
                await self.clock.sleep(1)
            for task in others:
                task.cancel()
            await self.clock.sleep(AFTERWARDS)
            self.crew.stop()
        return (self.last - DUE).total_seconds()

    @property
    def last(self) -> datetime:
        """When the last group was asked."""
        return max(self.wire.shown[origin.channel] for origin in self.groups)

    @property
    def waits(self) -> list[float]:
        """Seconds from each answer to its receipt."""
        return [(self.wire.shown[thread] - at).total_seconds() for thread, at in self.asked.items()]

    async def _tick(self) -> None:
        while True:
            if await self.ticker.tick(self.clock.now()):
                self.crew.wake()
            await self.clock.sleep(TICK_SECONDS)

    async def _answer(self, a_second: float) -> None:
        """Members of groups that were asked answer in the questions' threads."""
        dice = random.Random(1)
        waiting = list(self.groups)
        for number in count():
            await self.clock.sleep(dice.expovariate(a_second))
            asked = [place for place, origin in enumerate(waiting) if origin.channel in self.wire.shown]
            if not asked:
                continue
            origin = waiting.pop(dice.choice(asked))
            while (thread := await self._thread_of(origin)) is None:
                await self.clock.sleep(0.1)
            now = self.clock.now()
            self.asked[thread] = now
            spoken = replace(origin, user="bob", user_name="Bob", thread=thread, message=f"m{number}")
            text = "I would randomise by person, decide the length up front, and look at the interval."
            await self.inbox.take(ChatEvent(message_key(f"m{number}"), spoken, now, "message", text))
            self.crew.wake()

    async def _thread_of(self, origin: Origin) -> str | None:
        place = await self.database.directory.place_of(replace(origin, user="bob"), "UTC")
        posting = await self.database.postings.latest_posting(place)
        return posting.thread if posting else None


@asynccontextmanager
async def opened(
    folder: Path, groups: list[Origin], content: Content, wire: Wire, transports: Mapping[str, Transport]
) -> AsyncIterator[FanOut]:
    """The bot, put together as in production, with groups that are due.

    Args:
        folder: Where the database goes.
        groups: The groups, whose schedules are made in this order.
        content: What is asked.
        wire: What the transports stand on.
        transports: Platforms by name.
    """
    clock, path = wire.clock, fresh_database(folder)

    async def open_database(_url: str) -> Database:
        return Database(str(path), WatchedTransactions(SqliteTransactions(path), clock))

    with ExitStack() as patched:
        patched.enter_context(patch.object(running, "SystemClock", lambda: clock))
        patched.enter_context(patch.object(running, "make_judge", lambda _settings: FakeJudge()))
        patched.enter_context(patch.object(running, "load_content_for", lambda _settings: content))
        patched.enter_context(patch("storage.database.open_database", open_database))
        patched.enter_context(patch("bot.adapters.logs.get_log", lambda *_: SilentLog()))
        async with running.open_greenroom(Settings(_env_file=None)) as bot:
            for platform, transport in transports.items():
                bot.connect(platform, transport)
            await make_schedules(bot.database, groups)
            yield FanOut(clock, bot.database, groups, wire, bot.inbox, bot.crew, bot.ticker)


async def make_schedules(database: Database, groups: list[Origin]) -> None:
    """Have all groups due at the same minute."""
    rule = rule_data(parse("daily 9:00 UTC", DUE - timedelta(days=1)))

    async def schedule(origin: Origin) -> None:
        place = await database.directory.place_of(origin, "UTC")
        await database.schedules.add(place, rule, "ada", DUE)

    for start in range(0, len(groups), _AT_ONCE):
        await asyncio.gather(*(schedule(origin) for origin in groups[start : start + _AT_ONCE]))


def groups_of(platform: str, workspaces: int, channels: int) -> list[Origin]:
    """So many channels in each of so many workspaces, one workspace after the other."""
    return [
        Origin(platform, f"W{workspace}", f"{platform}-{workspace}-{channel}", "ada")
        for workspace in range(workspaces)
        for channel in range(channels)
    ]

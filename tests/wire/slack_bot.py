"""The bot as its own process, connected to the tests' Slack and to a judge of the tests' own."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.slack.manifest import manifest
from bot.core.records import JobKind
from tests.wire.messages_server import KEY, Body, MessagesServer, fair
from tests.wire.running import Home
from tests.wire.slack import Pace, Slack

PACK = Path(__file__).parents[1] / "data" / "pack"
PATIENCE = 40.0
_LATER = timedelta(seconds=10)


def a_slack(http: str | None = None, *, retries: tuple[float, ...] = (0.1, 0.5, 1.0, 2.0)) -> Slack:
    """A Slack with the app as its manifest sets it up, less patient than the real one."""
    return Slack(manifest(http), pace=Pace(3.0, retries))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Judge:
    """A judge that can be held.

    Attributes:
        server: Where it is asked.
    """

    def __init__(self) -> None:
        self.server = MessagesServer()
        self.server.model = self._answer
        self._free = threading.Event()
        self._free.set()

    @property
    def held(self) -> bool:
        return not self._free.is_set()

    def hold(self) -> None:
        self._free.clear()

    def release(self) -> None:
        self._free.set()

    def _answer(self, body: Body) -> str:
        self._free.wait(60)
        return fair(body)


@dataclass
class SlackBot:
    """The bot.

    Attributes:
        home: Where its database is.
        slack: What it is connected to.
        judge: Who grades.
        settings: Further settings, as environment variables.
    """

    home: Home
    slack: Slack
    judge: Judge
    settings: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None
    starts: int = 0
    failed: set[object] = field(default_factory=set)

    @property
    def environment(self) -> dict[str, str]:
        """What the command sees."""
        return self.home.environment | {
            "GREENROOM_PACKS": str(PACK),
            "GREENROOM_WEIGHTS": "/nowhere",
            "GREENROOM_LOG_LEVEL": "info",
            "GREENROOM_CLAUDE_BASE_URL": self.judge.server.url,
            "GREENROOM_CLAUDE_API_KEY": KEY,
            "GREENROOM_SLACK_BASE_URL": self.slack.api_url,
            "GREENROOM_SLACK_BOT_TOKEN": self.slack.bot_token if self.slack.world.installations else "",
            "GREENROOM_SLACK_APP_TOKEN": self.slack.app_token,
            **self.settings,
        }

    @property
    def log(self) -> Path:
        """What it has written to standard error, over all its lives."""
        return self.home.folder / "bot.log"

    async def start(self, *, connected: bool = True) -> None:
        """Start it, and wait until it listens."""
        opened = self.slack.sockets.opened
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", cwd=self.home.folder, env=self.environment, stdout=log, stderr=log
            )
        self.starts += 1
        if connected:
            await self.until(lambda: self.slack.sockets.opened > opened)

    async def until(self, found: Callable[[], object]) -> None:
        """Wait for something, unless the bot ends before.

        Raises:
            AssertionError: The bot ended.
        """

        def there() -> bool:
            assert self.process is not None
            assert self.process.returncode is None, self.log.read_text()
            return bool(found())

        await self.slack.read.until(there, PATIENCE)

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it as an operator would."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        await asyncio.wait_for(self.process.wait(), PATIENCE)
        self.process = None

    async def settle(self, *, refreshed: bool = False, seconds: float = PATIENCE) -> None:
        """Wait until Slack was told that all arrived, and all of it is done.

        Args:
            refreshed: Also until the counts on postings are up to date, which lag behind a little.
            seconds: For how long.
        """
        await asyncio.wait_for(self.slack.deliveries.settled(), seconds)
        skipped = [] if refreshed else [JobKind.REFRESH]
        skipped += [JobKind.GRADE] if self.judge.held else []
        async with asyncio.timeout(seconds):
            while self.waiting(skipped):
                self.look_for_failures()
                await asyncio.sleep(0.02)
        self.look_for_failures()
        await asyncio.wait_for(self.slack.deliveries.settled(), seconds)

    def look_for_failures(self) -> None:
        """See that no job has failed, which is not the same as being put off.

        Raises:
            AssertionError: One has.
        """
        found = self.rows("SELECT key, reason FROM jobs WHERE failures > 0 OR outcome = 'buried'")
        news = [(key, reason) for key, reason in found if key not in self.failed]
        self.failed |= {key for key, _ in news}
        assert not news, news

    def waiting(self, skipped: list[JobKind]) -> int:
        """How many jobs are to be done soon."""
        soon = (datetime.now(UTC) + _LATER).strftime("%Y-%m-%d %H:%M:%S")
        kinds = ",".join(f"'{kind.value}'" for kind in skipped)
        query = f"SELECT count(*) FROM jobs WHERE outcome IS NULL AND due_at <= ? AND kind NOT IN ({kinds})"
        return int(self.rows(query, soon)[0][0])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query of the bot's database gives."""
        path = self.home.folder / "test.db"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


@asynccontextmanager
async def slack_bot(folder: Path, slack: Slack, **settings: str) -> AsyncIterator[SlackBot]:
    """A bot that is made, not started; ended at the end."""
    judge = Judge()
    with judge.server.running():
        bot = SlackBot(Home(folder), slack, judge, settings)
        try:
            yield bot
        finally:
            judge.release()
            await bot.kill()

"""The bot as its own process, connected to the tests' Discord and to a judge of the tests' own."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.records import JobKind
from tests.wire.discord import DiscordServer
from tests.wire.messages_server import KEY, Body, MessagesServer, fair
from tests.wire.running import Home

PACK = Path(__file__).parents[1] / "data" / "pack"
PATIENCE = 60.0
_SOON = timedelta(seconds=10)


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
class DiscordBot:
    """The bot.

    Attributes:
        home: Where its database is.
        discord: What it is connected to.
        judge: Who grades.
        settings: Further settings, as environment variables.
    """

    home: Home
    discord: DiscordServer
    judge: Judge
    settings: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What the command sees."""
        return self.home.environment | {
            "GREENROOM_PACKS": str(PACK),
            "GREENROOM_WEIGHTS": "/nowhere",
            "GREENROOM_LOG_LEVEL": "info",
            "GREENROOM_CLAUDE_BASE_URL": self.judge.server.url,
            "GREENROOM_CLAUDE_API_KEY": KEY,
            "GREENROOM_DISCORD_TOKEN": self.discord.token,
            "GREENROOM_DISCORD_BASE_URL": self.discord.api_url,
            "GREENROOM_DISCORD_GATEWAY_URL": self.discord.gateway_url,
            **self.settings,
        }

    @property
    def log_file(self) -> Path:
        return self.home.folder / "bot.log"

    @property
    def log(self) -> str:
        """What it has written to standard error, over all its lives."""
        return self.log_file.read_text() if self.log_file.exists() else ""

    def told(self, event: str) -> int:
        """How often the log tells of something."""
        return self.log.count(event)

    async def start(self, *, ready: bool = True) -> None:
        """Start it, and wait until it is ready."""
        before = self.told("discord_ready")
        with self.log_file.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", cwd=self.home.folder, env=self.environment, stdout=log, stderr=log
            )
        if ready:
            await self.until(lambda: self.told("discord_ready") > before and self.discord.read.registered())

    async def until(self, found: Callable[[], object], within: float = PATIENCE) -> None:
        """Wait for something, unless the bot ends before.

        Raises:
            AssertionError: The bot ended, or it did not happen in time.
        """

        def there() -> bool:
            assert self.process is not None
            assert self.process.returncode is None, self.log
            return bool(found())

        try:
            await self.discord.read.until(there, within)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log[-6000:]}") from error

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it as an operator would."""
        await self._end(signal.SIGTERM)

    async def restart(self) -> None:
        """End it as a power cut would, and start it again."""
        await self.kill()
        await self.start()

    async def ended(self) -> int:
        """Wait until it has ended by itself; its exit code."""
        assert self.process is not None
        code = await asyncio.wait_for(self.process.wait(), PATIENCE)
        self.process = None
        return code

    async def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        await asyncio.wait_for(self.process.wait(), PATIENCE)
        self.process = None

    async def took(self, key: str) -> None:
        """Wait until an event with this key was kept."""
        await self.until(lambda: self.rows("SELECT 1 FROM jobs WHERE key LIKE ?", f"event:%{key}"))

    async def settle(self, *, refreshed: bool = False) -> None:
        """Wait until everything that was set off is done.

        Args:
            refreshed: Also the counts on postings, which lag behind a little.
        """
        await self.until(self._all_acknowledged)
        skipped = [] if refreshed else [JobKind.REFRESH]
        skipped += [JobKind.GRADE] if self.judge.held else []
        await self.until(lambda: not self.waiting(skipped))

    def _all_acknowledged(self) -> bool:
        return all(it.acknowledged_after is not None for it in self.discord.world.interactions.values())

    def waiting(self, skipped: list[JobKind]) -> int:
        """How many jobs are to be done soon."""
        soon = (datetime.now(UTC) + _SOON).strftime("%Y-%m-%d %H:%M:%S")
        kinds = ",".join(f"'{kind.value}'" for kind in skipped)
        query = f"SELECT count(*) FROM jobs WHERE outcome IS NULL AND due_at <= ? AND kind NOT IN ({kinds})"
        return int(str(self.rows(query, soon)[0][0]))

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """What a query of the bot's database gives."""
        path = self.home.folder / "test.db"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


@asynccontextmanager
async def discord_bot(folder: Path, discord: DiscordServer, **settings: str) -> AsyncIterator[DiscordBot]:
    """A bot that is made, not started; ended at the end."""
    judge = Judge()
    with judge.server.running():
        bot = DiscordBot(Home(folder), discord, judge, settings)
        try:
            yield bot
        finally:
            judge.release()
            await bot.kill()

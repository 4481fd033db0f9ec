"""The bot as its own process, with a judge of the tests' own: what is the same whatever it is connected to."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from bot.core.records import JobKind
from tests.wire.messages_server import KEY, Body, MessagesServer, fair
from tests.wire.running import Home

PACK = Path(__file__).parents[1] / "data" / "pack"
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


@dataclass(kw_only=True)
class BotProcess:
    """The bot.

    Attributes:
        home: Where its database is.
        judge: Who grades.
        settings: Further settings, as environment variables.
    """

    patience: ClassVar[float]
    """Seconds to wait for whatever has to happen."""

    home: Home
    judge: Judge
    settings: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    @property
    def connection(self) -> Mapping[str, str]:
        """The settings by which it finds its platform."""
        raise NotImplementedError

    @property
    def environment(self) -> dict[str, str]:
        """What the command sees."""
        return self.home.environment | {
            "GREENROOM_PACKS": str(PACK),
            "GREENROOM_WEIGHTS": "/nowhere",
            "GREENROOM_LOG_LEVEL": "info",
            "GREENROOM_CLAUDE_BASE_URL": self.judge.server.url,
            "GREENROOM_CLAUDE_API_KEY": KEY,
            **self.connection,
            **self.settings,
        }

    @property
    def log_file(self) -> Path:
        """Where it writes that."""
        return self.home.folder / "bot.log"

    @property
    def log(self) -> str:
        """What it has written to standard error, over all its lives."""
        return self.log_file.read_text() if self.log_file.exists() else ""

    async def launch(self) -> None:
        """Start its process, and wait for nothing."""
        with self.log_file.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", cwd=self.home.folder, env=self.environment, stdout=log, stderr=log
            )

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
        await asyncio.wait_for(self.process.wait(), self.patience)
        self.process = None

    def while_it_lives(self, found: Callable[[], object]) -> Callable[[], bool]:
        """A look for something, which fails with the log if the bot has ended."""

        def there() -> bool:
            assert self.process is not None
            assert self.process.returncode is None, self.log
            return bool(found())

        return there

    def unsettled(self, *, refreshed: bool) -> int:
        """How many jobs are to be done soon, without grades while the judge is held.

        Args:
            refreshed: Also count the counts on postings, which lag behind a little.
        """
        skipped = [] if refreshed else [JobKind.REFRESH]
        skipped += [JobKind.GRADE] if self.judge.held else []
        return self.waiting(skipped)

    def waiting(self, skipped: list[JobKind]) -> int:
        """How many jobs are to be done soon."""
        soon = (datetime.now(UTC) + _SOON).strftime("%Y-%m-%d %H:%M:%S")
        kinds = ",".join(f"'{kind.value}'" for kind in skipped)
        query = f"SELECT count(*) FROM jobs WHERE outcome IS NULL AND due_at <= ? AND kind NOT IN ({kinds})"
        return int(self.rows(query, soon)[0][0])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query of the bot's database gives."""
        path = self.home.folder / "test.db"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


B = TypeVar("B", bound=BotProcess)


@asynccontextmanager
async def with_a_judge(make: Callable[[Judge], B]) -> AsyncIterator[B]:
    """A bot that is made, not started, and its judge; both ended at the end."""
    judge = Judge()
    with judge.server.running():
        bot = make(judge)
        try:
            yield bot
        finally:
            judge.release()
            await bot.kill()

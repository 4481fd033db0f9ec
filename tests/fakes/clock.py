"""Time that stands still until a test moves it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.core.ports import Clock

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_TURNS = 50


class FakeClock(Clock):
    """A clock that a test winds by hand; sleepers wake when their time has come."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + timedelta(seconds=seconds), woken))
        await woken

    @property
    def sleeping(self) -> int:
        """How many are asleep."""
        return sum(not woken.done() for _, woken in self._sleepers)

    def advance(self, seconds: float) -> None:
        """Move on, and wake whoever is due."""
        self._now += timedelta(seconds=seconds)
        due = [woken for at, woken in self._sleepers if at <= self._now]
        self._sleepers = [(at, woken) for at, woken in self._sleepers if at > self._now and not woken.done()]
        for woken in due:
            if not woken.done():
                woken.set_result(None)

    async def pass_time(self, seconds: float) -> None:
        """Move on, and let whoever woke run until all wait again."""
        await settle()
        self.advance(seconds)
        await settle()


async def settle() -> None:
    """Let everything that can run without time passing run."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)

"""Hours in seconds: an event loop whose time leaps whenever nothing is left to do.

Nothing is skipped that is under way, in the loop or in the database's threads, so that what happens in a simulation
happens in the order in which it would happen on a machine that is never busy. Code under test sleeps by its `Clock`.
"""

from __future__ import annotations

import asyncio
import heapq
import math
import selectors
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.core.ports import Clock
from storage.transactions import Transactions
from tests.fakes.clock import START

_T = TypeVar("_T")


class LeapingClock(Clock):
    """Time that stands still while anything is done, and leaps to the next sleeper's when nothing is.

    Args:
        start: When it begins.
    """

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._elsewhere = 0

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken = asyncio.get_running_loop().create_future()
        at = self._now + timedelta(microseconds=math.ceil(seconds * 1e6))  # never at once
        heapq.heappush(self._sleepers, (at, next(self._numbers), woken))
        await woken

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Work goes on outside the event loop, so that time may not leap."""
        self._elsewhere += 1
        try:
            yield
        finally:
            self._elsewhere -= 1

    def leap(self) -> bool:
        """Move on to the next sleeper and wake those who are due; False if that may not be, or nobody sleeps."""
        self._forget_the_woken()
        if self._elsewhere or not self._sleepers:
            return False
        self._now = self._sleepers[0][0]
        while self._sleepers and self._sleepers[0][0] <= self._now:
            woken = heapq.heappop(self._sleepers)[-1]
            if not woken.done():
                woken.set_result(None)
        return True

    def _forget_the_woken(self) -> None:
        while self._sleepers and self._sleepers[0][-1].done():
            heapq.heappop(self._sleepers)


class LeapingSelector(selectors.DefaultSelector):
    """What an event loop waits with: where it would wait, the clock leaps instead.

    Args:
        clock: The clock.
    """

    def __init__(self, clock: LeapingClock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> Any:
        happened = super().select(0)
        if happened or (timeout is not None and timeout <= 0) or self._clock.leap():
            return happened
        return super().select(timeout)


class WatchedTransactions(Transactions):
    """A database's transactions, during which time stands still."""

    def __init__(self, inner: Transactions, clock: LeapingClock) -> None:
        self._inner = inner
        self._clock = clock

    async def write(self, work: Callable[[Connection], _T]) -> _T:
        with self._clock.elsewhere():
            return await self._inner.write(work)

    async def read(self, query: Callable[[Connection], _T]) -> _T:
        with self._clock.elsewhere():
            return await self._inner.read(query)

    async def close(self) -> None:
        await self._inner.close()


def simulate(clock: LeapingClock, main: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine to its end in an event loop of its own, whose time is the clock's."""
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(LeapingSelector(clock))) as runner:
        return runner.run(main)

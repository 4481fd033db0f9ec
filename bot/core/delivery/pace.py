"""As fast as a platform lets us, and no faster: members who wait go before posts that do not."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.core.ports import Clock

_LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Limit:
    """A speed limit.

    Attributes:
        name: What it holds for, such as one channel; calls with the same name share it.
        per_second: Calls a second in the long run.
        burst: Calls that may go at once after a rest, at least 1.
    """

    name: str
    per_second: float
    burst: int = 1


@dataclass(slots=True)
class _Bucket:
    """When a limit's calls may go: the theoretical arrival time of the generic cell rate algorithm (ITU-T I.371)."""

    due: datetime

    def wait(self, limit: Limit, now: datetime) -> float:
        """Seconds the next call has to wait."""
        return max((self.due - now).total_seconds() - (limit.burst - 1) / limit.per_second, 0.0)

    def take(self, limit: Limit, now: datetime) -> None:
        """Count a call that goes now."""
        self.due = max(self.due, now) + timedelta(seconds=1 / limit.per_second)


@dataclass(order=True, slots=True)
class _Turn:
    rank: int
    number: int
    limits: tuple[Limit, ...] = field(compare=False)
    called: asyncio.Future[None] = field(compare=False)


class Pacer:
    """Gives calls their turn: urgent ones first, each once all its limits have room, none held up by another's limit.

    Args:
        clock: Time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}
        self._waiting: list[_Turn] = []
        self._numbers = count()
        self._runner: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    async def turn(self, limits: Iterable[Limit], *, urgent: bool = True) -> None:
        """Wait for one's turn and take it.

        Args:
            limits: All that hold for the call.
            urgent: Whether somebody waits for it; others go after those.
        """
        turn = _Turn(0 if urgent else 1, next(self._numbers), tuple(limits), asyncio.get_running_loop().create_future())
        heapq.heappush(self._waiting, turn)
        self._changed.set()
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run(), name="pacer")
        await turn.called

    async def _run(self) -> None:
        while self._waiting:
            self._changed.clear()
            pause = self._call_those_with_room()
            if self._waiting and pause:
                await self._sleep(pause)
        self._forget_the_rested()

    def _call_those_with_room(self) -> float:
        """Let everybody go who may, in order; returns the seconds until the next one may."""
        now, pause, held = self._clock.now(), _LONGEST_PAUSE, []
        while self._waiting:
            turn = heapq.heappop(self._waiting)
            if turn.called.done():  # its caller was cancelled
                continue
            wait = max((self._bucket(limit, now).wait(limit, now) for limit in turn.limits), default=0.0)
            if wait > 0:
                held.append(turn)
                pause = min(pause, wait)
                continue
            for limit in turn.limits:
                self._bucket(limit, now).take(limit, now)
            turn.called.set_result(None)
        self._waiting = held  # popped in order, and a sorted list is a heap
        return pause

    def _bucket(self, limit: Limit, now: datetime) -> _Bucket:
        return self._buckets.setdefault(limit.name, _Bucket(now))

    async def _sleep(self, seconds: float) -> None:
        timer = asyncio.ensure_future(self._clock.sleep(seconds))
        change = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait({timer, change}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            change.cancel()

    def _forget_the_rested(self) -> None:
        """Drop the limits that have long had room again, so that memory does not grow with the channels seen."""
        now = self._clock.now()
        self._buckets = {name: bucket for name, bucket in self._buckets.items() if bucket.due > now}

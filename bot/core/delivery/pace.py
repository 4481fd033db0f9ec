"""As fast as a platform lets us, and no faster: members who wait go before posts that do not."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from bot.core.errors import NotItsTurnError
from bot.core.ports import Clock

PATIENCE = 1.0
"""Seconds that a call for which nobody waits may stand in the line; until then it stays away."""

_STEP = 0.4
"""Seconds from one moment at which calls are asked back to the next, so that many come back together."""

_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.001, 60.0
_MANY = 1_000
_FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """A speed limit.

    Attributes:
        name: What it holds for, such as one channel; calls with the same name share it.
        per_second: Calls a second in the long run.
        burst: Calls that may go at once after a rest, at least 1.
        cost: For how many calls a post counts, because it brings others along; anything else counts once.
        posts_only: Whether it holds for new messages only, so that an edit does not count at all.
    """

    name: str
    per_second: float
    burst: int = 1
    cost: int = 1
    posts_only: bool = False


def singly(limits: Iterable[Limit]) -> list[Limit]:
    """The limits of a call that brings no others along, and is no new message."""
    return [limit if limit.cost == 1 else replace(limit, cost=1) for limit in limits if not limit.posts_only]


class _Buckets:
    """When each limit's next call is due: the theoretical arrival times of the generic cell rate algorithm.

    Source: ITU-T I.371.
    """

    def __init__(self) -> None:
        self._due: dict[str, datetime] = {}
        self._many = _MANY

    def __len__(self) -> int:
        """How many limits are remembered."""
        return len(self._due)

    def wait(self, limits: Iterable[Limit], now: datetime) -> float:
        """Seconds that a call with these limits has to wait."""
        wait = 0.0
        for limit in limits:
            due = self._due.get(limit.name)
            if due is not None:
                wait = max(wait, (due - now).total_seconds() - (limit.burst - 1) / limit.per_second)
        return wait

    def take(self, limits: Iterable[Limit], at: datetime, now: datetime) -> None:
        """Count a call that goes at a moment, now or later."""
        for limit in limits:
            due = self._due.get(limit.name, at)
            self._due[limit.name] = max(due, at) + timedelta(seconds=limit.cost / limit.per_second)
        if len(self._due) > self._many:
            self.forget_the_rested(now)

    def forget_the_rested(self, now: datetime) -> None:
        """Drop the limits that have long had room again, so that memory does not grow with the channels seen."""
        self._due = {name: due for name, due in self._due.items() if due > now}
        self._many = max(2 * len(self._due), _MANY)


@dataclass(order=True, slots=True)
class _Turn:
    rank: int
    number: int
    limits: Sequence[Limit] = field(compare=False)
    called: asyncio.Future[None] = field(compare=False)


class Pacer:
    """Gives calls their turn: urgent ones first, each once all its limits have room, none held up by another's limit.

    Args:
        clock: Time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._gone = _Buckets()
        self._promised = _Buckets()
        self._places: dict[str, datetime] = {}
        self._waiting: list[_Turn] = []
        self._numbers = count()
        self._runner: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    def book(self, limits: Sequence[Limit], key: str) -> None:
        """Make sure that the turn of a call for which nobody waits comes soon; else it keeps its place and goes away.

        Without this, thousands of posts for one busy platform would stand in the way of those that could go.

        Args:
            limits: All that hold for the call.
            key: By what it is known when it comes back.

        Raises:
            NotItsTurnError: It is to come back later, shortly before its turn.
        """
        now = self._clock.now()
        turn = self._places.pop(key, None) or self._promise(limits, now)
        wait = (turn - now).total_seconds()
        if wait > PATIENCE:
            self._places[key] = turn
            early = turn.timestamp() - _STEP  # by one to two steps
            raise NotItsTurnError("pace", early - early % _STEP - now.timestamp())

    def _promise(self, limits: Sequence[Limit], now: datetime) -> datetime:
        """The moment at which a call can go behind all that were promised one."""
        wait = max(self._promised.wait(limits, now), self._gone.wait(limits, now))
        turn = now + timedelta(seconds=wait)
        self._promised.take(limits, turn, now)
        return turn

    async def turn(self, limits: Sequence[Limit], *, urgent: bool = True) -> None:
        """Wait for one's turn and take it.

        Args:
            limits: All that hold for the call.
            urgent: Whether somebody waits for it; others go after those.
        """
        now = self._clock.now()
        if urgent:  # whoever was promised a moment goes after it
            self._promised.take(limits, now, now)
        if not self._waiting and not self._gone.wait(limits, now):
            self._gone.take(limits, now, now)
            return
        turn = _Turn(0 if urgent else 1, next(self._numbers), limits, asyncio.get_running_loop().create_future())
        heapq.heappush(self._waiting, turn)
        self._changed.set()
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run(), name="pacer")
        await turn.called

    def spare(self, limits: Sequence[Limit]) -> bool:
        """Take a turn at once if it is to spare: nobody waits for these limits, and half of a burst is left for others.

        Args:
            limits: All that hold for the call.
        """
        names, now = {limit.name for limit in limits}, self._clock.now()
        if any(names & {limit.name for limit in turn.limits} for turn in self._waiting if not turn.called.done()):
            return False
        if self._gone.wait([replace(limit, burst=max(1, limit.burst // 2)) for limit in limits], now):
            return False
        self._gone.take(limits, now, now)
        return True

    async def _run(self) -> None:
        while self._waiting:
            self._changed.clear()
            pause = self._call_those_with_room()
            if self._waiting and pause:
                await self._sleep(pause)
        self._forget()

    def _call_those_with_room(self) -> float:
        """Let everybody go who may, in order; returns the seconds until the next one may."""
        now, pause, held = self._clock.now(), _LONGEST_PAUSE, []
        while self._waiting:
            turn = heapq.heappop(self._waiting)
            if turn.called.done():  # its caller was cancelled
                continue
            wait = self._gone.wait(turn.limits, now)
            if wait > 0:
                held.append(turn)
                pause = min(pause, max(wait, _SHORTEST_PAUSE))
                continue
            self._gone.take(turn.limits, now, now)
            turn.called.set_result(None)
        self._waiting = held  # popped in order, and a sorted list is a heap
        return pause

    async def _sleep(self, seconds: float) -> None:
        timer = asyncio.ensure_future(self._clock.sleep(seconds))
        change = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait({timer, change}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            change.cancel()

    def _forget(self) -> None:
        now = self._clock.now()
        self._gone.forget_the_rested(now)
        self._promised.forget_the_rested(now)
        self._places = {key: turn for key, turn in self._places.items() if turn > now - _FORGOTTEN_AFTER}

"""Payloads on their way to the app, over a socket or signed HTTP, with Slack's retries."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

Json = dict[str, Any]


@dataclass(frozen=True)
class Pace:
    """How patient the server is; Slack's own figures are 3 s, and retries at once, after a minute and after five.

    Attributes:
        deadline: Seconds in which an acknowledgement must come.
        retries: Seconds to wait before each further attempt with an event.
        trigger: Seconds in which a trigger opens a modal.
    """

    deadline: float = 3.0
    retries: tuple[float, ...] = (0.1, 1.0, 5.0)
    trigger: float = 3.0


@dataclass
class Attempt:
    """One try.

    Attributes:
        number: 0 for the first, as `retry_attempt` and `X-Slack-Retry-Num` count.
        reason: Why it is tried again, empty for the first.
        envelope_id: Of the socket's envelope.
        took: Seconds until it was acknowledged; None if it was not in time.
        failed: What went wrong, such as `http_timeout` or `http_error`.
        status: HTTP status of the answer.
        late: Seconds after which an acknowledgement came too late.
    """

    number: int
    reason: str = ""
    envelope_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    sent: float = field(default_factory=time.monotonic)
    took: float | None = None
    failed: str = ""
    status: int = 0
    late: float | None = None


@dataclass
class Delivery:
    """A payload and what became of it.

    Attributes:
        kind: `events_api`, `interactive` or `slash_commands`.
        payload: What the app gets; the same on every attempt, `event_id` included.
        state: `pending`, `acknowledged` or `given up`.
        answer: What came back with the acknowledgement, such as a modal's errors.
    """

    kind: str
    payload: Json
    attempts: list[Attempt] = field(default_factory=list)
    state: str = "pending"
    answer: Json | None = None
    _done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def acknowledged(self) -> bool:
        """Whether the app took it in time."""
        return self.state == "acknowledged"

    @property
    def took(self) -> float | None:
        """Seconds until the attempt that succeeded was acknowledged."""
        return self.attempts[-1].took if self.acknowledged else None

    @property
    def event(self) -> Json:
        """The inner event of an event's payload."""
        held: Json = self.payload.get("event", {})
        return held

    def end(self, state: str) -> None:
        """It is decided."""
        self.state = state
        self._done.set()

    async def settled(self) -> Delivery:
        """Wait until it is acknowledged or given up."""
        await self._done.wait()
        return self


class Transport(Protocol):
    """A way to the app."""

    async def send(self, delivery: Delivery, attempt: Attempt, deadline: float) -> bool:
        """Send it, wait for the acknowledgement, and note on the attempt what happened.

        Returns:
            Whether it need not be sent again.
        """
        ...


class Deliveries:
    """All deliveries of this server.

    Attributes:
        all: Oldest first.
        pace: How patient to be.
    """

    def __init__(self, transport: Transport, pace: Pace, changed: Callable[[], None]) -> None:
        self.all: list[Delivery] = []
        self.pace = pace
        self._transport = transport
        self._changed = changed
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, kind: str, payload: Json) -> Delivery:
        """Send a payload in the background."""
        delivery = Delivery(kind, payload)
        self.all.append(delivery)
        task = asyncio.get_running_loop().create_task(self._carry(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    def again(self, delivery: Delivery) -> Delivery:
        """Send a payload once more although it was acknowledged, as Slack now and then does."""
        return self.start(delivery.kind, delivery.payload)

    async def _carry(self, delivery: Delivery) -> None:
        waits = (0.0, *(self.pace.retries if delivery.kind == "events_api" else ()))
        reason = ""
        for number, wait in enumerate(waits):
            await asyncio.sleep(wait)
            attempt = Attempt(number, reason)
            delivery.attempts.append(attempt)
            if await self._transport.send(delivery, attempt, self.pace.deadline):
                break
            reason = attempt.failed
            self._changed()
        delivery.end("acknowledged" if delivery.attempts[-1].took is not None else "given up")
        self._changed()

    def events(self, kind: str = "", **fields: Any) -> list[Delivery]:
        """Deliveries of events of a type whose inner event has these fields."""
        return [
            item
            for item in self.all
            if item.kind == "events_api"
            and kind in {"", item.event.get("type")}
            and all(item.event.get(name) == value for name, value in fields.items())
        ]

    async def settled(self) -> None:
        """Wait until everything sent so far is acknowledged or given up."""
        for delivery in list(self.all):
            await delivery.settled()

    async def close(self) -> None:
        """Stop sending."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

"""A small chat platform that outlives the bot's processes, and the transport with which they reach it.

The platform takes its time before it shows a message and before it says so, and now and then its answer is lost or it
asks for patience, so that a process is killed, or left without an answer, at any point of a post.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.chat import Reply
from bot.core.delivery.pace import Limit
from bot.core.delivery.ports import Transport
from bot.core.delivery.records import Page, Sent
from bot.core.errors import TryLaterError, UncertainDeliveryError
from bot.core.records import Origin

LONGEST_WAY = 0.02  # seconds, there and back each
LOST_SHARE = 0.03
BUSY_SHARE = 0.03


@dataclass
class Platform:
    """What stands in the channels, and how it came there.

    Attributes:
        dice: Where chance comes from.
        messages: Where each message stands and its key, oldest first.
        lookups: How often a key was looked up.
        prevented: How often the message was there: without the look it would have been posted again.
        lost: How many answers were lost on their way.
        busy: How often it asked for patience.
    """

    dice: random.Random
    messages: list[tuple[str, str]] = field(default_factory=list)
    lookups: int = 0
    prevented: int = 0
    lost: int = 0
    busy: int = 0

    @property
    def shown(self) -> Counter[str]:
        """How often each key is shown."""
        return Counter(key for _, key in self.messages)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[int]:
        """Serve; the port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with server:
            yield server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection; what was asked for is done, whether or not the asker lives to hear of it."""
        with suppress(ConnectionError), closing(writer):
            line = await reader.readline()
            if not line:  # killed between connecting and asking
                return
            asked = json.loads(line)
            await asyncio.sleep(self.dice.uniform(0, LONGEST_WAY))
            answer = self._post(**asked) if "channel" in asked else self._find(**asked)
            await asyncio.sleep(self.dice.uniform(0, LONGEST_WAY))
            if self.dice.random() < LOST_SHARE:
                self.lost += 1
            else:
                writer.write(json.dumps(answer).encode() + b"\n")

    def _post(self, key: str, channel: str) -> dict[str, Any]:
        if self.dice.random() < BUSY_SHARE:
            self.busy += 1
            return {"busy": True}
        self.messages.append((channel, key))
        return {"message": str(len(self.messages))}

    def _find(self, key: str) -> dict[str, Any]:
        self.lookups += 1
        found = next((number for number, (_, shown) in enumerate(self.messages, 1) if shown == key), None)
        self.prevented += found is not None
        return {"message": str(found) if found else None}


@dataclass(frozen=True)
class PlatformTransport(Transport):
    """The way to a platform in another process."""

    port: int

    def pages(self, origin: Origin, reply: Reply) -> Sequence[Page]:
        return [{"kind": reply.kind.value}]

    def limits(self, origin: Origin) -> Sequence[Limit]:
        return [Limit(origin.channel, per_second=100)]

    async def post(self, origin: Origin, page: Page, key: str) -> Sent | None:
        answer = await self._ask({"key": key, "channel": origin.channel})
        if answer is None:
            raise UncertainDeliveryError("no answer")
        if "busy" in answer:
            raise TryLaterError("busy", retry_after=1)
        return Sent(origin.channel, answer["message"], answer["message"])

    async def edit(self, origin: Origin, sent: Sent, page: Page) -> None:
        raise AssertionError("nothing is edited here")

    async def find(self, origin: Origin, key: str, since: datetime) -> Sent | None:
        answer = await self._ask({"key": key})
        if answer is None:
            raise TryLaterError("no answer")
        return Sent(origin.channel, answer["message"], answer["message"]) if answer["message"] else None

    async def remove(self, origin: Origin, sent: Sent) -> None:
        raise AssertionError("nothing is removed here")

    async def _ask(self, request: dict[str, str]) -> dict[str, Any] | None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(json.dumps(request).encode() + b"\n")
            line = await reader.readline()
        finally:
            writer.close()
        return json.loads(line) if line else None

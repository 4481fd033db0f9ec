"""A small chat platform that outlives the bot's processes, and the transport with which they reach it.

The platform takes its time before it does what it is asked and before it says so, and now and then its answer is lost
or it asks for patience, so that a process is killed, or left without an answer, at any point of a post or an edit.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
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
class Message:
    """A message in a channel.

    Attributes:
        channel: Where it stands, or stood.
        key: By which it is known.
        text: What it says now.
        removed: Whether it was taken away.
    """

    channel: str
    key: str
    text: str
    removed: bool = False


@dataclass
class Platform:
    """What stands in the channels, and how it came there.

    Attributes:
        dice: Where chance comes from.
        messages: Each message, oldest first; the first is number 1.
        edits: How often a message was edited.
        lookups: How often a key was looked up.
        prevented: How often the message was there: without the look it would have been posted again.
        lost: How many answers were lost on their way.
        busy: How often it asked for patience.
    """

    dice: random.Random
    messages: list[Message] = field(default_factory=list)
    edits: int = 0
    lookups: int = 0
    prevented: int = 0
    lost: int = 0
    busy: int = 0

    @property
    def shown(self) -> Counter[str]:
        """How often each key is shown."""
        return Counter(message.key for message in self.messages if not message.removed)

    def text(self, key: str) -> str:
        """What the message with a key says."""
        return next(message.text for message in self.messages if message.key == key and not message.removed)

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
            does: dict[str, Callable[..., dict[str, Any]]] = {
                "post": self._post,
                "edit": self._edit,
                "remove": self._remove,
                "find": self._find,
            }
            answer = does[asked.pop("do")](**asked)
            await asyncio.sleep(self.dice.uniform(0, LONGEST_WAY))
            if self.dice.random() < LOST_SHARE:
                self.lost += 1
            else:
                writer.write(json.dumps(answer).encode() + b"\n")

    def _post(self, key: str, channel: str, text: str) -> dict[str, Any]:
        if self.dice.random() < BUSY_SHARE:
            self.busy += 1
            return {"busy": True}
        self.messages.append(Message(channel, key, text))
        return {"message": str(len(self.messages))}

    def _edit(self, message: str, text: str) -> dict[str, Any]:
        if self.dice.random() < BUSY_SHARE:
            self.busy += 1
            return {"busy": True}
        self.edits += 1
        self.messages[int(message) - 1].text = text
        return {}

    def _remove(self, message: str) -> dict[str, Any]:
        self.messages[int(message) - 1].removed = True
        return {}

    def _find(self, key: str) -> dict[str, Any]:
        self.lookups += 1
        standing = ((number, message) for number, message in enumerate(self.messages, 1) if not message.removed)
        found = next((number for number, message in standing if message.key == key), None)
        self.prevented += found is not None
        return {"message": str(found) if found else None}


@dataclass(frozen=True)
class PlatformTransport(Transport):
    """The way to a platform in another process."""

    port: int

    def pages(self, origin: Origin, reply: Reply) -> Sequence[Page]:
        return [{"text": "\n".join(repr(part) for part in reply.parts)}]

    def limits(self, origin: Origin) -> Sequence[Limit]:
        return [Limit(origin.channel, per_second=100)]

    async def post(self, origin: Origin, page: Page, key: str) -> Sent | None:
        answer = await self._ask("post", key=key, channel=origin.channel, text=page["text"])
        if answer is None:
            raise UncertainDeliveryError("no answer")
        if "busy" in answer:
            raise TryLaterError("busy", retry_after=1)
        return Sent(origin.channel, answer["message"], answer["message"])

    async def edit(self, origin: Origin, sent: Sent, page: Page) -> None:
        answer = await self._ask("edit", message=sent.message, text=page["text"])
        if answer is None:
            raise UncertainDeliveryError("no answer")
        if "busy" in answer:
            raise TryLaterError("busy", retry_after=1)

    async def find(self, origin: Origin, key: str, since: datetime) -> Sent | None:
        answer = await self._ask("find", key=key)
        if answer is None:
            raise TryLaterError("no answer")
        return Sent(origin.channel, answer["message"], answer["message"]) if answer["message"] else None

    async def remove(self, origin: Origin, sent: Sent) -> None:
        if await self._ask("remove", message=sent.message) is None:
            raise TryLaterError("no answer")

    async def nothing_to_say(self, origin: Origin) -> None:
        """No reply is shown as awaited here."""

    def think(self, origin: Origin) -> None:
        """Nor that one is being made."""

    async def _ask(self, what: str, **about: object) -> dict[str, Any] | None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(json.dumps({"do": what, **about}).encode() + b"\n")
            line = await reader.readline()
        finally:
            writer.close()
        return json.loads(line) if line else None

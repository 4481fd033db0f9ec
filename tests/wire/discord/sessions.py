"""Gateway sessions: what each is sent, what it missed, and the connection it has at the moment."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from typing import Any

from aiohttp import web

from tests.wire.discord.compression import Compressor
from tests.wire.discord.errors import Json
from tests.wire.discord.model import Guild
from tests.wire.discord.world import CONTENT, Build

REMEMBERED = 1000  # events a session can replay

# Intents that let an event through, in guilds and in direct messages; events that are not here need none.
_MESSAGES, _REACTIONS, _TYPING = (1 << 9, 1 << 12), (1 << 10, 1 << 13), (1 << 11, 1 << 14)
_GUILDS = (1 << 0, 0)
INTENTS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"), _MESSAGES),
    **dict.fromkeys(("MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"), _REACTIONS),
    "TYPING_START": _TYPING,
    **dict.fromkeys(
        (
            "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE",
            "GUILD_ROLE_DELETE", "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "THREAD_CREATE",
            "THREAD_UPDATE", "THREAD_DELETE", "THREAD_LIST_SYNC", "THREAD_MEMBER_UPDATE", "THREAD_MEMBERS_UPDATE",
        ),
        _GUILDS,
    ),
    "CHANNEL_PINS_UPDATE": (1 << 0, 1 << 12),
    **dict.fromkeys(("GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"), (1 << 1, 0)),
}  # fmt: skip
KNOWN_INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))


class Connection:
    """A WebSocket with its compression; what is sent waits in a queue, so that sending never blocks the world.

    Attributes:
        silent: Sends nothing any more, not even acknowledgements: a zombie.
        received: Payloads that came in.
    """

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport, packed: Compressor) -> None:
        self.socket = socket
        self.silent = False
        self.received: list[Json] = []
        self.ended = asyncio.Event()
        self._transport = transport
        self._packed = packed
        self._queue: asyncio.Queue[str | int] = asyncio.Queue()

    def send(self, payload: Json | str) -> None:
        """Send a payload, as it is now."""
        if not self.silent:
            self._queue.put_nowait(payload if isinstance(payload, str) else _text(payload))

    def close(self, code: int) -> None:
        """Close properly, after what is queued."""
        self._queue.put_nowait(code)

    def abort(self) -> None:
        """Drop the line without a close frame."""
        self._transport.abort()

    async def write(self) -> None:
        """Send what is queued until the end."""
        while True:
            item = await self._queue.get()
            if isinstance(item, int):
                await self.socket.close(code=item)
                return
            try:
                for frame in self._packed.frames(item):
                    await (self.socket.send_bytes(frame) if isinstance(frame, bytes) else self.socket.send_str(frame))
            except (ConnectionError, RuntimeError):
                return


class Session:
    """What a client identified for: a shard of the app's events, numbered and remembered for a resume."""

    def __init__(self, shard: int, shards: int, intents: int) -> None:
        self.id = secrets.token_hex(16)
        self.shard = shard
        self.shards = shards
        self.intents = intents
        self.sequence = 0
        self.connection: Connection | None = None
        self.resumes = 0
        self._sent: deque[tuple[int, str]] = deque(maxlen=REMEMBERED)

    def wants(self, event: str, guild: Guild | None, *, direct: bool) -> bool:
        """Whether an event is for this shard and these intents."""
        home = (int(guild.id) >> 22) % self.shards if guild else 0
        if home != self.shard:
            return False
        needed = INTENTS.get(event, (0, 0))[1 if direct else 0]
        return event not in INTENTS or bool(self.intents & needed)

    def dispatch(self, event: str, build: Build) -> None:
        """Send an event, or keep it for the resume."""
        self.sequence += 1
        data = build(bool(self.intents & CONTENT))
        payload = _text({"op": 0, "t": event, "s": self.sequence, "d": data})
        self._sent.append((self.sequence, payload))
        if self.connection:
            self.connection.send(payload)

    def replay(self, after: int) -> None:
        """Send what was missed."""
        missed = [payload for sequence, payload in self._sent if sequence > after]
        for payload in missed:
            if self.connection:
                self.connection.send(payload)


def _text(payload: Json) -> str:
    return json.dumps(payload, ensure_ascii=False)


def shard_of(identified: Json) -> tuple[int, int] | None:
    """The shard an IDENTIFY asks for, or None if there is no such."""
    asked: Any = identified.get("shard", [0, 1])
    if not isinstance(asked, list) or len(asked) != 2:
        return None
    shard, shards = asked
    return (shard, shards) if isinstance(shard, int) and isinstance(shards, int) and 0 <= shard < shards else None

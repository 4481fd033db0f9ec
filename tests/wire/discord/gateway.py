"""The gateway: HELLO, IDENTIFY, RESUME, heartbeats and dispatches over WebSocket, and all the ways a line can end."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from tests.wire.discord.compression import compressor
from tests.wire.discord.errors import Json
from tests.wire.discord.model import Guild
from tests.wire.discord.payloads import guild_create_json, member_json, user_json
from tests.wire.discord.sessions import KNOWN_INTENTS, Connection, Session, shard_of
from tests.wire.discord.world import MEMBERS, Build, World

HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 1, 2, 3, 4, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACK = 7, 8, 9, 10, 11
MOST_BYTES, MOST_PAYLOADS_A_MINUTE, STARTS_A_DAY = 4096, 120, 1000


class Gateway:
    """All sessions of the app.

    Attributes:
        heartbeat_interval: Milliseconds between heartbeats that HELLO asks for.
        shards: How many `/gateway/bot` recommends.
        spaced_identifies: Whether two IDENTIFYs within 5 s are refused, as with a `max_concurrency` of 1.
        refusals: How many of the next connections are refused before they are WebSockets.
        log: What happened, oldest first: `{"event": "identify" | "resume" | ..., ...}`.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.heartbeat_interval = 41_250
        self.shards = 1
        self.spaced_identifies = False
        self.refusals = 0
        self.starts_left = STARTS_A_DAY
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.log: list[Json] = []
        self._last_identify = 0.0
        self._do: dict[int, Callable[[Connection, Any], None]] = {
            HEARTBEAT: self._heartbeat,
            IDENTIFY: self._identify,
            RESUME: self._resume,
            PRESENCE: lambda _connection, _data: None,
            VOICE: lambda _connection, _data: None,
            REQUEST_MEMBERS: self._request_members,
        }

    # Events ------------------------------------------------------------------------------------------------------

    def publish(self, event: str, build: Build, guild: Guild | None, *, direct: bool) -> None:
        """Send an event to all sessions that are to have it."""
        for session in list(self.sessions.values()):
            if session.wants(event, guild, direct=direct):
                session.dispatch(event, build)

    def tell_of_guild(self, guild: Guild) -> None:
        """Send GUILD_CREATE, to each session with the members its intents show."""
        for session in self.sessions.values():
            if session.wants("GUILD_CREATE", guild, direct=False):
                self._guild_create(session, guild)

    def _guild_create(self, session: Session, guild: Guild) -> None:
        shown = guild_create_json(
            guild, self.world.bot.id, self.world.users, all_members=bool(session.intents & MEMBERS)
        )
        session.dispatch("GUILD_CREATE", lambda _content: shown)

    # Connections -------------------------------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from its start to its end."""
        if self.refusals > 0:
            self.refusals -= 1
            self.log.append({"event": "refused"})
            return web.Response(status=503)
        packed = compressor(request.query.get("compress"))
        socket = web.WebSocketResponse(compress=False, max_msg_size=0)
        await socket.prepare(request)
        if request.query.get("v") not in {"9", "10"} or request.query.get("encoding") != "json" or packed is None:
            await socket.close(code=4012)
            return socket
        assert isinstance(request.transport, asyncio.Transport)
        connection = Connection(socket, request.transport, packed)
        self.connections.append(connection)
        self.log.append({"event": "connect", "path": request.path, "compress": request.query.get("compress")})
        connection.send({"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_interval, "_trace": []}, "s": None})
        writer = asyncio.create_task(connection.write())
        try:
            await self._read(connection)
        except Exception as error:
            self.world.failures.append(error)
            raise
        finally:
            self._left(connection)
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            connection.ended.set()
        return socket

    async def _read(self, connection: Connection) -> None:
        patience = self.heartbeat_interval / 1000 * 2
        times: list[float] = []
        while True:
            try:
                message = await connection.socket.receive(timeout=patience)
            except TimeoutError:
                connection.close(4009)
                patience = 5.0
                continue
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                return
            times = [it for it in times if it > self.world.clock.now() - 60] + [self.world.clock.now()]
            self._take(connection, message.data, len(times))

    def _take(self, connection: Connection, raw: str | bytes, lately: int) -> None:
        if lately > MOST_PAYLOADS_A_MINUTE:
            connection.close(4008)
            return
        try:
            payload = json.loads(raw)
            number, data = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError):
            connection.close(4002)
            return
        connection.received.append(payload)
        if len(raw) > MOST_BYTES:
            connection.close(4002)
        elif number not in self._do:
            connection.close(4001)
        elif number not in {HEARTBEAT, IDENTIFY, RESUME} and self.session_of(connection) is None:
            connection.close(4003)
        else:
            self._do[number](connection, data)

    def _left(self, connection: Connection) -> None:
        self.connections.remove(connection)
        code = connection.socket.close_code
        session = self.session_of(connection)
        self.log.append({"event": "disconnect", "code": code, "shard": session.shard if session else None})
        if session is None:
            return
        session.connection = None
        if code in {1000, 1001}:
            del self.sessions[session.id]

    def session_of(self, connection: Connection) -> Session | None:
        return next((it for it in self.sessions.values() if it.connection is connection), None)

    # What a client says ------------------------------------------------------------------------------------------

    def _heartbeat(self, connection: Connection, _data: Any) -> None:
        connection.send({"op": ACK})

    def _identify(self, connection: Connection, data: Json) -> None:
        if self.session_of(connection):
            connection.close(4005)
            return
        shard, intents = shard_of(data), data.get("intents")
        problem = self._problem(data.get("token"), shard, intents)
        self.log.append({"event": "identify", "shard": shard, "intents": intents, "refused": problem})
        if problem or shard is None or not isinstance(intents, int):
            connection.close(problem or 4002)
            return
        now = self.world.clock.now()
        if self.spaced_identifies and now - self._last_identify < 5:
            connection.send({"op": INVALID_SESSION, "d": False})
            return
        self._last_identify = now
        self.starts_left -= 1
        self._start(connection, Session(*shard, intents))

    def _problem(self, token: Any, shard: tuple[int, int] | None, intents: Any) -> int | None:
        app = self.world.app
        if token != app.token:
            return 4004
        if shard is None:
            return 4010
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            return 4013
        return 4014 if intents & app.refused_intents else None

    def _start(self, connection: Connection, session: Session) -> None:
        session.connection = connection
        self.sessions[session.id] = session
        mine = [
            guild
            for guild in self.world.guilds.values()
            if self.world.bot.id in guild.members and session.wants("GUILD_CREATE", guild, direct=False)
        ]
        ready: Json = {
            "v": 10,
            "user": user_json(self.world.bot) | {"email": None, "verified": True, "mfa_enabled": True, "flags": 0},
            "guilds": [{"id": guild.id, "unavailable": True} for guild in mine],
            "private_channels": [],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": f"{self.url}resume",
            "shard": [session.shard, session.shards],
            "application": {"id": self.world.app.id, "flags": self.world.app.flags},
            "_trace": [],
        }
        session.dispatch("READY", lambda _content: ready)
        for guild in mine:
            if guild.available:
                self._guild_create(session, guild)

    def _resume(self, connection: Connection, data: Json) -> None:
        session = self.sessions.get(str(data.get("session_id")))
        sequence = data.get("seq")
        self.log.append({"event": "resume", "session": data.get("session_id"), "seq": sequence, "found": bool(session)})
        if data.get("token") != self.world.app.token:
            connection.close(4004)
        elif session is None:
            connection.send({"op": INVALID_SESSION, "d": False})
        elif not isinstance(sequence, int) or sequence > session.sequence:
            del self.sessions[session.id]
            connection.close(4007)
        else:
            if session.connection is not None:
                session.connection.close(4000)
            session.connection = connection
            session.resumes += 1
            session.replay(sequence)
            session.dispatch("RESUMED", lambda _content: {"_trace": []})

    def _request_members(self, connection: Connection, data: Json) -> None:
        session = self.session_of(connection)
        guild = self.world.guilds.get(str(data.get("guild_id")))
        if session is None or guild is None:
            return
        query, wanted = data.get("query"), {str(it) for it in data.get("user_ids") or []}
        if query == "" and not session.intents & MEMBERS:
            connection.close(4014)
            return
        found = [
            member
            for member in guild.members.values()
            if member.user.id in wanted or (query is not None and member.user.name.startswith(query))
        ]
        chunk: Json = {
            "guild_id": guild.id,
            "members": [member_json(member) for member in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": sorted(wanted - guild.members.keys()),
        } | ({"nonce": data["nonce"]} if "nonce" in data else {})
        session.dispatch("GUILD_MEMBERS_CHUNK", lambda _content: chunk)

    # How lines end -----------------------------------------------------------------------------------------------

    def of_shard(self, shard: int | None) -> list[Session]:
        """Sessions that are connected, of one shard or all."""
        return [it for it in self.sessions.values() if it.connection and shard in {None, it.shard}]

    def drop(self, shard: int | None = None, code: int | None = None, *, forget: bool = False) -> None:
        """End lines without a close frame, or with a close code; with `forget` no RESUME will be taken."""
        for session in self.of_shard(shard):
            assert session.connection is not None
            if code is None:
                session.connection.abort()
            else:
                session.connection.close(code)
            if forget:
                del self.sessions[session.id]

    def ask_to_reconnect(self, shard: int | None = None) -> None:
        """Send op 7."""
        for session in self.of_shard(shard):
            assert session.connection is not None
            session.connection.send({"op": RECONNECT, "d": None})

    def invalidate(self, shard: int | None = None, *, resumable: bool = False) -> None:
        """Send op 9; what cannot be resumed is forgotten."""
        for session in self.of_shard(shard):
            assert session.connection is not None
            session.connection.send({"op": INVALID_SESSION, "d": resumable})
            if not resumable:
                del self.sessions[session.id]

    def silence(self, shard: int | None = None) -> None:
        """Turn lines into zombies: open, and nothing comes any more."""
        for session in self.of_shard(shard):
            assert session.connection is not None
            session.connection.silent = True

    async def close(self) -> None:
        """End all lines."""
        for connection in list(self.connections):
            connection.abort()
        await asyncio.gather(*(connection.ended.wait() for connection in list(self.connections)))

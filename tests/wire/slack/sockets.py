"""Socket Mode: WebSockets with hello, envelopes, acknowledgements, disconnects, pings and all that breaks."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.wire.slack.app import App
from tests.wire.slack.delivery import Attempt, Delivery
from tests.wire.slack.log import Log
from tests.wire.slack.things import Json

MOST_CONNECTIONS = 10
HOST = "applink-tests-1"


@dataclass
class Connection:
    """An open socket.

    Attributes:
        waiting: Attempts that it has not acknowledged, by envelope.
        pongs: Answers to the server's pings.
        pings: The client's pings.
    """

    socket: web.WebSocketResponse
    request: web.Request
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    pings: int = 0
    pongs: int = 0
    retiring: bool = False

    async def send(self, message: Json) -> None:
        """Send JSON."""
        await self.socket.send_str(json.dumps(message))

    def cut(self) -> None:
        """Break the TCP connection, with no farewell."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Sockets:
    """The server's side of Socket Mode, and a transport for deliveries.

    Attributes:
        connections: Open ones, oldest first.
        opened: How many there have been.
        deaf: The server answers no pings, so that a client must find the connection stale.
        refuse: `apps.connections.open` gives tickets that no longer open anything.
    """

    def __init__(self, app: App, log: Log) -> None:
        self.connections: list[Connection] = []
        self.opened = 0
        self.deaf = False
        self.refuse = False
        self._app = app
        self._log = log
        self._tickets: set[str] = set()
        self._cut_next: list[str] = []
        self._swallowed: set[str] = set()
        self._late: dict[str, Attempt] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def ticket(self) -> str:
        """A ticket for one connection."""
        ticket = str(uuid.uuid4())
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handle a connection until it ends."""
        ticket = request.query.get("ticket", "")
        if self.refuse or ticket not in self._tickets:
            return web.Response(status=404, text="ticket not found")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        connection = Connection(socket, request)
        self.connections.append(connection)
        self.opened += 1
        try:
            if len(self.connections) > MOST_CONNECTIONS:
                await connection.send(
                    {"type": "disconnect", "reason": "too_many_websockets", "debug_info": {"host": HOST}}
                )
                return socket
            await connection.send(self._hello())
            await self._listen(connection)
        finally:
            self.connections.remove(connection)
            for future in connection.waiting.values():
                if not future.done():
                    future.set_exception(ConnectionError("the socket has gone"))
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": HOST, "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app.id},
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type == WSMsgType.TEXT:
                self._acknowledge(connection, message.data)
            elif message.type == WSMsgType.PING:
                connection.pings += 1
                if not self.deaf:
                    await connection.socket.pong(message.data)
            elif message.type == WSMsgType.PONG:
                connection.pongs += 1

    def _acknowledge(self, connection: Connection, text: str) -> None:
        try:
            answer = json.loads(text)
            envelope = answer["envelope_id"]
        except (ValueError, TypeError, KeyError):
            self._log.complaints.append(f"not an acknowledgement: {text[:200]}")
            return
        if envelope in self._swallowed:
            connection.cut()
            return
        future = connection.waiting.pop(envelope, None)
        if future is not None and not future.done():
            future.set_result(answer)
        elif envelope in self._late:
            attempt = self._late.pop(envelope)
            attempt.late = time.monotonic() - attempt.sent
        else:
            self._log.complaints.append(f"acknowledges an envelope that this connection did not bring: {envelope}")

    async def send(self, delivery: Delivery, attempt: Attempt, deadline: float) -> bool:
        """Send an envelope over any live connection; an acknowledgement counts on that connection only."""
        live = [item for item in self.connections if not item.socket.closed]
        if not live:
            attempt.failed = "timeout"
            return False
        connection = next((item for item in reversed(live) if not item.retiring), live[-1])
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[attempt.envelope_id] = future
        attempt.sent = time.monotonic()
        try:
            await self._write(connection, _envelope(delivery, attempt))
            answer = await asyncio.wait_for(future, deadline)
        except (TimeoutError, ConnectionError):
            attempt.failed = "timeout"
            self._late[attempt.envelope_id] = attempt
            connection.waiting.pop(attempt.envelope_id, None)
            return False
        attempt.took = time.monotonic() - attempt.sent
        if answer.get("payload") and delivery.kind == "events_api":
            self._log.complaints.append("an event's acknowledgement has a payload, which is not accepted")
        delivery.answer = answer.get("payload")
        return True

    async def _write(self, connection: Connection, envelope: Json) -> None:
        how = self._cut_next.pop(0) if self._cut_next else ""
        if how == "before":
            connection.cut()
            return
        if how == "after":
            self._swallowed.add(envelope["envelope_id"])
        await connection.send(envelope)

    def cut_on_next(self, when: str = "after") -> None:
        """Break the connection at the next envelope: `before` it is written, or `after`, when the client has taken it
        and its acknowledgement is on the way, which is lost."""
        self._cut_next.append(when)

    def drop(self) -> None:
        """Break all connections now."""
        for connection in list(self.connections):
            connection.cut()

    async def close(self, code: int = 1000) -> None:
        """Close all connections politely."""
        for connection in list(self.connections):
            await connection.socket.close(code=code)

    async def disconnect(self, reason: str = "refresh_requested", grace: float = 1.0) -> None:
        """Ask clients to reconnect: `warning`, then `refresh_requested` or `link_disabled`, which closes after a while.

        Args:
            reason: As in Slack's message.
            grace: Seconds until the server closes; a warning closes nothing.
        """
        for connection in list(self.connections):
            await connection.send({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}})
            if reason != "warning":
                connection.retiring = True
                task = asyncio.get_running_loop().create_task(_close_after(connection, grace))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def ping(self) -> None:
        """Ping all clients, as Slack does."""
        for connection in list(self.connections):
            await connection.socket.ping(f"Ping from {HOST}".encode())

    async def stop(self) -> None:
        """End everything."""
        for task in list(self._tasks):
            task.cancel()
        await self.close()


async def _close_after(connection: Connection, grace: float) -> None:
    await asyncio.sleep(grace)
    await connection.socket.close()


def _envelope(delivery: Delivery, attempt: Attempt) -> Json:
    envelope: Json = {
        "envelope_id": attempt.envelope_id,
        "payload": delivery.payload,
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind != "events_api",
    }
    if delivery.kind == "events_api":
        envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
    return envelope

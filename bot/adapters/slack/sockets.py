"""Socket Mode: one connection to Slack, and the next before the last one ends.

The SDK's own client answers on whichever connection is open when an event has been dealt with, which Slack takes for no
answer, and notices a lost one only when it looks next. Here each event is answered on the connection that brought it,
and a lost connection is replaced at once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.adapters.slack.api import Api
from bot.adapters.slack.mending import socket_refused
from bot.adapters.slack.payloads import mapping
from bot.adapters.slack.refusals import TokenRefusedError
from bot.adapters.slack.waiting import Waiting
from bot.core.errors import TryLaterError
from bot.core.worker import WorkerLog

_HEARTBEAT = 10.0
_SETTLED = 10.0
_SOON = 4.0
_FAREWELL = 30.0
_POLITE = frozenset({"warning", "refresh_requested"})
_TURNED_OFF = "link_disabled"
_TOO_MANY = "too_many_websockets"
_MENDED_BY: Mapping[str, tuple[str, str]] = {
    _TURNED_OFF: ("slack_socket_mode_is_off", "turn on Socket Mode in the app's settings"),
    _TOO_MANY: ("slack_too_many_sockets", "run at most ten processes with one app-level token"),
}
"""What is logged where only the operator can help, and what they can do."""

Start = Callable[[Coroutine[Any, Any, None]], None]


class SocketMode:
    """Stays connected.

    Args:
        app: Bolt's app.
        api: The Web API.
        token: The app-level token.
        waiting: Waits between tries to open a connection.
        log: Where connections are told of.
    """

    def __init__(self, app: AsyncApp, api: Api, token: str, waiting: Waiting, log: WorkerLog) -> None:
        self._app = app
        self._api = api
        self._token = token
        self._waiting = waiting
        self._losing = Waiting(waiting.clock, waiting.log, _SOON)
        self._log = log
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Stay connected until cancelled.

        Raises:
            SettingsError: Slack refuses the token.
        """
        try:
            async with aiohttp.ClientSession() as session:
                while True:
                    await self._connect(session)
        finally:
            for task in list(self._running):
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _connect(self, session: aiohttp.ClientSession) -> None:
        """Open a connection; returns when the next one is wanted, while this one may still listen to the end."""
        try:
            address = await self._address()
        except TryLaterError as error:
            await self._waiting.after("slack_socket_not_opened", error)
            return
        connection = _Connection(self._app, self._log, self._start)
        self._start(connection.listen(session, address))
        await connection.renew.wait()
        if connection.greeted and connection.reason != _TOO_MANY:
            self._waiting.over()
        lasted = connection.lasted()
        if lasted:
            self._losing.over()
        if not lasted or connection.reason not in _POLITE:
            losing = self._losing if connection.greeted and connection.reason != _TOO_MANY else self._waiting
            await losing.after("slack_socket_lost", TryLaterError(connection.reason))

    async def _address(self) -> str:
        try:
            answer, _ = await self._api.told(self._token, "apps.connections.open")
        except TokenRefusedError as error:
            raise socket_refused(error.code) from error
        if not answer.get("url"):
            raise TryLaterError("no-address-told")
        return str(answer["url"])

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


class _Connection:
    """One socket.

    Attributes:
        renew: Set when another connection is wanted.
        reason: Why, in Slack's word; `lost` where it gave none.
    """

    def __init__(self, app: AsyncApp, log: WorkerLog, start: Start) -> None:
        self.renew = asyncio.Event()
        self.reason = "lost"
        self._app = app
        self._log = log
        self._start = start
        self._greeted_at: float | None = None

    @property
    def greeted(self) -> bool:
        """Whether Slack took it."""
        return self._greeted_at is not None

    def lasted(self) -> bool:
        """Whether it stood for a while, so that what ended it was no mistake of ours."""
        now = asyncio.get_running_loop().time()
        return self._greeted_at is not None and now - self._greeted_at >= _SETTLED

    async def listen(self, session: aiohttp.ClientSession, address: str) -> None:
        """Take in what comes until the socket ends."""
        try:
            async with session.ws_connect(address, heartbeat=_HEARTBEAT, max_msg_size=0) as socket:
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        self._read(socket, _told(message.data))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            self.reason = type(error).__name__
        finally:
            self.renew.set()

    def _read(self, socket: aiohttp.ClientWebSocketResponse, message: Mapping[str, Any]) -> None:
        match message.get("type"):
            case "hello":
                self._greeted_at = asyncio.get_running_loop().time()
                self._log.info("slack_socket_open", connections=message.get("num_connections"))
            case "disconnect":
                self.reason = str(message.get("reason", ""))
                if self.reason in _MENDED_BY:
                    event, remedy = _MENDED_BY[self.reason]
                    self._log.error(event, remedy=remedy)
                self.renew.set()
                self._start(_closed_later(socket, 0.0 if self.reason == _TOO_MANY else _FAREWELL))
            case _ if message.get("envelope_id"):
                self._start(self._take(socket, message))

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, message: Mapping[str, Any]) -> None:
        """Have a message taken in, and acknowledge it where it came from; unacknowledged it comes again."""
        try:
            request = SocketModeRequest.from_dict(dict(message))
            if request is None:
                return
            response = await run_async_bolt_app(self._app, request)
        except Exception as error:  # noqa: BLE001 - Bolt trips over values of another kind than it expects
            self._log.warning("slack_request_not_read", error=repr(error))
            return
        if response.status != 200:
            return
        answer: dict[str, Any] = {"envelope_id": request.envelope_id}
        if response.body and request.accepts_response_payload:
            answer["payload"] = json.loads(response.body)
        try:
            await socket.send_json(answer)
        except (aiohttp.ClientError, OSError):
            self._log.info("slack_not_acknowledged", why="the socket is gone")


def _told(text: str) -> Mapping[str, Any]:
    """What a message says; nothing, where it is no JSON, as words that only keep a connection alive."""
    try:
        return mapping(json.loads(text))
    except (ValueError, RecursionError):
        return {}


async def _closed_later(socket: aiohttp.ClientWebSocketResponse, seconds: float) -> None:
    """Close a socket that Slack has given up, in case Slack does not do so itself."""
    await asyncio.sleep(seconds)
    await socket.close()

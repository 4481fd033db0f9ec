"""Signed requests over HTTP, and the pages on which workspaces install the app.

Requests are verified and read here, not by Bolt: it answers 500 to a timestamp that is no number and to JSON that is
none, and takes a command whose text has the word `payload` in it for an empty one.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.adapters.slack.manifest import EVENTS_PATH
from bot.core.errors import GreenroomError, SettingsError
from bot.core.worker import WorkerLog

PORT = "GREENROOM_SLACK_PORT"

_LARGEST = 4 * 1024**2
_GRACE = 2.0
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_FORM = "application/x-www-form-urlencoded"
_CHECK = "ssl_check"


class Http:
    """Serves Slack's requests.

    Args:
        app: Bolt's app.
        signing_secret: With which Slack signs.
        port: Where to listen.
        log: Where failures are told.
        flow: Installs the app in workspaces, where they may do so.
    """

    def __init__(
        self, app: AsyncApp, signing_secret: str, port: int, log: WorkerLog, flow: AsyncOAuthFlow | None = None
    ) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._port = port
        self._log = log
        self._flow = flow

    async def run(self) -> None:
        """Serve until cancelled.

        Raises:
            SettingsError: The port cannot be used.
        """
        runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=_GRACE)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, port=self._port).start()
            except OSError as error:
                raise SettingsError(PORT, f"port {self._port} cannot be used: {error.strerror}") from error
            self._log.info("slack_http_open", port=self._port)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    def application(self) -> web.Application:
        """All routes."""
        served = web.Application(client_max_size=_LARGEST)
        served.add_routes([web.post(EVENTS_PATH, self._take), web.get(EVENTS_PATH, self._check)])
        if self._flow is not None:
            paths = (self._flow.install_path, self._flow.redirect_uri_path)
            served.add_routes([web.get(path, self._show_page) for path in paths])
        return served

    async def _check(self, request: web.Request) -> web.Response:
        """Slack looks now and then whether the address has a good certificate, which asks for nothing."""
        return web.Response(status=200 if request.query.get(_CHECK) == "1" else 405, headers={"Allow": "POST"})

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            return self._refused(400)
        body = _body(text, request.content_type)
        if body is None:
            return self._refused(400)
        if body.get(_CHECK) == "1":
            return web.Response()
        status = self._status_of(request, text)
        if status is not None:
            return self._refused(status)
        try:
            read = AsyncBoltRequest(mode="socket_mode", body=body)  # as one that is verified and read
            answer = await self._app.async_dispatch(read)
        except Exception as error:  # noqa: BLE001 - Bolt trips over values of another kind than it expects
            self._log.warning("slack_request_not_read", error=repr(error))
            return web.Response(status=400)
        return await to_aiohttp_response(answer)

    def _refused(self, status: int) -> web.Response:
        self._log.info("slack_request_refused", status=status)
        return web.Response(status=status)

    def _status_of(self, request: web.Request, text: str) -> int | None:
        """Why a request is turned away, as an HTTP status: 401 for who sent it, 400 for a time that is none."""
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not _TIMESTAMP.fullmatch(timestamp):
            return 400
        signature = request.headers.get("X-Slack-Signature", "")
        if not signature.isascii() or not self._verifier.is_valid(text, timestamp, signature):
            return 401
        return None

    async def _show_page(self, request: web.Request) -> web.Response:
        assert self._flow is not None, "the pages are served where there is a flow"
        asked = await to_bolt_request(request)
        installing = request.path == self._flow.install_path
        try:
            page = await (self._flow.handle_installation(asked) if installing else self._flow.handle_callback(asked))
        except (GreenroomError, aiohttp.ClientError, TimeoutError, OSError) as error:
            self._log.error("slack_not_installed", reason=str(error) or type(error).__name__)
            return web.Response(status=503, text="That did not work just now. Please try again in a minute.")
        return await to_aiohttp_response(page)


def _body(text: str, content_type: str) -> dict[str, Any] | None:
    """What Slack sent: an object in JSON, or a form, whose `payload` is one if it is there; none if it is neither."""
    if content_type != _FORM or text.startswith("{"):
        return _event(text)
    fields: dict[str, Any] = dict(parse_qsl(text, keep_blank_values=True))
    return _event(fields["payload"]) if "payload" in fields else fields


def _event(text: str) -> dict[str, Any] | None:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return held if isinstance(held, dict) and isinstance(held.get("event", {}), dict) else None

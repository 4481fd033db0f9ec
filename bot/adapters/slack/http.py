"""Signed requests over HTTP, and the pages on which workspaces install the app.

Bolt answers 500 to a timestamp that is no number and to JSON that is none; such requests are turned away before.
"""

from __future__ import annotations

import asyncio
import json
import re
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.signature import SignatureVerifier

from bot.adapters.slack.manifest import EVENTS_PATH
from bot.core.errors import GreenroomError, SettingsError
from bot.core.worker import WorkerLog

PORT = "GREENROOM_SLACK_PORT"

_LARGEST = 4 * 1024**2
_GRACE = 2.0
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_FORM = "application/x-www-form-urlencoded"


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
        served.add_routes([web.post(EVENTS_PATH, self._take)])
        if self._flow is not None:
            paths = (self._flow.install_path, self._flow.redirect_uri_path)
            served.add_routes([web.get(path, self._show_page) for path in paths])
        return served

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        status = self._status_of(request, body)
        if status is not None:
            self._log.info("slack_request_refused", status=status)
            return web.Response(status=status)
        try:
            read = await to_bolt_request(request)
        except Exception as error:  # noqa: BLE001 - Bolt trips over values of another kind than it expects
            self._log.warning("slack_request_not_read", error=repr(error))
            return web.Response(status=400)
        return await to_aiohttp_response(await self._app.async_dispatch(read))

    def _status_of(self, request: web.Request, body: bytes) -> int | None:
        """Why a request is turned away, as an HTTP status: 401 for who sent it, 400 for what it says."""
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not _TIMESTAMP.fullmatch(timestamp):
            return 400
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return 400
        signature = request.headers.get("X-Slack-Signature", "")
        if not signature.isascii() or not self._verifier.is_valid(text, timestamp, signature):
            return 401
        return None if _is_readable(text, request.content_type) else 400

    async def _show_page(self, request: web.Request) -> web.Response:
        assert self._flow is not None, "the pages are served where there is a flow"
        asked = await to_bolt_request(request)
        installing = request.path == self._flow.install_path
        try:
            page = await (self._flow.handle_installation(asked) if installing else self._flow.handle_callback(asked))
        except GreenroomError as error:
            self._log.error("slack_not_installed", reason=str(error))
            return web.Response(status=503, text="That did not work just now. Please try again in a minute.")
        return await to_aiohttp_response(page)


def _is_readable(text: str, content_type: str) -> bool:
    """Whether a body is what Slack sends: an object in JSON, or a form, whose `payload` is one if it is there."""
    if content_type == _FORM and not text.startswith("{"):
        payload = parse_qs(text).get("payload")
        return payload is None or _is_event(payload[0])
    return _is_event(text)


def _is_event(text: str) -> bool:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(held, dict) and isinstance(held.get("event", {}), dict)

"""The server: one address for the Web API, sockets, response URLs, uploads, OAuth and, in a process, its controls."""

from __future__ import annotations

import json
from types import TracebackType

from aiohttp import web

from tests.wire.slack import web_api
from tests.wire.slack.admin import Admin
from tests.wire.slack.app import App
from tests.wire.slack.backend import Backend
from tests.wire.slack.control import Control
from tests.wire.slack.delivery import Pace
from tests.wire.slack.errors import NotPossibleError, SlackError
from tests.wire.slack.log import Call
from tests.wire.slack.people import People
from tests.wire.slack.reading import Reading
from tests.wire.slack.things import Json
from tests.wire.slack.web_api import files
from tests.wire.slack.web_api.answering import afterwards, dropped, refuse

MOST_UPLOAD = 64 * 1024**2


class Slack:
    """A Slack of the tests' own, to be used with `async with`.

    Attributes:
        world: All that there is; `world.app` is the app, which a manifest sets up.
        people: What people do.
        admin: What owners do, and how workspaces are set up.
        read: What people see, and waiting for it.
        log: What the app asked for, and how fast.
        faults: What goes wrong next.
        limits: Rate limits.
        deliveries: What was sent to the app, and when it was acknowledged.
        sockets: Socket Mode.
        http: Signed HTTP.
        clock: The server's time.
    """

    def __init__(
        self,
        manifest: Json | None = None,
        *,
        app: App | None = None,
        request_url: str | None = None,
        pace: Pace | None = None,
        enforce_limits: bool = False,
        populated: bool = True,
        port: int = 0,
    ) -> None:
        """Set up what the server starts with.

        Args:
            manifest: The app's manifest, which decides scopes, events, commands and shortcuts; all are on without it.
            app: The app, instead of a manifest.
            request_url: The app's address, for signed HTTP instead of Socket Mode.
            pace: How long to wait for acknowledgements and between retries.
            enforce_limits: Answer 429 to calls over Slack's rate limits.
            populated: Begin with a study group that has the app installed; see `Admin.study_group`.
            port: Where to listen; a free one by default.
        """
        settings = app or (App.from_manifest(manifest) if manifest else App())
        if request_url:
            settings.request_url = request_url
        self._port = port
        self._backend = Backend(settings, pace or Pace(), enforce_limits=enforce_limits)
        self.world = self._backend.world
        self.people = People(self._backend)
        self.admin = Admin(self._backend)
        self.read = Reading(self._backend)
        self.log = self._backend.log
        self.faults = self._backend.faults
        self.limits = self._backend.limits
        self.deliveries = self._backend.deliveries
        self.sockets = self._backend.sockets
        self.http = self._backend.http
        self.clock = self._backend.clock
        self._runner: web.AppRunner | None = None
        if populated:
            self.admin.study_group()

    @property
    def base_url(self) -> str:
        """Where it listens, such as `http://127.0.0.1:4100`."""
        return self._backend.base_url

    @property
    def api_url(self) -> str:
        """For `AsyncWebClient(base_url=...)`."""
        return f"{self.base_url}/api/"

    @property
    def bot_token(self) -> str:
        """Token of the first installation."""
        return self.world.installation().token

    @property
    def app_token(self) -> str:
        """App-level token for Socket Mode."""
        return self.world.app.app_token

    async def start(self, *, controls: bool = False) -> Slack:
        """Listen; with `controls` also to tests in other processes."""
        served = web.Application(client_max_size=MOST_UPLOAD)
        served.add_routes(
            [
                web.route("*", "/api/{method}", self._call),
                web.get("/link/", self._backend.sockets.serve),
                web.post("/upload/v1/{file}", self._upload),
                web.get("/files-pri/{file}/{rest:.*}", self._download),
                web.post("/{kind:actions|commands}/{rest:.*}", self._respond),
            ]
        )
        if controls:
            Control(self).add_to(served)
        self._runner = web.AppRunner(served, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        host, port = self._runner.addresses[0][:2]
        self._backend.base_url = f"http://{host}:{port}"
        return self

    async def stop(self) -> None:
        """Stop listening and close all that is open."""
        await self._backend.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Slack:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        return await web_api.answer(self._backend, request.match_info["method"], request)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        call = Call("response_url", {"path": request.path}, self.clock.now(), content_type=request.content_type)
        self.log.calls.append(call)
        fault = self.faults.take("response_url")
        try:
            if fault is not None and not fault.accepted:
                call.fault = fault.name
                if fault.drop:
                    return dropped(request)
                refuse(fault)
            call.args |= await _json(request)
            text, call.status, call.answer = self._backend.response_urls.use(request.path, call.args), 200, {"ok": True}
        except SlackError as error:
            call.status, call.answer = error.status, error.body
            return web.json_response(error.body, status=error.status, headers=error.headers)
        if fault is not None:
            return await afterwards(fault, call, request, web.Response(text=text))
        return web.Response(text=text)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        call = Call("upload", {"file": request.match_info["file"]}, self.clock.now())
        self.log.calls.append(call)
        fault = self.faults.take("upload")
        try:
            if fault is not None and not fault.accepted:
                if fault.drop:
                    return dropped(request)
                refuse(fault)
            text = files.upload(self._backend, request.match_info["file"], await request.read())
        except SlackError as error:
            call.status, call.answer = error.status, error.body
            return web.Response(status=error.status, text=error.code)
        call.status, call.answer = 200, {"ok": True}
        return web.Response(text=text)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = self.world.files.get(request.match_info["file"])
        tokens = {f"Bearer {item.token}" for item in self.world.installations if item.state == "active"}
        if file is None or file.content is None:
            return web.Response(status=404)
        if request.headers.get("Authorization") not in tokens:
            return web.Response(status=200, text="<html>Sign in</html>", content_type="text/html")
        return web.Response(body=file.content)


async def _json(request: web.Request) -> Json:
    try:
        held = json.loads(await request.read())
    except ValueError:
        raise SlackError("invalid_payload", status=400) from None
    if not isinstance(held, dict):
        raise SlackError("invalid_payload", status=400)
    return held


__all__ = ["NotPossibleError", "Slack"]

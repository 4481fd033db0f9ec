"""From an HTTP request to a handler's call and back: log, authentication, limits, faults, bodies, refusals."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.wire.discord import faults as planted
from tests.wire.discord.drafts import Upload
from tests.wire.discord.errors import ApiError, Json, not_found, refused, unauthorized
from tests.wire.discord.faults import Faults
from tests.wire.discord.form import Form
from tests.wire.discord.limits import Limits
from tests.wire.discord.world import World

PREFIX = "/api/v{version}"


@dataclass
class Call:
    """A request as a handler has it."""

    world: World
    limits: Limits
    parameters: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: list[Upload] = field(default_factory=list)

    def json(self) -> Json:
        """The body, which has to be an object."""
        form = Form()
        held = form.mapping(self.body)
        form.settle()
        return held

    def asks(self, name: str) -> bool:
        """A boolean of the query."""
        return self.query.get(name, "false") in {"1", "true", "True"}

    def number(self, name: str, least: int, most: int, default: int) -> int:
        """A whole number of the query."""
        form = Form()
        value = self.query.get(name)
        if value is not None and not value.isdigit():
            (form / name).wrong("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        form.settle()
        asked = form.whole({name: int(value)} if value is not None else {}, name, least, most, default)
        form.settle()
        return default if asked is None else asked


Handler = Callable[[Call], Any]
Route = tuple[str, str, Handler]


@dataclass
class Logged:
    """A request in the log.

    Attributes:
        route: Method and route, `POST /channels/{channel_id}/messages`.
        at: By the world's clock.
        took: Seconds until it was answered or dropped.
        status: Of the response; 0 for a line that was dropped.
    """

    route: str
    path: str
    at: float
    body: Any = None
    files: list[str] = field(default_factory=list)
    status: int = 0
    took: float = 0.0
    fault: str | None = None


class Api:
    """The REST side: routes and what all of them have in common."""

    def __init__(self, world: World, limits: Limits, faults: Faults) -> None:
        self.world = world
        self.limits = limits
        self.faults = faults
        self.log: list[Logged] = []

    def add(self, app: web.Application, routes: Sequence[Route]) -> None:
        """Serve some routes."""
        for method, path, handler in routes:
            app.router.add_route(method, PREFIX + path, self._serving(f"{method} {path}", handler))

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        """Answer what no route is for, and log it: a test may look for such requests."""
        self.log.append(Logged(f"{request.method} ?", request.path, self.world.clock.now(), status=404))
        return _response(not_found())

    def _serving(self, route: str, handler: Handler) -> Callable[[web.Request], Any]:
        async def serve(request: web.Request) -> web.StreamResponse:
            logged = Logged(route, request.path, self.world.clock.now())
            self.log.append(logged)
            started = time.perf_counter()
            try:
                response = await self._answer(request, route, handler, logged)
            except Exception as error:
                self.world.failures.append(error)
                raise
            logged.took = time.perf_counter() - started
            logged.status = response.status if response is not None else 0
            if logged.status == 429:
                self.limits.sent_429 += 1
            self.limits.invalid += logged.status in {401, 403, 429}
            return web.Response(status=500) if response is None else response  # a dropped line hears nothing

        return serve

    async def _answer(
        self, request: web.Request, route: str, handler: Handler, logged: Logged
    ) -> web.StreamResponse | None:
        """The response, or None where the line was dropped."""
        body, uploads = await _read_safely(request)
        logged.body = None if isinstance(body, ApiError) else body
        logged.files = [upload.filename for upload in uploads]
        fault = self.faults.due(route)
        if fault is not None:
            logged.fault = fault.kind
            early = planted.instead(fault)
            if early is not None:
                return early if isinstance(early, web.Response) else _response(early)
            if fault.kind == "drop-before":
                planted.drop(request, reset=fault.reset)
                return None
        answered = self._done(request, route, handler, Call(self.world, self.limits, {}, {}, body, uploads))
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind == "drop-after":
            planted.drop(request, reset=fault.reset)
            return None
        return answered

    def _done(self, request: web.Request, route: str, handler: Handler, call: Call) -> web.Response:
        """Do what is asked, or refuse it."""
        headers: dict[str, str] = {}
        try:
            self._authenticate(request)
            if isinstance(call.body, ApiError):
                raise call.body
            call.parameters = {name: value for name, value in request.match_info.items() if name != "version"}
            call.query = dict(request.query)
            headers, too_early = self.limits.take(route, call.parameters)
            if too_early is not None:
                return _response(ApiError(429, too_early, headers))
            return _answered(handler(call), headers)
        except ApiError as error:
            error.headers = headers | error.headers
            return _response(error)

    def _authenticate(self, request: web.Request) -> None:
        """Check the bot's token, where the address itself has none.

        Raises:
            ApiError: A wrong token, API version or user agent.
        """
        if request.match_info.get("version") not in {"9", "10"}:
            raise refused(50041)
        path = request.path.split("/", 3)[3]
        if path.startswith(("interactions/", "gateway?")) or path == "gateway":
            return
        if path.startswith("webhooks/") and path.count("/") > 1:
            return
        if request.headers.get("Authorization") != f"Bot {self.world.app.token}":
            raise unauthorized()
        if not request.headers.get("User-Agent", "").startswith("DiscordBot ("):
            raise refused(40333)


async def _read_safely(request: web.Request) -> tuple[Any, list[Upload]]:
    """The body and its files; a body that is none is the refusal itself."""
    try:
        return await _read(request)
    except ApiError as error:
        return error, []


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    """The body and its files.

    Raises:
        ApiError: No JSON, or a content type that is none of a form's.
    """
    if not request.can_read_body:
        return None, []
    if request.content_type == "application/json":
        return _loaded(await request.read()), []
    if request.content_type != "multipart/form-data":
        form = Form()
        form.wrong(
            "CONTENT_TYPE_INVALID", 'Expected "Content-Type" header to be one of application/json, multipart/form-data.'
        )
        form.settle()
    body: Any = {}
    uploads: list[Upload] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        name, content = part.name or "", bytes(await part.read(decode=True))
        if name == "payload_json":
            body = _loaded(content)
        elif name.startswith("files[") and name.endswith("]") and name[6:-1].isdigit():
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads.append(Upload(int(name[6:-1]), part.filename or "", content, kind))
    return body, uploads


def _loaded(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise refused(50109) from None


def _answered(result: Any, headers: dict[str, str]) -> web.Response:
    if result is None:
        return web.Response(status=204, headers=headers)
    status = 200
    if isinstance(result, tuple):
        status, result = result
    return _json(status, result, headers)


def _response(error: ApiError) -> web.Response:
    return _json(error.status, error.body, error.headers)


def _json(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    """JSON under exactly `application/json`: discord.py reads nothing else as JSON."""
    raw = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(status=status, body=raw, headers={"Content-Type": "application/json", **headers})

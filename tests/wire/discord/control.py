"""The small Discord over HTTP for tests in other processes: `POST /control/{part}/{name}` with arguments as JSON.

Every public method of `people`, `read`, `admin`, `faults` and `gateway` can be called so. The body is
`{"args": [...], "kwargs": {...}}`, the answer `{"result": ...}` or, with status 409, `{"error": "..."}`.
"""

from __future__ import annotations

import inspect
import json
import urllib.request
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.wire.discord.errors import ApiError, CannotError

if TYPE_CHECKING:
    from tests.wire.discord.server import DiscordServer

PARTS = ("people", "read", "admin", "faults", "gateway", "limits")
_HANDLED = (CannotError, ApiError, AssertionError, LookupError, TypeError, ValueError)


class Control:
    """The control's routes."""

    def __init__(self, server: DiscordServer) -> None:
        self._server = server

    def add(self, app: web.Application) -> None:
        app.router.add_get("/control", self._about)
        app.router.add_post("/control/{part}/{name}", self._call)
        app.router.add_put("/control/{part}/{name}", self._set)

    async def _about(self, _request: web.Request) -> web.Response:
        server = self._server
        return web.json_response(
            {
                "api_url": server.api_url,
                "gateway_url": server.gateway_url,
                "token": server.token,
                "bot_id": server.bot_id,
            }
        )

    async def _call(self, request: web.Request) -> web.Response:
        """Call a method."""
        part, name = self._named(request)
        asked = await request.json()
        try:
            result = getattr(part, name)(*asked.get("args", []), **asked.get("kwargs", {}))
            if inspect.isawaitable(result):
                result = await result
        except _HANDLED as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=409)
        shown = asdict(result) if is_dataclass(result) and not isinstance(result, type) else result
        return web.json_response({"result": shown})

    async def _set(self, request: web.Request) -> web.Response:
        """Set an attribute, such as `limits/enforced`."""
        part, name = self._named(request)
        setattr(part, name, await request.json())
        return web.json_response({"result": None})

    def _named(self, request: web.Request) -> tuple[Any, str]:
        part, name = request.match_info["part"], request.match_info["name"]
        if part not in PARTS or name.startswith("_") or not hasattr(getattr(self._server, part), name):
            raise web.HTTPNotFound
        return getattr(self._server, part), name


class Remote:
    """A small Discord in another process, for tests that are not asynchronous.

    Attributes:
        url: Where it is: `http://127.0.0.1:PORT`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        about = self._ask("GET", "/control", None)
        self.api_url: str = about["api_url"]
        self.gateway_url: str = about["gateway_url"]
        self.token: str = about["token"]
        self.bot_id: str = about["bot_id"]

    def call(self, what: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method: `remote.call("people.say", "ada", "general", "hello")`.

        Raises:
            AssertionError: What the method refused, failed at or waited for in vain.
        """
        answered = self._ask("POST", f"/control/{what.replace('.', '/')}", {"args": args, "kwargs": kwargs})
        if "error" in answered:
            raise AssertionError(answered["error"])
        return answered["result"]

    def set(self, what: str, value: Any) -> None:
        """Set an attribute: `remote.set("limits.enforced", True)`."""
        self._ask("PUT", f"/control/{what.replace('.', '/')}", value)

    def _ask(self, method: str, path: str, body: Any) -> Any:
        raw = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data=raw, method=method, headers={"Content-Type": "application/json"}
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _KeepsErrors())
        with opener.open(request, timeout=60) as response:
            return json.load(response)


class _KeepsErrors(urllib.request.HTTPErrorProcessor):
    """Lets a 409 through as any other answer."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return response if response.status == 409 else super().http_response(request, response)

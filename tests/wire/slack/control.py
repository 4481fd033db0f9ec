"""Controls over HTTP, for tests whose server is another process.

`POST /control/people/say` with `{"user": "ada", "channel": "#practice", "text": "hi"}` does what `slack.people.say`
does, and so for every public function and attribute of `people`, `admin`, `read`, `sockets`, `http`, `deliveries`,
`log`, `limits` and `clock`. Messages are given and named as `{"channel": ..., "ts": ...}`, views by `{"view": id}`.
"""

from __future__ import annotations

import inspect
import json
import urllib.error
import urllib.request
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.wire.slack import faults
from tests.wire.slack.errors import NotPossibleError
from tests.wire.slack.things import Json, Message, View

if TYPE_CHECKING:
    from tests.wire.slack.server import Slack

_PARTS = frozenset(
    {"people", "admin", "read", "sockets", "http", "deliveries", "log", "limits", "clock", "faults", "world"}
)


class Control:
    """The server's side."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def add_to(self, served: web.Application) -> None:
        """Add the routes."""
        served.add_routes([web.get("/control", self._about), web.post("/control/{part}/{verb}", self._do)])

    async def _about(self, _request: web.Request) -> web.Response:
        return web.json_response(about(self._slack))

    async def _do(self, request: web.Request) -> web.Response:
        part, verb = request.match_info["part"], request.match_info["verb"]
        if part not in _PARTS or verb.startswith("_"):
            return web.json_response({"error": f"no {part}.{verb}"}, status=404)
        try:
            given = json.loads(await request.read() or b"{}")
            return web.json_response({"result": plain(await self._done(part, verb, given))})
        except (AssertionError, AttributeError, LookupError, TypeError, ValueError, TimeoutError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    async def _done(self, part: str, verb: str, given: Json) -> Any:
        if (part, verb) == ("faults", "next"):
            fault = getattr(faults, given["fault"])(**given.get("with", {}))
            return self._slack.faults.next(given["method"], fault, times=given.get("times", 1))
        found = getattr(getattr(self._slack, part), verb)
        if not callable(found):
            return found
        done = found(**{name: self._named(value) for name, value in given.items()})
        return await done if inspect.isawaitable(done) else done

    def _named(self, value: Any) -> Any:
        """The message or view that a value names, else the value."""
        if isinstance(value, dict) and set(value) == {"channel", "ts"}:
            found = self._slack.world.channel(value["channel"]).messages.get(value["ts"])
            if found is None:
                raise LookupError(f"no message {value}")
            return found
        if isinstance(value, dict) and set(value) == {"view"}:
            stacks = [view for stack in self._slack.world.stacks.values() for view in stack]
            return next(view for view in [*stacks, *self._slack.world.homes.values()] if view.id == value["view"])
        return value


def about(slack: Slack) -> Json:
    """What a test needs to connect an app."""
    app = slack.world.app
    return {
        "base_url": slack.base_url,
        "api_url": slack.api_url,
        "bot_token": slack.bot_token if slack.world.installations else None,
        "app_token": slack.app_token,
        "signing_secret": app.signing_secret,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "users": {user.name: user.id for user in slack.world.users.values()},
        "channels": {channel.name: channel.id for channel in slack.world.channels.values() if channel.kind != "im"},
    }


def plain(value: Any) -> Any:
    """A value as JSON."""
    if isinstance(value, Message):
        return {
            "channel": value.channel,
            "ts": value.ts,
            "body": value.body,
            "metadata": value.metadata,
            "seen_by": value.seen_by,
        }
    if isinstance(value, View):
        return {"view": value.id, "body": value.body, "values": value.values, "errors": value.errors}
    if is_dataclass(value) and not isinstance(value, type):
        named = (item.name for item in fields(value) if not item.name.startswith("_"))
        return {name: plain(getattr(value, name)) for name in named}
    if isinstance(value, dict):
        return {str(name): plain(held) for name, held in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)


class Remote:
    """The other side, for tests: `Remote(url).people.say(user="ada", channel="#practice", text="hi")`.

    Raises:
        NotPossibleError: The server said no; from any call.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def about(self) -> Json:
        """Addresses, tokens, people and channels."""
        with urllib.request.urlopen(f"{self._base_url}/control", timeout=30) as answer:
            held: Json = json.load(answer)
        return held

    def __getattr__(self, part: str) -> _Part:
        return _Part(f"{self._base_url}/control/{part}")


class _Part:
    def __init__(self, url: str) -> None:
        self._url = url

    def __getattr__(self, verb: str) -> Any:
        def call(**given: Any) -> Any:
            request = urllib.request.Request(f"{self._url}/{verb}", json.dumps(given).encode(), method="POST")
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.load(answer)["result"]
            except urllib.error.HTTPError as error:
                raise NotPossibleError(json.load(error)["error"]) from None

        return call

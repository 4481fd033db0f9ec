"""Ways to Slack and Discord in simulated time: they take time there and back, and hold strictly to the limits.

The adapters above them are the real ones, with the limits that they declare.
"""

from __future__ import annotations

import logging
import random
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from types import SimpleNamespace
from typing import Any, cast

import discord
from discord.http import Route

from bot.adapters.discord.alone import Alone
from bot.adapters.discord.answers import Answers
from bot.adapters.discord.channels import Channels
from bot.adapters.discord.rest import Rest
from bot.adapters.discord.transport import DiscordTransport
from bot.adapters.slack.api import Api
from bot.adapters.slack.directs import Directs
from bot.adapters.slack.transport import SlackTransport
from bot.adapters.slack.workspaces import Workspace, Workspaces
from bot.core.delivery.ports import Transport
from bot.core.errors import TryLaterError
from bot.core.records import Origin
from bot.core.worker import SilentLog
from tests.fakes.simulation import LeapingClock
from tests.wire.discord import clock as discord_clock
from tests.wire.discord import limits as discord_limits
from tests.wire.slack import clock as slack_clock
from tests.wire.slack import limits as slack_limits
from tests.wire.slack.errors import SlackError

WAY = (0.02, 0.06)  # seconds until a request arrives
ANSWER = (0.08, 0.24)  # and from then until its answer is back: 100 to 300 ms together
SLACK_A_MINUTE = 300  # messages in a workspace: "several hundred", says Slack


@dataclass
class Wire:
    """What every way has.

    Attributes:
        clock: Time.
        dice: Where chance comes from.
        arrivals: When requests arrived, refused ones included.
        refused: How many of them came too early.
        shown: When a message was first shown in each place: a channel, or a thread in it.
    """

    clock: LeapingClock
    dice: random.Random
    arrivals: list[datetime] = field(default_factory=list)
    refused: int = 0
    shown: dict[str, datetime] = field(default_factory=dict)

    def seconds(self) -> float:
        """The time, for limits that count in seconds."""
        return self.clock.now().timestamp()

    async def carry(self, excess: Callable[[], float | None], place: str | None) -> None:
        """Take a request there and its answer back.

        Args:
            excess: Whether it is one too many, asked when it arrives: the seconds to wait.
            place: Where it shows a message, if it does.

        Raises:
            TryLaterError: It was one too many.
        """
        await self.clock.sleep(self.dice.uniform(*WAY))
        self.arrivals.append(self.clock.now())
        wait = excess()
        if wait is None and place is not None:
            self.shown.setdefault(place, self.clock.now())
        await self.clock.sleep(self.dice.uniform(*ANSWER))
        if wait is not None:
            self.refused += 1
            raise TryLaterError("rate-limited", wait)


class _Seconds:
    """A stand-in server's clock that shows simulated time."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def now(self) -> float:
        return self._wire.seconds()


class DiscordWire:
    """Discord's REST API as discord.py's client shows it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._limits = discord_limits.Limits(cast("discord_clock.Clock", _Seconds(wire)), enforced=True)
        self._numbers = count(1)

    async def request(self, route: Route, **_options: object) -> dict[str, str]:
        def excess() -> float | None:
            _, refusal = self._limits.take(route.key, {"channel_id": str(route.channel_id)})
            return float(refusal["retry_after"]) if refusal else None

        posts = route.method == "POST" and route.path.endswith("/messages")
        await self._wire.carry(excess, str(route.channel_id) if posts else None)
        return {"id": str(next(self._numbers))}


class _Home:
    """Channels that are all there, and no forums."""

    me = "bot"
    reads = True

    async def require(self, origin: Origin) -> None:
        """It is there."""

    def is_forum(self, channel: str) -> bool:
        return False

    def is_in_server(self, channel: str) -> bool:
        return True


def discord_transport(wire: Wire) -> Transport:
    """The real transport, over a simulated wire."""
    log = SilentLog()
    rest = Rest(wire.clock)
    rest.use(cast("discord.Client", SimpleNamespace(http=DiscordWire(wire))))
    channels = Channels(rest, log)
    alone = Alone(Answers("", ""), channels, wire.clock, log)
    return DiscordTransport(channels, alone, _Home(), lambda *_: [])


class SlackWire:
    """Slack's Web API as its SDK's client shows it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._limits = slack_limits.Limits(cast("slack_clock.Clock", _Seconds(wire)), enforced=True)
        self._lately: dict[str, deque[float]] = {}
        self._numbers = count(1)

    async def call(self, workspace: str, method: str, data: Mapping[str, str]) -> Any:
        posts = method == "chat.postMessage"

        def excess() -> float | None:
            try:
                self._limits.check(method, workspace, data["channel"])
            except SlackError as error:
                return float(error.headers["Retry-After"])
            return self._workspace_excess(workspace) if posts else None

        await self._wire.carry(excess, data.get("thread_ts") or data["channel"] if posts else None)
        return SimpleNamespace(data={"ok": True, "channel": data["channel"], "ts": f"{next(self._numbers)}.0"})

    def _workspace_excess(self, workspace: str) -> float | None:
        lately, now = self._lately.setdefault(workspace, deque()), self._wire.seconds()
        while lately and lately[0] <= now - 60:
            lately.popleft()
        if len(lately) >= SLACK_A_MINUTE:
            return lately[0] + 60 - now
        lately.append(now)
        return None


class _SlackApi(Api):
    """The real caller of the Web API, whose client is the wire; a token is the name of its workspace."""

    def __init__(self, wire: Wire) -> None:
        super().__init__("", wire.clock, logging.getLogger(__name__))
        self._wire = SlackWire(wire)

    def client(self, token: str | None = None) -> Any:
        def api_call(method: str, *, data: Mapping[str, str]) -> Any:
            return self._wire.call(str(token), method, data)

        return SimpleNamespace(api_call=api_call)


class _Installed(Workspaces):
    async def workspace(self, team: str) -> Workspace | None:
        return Workspace(team, team, "bot", "bot")

    async def of_bot(self, user: str) -> Workspace | None:
        return None


def slack_transport(wire: Wire) -> Transport:
    """The real transport, over a simulated wire."""
    api = _SlackApi(wire)
    return SlackTransport(api, _Installed(), Directs(api))

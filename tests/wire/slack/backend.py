"""What all parts of the server share."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

from tests.wire.slack.app import App
from tests.wire.slack.clock import Clock
from tests.wire.slack.delivery import Attempt, Deliveries, Delivery, Pace
from tests.wire.slack.errors import SlackError
from tests.wire.slack.events import Events
from tests.wire.slack.faults import Faults
from tests.wire.slack.limits import Limits
from tests.wire.slack.log import Log
from tests.wire.slack.messages import Messages
from tests.wire.slack.response_urls import ResponseUrls
from tests.wire.slack.signed_http import SignedHttp
from tests.wire.slack.sockets import Sockets
from tests.wire.slack.things import Team
from tests.wire.slack.world import World


@dataclass
class Trigger:
    """What lets an app open a modal: one use soon after what a person did."""

    user: str
    team_id: str
    made: float
    view: str | None = None
    used: bool = False


@dataclass
class Code:
    """A grant that waits to be exchanged for a token."""

    team: Team
    user: str
    scopes: frozenset[str]
    redirect_uri: str
    made: float


class Backend:
    """The parts, put together.

    Attributes:
        base_url: Where the server is, without a slash at the end.
        triggers: By trigger id.
        codes: OAuth codes not yet exchanged.
    """

    def __init__(self, app: App, pace: Pace, *, enforce_limits: bool) -> None:
        self.base_url = ""
        self.clock = Clock()
        self.world = World(app, self.clock)
        self.log = Log()
        self.faults = Faults()
        self.limits = Limits(self.clock, enforced=enforce_limits)
        self.sockets = Sockets(app, self.log)
        self.http = SignedHttp(app)
        self.deliveries = Deliveries(self, pace, self.changed)
        self.events = Events(self.world, self.deliveries)
        self.messages = Messages(self.world, self.events, self.changed)
        self.response_urls = ResponseUrls(self.world, self.messages)
        self.triggers: dict[str, Trigger] = {}
        self.codes: dict[str, Code] = {}
        self._change = asyncio.Event()

    async def send(self, delivery: Delivery, attempt: Attempt, deadline: float) -> bool:
        """Send a payload the way that the app's settings say at this moment."""
        way = self.http if self.world.app.request_url else self.sockets
        return await way.send(delivery, attempt, deadline)

    def changed(self) -> None:
        """Wake whoever waits for something to happen."""
        self._change.set()

    async def until_change(self, seconds: float) -> None:
        """Wait until something happens, or for so many seconds."""
        self._change.clear()
        try:
            await asyncio.wait_for(self._change.wait(), seconds)
        except TimeoutError:
            return

    def trigger(self, user: str, team_id: str, view: str | None = None) -> str:
        """A new trigger id, as Slack writes them."""
        name = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self.triggers[name] = Trigger(user, team_id, self.clock.now(), view)
        return name

    def pull(self, trigger_id: str, team_id: str) -> Trigger:
        """Use a trigger.

        Raises:
            SlackError: It is unknown, used or too old.
        """
        trigger = self.triggers.get(trigger_id)
        if trigger is None or trigger.team_id != team_id:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock.now() - trigger.made > self.deliveries.pace.trigger:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    async def stop(self) -> None:
        """End all that runs."""
        await self.deliveries.close()
        await self.sockets.stop()
        await self.http.stop()

"""Events: the wrapper around them, and who hears of what."""

from __future__ import annotations

import secrets

from tests.wire.slack.delivery import Deliveries, Delivery
from tests.wire.slack.things import Channel, Json, Message
from tests.wire.slack.world import World

MESSAGE_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}


class Events:
    """Sends events to the app's installations that hear of them."""

    def __init__(self, world: World, deliveries: Deliveries) -> None:
        self._world = world
        self._deliveries = deliveries

    def emit(self, team_id: str, event: Json, *, heard_as: str = "", even_if_gone: bool = False) -> Delivery | None:
        """Send an event if the app is installed there, subscribed to it and has a scope for it.

        Args:
            team_id: The workspace where it happened.
            event: The inner event; `event_ts` is filled in.
            heard_as: Its name in a manifest, where that is not its type.
            even_if_gone: Send it although the app has lost its token, as for the uninstalling itself.
        """
        try:
            installed = self._world.installation(team_id)
        except LookupError:
            return None
        if installed.state != "active" and not even_if_gone:
            return None
        if not self._world.app.hears(heard_as or event["type"], installed.scopes):
            return None
        event.setdefault("event_ts", self._world.clock.ts())
        return self._deliveries.start("events_api", self._wrapped(team_id, event, installed.bot_user, even_if_gone))

    def _wrapped(self, team_id: str, event: Json, bot_user: str, gone: bool) -> Json:
        enterprise = self._world.teams[team_id].enterprise_id
        wrapped: Json = {
            "token": self._world.app.verification_token,
            "team_id": team_id,
            "context_team_id": team_id,
            "context_enterprise_id": enterprise,
            "api_app_id": self._world.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(float(event["event_ts"])),
            "is_ext_shared_channel": False,
            "event_context": f"4-{secrets.token_urlsafe(24)}",
        }
        if enterprise:
            wrapped["enterprise_id"] = enterprise
        if not gone:
            wrapped["authorizations"] = [
                {
                    "enterprise_id": enterprise,
                    "team_id": team_id,
                    "user_id": bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ]
        return wrapped

    def in_channel(self, channel: Channel, event: Json, heard_as: str = "") -> Delivery | None:
        """Send an event of a conversation, if the bot is in it."""
        try:
            bot = self._world.installation(channel.team_id).bot_user
        except LookupError:
            return None
        return self.emit(channel.team_id, event, heard_as=heard_as) if bot in channel.members else None

    def of_message(self, channel: Channel, event: Json) -> Delivery | None:
        """Send a message event, subtypes included."""
        whole = event | {"channel": channel.id, "channel_type": channel.kind}
        return self.in_channel(channel, whole, MESSAGE_EVENTS[channel.kind])

    def mention(self, channel: Channel, message: Message) -> Delivery | None:
        """Send `app_mention` if a person mentions the app where it is; never for a direct message."""
        try:
            installed = self._world.installation(channel.team_id)
        except LookupError:
            return None
        if channel.kind == "im" or f"<@{installed.bot_user}>" not in message.text or message.body.get("bot_id"):
            return None
        body = channel.shown(message) | {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}
        body.pop("subtype", None)
        return self.in_channel(channel, body)

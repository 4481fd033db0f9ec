"""What happens to messages, and the events that tell of it."""

from __future__ import annotations

from collections.abc import Callable

from tests.wire.slack.events import Events
from tests.wire.slack.things import Channel, Installation, Json, Message
from tests.wire.slack.world import World

STREAM_LIFETIME = 300.0
"""Seconds after which a stream ends that nobody has stopped; undocumented, measured by others."""


class Messages:
    """Posts, changes and removes messages."""

    def __init__(self, world: World, events: Events, changed: Callable[[], None]) -> None:
        self._world = world
        self._events = events
        self._changed = changed

    def by_app(self, installed: Installation) -> Json:
        """What every message of the app says about its author."""
        app = self._world.app
        return {
            "type": "message",
            "user": installed.bot_user,
            "bot_id": installed.bot_id,
            "app_id": app.id,
            "team": installed.team_id,
            "bot_profile": {
                "id": installed.bot_id,
                "app_id": app.id,
                "user_id": installed.bot_user,
                "name": app.name,
                "icons": {},
                "deleted": False,
                "updated": 0,
                "team_id": installed.team_id,
            },
        }

    def post(
        self, channel: Channel, body: Json, *, metadata: Json | None = None, seen_by: str | None = None
    ) -> Message:
        """Post a message; a mention of the app by a person makes two events with the same `ts`."""
        message = Message(channel.id, {"ts": self._world.clock.ts()} | body, metadata, seen_by)
        channel.messages[message.ts] = message
        if message.is_reply and message.body.get("bot_id"):
            self._world.statuses.pop((channel.id, str(message.thread_ts)), None)
        if seen_by is None:
            event = channel.shown(message) | {"event_ts": message.ts}
            if message.body.get("subtype") == "thread_broadcast":
                event["root"] = channel.shown(channel.messages[str(message.thread_ts)])
            self._events.of_message(channel, event)
            self._events.mention(channel, message)
        self._changed()
        return message

    def change(self, message: Message, body: Json, *, edited_by: str | None = None) -> Message:
        """Replace a message's content; `edited_by` marks it as edited, as a link's preview does not."""
        channel = self._world.channels[message.channel]
        before = channel.shown(message)
        message.edits.append(message.body)
        message.body = dict(body)
        if edited_by:
            message.body["edited"] = {"user": edited_by, "ts": f"{int(self._world.clock.now())}.000000"}
        if message.seen_by is None:
            self._say_changed(channel, channel.shown(message), before)
            if edited_by and not message.body.get("bot_id"):
                self._events.mention(channel, message)
        self._changed()
        return message

    def remove(self, message: Message) -> None:
        """Delete a message; one with replies leaves a tombstone, which is told as a change."""
        channel = self._world.channels[message.channel]
        before = channel.shown(message)
        if message.seen_by is None and channel.replies(message.ts):
            message.edits.append(message.body)
            message.body = {
                "type": "message",
                "subtype": "tombstone",
                "text": "This message was deleted.",
                "user": "USLACKBOT",
                "hidden": True,
                "ts": message.ts,
                "thread_ts": message.ts,
            }
            message.metadata = None
            self._say_changed(channel, channel.shown(message), before)
        else:
            message.deleted = True
            if message.seen_by is None:
                told = {} if self._world.app.brief_deletions else {"previous_message": before}
                self._events.of_message(channel, self._hidden("message_deleted") | {"deleted_ts": message.ts} | told)
        self._changed()

    def is_streaming(self, message: Message) -> bool:
        """Whether a message still grows; Slack gives a stream up that was not stopped in time."""
        if message.streaming and self._world.clock.now() - float(message.ts) > STREAM_LIFETIME:
            message.streaming = False
            message.body["streaming_state"] = "errored"
        return message.streaming

    def _say_changed(self, channel: Channel, now: Json, before: Json) -> None:
        event = self._hidden("message_changed") | {"message": now, "previous_message": before}
        self._events.of_message(channel, event)

    def _hidden(self, subtype: str) -> Json:
        ts = self._world.clock.ts()
        return {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, "event_ts": ts}

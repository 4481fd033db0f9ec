"""Payloads of what people do with an app: actions, submissions, shortcuts and commands."""

from __future__ import annotations

import secrets
from typing import Any

from tests.wire.slack import forms
from tests.wire.slack.backend import Backend
from tests.wire.slack.forms import Values
from tests.wire.slack.things import Channel, Json, Message, User, View
from tests.wire.slack.web_api import views

_NAMED = {"im": "directmessage", "group": "privategroup"}


class Interactions:
    """Builds payloads."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def _common(self, user: User, kind: str) -> Json:
        world = self._backend.world
        team = world.teams[user.team_id]
        enterprise = {"id": team.enterprise_id, "name": "An organisation"} if team.enterprise_id else None
        return {
            "type": kind,
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
            "api_app_id": world.app.id,
            "token": world.app.verification_token,
            "team": {"id": team.id, "domain": team.domain}
            | ({"enterprise_id": team.enterprise_id} if team.enterprise_id else {}),
            "enterprise": enterprise,
            "is_enterprise_install": False,
        }

    def _url(self, kind: str, user: User, channel: Channel, message: Message | None = None) -> str:
        path = self._backend.response_urls.give(kind, user.team_id, channel.id, user.id, message)
        return self._backend.base_url + path

    def in_message(self, user: User, message: Message, action: Json, values: Values) -> Json:
        """A press of something in a message; an ephemeral one does not come along."""
        channel = self._backend.world.channels[message.channel]
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.seen_by is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._common(user, "block_actions") | {
            "container": container,
            "trigger_id": self._backend.trigger(user.id, user.team_id),
            "channel": {"id": channel.id, "name": _NAMED.get(channel.kind, channel.name)},
            "state": {"values": forms.state(message.blocks, values)},
            "response_url": self._url("actions", user, channel, message),
            "actions": [action | {"action_ts": self._backend.clock.ts()}],
        }
        return payload if message.seen_by else payload | {"message": channel.shown(message)}

    def in_view(self, user: User, view: View, action: Json) -> Json:
        """A press of something in a modal or the Home tab."""
        return self._common(user, "block_actions") | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._backend.trigger(user.id, user.team_id, view.id),
            "view": views.wire(view),
            "actions": [action | {"action_ts": self._backend.clock.ts()}],
        }

    def submission(self, user: User, view: View) -> Json:
        """A form that is sent."""
        return self._common(user, "view_submission") | {
            "trigger_id": self._backend.trigger(user.id, user.team_id, view.id),
            "view": views.wire(view),
            "response_urls": [],
        }

    def closing(self, user: User, view: View, *, cleared: bool) -> Json:
        """A form that is closed."""
        return self._common(user, "view_closed") | {"view": views.wire(view), "is_cleared": cleared}

    def on_message(self, user: User, message: Message, callback_id: str) -> Json:
        """A message shortcut."""
        channel = self._backend.world.channels[message.channel]
        return self._common(user, "message_action") | {
            "callback_id": callback_id,
            "trigger_id": self._backend.trigger(user.id, user.team_id),
            "response_url": self._url("actions", user, channel),
            "message_ts": message.ts,
            "message": channel.shown(message),
            "channel": {"id": channel.id, "name": _NAMED.get(channel.kind, channel.name)},
            "action_ts": self._backend.clock.ts(),
        }

    def anywhere(self, user: User, callback_id: str) -> Json:
        """A global shortcut."""
        return self._common(user, "shortcut") | {
            "callback_id": callback_id,
            "trigger_id": self._backend.trigger(user.id, user.team_id),
            "action_ts": self._backend.clock.ts(),
        }

    def command(self, user: User, channel: Channel, name: str, text: str) -> Json:
        """A slash command, whose fields are all text."""
        world = self._backend.world
        team = world.teams[user.team_id]
        return {
            "token": world.app.verification_token,
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": channel.id,
            "channel_name": _NAMED.get(channel.kind, channel.name),
            "user_id": user.id,
            "user_name": user.name,
            "command": name,
            "text": text,
            "api_app_id": world.app.id,
            "is_enterprise_install": "false",
            "response_url": self._url("commands", user, channel),
            "trigger_id": self._backend.trigger(user.id, user.team_id),
        } | ({"enterprise_id": team.enterprise_id, "enterprise_name": "An organisation"} if team.enterprise_id else {})


def pressed(block: Json, element: Json) -> Json:
    """The action of a button."""
    action: Json = {
        name: element[name] for name in ("type", "action_id", "text", "value", "style", "url") if name in element
    }
    return action | {"block_id": block["block_id"]}


def chosen(block: Json, element: Json, value: Json) -> Json:
    """The action of an element with a value."""
    placeholder: Json = {"placeholder": element["placeholder"]} if "placeholder" in element else {}
    return {"action_id": element["action_id"], "block_id": block["block_id"]} | placeholder | value


def client_msg_id() -> str:
    """As clients make them for messages that people write."""
    token = secrets.token_hex(16)
    return f"{token[:8]}-{token[8:12]}-{token[12:16]}-{token[16:20]}-{token[20:]}"


def answers_modal(answer: Any) -> bool:
    """Whether an acknowledgement says what becomes of a form."""
    return isinstance(answer, dict) and "response_action" in answer

"""What people press, fill in, choose and type after a slash -> ChatEvent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.adapters.slack.entities import typed, written
from bot.adapters.slack.forms import Filled
from bot.adapters.slack.payloads import array, mapping
from bot.adapters.slack.presses import Press, packed, unpacked
from bot.adapters.slack.translate import Payload, is_direct, message_id, moment
from bot.adapters.slack.workspaces import PLATFORM, Workspace
from bot.core.bank.content import Content
from bot.core.chat import ChatEvent
from bot.core.commands.table import find
from bot.core.commands.typed import Choices, options_of, text_of
from bot.core.records import Origin

_PLACE = "place/"
_METADATA = "private_metadata"
_MOST_METADATA = 3_000


@dataclass(frozen=True, slots=True)
class Where:
    """Where something was pressed or opened.

    Attributes:
        channel: The channel; empty where it was in the Home tab.
        thread: The thread in it.
        handle: An address that answers it for half an hour.
    """

    channel: str
    thread: str | None = None
    handle: str | None = None

    def origin(self, workspace: Workspace, user: str) -> Origin:
        """The origin of what a member does here, whose replies are for them alone."""
        return Origin(
            PLATFORM,
            workspace.id,
            self.channel,
            user,
            thread=self.thread,
            private=True,
            direct=is_direct(self.channel),
            handle=self.handle,
        )


def user_of(payload: Payload) -> str:
    """Who did it."""
    return str(mapping(payload.get("user")).get("id") or payload.get("user_id") or "")


def pressed_at(payload: Payload) -> Where:
    """Where something was pressed, or a message chosen."""
    container = mapping(payload.get("container"))
    channel = mapping(payload.get("channel")).get("id") or container.get("channel_id") or ""
    ts = container.get("message_ts") or payload.get("message_ts")
    thread = container.get("thread_ts") or mapping(payload.get("message")).get("thread_ts")
    handle = payload.get("response_url")
    return Where(str(channel), str(thread) if thread and thread != ts else None, str(handle) if handle else None)


def press_event(payload: Payload, press: Press, origin: Origin) -> ChatEvent:
    """A press of a button."""
    action = mapping(next(iter(array(payload.get("actions"))), None))
    return ChatEvent(_key(payload), origin, moment(action.get("action_ts")), press.command, "", press.options)


def form_event(payload: Payload, filled: Filled, origin: Origin, now: datetime) -> ChatEvent:
    """A form that was sent; sent twice in a row it is the same event."""
    key = f"form:{mapping(payload.get('view')).get('id', '')}"
    return ChatEvent(key, origin, now, filled.command, filled.text, filled.options)


def shortcut_event(payload: Payload, workspace: Workspace) -> ChatEvent:
    """A message that somebody wants graded."""
    where, message = pressed_at(payload), mapping(payload.get("message"))
    found = message_id(where.channel, str(message.get("ts", "")))
    origin = replace(where.origin(workspace, user_of(payload)), message=found)
    author = str(message.get("user") or message.get("bot_id") or "")
    text = typed(written(message))
    return ChatEvent(_key(payload), origin, moment(payload.get("action_ts")), "grade-this", text, {"author": author})


def command_event(payload: Payload, workspace: Workspace, content: Content, now: datetime) -> ChatEvent:
    """What was typed after the slash command; without a word it is help."""
    where = Where(str(payload.get("channel_id", "")), None, str(payload.get("response_url") or "") or None)
    name, rest = (*typed(str(payload.get("text") or "")).split(maxsplit=1), "", "")[:2]  # a line may end there
    command = find(name.lstrip("/")) if name else find("help")
    options = options_of(command, rest, {}, Choices.of(content)) if command else {}
    text = text_of(command, rest) if command else ""
    origin = where.origin(workspace, user_of(payload))
    return ChatEvent(_key(payload), origin, now, command.name if command else name, text, options)


def with_place(view: dict[str, Any], origin: Origin) -> dict[str, Any]:
    """A form that remembers where it was opened, which Slack does not tell when it is sent."""
    place = {"channel": origin.channel, "thread": origin.thread or "", "handle": origin.handle or ""}
    carried = {f"{_PLACE}{name}": value for name, value in place.items() if value}
    held = (unpacked(view.get(_METADATA)) or {}) | carried
    if len(packed(held)) > _MOST_METADATA:
        del held[f"{_PLACE}handle"]
    return {**view, _METADATA: packed(held)}


def opened_at(payload: Payload) -> Where | None:
    """Where a form was opened that was sent; none if it does not say."""
    held = unpacked(mapping(payload.get("view")).get(_METADATA)) or {}
    channel = held.get(f"{_PLACE}channel")
    if not channel:
        return None
    return Where(channel, held.get(f"{_PLACE}thread"), held.get(f"{_PLACE}handle"))


def _key(payload: Payload) -> str:
    """What tells what somebody did from all else: its trigger, and where there is none, who did it and when."""
    if payload.get("trigger_id"):
        return f"trigger:{payload['trigger_id']}"
    action = mapping(next(iter(array(payload.get("actions"))), None))
    when = payload.get("action_ts") or action.get("action_ts") or payload.get("response_url")
    return f"action:{user_of(payload)}/{when}"

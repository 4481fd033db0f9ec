"""What people write -> ChatEvent: messages, mentions, edits and deletions.

A mention in a channel comes twice, as a message and as a mention, in either order: both make the same event. Messages
that could not be meant for the bot make none: those of bots, and those that stand in a channel by themselves without a
mention of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.adapters.slack.entities import mentioned, typed, without_mention, written
from bot.adapters.slack.payloads import mapping
from bot.adapters.slack.workspaces import PLATFORM, Workspace
from bot.core.chat import ChatEvent
from bot.core.commands.listening import message_key
from bot.core.records import Origin

_WRITTEN = frozenset({"", "file_share", "me_message", "thread_broadcast"})
_SLACKBOT = "USLACKBOT"
_NOBODY: Mapping[str, str] = {}

Payload = Mapping[str, Any]


def message_event(event: Payload, workspace: Workspace, names: Mapping[str, str] = _NOBODY) -> ChatEvent | None:
    """What a `message` or `app_mention` event means, if anything.

    Args:
        event: The inner event.
        workspace: Where it happened.
        names: What to call those whom it mentions, by their ids; where the bot is spoken to, their ids stay.
    """
    match event.get("subtype", ""):
        case "message_changed":
            return _changed(event, workspace, names)
        case "message_deleted":
            return _deleted(event, mapping(event.get("previous_message")), workspace)
        case subtype if subtype in _WRITTEN:
            return _written(event, workspace, names)
        case _:
            return None


def reaction_event(event: Payload, workspace: Workspace) -> ChatEvent | None:
    """What a `reaction_added` or `reaction_removed` event means: nothing, unless a person's message got it."""
    item, user, name = mapping(event.get("item")), str(event.get("user") or ""), str(event.get("reaction") or "")
    channel, ts = (str(item.get(held) or "") for held in ("channel", "ts"))
    ours = {workspace.bot_user, _SLACKBOT}
    if not (user and name and channel and ts) or user in ours or event.get("item_user") in ours or is_direct(channel):
        return None
    found, when = message_id(channel, ts), str(event.get("event_ts") or "")
    command = str(event["type"]).replace("_", "-")
    origin = Origin(PLATFORM, workspace.id, channel, user, message=found)
    return ChatEvent(f"{command}:{found}:{user}:{name}:{when}", origin, moment(when), command, options={"emoji": name})


def those_mentioned(event: Payload) -> list[str]:
    """Ids of those whom a message mentions."""
    message = mapping(event.get("message")) or event
    return mentioned(written(message))


def message_id(channel: str, ts: str) -> str:
    """What tells a message from all others of its workspace: its timestamp does so in its channel only."""
    return f"{channel}/{ts}"


def moment(ts: object) -> datetime:
    """The moment that a timestamp of Slack's names; the beginning of time for what is none."""
    try:
        return datetime.fromtimestamp(float(str(ts)), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def is_direct(channel: str) -> bool:
    """Whether a channel is a conversation of two."""
    return channel.startswith("D")


def _written(event: Payload, workspace: Workspace, names: Mapping[str, str]) -> ChatEvent | None:
    origin = _origin(event, event, workspace)
    if origin is None or "edited" in event:  # an edited mention is told once more
        return None
    text = written(event)
    spoken_to = workspace.bot_user in mentioned(text)
    if not (spoken_to or origin.direct or (origin.thread and text.strip())):
        return None
    if spoken_to:
        text = without_mention(text, workspace.bot_user)
    plain = typed(text, _NOBODY if spoken_to or origin.direct else names)
    options = {"mentioned": "yes"} if spoken_to else {}
    return ChatEvent(message_key(str(origin.message)), origin, moment(event.get("ts")), "message", plain, options)


def _changed(event: Payload, workspace: Workspace, names: Mapping[str, str]) -> ChatEvent | None:
    """An edit by its author; not what Slack itself changes, such as the preview of a link."""
    message, before = mapping(event.get("message")), mapping(event.get("previous_message"))
    if message.get("subtype") == "tombstone":  # the first message of a thread was deleted
        return _deleted(event, before, workspace)
    origin = _origin(event, message, workspace)
    if origin is None or not (origin.thread or origin.direct):
        return None
    if "edited" not in message or written(message) == written(before):
        return None
    when = event.get("event_ts") or event.get("ts")
    text = typed(without_mention(written(message), workspace.bot_user), names)
    return ChatEvent(f"edit:{origin.message}:{when}", origin, moment(when), "message-edited", text)


def _deleted(event: Payload, message: Payload, workspace: Workspace) -> ChatEvent | None:
    """A deletion; where Slack does not tell what was deleted, its timestamp alone says which message it was."""
    channel, ts = str(event.get("channel") or ""), str(event.get("deleted_ts") or "")
    if message or not (channel and ts):
        origin = _origin(event, message, workspace)
        if origin is None or not (origin.thread or origin.direct):
            return None
    else:
        found = message_id(channel, ts)
        origin = Origin(PLATFORM, workspace.id, channel, "", message=found, direct=is_direct(channel))
    when = moment(event.get("event_ts") or event.get("ts"))
    return ChatEvent(f"delete:{origin.message}", origin, when, "message-deleted")


def _origin(event: Payload, message: Payload, workspace: Workspace) -> Origin | None:
    """Where a message stands; none if no person wrote it."""
    channel, user, ts = (str(held or "") for held in (event.get("channel"), message.get("user"), message.get("ts")))
    if not (channel and user and ts) or message.get("bot_id") or user in {workspace.bot_user, _SLACKBOT}:
        return None
    thread = str(message.get("thread_ts") or "")
    return Origin(
        PLATFORM,
        workspace.id,
        channel,
        user,
        thread=thread if thread != ts and thread else None,
        message=message_id(channel, ts),
        direct=is_direct(channel),
    )

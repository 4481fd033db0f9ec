"""reactions.* and pins.*."""

from __future__ import annotations

import re

from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Channel, Json, Message
from tests.wire.slack.web_api.call import Context, method


def _item(context: Context) -> tuple[Channel, Message]:
    channel = context.channel()
    ts = context.timestamp("timestamp", "bad_timestamp")
    if ts is None:
        raise SlackError("no_item_specified")
    return channel, context.message(channel, ts)


def _name(context: Context) -> str:
    name = context.text("name").strip(":")
    if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", name):
        raise SlackError("invalid_name")
    return name


@method("reactions.add", "reactions:write")
def add(context: Context) -> Json:
    channel, message = _item(context)
    name, bot = _name(context), context.installed.bot_user
    if channel.archived:
        raise SlackError("is_archived")
    if not context.is_member(channel):
        raise SlackError("not_in_channel")
    people = message.reactions.setdefault(name, [])
    if bot in people:
        raise SlackError("already_reacted")
    people.append(bot)
    return {}


@method("reactions.remove", "reactions:write")
def remove(context: Context) -> Json:
    _, message = _item(context)
    name, bot = _name(context), context.installed.bot_user
    if bot not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    message.reactions[name].remove(bot)
    if not message.reactions[name]:
        del message.reactions[name]
    return {}


@method("reactions.get", "reactions:read")
def get(context: Context) -> Json:
    channel, message = _item(context)
    return {"type": "message", "channel": channel.id, "message": channel.shown(message)}


@method("pins.add", "pins:write")
def pin(context: Context) -> Json:
    channel, message = _item(context)
    if not context.is_member(channel):
        raise SlackError("not_in_channel")
    if message.ts in channel.pins:
        raise SlackError("already_pinned")
    if len(channel.pins) >= 100:
        raise SlackError("too_many_pins")
    channel.pins.append(message.ts)
    return {}


@method("pins.remove", "pins:write")
def unpin(context: Context) -> Json:
    channel, message = _item(context)
    if message.ts not in channel.pins:
        raise SlackError("no_pin")
    channel.pins.remove(message.ts)
    return {}

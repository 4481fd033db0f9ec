"""Messages over REST: sent, read, edited, deleted, pinned and reacted to by the app."""

from __future__ import annotations

from urllib.parse import unquote

from tests.wire.discord import messages, permissions
from tests.wire.discord.calls import Call, Route
from tests.wire.discord.clock import born
from tests.wire.discord.drafts import ON_CREATE, ON_EDIT, read_draft
from tests.wire.discord.errors import Json, refused
from tests.wire.discord.form import Form
from tests.wire.discord.message_payloads import message_json
from tests.wire.discord.model import Channel, ChannelKind, Flag, Message, MessageKind
from tests.wire.discord.payloads import user_json

_BULK_AGE = 14 * 86_400.0


def create(call: Call) -> Json:
    world, body = call.world, call.json()
    channel = world.reach(call.parameters["channel_id"])
    if channel.kind == ChannelKind.DM:
        check_person_takes(call, channel)
    messages.check_may_write(channel, world.bot.id)
    world.reach(channel.id, "send_messages", *(["attach_files"] if call.files else []))
    form = Form()
    nonce = messages.nonce_of(form, body)
    reference = _reference(call, channel, body, form)
    form.settle()
    if body.get("enforce_nonce"):
        sent = messages.already_sent(world, world.bot, nonce)
        if sent is not None:
            return message_json(world, sent)
    draft = read_draft(world, body, call.files, ON_CREATE)
    if draft.embeds:
        world.reach(channel.id, "embed_links")
    kind = MessageKind.REPLY if reference else MessageKind.DEFAULT
    return message_json(
        world, messages.write(world, channel, world.bot, draft, kind=kind, nonce=nonce, reference=reference)
    )


def check_person_takes(call: Call, channel: Channel) -> None:
    """Refuse a direct message to somebody who takes none, or who shares no guild with the app and has not installed it.

    Raises:
        ApiError: 50007 or 50278.
    """
    world = call.world
    person = next(world.users[it] for it in channel.recipients if it != world.bot.id)
    shared = [it for it in world.guilds.values() if {person.id, world.bot.id} <= it.members.keys()]
    if not person.accepts_messages:
        raise refused(50007)
    if not shared and not person.installed:
        raise refused(50278)


def _reference(call: Call, channel: Channel, body: Json, form: Form) -> Json | None:
    told = body.get("message_reference")
    if not told:
        return None
    here = form / "message_reference"
    number = str(here.mapping(told).get("message_id"))
    if number not in channel.messages:
        if told.get("fail_if_not_exists", True):
            here.wrong("REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None
    if messages.is_system(channel.messages[number]):
        here.wrong("REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message")
    held = permissions.in_channel(channel, call.world.bot.id)
    if not held & permissions.BITS["read_message_history"]:
        raise refused(160002)
    guild = {"guild_id": channel.guild.id} if channel.guild else {}
    return {"type": 0, "channel_id": channel.id, "message_id": number, **guild}


def _reached(call: Call, *needed: str) -> Message:
    channel = call.world.reach(call.parameters["channel_id"], *needed)
    return call.world.reach_message(channel, call.parameters["message_id"])


def get(call: Call) -> Json:
    return _shown(call, _reached(call, "read_message_history"))


def _shown(call: Call, message: Message) -> Json:
    """As the app may read it: REST, too, keeps back what the message-content intent is for."""
    return message_json(call.world, message, app_reads_content=call.world.app.reads_content)


def listed(call: Call) -> list[Json]:
    channel = call.world.reach(call.parameters["channel_id"])
    limit = call.number("limit", 1, 100, 50)
    held = permissions.in_channel(channel, call.world.bot.id)
    if not held & permissions.BITS["read_message_history"]:
        return []
    found = [it for it in channel.messages.values() if not it.ephemeral]
    newest_first = sorted(found, key=lambda it: int(it.id), reverse=True)
    if "before" in call.query:
        newest_first = [it for it in newest_first if int(it.id) < int(call.query["before"])]
    elif "after" in call.query:
        newest_first = [it for it in newest_first if int(it.id) > int(call.query["after"])][-limit:]
    elif "around" in call.query:
        newest_first.sort(key=lambda it: abs(int(it.id) - int(call.query["around"])))
        newest_first = sorted(newest_first[:limit], key=lambda it: int(it.id), reverse=True)
    return [_shown(call, it) for it in newest_first[:limit]]


def edit(call: Call) -> Json:
    message = _reached(call)
    body = call.json()
    messages.check_changeable(message.channel)
    if messages.is_system(message):
        raise refused(50021)
    if message.author.id != call.world.bot.id:
        if set(body) - {"flags"}:
            raise refused(50005)
        call.world.reach(message.channel.id, "manage_messages")
    thread = message.channel.thread
    held = permissions.in_channel(message.channel, call.world.bot.id)
    if thread and thread.locked and not held & permissions.BITS["manage_threads"]:
        raise refused(160005)
    draft = read_draft(call.world, body, call.files, ON_EDIT, message)
    call.limits.take_old_edit(born(message.id))
    draft.flags |= message.flags & Flag.HAS_THREAD
    messages.rewrite(call.world, message, draft)
    return message_json(call.world, message)


def delete(call: Call) -> None:
    message = _reached(call)
    if message.kind == MessageKind.THREAD_STARTER:
        raise refused(50021)
    if message.author.id != call.world.bot.id:
        call.world.reach(message.channel.id, "manage_messages")
    messages.delete(call.world, message)


def bulk_delete(call: Call) -> None:
    channel = call.world.reach(call.parameters["channel_id"], "manage_messages")
    if channel.guild is None:
        raise refused(50003)
    form = Form()
    ids = form.items(call.json(), "messages", 100, 2, required=True)
    form.settle()
    if any(call.world.clock.now() - born(str(it)) > _BULK_AGE for it in ids):
        raise refused(50034)
    for number in ids:
        if str(number) in channel.messages:
            messages.delete(call.world, channel.messages[str(number)])


def pins(call: Call) -> Json:
    channel = call.world.reach(call.parameters["channel_id"])
    limit = call.number("limit", 1, 50, 50)
    pinned = [it for it in channel.messages.values() if it.pinned_at]
    newest_first = sorted(pinned, key=lambda it: it.pinned_at or "", reverse=True)
    if "before" in call.query:
        newest_first = [it for it in newest_first if (it.pinned_at or "") < call.query["before"]]
    items = [{"pinned_at": it.pinned_at, "message": _shown(call, it)} for it in newest_first[:limit]]
    return {"items": items, "has_more": len(newest_first) > limit}


def pin(call: Call) -> None:
    messages.pin(call.world, _reached(call, "pin_messages"), call.world.bot, pinned=True)


def unpin(call: Call) -> None:
    messages.pin(call.world, _reached(call, "pin_messages"), call.world.bot, pinned=False)


def react(call: Call) -> None:
    message = _reached(call, "read_message_history")
    messages.check_changeable(message.channel)
    emoji = _emoji(call)
    if emoji not in message.reactions:
        call.world.reach(message.channel.id, "add_reactions")
    messages.react(call.world, message, call.world.bot, emoji)


def unreact(call: Call) -> None:
    message = _reached(call)
    person = call.world.users.get(call.parameters.get("user_id", call.world.bot.id))
    if person is None:
        raise refused(10013)
    if person is not call.world.bot:
        call.world.reach(message.channel.id, "manage_messages")
    messages.unreact(call.world, message, person, _emoji(call))


def reacted(call: Call) -> list[Json]:
    users = _reached(call, "read_message_history").reactions.get(_emoji(call), [])
    return [user_json(call.world.users[it]) for it in users]


def _emoji(call: Call) -> str:
    """The emoji of the path.

    Raises:
        ApiError: Unknown emoji: words and digits are none.
    """
    emoji = unquote(call.parameters["emoji"])
    if not emoji or (emoji.isascii() and ":" not in emoji):
        raise refused(10014)
    return emoji


_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_REACTIONS = f"{_MESSAGE}/reactions/{{emoji}}"
ROUTES: list[Route] = [
    ("POST", "/channels/{channel_id}/messages", create),
    ("GET", "/channels/{channel_id}/messages", listed),
    ("POST", "/channels/{channel_id}/messages/bulk-delete", bulk_delete),
    ("GET", "/channels/{channel_id}/messages/pins", pins),
    ("PUT", "/channels/{channel_id}/messages/pins/{message_id}", pin),
    ("DELETE", "/channels/{channel_id}/messages/pins/{message_id}", unpin),
    ("GET", _MESSAGE, get),
    ("PATCH", _MESSAGE, edit),
    ("DELETE", _MESSAGE, delete),
    ("PUT", f"{_REACTIONS}/@me", react),
    ("DELETE", f"{_REACTIONS}/@me", unreact),
    ("DELETE", f"{_REACTIONS}/{{user_id}}", unreact),
    ("GET", _REACTIONS, reacted),
]

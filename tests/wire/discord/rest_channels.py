"""Channels and threads over REST."""

from __future__ import annotations

from tests.wire.discord import permissions, threads
from tests.wire.discord.calls import Call, Route
from tests.wire.discord.drafts import ON_CREATE, read_draft
from tests.wire.discord.errors import Json, refused
from tests.wire.discord.form import Form
from tests.wire.discord.message_payloads import message_json
from tests.wire.discord.messages import check_changeable, write
from tests.wire.discord.model import Channel, ChannelKind, Overwrite, User
from tests.wire.discord.payloads import thread_member_json

_KINDS = {11: ChannelKind.PUBLIC_THREAD, 12: ChannelKind.PRIVATE_THREAD}


def get(call: Call) -> Json:
    return call.world.show_channel(call.world.reach(call.parameters["channel_id"]))


def edit(call: Call) -> Json:
    world, body, form = call.world, call.json(), Form()
    channel = world.reach(call.parameters["channel_id"])
    threads.check_fields(form, body, new=False)
    form.text(body, "topic", 4096 if channel.kind == ChannelKind.FORUM else 1024)
    form.items(body, "available_tags", 20)
    form.settle()
    if channel.guild is None:
        raise refused(50003)
    if channel.thread:
        threads.change(world, channel, body, world.bot)
        return world.show_channel(channel)
    world.reach(channel.id, "manage_channels")
    channel.name = body.get("name") or channel.name
    channel.topic = body.get("topic", channel.topic)
    channel.slowmode = body.get("rate_limit_per_user") or 0
    if "available_tags" in body:
        channel.tags = [_tag(call, tag) for tag in body["available_tags"]]
    world.publish_channel("CHANNEL_UPDATE", channel)
    return world.show_channel(channel)


def _tag(call: Call, told: Json) -> Json:
    form = Form() / "available_tags"
    name = form.text(told, "name", 20, 1, required=True)
    form.settle()
    return {
        "id": told.get("id") or call.world.clock.snowflake(),
        "name": name,
        "moderated": bool(told.get("moderated")),
        "emoji_id": told.get("emoji_id"),
        "emoji_name": told.get("emoji_name"),
    }


def delete(call: Call) -> Json:
    world = call.world
    channel = world.reach(call.parameters["channel_id"])
    shown = world.show_channel(channel)
    if channel.thread:
        world.reach(channel.id, "manage_threads")
        threads.remove(world, channel)
    elif channel.guild:
        world.reach(channel.id, "manage_channels")
        threads.remove_channel(world, channel)
    return shown


def typing(call: Call) -> None:
    world = call.world
    channel = world.reach(call.parameters["channel_id"], "send_messages")
    data: Json = {"channel_id": channel.id, "user_id": world.bot.id, "timestamp": int(world.clock.now())}
    world.publish("TYPING_START", data | ({"guild_id": channel.guild.id} if channel.guild else {}), channel.guild)


def set_overwrite(call: Call) -> None:
    channel = call.world.reach(call.parameters["channel_id"], "manage_roles")
    body = call.json()
    allow, deny = int(body.get("allow") or 0), int(body.get("deny") or 0)
    channel.overwrites[call.parameters["target"]] = Overwrite(int(body.get("type", 0)), allow, deny)
    call.world.publish_channel("CHANNEL_UPDATE", channel)


def drop_overwrite(call: Call) -> None:
    channel = call.world.reach(call.parameters["channel_id"], "manage_roles")
    if channel.overwrites.pop(call.parameters["target"], None) is None:
        raise refused(10009)
    call.world.publish_channel("CHANNEL_UPDATE", channel)


# Threads -------------------------------------------------------------------------------------------------------------


def from_message(call: Call) -> tuple[int, Json]:
    world, body, form = call.world, call.json(), Form()
    channel = world.reach(call.parameters["channel_id"])
    message = world.reach_message(channel, call.parameters["message_id"])
    threads.check_fields(form, body, new=True)
    form.settle()
    if channel.guild is None:
        raise refused(50003)
    world.reach(channel.id, "create_public_threads", "read_message_history")
    return 201, world.show_channel(threads.from_message(world, message, world.bot, body))


def start(call: Call) -> tuple[int, Json]:
    """A thread without a message, or a post in a forum."""
    world, body, form = call.world, call.json(), Form()
    channel = world.reach(call.parameters["channel_id"])
    threads.check_fields(form, body, new=True)
    form.settle()
    if channel.kind == ChannelKind.FORUM:
        return 201, _post(call, channel, body)
    if channel.kind not in {ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT}:
        raise refused(50024)
    kind = _KINDS.get(body.get("type", 12), ChannelKind.PUBLIC_THREAD)
    private = kind == ChannelKind.PRIVATE_THREAD
    world.reach(channel.id, "create_private_threads" if private else "create_public_threads")
    return 201, world.show_channel(threads.open_thread(world, channel, world.bot, body, kind=kind))


def _post(call: Call, forum: Channel, body: Json) -> Json:
    world = call.world
    world.reach(forum.id, "send_messages")
    held = permissions.in_channel(forum, world.bot.id)
    tags = threads.check_tags(forum, body.get("applied_tags") or [], held)
    if "message" not in body:
        form = Form()
        (form / "message").required()
        form.settle()
    draft = read_draft(world, body["message"], call.files, ON_CREATE, form=Form() / "message")
    if draft.attachments:
        world.reach(forum.id, "attach_files")
    channel = threads.open_thread(world, forum, world.bot, body, tags=tags)
    message = write(world, channel, world.bot, draft, number=channel.id)
    forum.last_message_id = channel.id
    return world.show_channel(channel) | {"message": message_json(world, message)}


def _thread(call: Call) -> Channel:
    channel = call.world.reach(call.parameters["channel_id"])
    if not channel.thread:
        raise refused(50024)
    return channel


def _person(call: Call) -> User:
    found = call.world.users.get(call.parameters.get("user_id", call.world.bot.id))
    if found is None:
        raise refused(10013)
    return found


def join(call: Call) -> None:
    channel = _thread(call)
    check_changeable(channel)
    threads.add_member(call.world, channel, _person(call))


def leave(call: Call) -> None:
    channel = _thread(call)
    check_changeable(channel)
    if "user_id" in call.parameters:
        call.world.reach(channel.id, "manage_threads")
    threads.remove_member(call.world, channel, _person(call))


def member(call: Call) -> Json:
    channel, person = _thread(call), _person(call)
    assert channel.thread is not None
    if person.id not in channel.thread.members:
        raise refused(10007)
    return thread_member_json(channel, person.id)


def members(call: Call) -> list[Json]:
    channel = _thread(call)
    assert channel.thread is not None
    if "members" not in call.world.app.privileged:
        raise refused(50001)
    return [thread_member_json(channel, user_id) for user_id in channel.thread.members]


def active_threads(call: Call) -> Json:
    world = call.world
    guild = world.reach_guild(call.parameters["guild_id"])
    seen = [it for it in guild.threads() if permissions.in_channel(it, world.bot.id) and not _archived(it)]
    mine = [thread_member_json(it, world.bot.id) for it in seen if it.thread and world.bot.id in it.thread.members]
    return {"threads": [world.show_channel(it) for it in seen], "members": mine}


def archived_threads(call: Call) -> Json:
    world = call.world
    channel = world.reach(call.parameters["channel_id"], "read_message_history")
    found = [it for it in channel.guild.threads() if it.parent is channel and _archived(it)] if channel.guild else []
    return {"threads": [world.show_channel(it) for it in reversed(found)], "members": [], "has_more": False}


def _archived(channel: Channel) -> bool:
    return bool(channel.thread and channel.thread.archived)


_MEMBERS = "/channels/{channel_id}/thread-members"
ROUTES: list[Route] = [
    ("GET", "/channels/{channel_id}", get),
    ("PATCH", "/channels/{channel_id}", edit),
    ("DELETE", "/channels/{channel_id}", delete),
    ("POST", "/channels/{channel_id}/typing", typing),
    ("PUT", "/channels/{channel_id}/permissions/{target}", set_overwrite),
    ("DELETE", "/channels/{channel_id}/permissions/{target}", drop_overwrite),
    ("POST", "/channels/{channel_id}/messages/{message_id}/threads", from_message),
    ("POST", "/channels/{channel_id}/threads", start),
    ("GET", "/channels/{channel_id}/threads/archived/public", archived_threads),
    ("PUT", f"{_MEMBERS}/@me", join),
    ("DELETE", f"{_MEMBERS}/@me", leave),
    ("PUT", f"{_MEMBERS}/{{user_id}}", join),
    ("DELETE", f"{_MEMBERS}/{{user_id}}", leave),
    ("GET", f"{_MEMBERS}/{{user_id}}", member),
    ("GET", _MEMBERS, members),
    ("GET", "/guilds/{guild_id}/threads/active", active_threads),
]

"""Threads: opened from a message, alone or as a forum's post, joined, archived, locked and deleted."""

from __future__ import annotations

from typing import Any

from tests.wire.discord import messages, permissions
from tests.wire.discord.drafts import Draft
from tests.wire.discord.errors import Json, refused
from tests.wire.discord.form import Form
from tests.wire.discord.model import (
    REQUIRE_TAG,
    Channel,
    ChannelKind,
    Flag,
    Message,
    MessageKind,
    Thread,
    User,
)
from tests.wire.discord.payloads import member_json, thread_member_json
from tests.wire.discord.world import World

ARCHIVE_AFTER = (60, 1440, 4320, 10080)
MOST_TAGS = 5


def check_fields(form: Form, body: Json, *, new: bool) -> None:
    """Check what every way of opening or changing a thread has in common."""
    form.text(body, "name", 100, 1, required=new)
    form.choice(body, "auto_archive_duration", ARCHIVE_AFTER, required=False)
    form.whole(body, "rate_limit_per_user", 0, 21600)


def check_tags(forum: Channel, asked: list[Any], held: int) -> list[str]:
    """Tags for a post of a forum.

    Args:
        forum: The forum.
        asked: Ids of tags.
        held: Permissions of who asks.

    Raises:
        ApiError: Too many, an unknown one, one for moderators, or none where one is required.
    """
    form = Form()
    form.items({"applied_tags": asked}, "applied_tags", MOST_TAGS)
    form.settle()
    known = {tag["id"]: tag for tag in forum.tags}
    ids = [str(it) for it in asked]
    for tag in ids:
        if tag not in known:
            raise refused(10087)
        if known[tag]["moderated"] and not held & permissions.BITS["manage_threads"]:
            raise refused(50013)
    if forum.flags & REQUIRE_TAG and not ids:
        raise refused(40067)
    return ids


def open_thread(
    world: World,
    parent: Channel,
    owner: User,
    body: Json,
    *,
    kind: ChannelKind = ChannelKind.PUBLIC_THREAD,
    number: str | None = None,
    tags: list[str] | None = None,
) -> Channel:
    """Make a thread and tell the app."""
    now = world.clock.iso()
    channel = Channel(number or world.clock.snowflake(), kind, body["name"], parent.guild, parent)
    channel.slowmode = body.get("rate_limit_per_user") or 0
    channel.thread = Thread(
        owner.id,
        now,
        now,
        body.get("auto_archive_duration") or 1440,
        invitable=body.get("invitable", True),
        members={owner.id: now},
        tags=tags or [],
    )
    world.channels[channel.id] = channel
    assert parent.guild is not None
    parent.guild.channels[channel.id] = channel
    world.publish_channel("THREAD_CREATE", channel, newly_created=True)
    return channel


def from_message(world: World, message: Message, owner: User, body: Json) -> Channel:
    """Open a thread from a message: they share an id, and the thread starts with a reference to the message."""
    if message.channel.thread or message.channel.guild is None:
        raise refused(50024)
    if message.id in world.channels:
        raise refused(160004)
    channel = open_thread(world, message.channel, owner, body, number=message.id)
    message.flags |= Flag.HAS_THREAD
    world.publish_message("MESSAGE_UPDATE", message)
    reference = {
        "channel_id": message.channel.id,
        "message_id": message.id,
        "guild_id": message.channel.guild.id,
        "type": 0,
    }
    messages.write(world, channel, owner, Draft(), kind=MessageKind.THREAD_STARTER, reference=reference)
    return channel


def add_member(world: World, channel: Channel, user: User) -> None:
    """Add somebody to a thread."""
    assert channel.thread is not None
    if user.id in channel.thread.members:
        return
    channel.thread.members[user.id] = world.clock.iso()
    added = thread_member_json(channel, user.id)
    if channel.guild and user.id in channel.guild.members:
        added |= {"member": member_json(channel.guild.members[user.id]), "presence": None}
    _tell_members(world, channel, {"added_members": [added], "removed_member_ids": []})


def remove_member(world: World, channel: Channel, user: User) -> None:
    """Take somebody out of a thread."""
    assert channel.thread is not None
    if channel.thread.members.pop(user.id, None) is not None:
        _tell_members(world, channel, {"added_members": [], "removed_member_ids": [user.id]})


def _tell_members(world: World, channel: Channel, change: Json) -> None:
    assert channel.thread is not None
    assert channel.guild is not None
    count = min(len(channel.thread.members), 50)
    data = {"id": channel.id, "guild_id": channel.guild.id, "member_count": count} | change
    world.publish("THREAD_MEMBERS_UPDATE", data, channel.guild)


def change(world: World, channel: Channel, body: Json, by: User) -> None:
    """Edit a thread.

    Raises:
        ApiError: Archived and not opened again by this request, or not allowed.
    """
    thread, forum = channel.thread, channel.parent
    assert thread is not None
    assert forum is not None
    held = permissions.in_channel(channel, by.id)
    manages = bool(held & permissions.BITS["manage_threads"])
    if thread.archived and body.get("archived", True):
        raise refused(50083)
    only_opens = set(body) == {"archived"} and not thread.locked
    if not (manages or (only_opens and not body["archived"]) or _is_owners(body, thread, by)):
        raise refused(50013)
    if "applied_tags" in body:
        thread.tags = check_tags(forum, body["applied_tags"], held)
    channel.name = body.get("name") or channel.name
    channel.slowmode = body.get("rate_limit_per_user") or channel.slowmode
    channel.flags = body.get("flags", channel.flags)
    thread.auto_archive = body.get("auto_archive_duration") or thread.auto_archive
    thread.locked = bool(body.get("locked", thread.locked))
    if bool(body.get("archived", thread.archived)) != thread.archived:
        thread.archived = not thread.archived
        thread.archive_timestamp = world.clock.iso()
    world.publish_channel("THREAD_UPDATE", channel)


def _is_owners(body: Json, thread: Thread, by: User) -> bool:
    """Whether it is a change that a thread's owner may make without further permission."""
    own = {"name", "archived", "auto_archive_duration", "applied_tags"}
    return thread.owner_id == by.id and not thread.locked and own.issuperset(body)


def remove(world: World, channel: Channel) -> None:
    """Delete a thread for good."""
    assert channel.guild is not None
    assert channel.parent is not None
    del world.channels[channel.id]
    del channel.guild.channels[channel.id]
    data = {
        "id": channel.id,
        "guild_id": channel.guild.id,
        "parent_id": channel.parent.id,
        "type": int(channel.kind),
    }
    world.publish("THREAD_DELETE", data, channel.guild)


def remove_channel(world: World, channel: Channel) -> None:
    """Delete a guild's channel, its threads with it."""
    guild = channel.guild
    assert guild is not None
    for thread in [it for it in guild.threads() if it.parent is channel]:
        del world.channels[thread.id]
        del guild.channels[thread.id]
    shown = world.show_channel(channel)
    del world.channels[channel.id]
    del guild.channels[channel.id]
    world.publish("CHANNEL_DELETE", shown, guild)

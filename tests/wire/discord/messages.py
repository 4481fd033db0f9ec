"""What happens to messages: written, edited, deleted, pinned and reacted to, whoever does it."""

from __future__ import annotations

from tests.wire.discord import permissions
from tests.wire.discord.drafts import Draft
from tests.wire.discord.errors import Json, refused
from tests.wire.discord.form import Form
from tests.wire.discord.mentions import mentions_in, pinged
from tests.wire.discord.message_payloads import message_json
from tests.wire.discord.model import Channel, ChannelKind, Flag, Guild, Interaction, Message, MessageKind, User
from tests.wire.discord.payloads import member_json
from tests.wire.discord.world import World

NONCE_LASTS = 300.0  # "the past few minutes"
BY_DEFAULT = ["users", "roles", "everyone"]
BY_DEFAULT_IN_ANSWERS = ["users"]
_TEXTUAL = {
    ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT, ChannelKind.DM, ChannelKind.GROUP_DM, ChannelKind.VOICE,
    ChannelKind.PUBLIC_THREAD, ChannelKind.PRIVATE_THREAD, ChannelKind.ANNOUNCEMENT_THREAD,
}  # fmt: skip


def check_may_write(channel: Channel, user_id: str) -> None:
    """Refuse a message where none can be: in a forum, a category, or a locked thread.

    Raises:
        ApiError: The channel's kind or state.
    """
    if channel.kind == ChannelKind.FORUM:
        raise refused(40058)
    if channel.kind not in _TEXTUAL:
        raise refused(50008)
    may_manage = permissions.in_channel(channel, user_id) & permissions.BITS["manage_threads"]
    if channel.thread and channel.thread.locked and not may_manage:
        raise refused(50083 if channel.thread.archived else 160005)


def nonce_of(form: Form, body: Json) -> str | int | None:
    """The nonce of a request: up to 25 characters, or a whole number."""
    nonce = body.get("nonce")
    if nonce is None or (isinstance(nonce, int) and not isinstance(nonce, bool)):
        return nonce
    form.text(body, "nonce", 25)
    return str(nonce)


def already_sent(world: World, author: User, nonce: str | int | None) -> Message | None:
    """The message that has this nonce, if it is a few minutes old at most.

    Raises:
        ApiError: Unknown message, where it has been deleted since: it is not made again.
    """
    held = world.nonces.get((author.id, str(nonce))) if nonce is not None else None
    if held is None or world.clock.now() - held[0] > NONCE_LASTS:
        return None
    if held[1].id not in held[1].channel.messages:
        raise refused(10008)
    return held[1]


def write(
    world: World,
    channel: Channel,
    author: User,
    draft: Draft,
    *,
    kind: MessageKind = MessageKind.DEFAULT,
    nonce: str | int | None = None,
    reference: Json | None = None,
    interaction: Interaction | None = None,
    extra_flags: int = 0,
    number: str | None = None,
) -> Message:
    """Put a message into a channel and tell the app; a thread that was archived is so no longer."""
    usual = BY_DEFAULT_IN_ANSWERS if interaction else BY_DEFAULT
    message = Message(
        id=number or world.clock.snowflake(),
        channel=channel,
        author=author,
        content=draft.content,
        timestamp=world.clock.iso(),
        kind=kind,
        flags=draft.flags | extra_flags,
        embeds=draft.embeds,
        components=draft.components,
        attachments=draft.attachments,
        mentions=mentions_in(channel, author.id, draft.texts, draft.allowed, usual),
        nonce=nonce,
        reference=reference,
        interaction=interaction,
    )
    _mention_replied(world, message, draft.allowed)
    message.notified = pinged(message)
    if nonce is not None:
        world.nonces[author.id, str(nonce)] = (world.clock.now(), message)
    place(world, message)
    return message


def place(world: World, message: Message) -> None:
    """Add a message to its channel, with what that does to a thread."""
    channel = message.channel
    channel.messages[message.id] = message
    if not message.ephemeral:
        channel.last_message_id = message.id
        if channel.thread:
            _wake(world, channel)
            channel.thread.sent += 1
            channel.thread.members.setdefault(message.author.id, world.clock.iso())
    world.publish_message("MESSAGE_CREATE", message)


def _wake(world: World, channel: Channel) -> None:
    if channel.thread and channel.thread.archived:
        channel.thread.archived = False
        channel.thread.archive_timestamp = world.clock.iso()
        world.publish_channel("THREAD_UPDATE", channel)


def _mention_replied(world: World, message: Message, allowed: Json | None) -> None:
    """The author of the message that is replied to is mentioned unless the request says otherwise."""
    if message.kind != MessageKind.REPLY or message.reference is None or message.interaction is not None:
        return
    original = world.find_message(message.reference)
    if original and (allowed is None or allowed.get("replied_user", False)):
        author = original.author.id
        if author not in message.mentions.users:
            message.mentions.users.append(author)


def rewrite(world: World, message: Message, draft: Draft) -> None:
    """Edit a message in place and keep what it was. Nobody is notified, but by the end of a deferral."""
    was_loading = bool(message.flags & Flag.LOADING)
    message.versions.append(message_json(world, message))
    message.content, message.embeds, message.components = draft.content, draft.embeds, draft.components
    message.attachments, message.flags = draft.attachments, draft.flags
    if draft.texts_changed:
        usual = BY_DEFAULT_IN_ANSWERS if message.interaction else BY_DEFAULT
        message.mentions = mentions_in(message.channel, message.author.id, draft.texts, draft.allowed, usual)
    if was_loading:
        message.notified = pinged(message)
    message.edited_at = world.clock.iso()
    world.publish_message("MESSAGE_UPDATE", message)


def delete(world: World, message: Message) -> None:
    """Take a message out of its channel."""
    channel, guild = message.channel, message.channel.guild
    del channel.messages[message.id]
    direct = guild is None or message.ephemeral
    data: Json = {"id": message.id, "channel_id": channel.id}
    if guild and not direct:
        data["guild_id"] = guild.id
    world.publish("MESSAGE_DELETE", data, None if direct else guild)


def check_changeable(channel: Channel) -> None:
    """Refuse changes to messages in an archived thread.

    Raises:
        ApiError: Thread is archived.
    """
    if channel.thread and channel.thread.archived:
        raise refused(50083)


def pin(world: World, message: Message, by: User, *, pinned: bool) -> None:
    """Pin or unpin, with the system message that a pin leaves."""
    held = [it for it in message.channel.messages.values() if it.pinned_at]
    if pinned and len(held) >= 250:
        raise refused(30003)
    was = message.pinned_at is not None
    message.pinned_at = world.clock.iso() if pinned else None
    guild = message.channel.guild
    data: Json = {"channel_id": message.channel.id, "last_pin_timestamp": message.pinned_at}
    world.publish("CHANNEL_PINS_UPDATE", data | ({"guild_id": guild.id} if guild else {}), guild)
    if pinned and not was:
        reference = {"channel_id": message.channel.id, "message_id": message.id}
        write(world, message.channel, by, Draft(), kind=MessageKind.PINNED, reference=reference)


def react(world: World, message: Message, user: User, emoji: str) -> None:
    """Add a reaction; doing so twice changes nothing."""
    if emoji not in message.reactions and len(message.reactions) >= 20:
        raise refused(30010)
    users = message.reactions.setdefault(emoji, [])
    if user.id in users:
        return
    users.append(user.id)
    data = _reaction(message, user, emoji) | {"message_author_id": message.author.id, "burst": False, "type": 0}
    guild = message.channel.guild
    if guild and user.id in guild.members:
        data["member"] = member_json(guild.members[user.id])
    world.publish("MESSAGE_REACTION_ADD", data, guild)


def unreact(world: World, message: Message, user: User, emoji: str) -> None:
    """Take a reaction back."""
    users = message.reactions.get(emoji, [])
    if user.id not in users:
        raise refused(10014)
    users.remove(user.id)
    if not users:
        del message.reactions[emoji]
    data = _reaction(message, user, emoji) | {"burst": False, "type": 0}
    world.publish("MESSAGE_REACTION_REMOVE", data, message.channel.guild)


def _reaction(message: Message, user: User, emoji: str) -> Json:
    guild: Guild | None = message.channel.guild
    data: Json = {
        "user_id": user.id,
        "channel_id": message.channel.id,
        "message_id": message.id,
        "emoji": {"id": None, "name": emoji},
    }
    return data | ({"guild_id": guild.id} if guild else {})


def is_system(message: Message) -> bool:
    """Whether Discord itself wrote it."""
    return message.kind in {MessageKind.PINNED, MessageKind.THREAD_CREATED, MessageKind.THREAD_STARTER}

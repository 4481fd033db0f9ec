"""Messages as JSON: whole for those who may read them, emptied for an app without the message-content intent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.wire.discord.clock import Snowflake
from tests.wire.discord.components import leaves
from tests.wire.discord.errors import Json
from tests.wire.discord.model import Attachment, Message, MessageKind, User
from tests.wire.discord.payloads import channel_json, member_json, metadata_json, user_json

if TYPE_CHECKING:
    from tests.wire.discord.world import World


def attachment_json(world: World, attachment: Attachment, *, ephemeral: bool = False) -> Json:
    url = world.media_url(attachment)
    shown: Json = {
        "id": attachment.id,
        "filename": attachment.filename,
        "size": len(attachment.content),
        "url": url,
        "proxy_url": url,
        "content_type": attachment.content_type,
        "flags": 0,
    }
    if attachment.content_type.startswith("image/"):
        shown |= {"width": 640, "height": 480, "placeholder": "", "placeholder_version": 1}
    if attachment.description is not None:
        shown["description"] = attachment.description
    return shown | ({"ephemeral": True} if ephemeral else {})


def message_json(world: World, message: Message, *, app_reads_content: bool | None = None) -> Json:
    """A message.

    Args:
        app_reads_content: None for a person's view; for the app, whether it has the message-content intent.
    """
    shown: Json = {
        "id": message.id,
        "channel_id": message.channel.id,
        "author": user_json(message.author),
        "type": int(message.kind),
        "content": message.content,
        "timestamp": message.timestamp,
        "edited_timestamp": message.edited_at,
        "tts": False,
        "mention_everyone": message.mentions.everyone,
        "mentions": [_mentioned(world, message, user_id) for user_id in message.mentions.users],
        "mention_roles": list(message.mentions.roles),
        "attachments": [
            attachment_json(world, it, ephemeral=message.ephemeral) for it in _unreferenced(world, message)
        ],
        "embeds": message.embeds,
        "components": message.components,
        "pinned": message.pinned_at is not None,
        "flags": int(message.flags),
    }
    if message.reactions:
        shown["reactions"] = [_reaction(world, name, users) for name, users in message.reactions.items()]
    _add_context(world, message, shown, app_reads_content)
    if app_reads_content is False and not readable(world, message):
        shown |= {"content": "", "embeds": [], "attachments": [], "components": []}
    return shown


def readable(world: World, message: Message) -> bool:
    """Whether the app reads a message even without the intent: its own, in a direct message, or mentioning it."""
    return message.author.id == world.app.id or message.channel.guild is None or world.app.id in message.mentions.users


def event_json(world: World, message: Message, *, app_reads_content: bool) -> Json:
    """A message as MESSAGE_CREATE and MESSAGE_UPDATE carry it: with guild and member, except where ephemeral.

    Ephemeral messages come as if they were direct ones, without a guild (discord/discord-api-docs#4557).
    """
    shown = message_json(world, message, app_reads_content=app_reads_content)
    guild = message.channel.guild
    shown["channel_type"] = int(message.channel.kind)
    if guild is None or message.ephemeral:
        return shown
    shown["guild_id"] = guild.id
    member = guild.members.get(message.author.id)
    if member is not None:
        shown["member"] = member_json(member, user=False)
    return shown


def _add_context(world: World, message: Message, shown: Json, app_reads_content: bool | None) -> None:
    channel = message.channel
    if message.nonce is not None:
        shown["nonce"] = message.nonce
    if message.interaction is not None:
        shown |= {"application_id": world.app.id, "webhook_id": world.app.id}
        shown["interaction_metadata"] = metadata_json(message.interaction)
        if message.interaction.kind == 2:
            shown["interaction"] = {
                "id": message.interaction.id,
                "type": 2,
                "name": message.interaction.data["name"],
                "user": user_json(message.interaction.user),
            }
    if channel.thread:
        shown["position"] = list(channel.messages).index(message.id) if message.id in channel.messages else 0
    started = channel.guild and channel.guild.channels.get(message.id)
    if started and started is not channel:
        shown["thread"] = channel_json(started, world.app.id, world.users)
    if message.reference is not None:
        shown["message_reference"] = message.reference
        if message.kind in {MessageKind.REPLY, MessageKind.THREAD_STARTER}:
            original = world.find_message(message.reference)
            shown["referenced_message"] = (
                message_json(world, original, app_reads_content=app_reads_content) if original else None
            )


def _mentioned(world: World, message: Message, user_id: Snowflake) -> Json:
    user: User = world.users[user_id]
    guild = message.channel.guild
    member = guild.members.get(user_id) if guild else None
    return user_json(user) | ({"member": member_json(member, user=False)} if member else {})


def _reaction(world: World, name: str, users: list[Snowflake]) -> Json:
    return {
        "emoji": {"id": None, "name": name},
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "me": world.app.id in users,
        "me_burst": False,
        "burst_colors": [],
    }


def _unreferenced(world: World, message: Message) -> list[Attachment]:
    """Attachments that no embed and no component shows."""
    shown = {item["url"] for leaf in leaves(message.components) for item in media_of(leaf)}
    shown |= {embed[part]["url"] for embed in message.embeds for part in ("image", "thumbnail") if part in embed}
    return [it for it in message.attachments if world.media_url(it) not in shown]


def media_of(component: Json) -> list[Json]:
    """The media of a thumbnail, a file or a gallery."""
    found = [component[name] for name in ("media", "file") if isinstance(component.get(name), dict)]
    return found + [item["media"] for item in component.get("items", [])]

"""What the small Discord holds, as the JSON that goes over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.wire.discord import permissions
from tests.wire.discord.errors import Json
from tests.wire.discord.model import Channel, ChannelKind, Guild, Interaction, Member, Role, User

if TYPE_CHECKING:
    from tests.wire.discord.clock import Snowflake

OBFUSCATED = 1 << 17


def user_json(user: User) -> Json:
    return {
        "id": user.id,
        "username": user.name,
        "global_name": None if user.bot else user.name.title(),
        "discriminator": "0000" if user.bot else "0",
        "avatar": None,
        "bot": user.bot,
        "system": False,
        "public_flags": 0,
        "primary_guild": None,
        "avatar_decoration_data": None,
        "collectibles": None,
    }


def member_json(member: Member, *, user: bool = True, held: int | None = None) -> Json:
    """A member, with its user or without, and with computed permissions where an interaction has them."""
    shown: Json = {
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "roles": list(member.roles),
        "joined_at": member.joined_at,
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "flags": 0,
        "deaf": False,
        "mute": False,
    }
    if user:
        shown["user"] = user_json(member.user)
    if held is not None:
        shown["permissions"] = str(held)
    return shown


def role_json(role: Role) -> Json:
    shown: Json = {
        "id": role.id,
        "name": role.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": role.position,
        "permissions": str(role.permissions),
        "managed": role.managed,
        "mentionable": role.mentionable,
        "flags": 0,
    }
    return shown | ({"tags": {"bot_id": role.bot_id}} if role.bot_id else {})


def channel_json(channel: Channel, viewer: Snowflake, people: dict[Snowflake, User]) -> Json:
    """A channel of any kind; `viewer` is whose membership of a thread is told."""
    if channel.kind in {ChannelKind.DM, ChannelKind.GROUP_DM}:
        recipients = [user_json(people[user]) for user in channel.recipients if user != viewer]
        direct: Json = {
            "id": channel.id,
            "type": int(channel.kind),
            "last_message_id": channel.last_message_id,
            "flags": 0,
            "recipients": recipients,
        }
        group = {"name": channel.name or None, "owner_id": channel.recipients[0]}
        return direct | (group if channel.kind == ChannelKind.GROUP_DM else {})
    if channel.thread:
        return _thread_json(channel, viewer)
    shown: Json = {
        "id": channel.id,
        "type": int(channel.kind),
        "guild_id": channel.guild.id if channel.guild else None,
        "name": channel.name,
        "topic": channel.topic,
        "position": channel.position,
        "parent_id": channel.parent.id if channel.parent else None,
        "nsfw": False,
        "flags": channel.flags,
        "rate_limit_per_user": channel.slowmode,
        "last_message_id": channel.last_message_id,
        "permission_overwrites": [
            {"id": target, "type": it.kind, "allow": str(it.allow), "deny": str(it.deny)}
            for target, it in channel.overwrites.items()
        ],
    }
    if channel.kind == ChannelKind.FORUM:
        shown |= {
            "available_tags": channel.tags,
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
            "default_thread_rate_limit_per_user": 0,
            "template": "",
        }
    return shown


def seen_json(channel: Channel, viewer: Snowflake, people: dict[Snowflake, User]) -> Json:
    """A guild's channel as the gateway tells it: obfuscated where the app may not view it (since November 2026)."""
    shown = channel_json(channel, viewer, people)
    guild = channel.guild
    if guild is None or permissions.in_channel(channel, viewer):
        return shown
    hidden = {"type": 0, "id": guild.id, "allow": "0", "deny": str(permissions.BITS["view_channel"])}
    return shown | {
        "name": "___hidden___",
        "topic": None,
        "last_message_id": None,
        "flags": channel.flags | OBFUSCATED,
        "permission_overwrites": [hidden],
    }


def _thread_json(channel: Channel, viewer: Snowflake) -> Json:
    thread, parent, guild = channel.thread, channel.parent, channel.guild
    assert thread is not None
    assert parent is not None
    assert guild is not None
    shown: Json = {
        "id": channel.id,
        "type": int(channel.kind),
        "guild_id": guild.id,
        "parent_id": parent.id,
        "owner_id": thread.owner_id,
        "name": channel.name,
        "last_message_id": channel.last_message_id,
        "rate_limit_per_user": channel.slowmode,
        "message_count": max(len(channel.messages) - 1, 0),
        "total_message_sent": thread.sent,
        "member_count": min(len(thread.members), 50),
        "flags": channel.flags,
        "thread_metadata": {
            "archived": thread.archived,
            "locked": thread.locked,
            "auto_archive_duration": thread.auto_archive,
            "archive_timestamp": thread.archive_timestamp,
            "create_timestamp": thread.created_at,
        },
    }
    if parent.kind == ChannelKind.FORUM:
        shown["applied_tags"] = list(thread.tags)
    if viewer in thread.members:
        shown["member"] = thread_member_json(channel, viewer)
    return shown


def thread_member_json(channel: Channel, user_id: Snowflake) -> Json:
    assert channel.thread is not None
    joined = channel.thread.members[user_id]
    return {"id": channel.id, "user_id": user_id, "join_timestamp": joined, "flags": 1, "muted": False}


def guild_json(guild: Guild) -> Json:
    """A guild as REST tells it, without its channels and members."""
    return {
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.owner_id,
        "icon": None,
        "features": [],
        "preferred_locale": guild.locale,
        "roles": [role_json(role) for role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "description": None,
        "banner": None,
        "vanity_url_code": None,
        "max_members": 500000,
        "approximate_member_count": len(guild.members),
    }


def guild_create_json(guild: Guild, viewer: Snowflake, people: dict[Snowflake, User], *, all_members: bool) -> Json:
    """A guild as GUILD_CREATE tells it; without the members' intent, only the app itself is listed."""
    listed = [member for member in guild.members.values() if all_members or member.user.id == viewer]
    seen = [it for it in guild.threads() if permissions.in_channel(it, viewer) and it.thread and not it.thread.archived]
    return guild_json(guild) | {
        "joined_at": guild.members[viewer].joined_at,
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [member_json(member) for member in listed],
        "channels": [seen_json(it, viewer, people) for it in guild.channels.values() if not it.thread],
        "threads": [channel_json(it, viewer, people) for it in seen],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def metadata_json(interaction: Interaction) -> Json:
    """The `interaction_metadata` of a message that answers an interaction."""
    shown: Json = {
        "id": interaction.id,
        "type": int(interaction.kind),
        "user": user_json(interaction.user),
        "authorizing_integration_owners": interaction.owners,
    }
    if interaction.kind == 2:
        shown |= {"name": interaction.data["name"], "command_type": interaction.data.get("type", 1)}
    if interaction.kind == 3 and interaction.message:
        shown["interacted_message_id"] = interaction.message.id
    if interaction.kind == 5 and interaction.triggered_by:
        shown["triggering_interaction_metadata"] = metadata_json(interaction.triggered_by)
    return shown

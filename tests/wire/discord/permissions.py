"""Permissions as Discord computes them: roles, then a channel's overwrites, then what is implied."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.wire.discord.model import Channel, Guild

# https://docs.discord.com/developers/topics/permissions
BITS = {
    "kick_members": 1 << 1,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "manage_roles": 1 << 28,
    "manage_webhooks": 1 << 29,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
    "send_polls": 1 << 49,
    "use_external_apps": 1 << 50,
    "pin_messages": 1 << 51,
    "bypass_slowmode": 1 << 52,
}
ALL = (1 << 53) - 1
_OF_SENDING = ("mention_everyone", "attach_files", "embed_links")
_IN_A_DM = (
    "view_channel", "send_messages", "embed_links", "attach_files", "read_message_history", "add_reactions",
    "mention_everyone", "use_external_emojis", "pin_messages",
)  # fmt: skip


def bits(*names: str) -> int:
    """Names as a number."""
    total = 0
    for name in names:
        total |= BITS[name]
    return total


# What @everyone may do in a new guild.
USUAL = bits(
    "add_reactions", "view_channel", "send_messages", "embed_links", "attach_files", "read_message_history",
    "use_external_emojis", "use_application_commands", "create_public_threads", "send_messages_in_threads",
    "use_external_apps",
)  # fmt: skip


def names_of(number: int) -> list[str]:
    """A number as names."""
    return [name for name, bit in BITS.items() if number & bit]


def in_guild(guild: Guild, user_id: str) -> int:
    """What a member may do in a guild, channels aside; nothing if they are not in it."""
    member = guild.members.get(user_id)
    if member is None:
        return 0
    if guild.owner_id == user_id:
        return ALL
    held = guild.roles[guild.id].permissions
    for role_id in member.roles:
        held |= guild.roles[role_id].permissions
    return ALL if held & BITS["administrator"] else held


def in_channel(channel: Channel, user_id: str) -> int:
    """What somebody may do in a channel, overwrites and implied denials included."""
    guild = channel.guild
    if guild is None:
        return bits(*_IN_A_DM) if user_id in channel.recipients else 0
    held = in_guild(guild, user_id)
    if held == ALL or user_id not in guild.members:
        return held
    placed = channel.parent if channel.thread and channel.parent else channel
    held = _overwritten(held, placed, guild, user_id)
    if not held & BITS["view_channel"]:
        return 0
    if channel.thread:
        may_send = held & BITS["send_messages_in_threads"]
        held = held | BITS["send_messages"] if may_send else held & ~BITS["send_messages"]
    if not held & BITS["send_messages"]:
        held &= ~bits(*_OF_SENDING)
    return held


def _overwritten(held: int, channel: Channel, guild: Guild, user_id: str) -> int:
    steps = [[guild.id], guild.members[user_id].roles, [user_id]]
    for targets in steps:
        found = [channel.overwrites[target] for target in targets if target in channel.overwrites]
        for overwrite in found:
            held &= ~overwrite.deny
        for overwrite in found:
            held |= overwrite.allow
    return held

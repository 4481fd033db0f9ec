"""What discord.py hands over -> the plain facts that `translate` reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol, cast

import discord

from bot.adapters.discord.translate import Asked, Said, Spot

Talk = discord.Interaction[discord.Client]

_ANSWERABLE = {discord.MessageType.default, discord.MessageType.reply}
_KINDS: Final = frozenset(kind.value for kind in discord.ChannelType)
_UNTOLD: Final[Mapping[str, Any]] = {
    "type": discord.ChannelType.text.value,
    "name": "",
    "position": 0,
    "bitrate": 0,
    "user_limit": 0,
    "owner_id": "0",
    "message_count": 0,
    "member_count": 0,
}
"""What is taken for told of an interaction's channel where it is not; nothing of it matters here."""


@dataclass(frozen=True, slots=True)
class Around:
    """A channel or thread, as far as it matters.

    Attributes:
        server: Its server, if it is in one.
        channel: The channel, and for a thread the one that it is in.
        thread: The thread, if it is one.
        ours: Whether it is a thread that the bot opened.
        direct: Whether it is a conversation with the bot alone.
        partner: With whom that conversation is, if Discord tells.
    """

    server: str | None
    channel: str
    thread: str | None = None
    ours: bool = False
    direct: bool = False
    partner: str = ""


class Places(Protocol):
    """What is known of channels; asks Discord where it is not known yet."""

    async def around(self, channel: object, channel_id: int) -> Around | None:
        """What a channel is; None if it cannot be told."""
        ...


async def said_by(message: discord.Message, me: discord.ClientUser, places: Places) -> Said | None:
    """A message that may be meant for Greenroom; None for bots' own, joins, and talk that is none of its business.

    Its business are direct messages, mentions of it or of its role, and what is said in threads that it opened. A
    mention in reply to a message for which it opened a thread is said in that thread.
    """
    if message.author.bot or message.webhook_id is not None or message.type not in _ANSWERABLE:
        return None
    around = await places.around(message.channel, message.channel.id)
    if around is None:
        return None
    role = message.guild.self_role if message.guild is not None and message.role_mentions else None
    mentioned = any(user.id == me.id for user in message.mentions) or role in message.role_mentions
    if mentioned:
        around = await _replied_to(message, me, around, places) or around
    if not (around.direct or mentioned or (around.ours and message.content)):
        return None
    return Said(
        str(message.id),
        spot_of(around, message.author),
        message.content if role is None else message.content.replace(role.mention, me.mention),
        _not_ahead(message.created_at),
        message.edited_at,
        mentioned,
        _names(message),
    )


async def _replied_to(
    message: discord.Message, me: discord.ClientUser, around: Around, places: Places
) -> Around | None:
    """The bot's thread below the message that another in the same channel replies to, if that is so."""
    original = message.reference.resolved if message.reference is not None else None
    if around.server is None or around.thread is not None or not isinstance(original, discord.Message):
        return None
    if original.author.id != me.id or not original.flags.has_thread or original.channel.id != message.channel.id:
        return None
    thread = await places.around(None, original.id)  # they share an id
    return thread if thread is not None and thread.ours else None


async def asked_by(talk: Talk, places: Places) -> Asked | None:
    """An interaction; None for kinds that Greenroom has nothing to do with."""
    if talk.data is None or talk.channel is None:
        return None
    around = await places.around(talk.channel, talk.channel.id) or _told_by(talk)
    if around.direct and talk.context.private_channel:  # between two people, of whom one has added Greenroom
        around = replace(around, direct=False, partner="")
    here = around.server is not None and talk.is_guild_integration()
    spot = Spot(
        around.server if here else None,
        around.channel,
        around.thread,
        around.direct,
        str(talk.user.id),
        talk.user.display_name,
        manages=here and _manages(talk.permissions),
        roles=_roles(talk.user) if here else (),
    )
    components = [component.to_dict() for component in talk.message.components] if talk.message else []
    return Asked(
        str(talk.id),
        talk.type.value,
        str(talk.application_id),
        talk.token,
        spot,
        _not_ahead(talk.created_at),
        cast("Mapping[str, Any]", talk.data),
        cast("list[Mapping[str, Any]]", components),
    )


def completed(interaction: Mapping[str, Any]) -> Mapping[str, Any]:
    """An interaction with all that the library does not do without.

    Discord tells of a channel that the bot does not see in part only, perhaps by its id alone, and of kinds that the
    library does not know yet.
    """
    interaction = {"attachment_size_limit": 0, "version": 1, **interaction}
    if "guild_id" in interaction:
        interaction.setdefault("authorizing_integration_owners", {"0": interaction["guild_id"]})
    if "channel" not in interaction and "channel_id" not in interaction:
        return interaction
    told: Mapping[str, Any] = interaction.get("channel") or {"id": interaction["channel_id"]}
    direct = {"type": discord.ChannelType.private.value, "recipients": [interaction.get("user")]}
    channel = {**_UNTOLD, **(direct if "guild_id" not in interaction else {}), **told}
    if channel["type"] not in _KINDS:
        channel["type"] = discord.ChannelType.text.value
    return {**interaction, "channel": channel}


def _told_by(talk: Talk) -> Around:
    """What an interaction itself tells of a channel that the bot does not see."""
    server = str(talk.guild_id) if talk.guild_id is not None else None
    channel = talk.channel.id if talk.channel is not None else 0
    return Around(server, str(channel), direct=talk.context.dm_channel, partner=str(talk.user.id))


def spot_of(around: Around, user: discord.User | discord.Member | None) -> Spot:
    """Where somebody is, if it is known who."""
    manages = isinstance(user, discord.Member) and _manages(user.guild_permissions)
    return Spot(
        around.server,
        around.channel,
        around.thread,
        around.direct,
        str(user.id) if user else around.partner,
        user.display_name if user else "",
        manages=manages,
        roles=_roles(user),
    )


def _not_ahead(moment: datetime) -> datetime:
    """When something happened by Discord's clock; not after the present by ours, or what follows would have to wait."""
    return min(moment, datetime.now(UTC))


def _manages(held: discord.Permissions) -> bool:
    return held.administrator or held.manage_guild


def _roles(user: discord.User | discord.Member | None) -> tuple[str, ...]:
    """A member's roles as they stand where a role is named as an admin: `<@&1>` without what all mentions share."""
    return tuple(f"&{role.id}" for role in user.roles[1:]) if isinstance(user, discord.Member) else ()


def _names(message: discord.Message) -> dict[str, str]:
    names = {f"<@{user.id}>": f"@{user.display_name}" for user in message.mentions}
    names |= {f"<@&{role.id}>": f"@{role.name}" for role in message.role_mentions}
    return names | {f"<#{channel.id}>": f"#{channel.name}" for channel in message.channel_mentions}

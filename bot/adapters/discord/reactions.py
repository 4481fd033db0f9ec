"""Reactions on messages in threads that the bot opened -> `ChatEvent`; all others are none of its business."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

import discord

from bot.adapters.discord.facts import Around, spot_of
from bot.core.chat import ChatEvent

_COMMANDS: Final = {"REACTION_ADD": "reaction-added", "REACTION_REMOVE": "reaction-removed"}


def reaction_event(payload: discord.RawReactionActionEvent, around: Around, me: int, now: datetime) -> ChatEvent | None:
    """What a reaction that was given or taken back means, if anything.

    Args:
        payload: What Discord tells.
        around: Where the message is.
        me: The bot's own id.
        now: The time, which Discord does not tell; it tells each reaction once and in order.
    """
    command = _COMMANDS.get(payload.event_type)
    if command is None or not around.ours or around.direct or payload.user_id == me:
        return None
    if payload.member is not None and payload.member.bot:
        return None
    emoji, user, message = str(payload.emoji.id or payload.emoji.name), str(payload.user_id), str(payload.message_id)
    origin = replace(spot_of(around, payload.member).origin, user=user, message=message)
    key = f"{command}:{message}:{user}:{emoji}:{now.timestamp():.6f}"
    return ChatEvent(key, origin, now, command, options={"emoji": emoji})

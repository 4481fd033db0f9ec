"""The App Home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from bot.adapters.slack.excerpts import small
from bot.adapters.slack.limits import VIEW_BLOCKS, Block
from bot.adapters.slack.message import Message, Piece
from bot.adapters.slack.parts import reply_pieces
from bot.adapters.slack.payloads import mapping
from bot.adapters.slack.presses import packed, unpacked
from bot.adapters.slack.render import laid_out
from bot.adapters.slack.words import say
from bot.core.chat import Reply

CALLBACK_ID = "greenroom/1/home"
_CHANNEL = "channel"


def home_message(replies: Sequence[Reply]) -> Message:
    """Replies below each other, with a line between them, and lines instead of tables.

    Args:
        replies: What to show, the important things first; what does not fit gives way to a hint.
    """
    numbers = count()
    shown: list[Piece] = []
    for reply in replies:
        shown += [Piece(({"type": "divider"},))] if shown else []
        shown += reply_pieces(reply, tables=False, numbers=numbers)
    blocks, files = laid_out(_fitting(shown))
    return Message("", tuple(blocks), tuple(files))


def home_view(message: Message, channel: str = "") -> Block:
    """The view for `views.publish`.

    Args:
        message: What stands in it.
        channel: The member's conversation with the bot, in which what they press is answered; Slack does not tell it.
    """
    carried = {"private_metadata": packed({_CHANNEL: channel})} if channel else {}
    return {"type": "home", "callback_id": CALLBACK_ID, **carried, "blocks": list(message.blocks)}


def answered_in(payload: Mapping[str, Any]) -> str:
    """The conversation that a Home carries in which something was pressed; empty if it carries none."""
    view = mapping(payload.get("view"))
    carried = unpacked(view.get("private_metadata")) if view.get("callback_id") == CALLBACK_ID else None
    return (carried or {}).get(_CHANNEL, "")


def _fitting(pieces: Sequence[Piece]) -> list[Piece]:
    """As many pieces as a view takes; the last thing then says that there is more."""
    kept: list[Piece] = []
    left = VIEW_BLOCKS
    for number, piece in enumerate(pieces):
        reserve = 0 if number == len(pieces) - 1 else 1
        if len(piece.blocks) + reserve > left:
            return [*kept, Piece((small(say("home.more")),))]
        kept.append(piece)
        left -= len(piece.blocks)
    return kept

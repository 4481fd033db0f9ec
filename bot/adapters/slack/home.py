"""The App Home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from bot.adapters.slack.excerpts import small
from bot.adapters.slack.limits import VIEW_BLOCKS, Block
from bot.adapters.slack.message import Message, Piece
from bot.adapters.slack.parts import reply_pieces
from bot.adapters.slack.render import laid_out
from bot.adapters.slack.words import say
from bot.core.chat import Reply

CALLBACK_ID = "greenroom/1/home"


def home_view(replies: Sequence[Reply], uploaded: Mapping[str, str] | None = None) -> Block:
    """The view for `views.publish`: replies below each other, with a line between them, and lines instead of tables.

    Args:
        replies: What to show, the important things first; what does not fit gives way to a hint.
        uploaded: Slack's file ids of pictures by file name; those that are missing are shown as words.
    """
    numbers = count()
    shown: list[Piece] = []
    for reply in replies:
        shown += [Piece(({"type": "divider"},))] if shown else []
        shown += reply_pieces(reply, tables=False, numbers=numbers)
    blocks, files = laid_out(_fitting(shown))
    message = Message("", tuple(blocks), tuple(files)).pictured(uploaded or {})
    return {"type": "home", "callback_id": CALLBACK_ID, "blocks": list(message.blocks)}


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

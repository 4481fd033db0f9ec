"""Colours of the edge: a hint at what a reply is, never the only one."""

from __future__ import annotations

from typing import Final

from bot.core.chat import Bars, Reply, ReplyKind

GREEN: Final = 0x3E8E6E
"""Greenroom's own."""
STRONG: Final = 0x2A9D8F
MIDDLING: Final = 0xE9B44C
OPEN: Final = 0xD9743F
"""Much is still to gain; orange and not red, because nobody failed."""
WAITING: Final = 0x8A93A3
REFUSED: Final = 0xB5545C

_QUIET = frozenset({ReplyKind.RECEIPT, ReplyKind.NOTICE, ReplyKind.WITHDRAWN})


def colour_of(reply: Reply) -> int | None:
    """RGB of a reply's edge: of a card by how full its bars are, grey where nothing was judged."""
    if reply.kind is ReplyKind.REFUSAL:
        return REFUSED
    if reply.kind in _QUIET:
        return None
    return _outcome(reply) if reply.kind is ReplyKind.CARD else GREEN


def _outcome(reply: Reply) -> int:
    bars = [bar for part in reply.parts if isinstance(part, Bars) for bar in part.items if bar.maximum > 0]
    if not bars:
        return WAITING
    share = sum(bar.value / bar.maximum for bar in bars) / len(bars)
    return STRONG if share >= 0.7 else MIDDLING if share >= 0.4 else OPEN

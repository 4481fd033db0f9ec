"""Where a reply goes."""

from __future__ import annotations

from dataclasses import replace

from bot.core.chat import Reply, ReplyKind
from bot.core.records import Origin

_WITH_THE_ANSWER = frozenset({ReplyKind.RECEIPT, ReplyKind.CARD, ReplyKind.WITHDRAWN})


def reply_origin(origin: Origin, reply: Reply) -> Origin:
    """Where a reply goes that is due at an origin.

    What is for the member alone is shown to them alone. A receipt and its card stand where the answer was given; where
    that was in private, they go to the member's conversation with the bot, in which they last and can be changed.
    """
    origin = reply.place or origin
    if reply.kind in _WITH_THE_ANSWER:
        return replace(origin, direct=True) if origin.private else origin
    return replace(origin, private=True) if reply.private else origin

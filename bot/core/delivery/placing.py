"""Where a reply goes."""

from __future__ import annotations

from dataclasses import replace

from bot.core.chat import Reply, ReplyKind
from bot.core.records import Origin

_WITH_THE_ANSWER = frozenset({ReplyKind.RECEIPT, ReplyKind.CARD, ReplyKind.NOTICE, ReplyKind.WITHDRAWN})


def reply_origin(origin: Origin, reply: Reply) -> Origin:
    """Where a reply goes that is due at an origin.

    What is for the member alone is shown to them alone. What fills an answer's slot, from its receipt to its card,
    stands where the answer was given; where that was in private, it goes to the member's conversation with the bot, in
    which it lasts and can be changed. A card without a slot was asked for once more, and is for whoever asked. The
    handle stays that of what happened: where its answer stands elsewhere, a platform may say so there.
    """
    origin = replace(reply.place, handle=origin.handle) if reply.place else origin
    if reply.slot is not None and reply.kind in _WITH_THE_ANSWER:
        return replace(origin, direct=True) if origin.private else origin
    return replace(origin, private=True) if reply.private else origin

"""What becomes of a pair when one of the two leaves Greenroom for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.interviews.pairing.moves import leave
from bot.core.interviews.pairing.storing import KeptPair
from bot.core.records import JobKind, NewJob


def after_leaving(kept: KeptPair, member_id: int, user: str) -> tuple[KeptPair | None, Sequence[NewJob]]:
    """A pair without a member, and what has to follow; no pair where nobody stays behind.

    Where it was not over, the card says so, and whoever stays is told.

    Args:
        kept: The pair.
        member_id: Who leaves.
        user: Their id on the platform.
    """
    pair = leave(kept.pair, member_id, user)
    if pair is None:
        return None, ()
    revision = kept.revision + 1
    views = () if kept.pair.phase.over else ("card", "sheet", "desk", "farewell")
    left = replace(kept, revision=revision, pair=pair.but(changed={**pair.changed, **dict.fromkeys(views, revision)}))
    if not views:
        return left, ()
    payload = {"workspace_id": kept.workspace_id, "pair_id": kept.id, "views": list(views)}
    return left, (NewJob(JobKind.PAIR, f"pair:{kept.id}:{revision}", payload, pair.began or pair.made),)

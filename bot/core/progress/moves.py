"""How the zone of a member's days has changed: because they moved, or because their group's zone was set anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from bot.core.records import Move


class Change(NamedTuple):
    """When a zone was set anew.

    Attributes:
        at: From when on, aware.
        before: IANA zone until then; none for the one that counts where none is set.
        after: IANA zone from then on; none as before.
    """

    at: datetime
    before: str | None
    after: str | None


def moves_of(
    own: Sequence[Change], own_zone: str | None, groups: Sequence[Change], group_zone: str | None, default: str
) -> tuple[Move, ...]:
    """How the zone in which a member's days are counted has changed, which is their own, else their group's.

    Args:
        own: When the member's zone was set, oldest first.
        own_zone: The zone of their own that they have now.
        groups: When the group's zone was set, oldest first.
        group_zone: The zone that the group has now.
        default: IANA zone that counts while neither has one.

    Returns:
        The changes, oldest first; what changed nothing for this member is none.
    """
    mine, theirs = own[0].before if own else own_zone, groups[0].before if groups else group_zone
    changes = [(one.at, True, one.after) for one in own] + [(one.at, False, one.after) for one in groups]
    found: list[Move] = []
    before = mine or theirs or default
    for at, is_own, zone in sorted(changes, key=itemgetter(0)):
        mine, theirs = (zone, theirs) if is_own else (mine, zone)
        after = mine or theirs or default
        if after != before:
            found.append(Move(at, before, after))
        before = after
    return tuple(found)

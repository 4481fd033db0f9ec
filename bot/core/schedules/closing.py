"""When a posting is closed, and when its members are reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.schedules.rule import Rule


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a posting.

    Attributes:
        closes_at: When the model answer and the best points are shown.
        remind_at: When members are reminded, if at all.
    """

    closes_at: datetime
    remind_at: datetime | None


def closing_of(rule: Rule, posted_at: datetime) -> Closing | None:
    """When a posting closes, counted from when it was made, so that a late one is open as long; none if never."""
    if rule.closes_after is None:
        return None
    closes_at = posted_at + rule.closes_after
    return Closing(closes_at, closes_at - rule.reminder_before if rule.reminder_before else None)

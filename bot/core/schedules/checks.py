"""What a rule's fields have to hold; each check raises `InvalidRuleError`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.bank.selection import Filters
from bot.core.schedules.errors import InvalidRuleError

if TYPE_CHECKING:
    from bot.core.schedules.rule import Theme

FIRST_YEAR = 2000
LAST_YEAR = 2099
"""Years in which a rule's dates lie: beyond them a slip of the finger is likelier, and holidays are not known."""

LONGEST_OPEN = timedelta(days=28)


def check_time(at: time) -> None:
    """A time of day to the minute, on the zone's own clocks."""
    if at.tzinfo is not None or at.second or at.microsecond:
        raise InvalidRuleError("time", "at", {"time": at.isoformat()})


def check_filters(filters: Filters, field: str) -> None:
    """Difficulties lie between 1 and 5, the easiest not above the hardest."""
    if not 1 <= filters.easiest <= filters.hardest <= 5:
        raise InvalidRuleError("difficulty", field, {"easiest": filters.easiest, "hardest": filters.hardest})


def check_themes(themes: Sequence[Theme]) -> None:
    """Themes have a name, their days in order, and no day in common."""
    for theme in themes:
        check_filters(theme.filters, "themes")
        _check_years("themes", theme.first, theme.last)
        if not theme.name.strip():
            raise InvalidRuleError("theme-name", "themes")
        if theme.last < theme.first:
            raise InvalidRuleError("theme-order", "themes", {"name": theme.name, "first": theme.first})
    for one, other in pairwise(sorted(themes, key=lambda theme: theme.first)):
        if other.first <= one.last:
            values = {"one": one.name, "other": other.name, "day": other.first}
            raise InvalidRuleError("theme-overlap", "themes", values)


def check_dates(start: date | None, end: date | None, paused_until: date | None, skip: Collection[date]) -> None:
    """All dates lie in likely years, and the end is not before the start."""
    for field, days in (("start", [start]), ("end", [end]), ("paused_until", [paused_until]), ("skip", skip)):
        _check_years(field, *(day for day in days if day is not None))
    if start and end and end < start:
        raise InvalidRuleError("end-before-start", "end", {"start": start, "end": end})


def check_closing(closes_after: timedelta | None, reminder_before: timedelta | None) -> None:
    """A posting is open for a minute to 28 days, and a reminder comes before it closes."""
    if closes_after is not None and not timedelta(minutes=1) <= closes_after <= LONGEST_OPEN:
        raise InvalidRuleError("closing", "closes_after", {"days": LONGEST_OPEN.days})
    if reminder_before is None:
        return
    if closes_after is None:
        raise InvalidRuleError("reminder-never", "reminder_before")
    if not timedelta() < reminder_before < closes_after:
        raise InvalidRuleError("reminder", "reminder_before")


def _check_years(field: str, *days: date) -> None:
    for day in days:
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise InvalidRuleError("years", field, {"day": day, "first": FIRST_YEAR, "last": LAST_YEAR})

"""Streaks: how many days in a row a member has practised, by rules that are fair to days without a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WORKDAYS = frozenset(range(5))
_LOOK_BACK = 7


@dataclass(frozen=True, slots=True)
class Streak:
    """How a member's practice runs.

    Attributes:
        current: Days answered in the running streak; 0 when it is broken or never began.
        longest: Days answered in the longest streak so far, the running one included.
        today: Whether today is already kept.
        open: Whether an answer today would keep or begin a streak that an empty day would break or leave at none.
    """

    current: int
    longest: int
    today: bool
    open: bool


def local_day(moment: datetime, time_zone: str) -> date:
    """The date on a member's own calendar at an aware moment."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def streak(answered: Iterable[date], today: date, counted: Collection[int] = WORKDAYS) -> Streak:
    """The streak on a given day.

    A day is kept by any answer on it, whatever its weekday. Only a counted weekday without an answer breaks a streak,
    and today never does, since it is not over. A streak's length is the number of days kept, so a Saturday's answer
    adds one and an idle Saturday costs nothing.

    Args:
        answered: Local dates with an answer, in any order; later ones than today are left out.
        today: The member's local date.
        counted: Weekdays (Monday is 0) on which a question is put, so that missing them breaks a streak.

    Returns:
        The running and the longest streak.
    """
    days = sorted({day for day in answered if day <= today})
    runs = _runs(days, counted)
    alive = bool(days) and not _missed(days[-1], today, counted)
    current = runs[-1] if alive else 0
    kept_today = bool(days) and days[-1] == today
    return Streak(current, max(runs, default=0), kept_today, not kept_today)


def _runs(days: list[date], counted: Collection[int]) -> list[int]:
    lengths: list[int] = []
    for place, day in enumerate(days):
        if place and not _missed(days[place - 1], day, counted):
            lengths[-1] += 1
        else:
            lengths.append(1)
    return lengths


def _missed(earlier: date, later: date, counted: Collection[int]) -> bool:
    """Whether a counted day lies strictly between the two."""
    between = (later - earlier).days - 1
    if between >= _LOOK_BACK:
        return bool(counted)
    return any((earlier + timedelta(days=step)).weekday() in counted for step in range(1, between + 1))

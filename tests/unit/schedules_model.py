"""Schedules the slow way, obviously right: day by day for dates, minute by minute for moments."""

from __future__ import annotations

import calendar
from array import array
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
from holidays import country_holidays

from bot.core.schedules.days import EveryDays, Monthly, Weekly
from bot.core.schedules.rule import Rule

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
QUARTER = 15  # minutes


def is_asked(rule: Rule, day: date) -> bool:
    """Whether a rule asks on a local date, by the words of its fields."""
    if rule.start and day < rule.start:
        return False
    if rule.end and day > rule.end:
        return False
    if rule.paused_until and day < rule.paused_until:
        return False
    if day in rule.skip or is_holiday(rule, day):
        return False
    return is_among(rule, day)


def is_holiday(rule: Rule, day: date) -> bool:
    if rule.holidays is None:
        return False
    return day in _holidays(rule.holidays.country, rule.holidays.subdivision, day.year)


@cache
def _holidays(country: str, subdivision: str | None, year: int) -> Collection[date]:
    return set(country_holidays(country, subdiv=subdivision, years=year))


def is_among(rule: Rule, day: date) -> bool:
    """Whether a date is one of the rule's days."""
    match rule.days:
        case Weekly(on, every):
            return day.weekday() in on and (every == 1 or _weeks_since_first(rule, day) % every == 0)
        case EveryDays(every):
            assert rule.start
            return (day - rule.start).days % every == 0
        case Monthly(nth, weekday):
            weeks = calendar.monthcalendar(day.year, day.month)
            such = [week[weekday] for week in weeks if week[weekday]]
            place = such.index(day.day) if day.day in such else None
            return place is not None and bool({place + 1, place - len(such)} & nth)


def _weeks_since_first(rule: Rule, day: date) -> int:
    """Calendar weeks between the first such weekday since the start and a date."""
    assert isinstance(rule.days, Weekly)
    assert rule.start
    first = rule.start
    while first.weekday() not in rule.days.on:
        first += DAY
    return ((day - timedelta(day.weekday())) - (first - timedelta(first.weekday()))).days // 7


def walls(zone: str, begin: datetime, minutes: int) -> array[int]:
    """What a zone's clocks show at each minute from a moment in UTC, as minutes on a calendar without zones.

    Both ends of each quarter of an hour are looked at, and the minutes between them where these differ by more or less.
    """
    clock, shown = ZoneInfo(zone), array("l")
    for first in range(0, minutes, QUARTER):
        last = min(first + QUARTER, minutes) - 1
        early, late = (minute_of((begin + step * MINUTE).astimezone(clock)) for step in (first, last))
        if late - early == last - first:
            shown.extend(range(early, late + 1))
        else:
            shown.extend(minute_of((begin + step * MINUTE).astimezone(clock)) for step in range(first, last + 1))
    return shown


def minute_of(wall: datetime) -> int:
    return wall.toordinal() * 1440 + wall.hour * 60 + wall.minute


def reached(targets: Sequence[int], shown: Sequence[int]) -> list[int | None]:
    """For each target, ascending, the step at which the clocks first show it or later; none if they never do.

    A target on a date that the clocks have not shown by then, because they leapt over it, is none too.
    """
    dates_shown: set[int] = set()
    found: list[int | None] = []
    step = seen = 0
    for target in targets:
        step = next((later for later in range(step, len(shown)) if shown[later] >= target), len(shown))
        dates_shown.update(wall // 1440 for wall in shown[seen : step + 1])
        seen = step
        found.append(step if step < len(shown) and target // 1440 in dates_shown else None)
    return found


class Walk:
    """A zone's clocks, walked through once for many targets.

    Args:
        shown: What they show at each minute.
    """

    def __init__(self, shown: array[int]) -> None:
        self._furthest = np.maximum.accumulate(np.asarray(shown))
        dates, firsts = np.unique(np.asarray(shown) // 1440, return_index=True)
        self._first_shown = dict(zip(dates.tolist(), firsts.tolist(), strict=True))

    def reached(self, targets: Sequence[int]) -> list[int | None]:
        """As `reached`, which is slower and shorter."""
        steps = np.searchsorted(self._furthest, targets).tolist()
        return [
            step if step < len(self._furthest) and self._first_shown.get(target // 1440, step + 1) <= step else None
            for target, step in zip(targets, steps, strict=True)
        ]


def slow_moments(days: Collection[date], at: time, zone: str) -> dict[date, datetime | None]:
    """When a zone's clocks first show a time on each of some dates, by walking through every minute."""
    first, last = min(days), max(days)
    begin = datetime.combine(first - 2 * DAY, time(), UTC)
    shown = walls(zone, begin, ((last - first).days + 5) * 1440)
    ordered = sorted(days)
    steps = reached([minute_of(datetime.combine(day, at)) for day in ordered], shown)
    return {day: None if step is None else begin + step * MINUTE for day, step in zip(ordered, steps, strict=True)}


def slow_occurrences(rule: Rule, since: datetime, until: datetime) -> Iterator[tuple[date, datetime]]:
    """Local dates and moments of a rule's postings between two moments, both included."""
    span = (until - since).days + 4
    days = [since.date() - 2 * DAY + step * DAY for step in range(span + 1)]
    asked = [day for day in days if is_asked(rule, day)]
    if asked:
        for day, moment in slow_moments(asked, rule.at, rule.zone).items():
            if moment is not None and since <= moment <= until:
                yield day, moment

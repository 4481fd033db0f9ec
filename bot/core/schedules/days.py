"""The days of a schedule: any set of weekdays, every so many days or weeks, or an nth weekday of the month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import Annotated, Literal

from dateutil import rrule
from pydantic import Field, PlainSerializer

from bot.core.schedules.errors import InvalidRuleError

LAST = -1
MOST_DAYS = 366
MOST_WEEKS = 52


class Weekday(IntEnum):
    """Days of the week, counted as `date.weekday` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


ALL_DAYS = frozenset(Weekday)
WORKDAYS = frozenset(day for day in Weekday if day <= Weekday.FRIDAY)
WEEKEND = ALL_DAYS - WORKDAYS


@dataclass(frozen=True, slots=True)
class Weekly:
    """Some weekdays of each week, or of every so many weeks.

    Attributes:
        on: The weekdays, at least one.
        every: 1 for each week. More are counted from the week of the first such weekday on or after the rule's start.
    """

    on: Annotated[frozenset[Weekday], PlainSerializer(sorted)]
    every: int = 1
    kind: Literal["weekly"] = "weekly"

    def __post_init__(self) -> None:
        if not self.on:
            raise InvalidRuleError("no-weekday", "days")
        _check_count(self.every, 1, MOST_WEEKS)


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Every so many days, counted from the rule's start; for every day there is `Weekly(ALL_DAYS)`."""

    every: int
    kind: Literal["every-days"] = "every-days"

    def __post_init__(self) -> None:
        _check_count(self.every, 2, MOST_DAYS)


@dataclass(frozen=True, slots=True)
class Monthly:
    """The nth such weekday of each month; months without a fifth one are left out.

    Attributes:
        nth: 1 to 5, or `LAST`; at least one.
        weekday: The weekday.
    """

    nth: Annotated[frozenset[int], PlainSerializer(sorted)]
    weekday: Weekday
    kind: Literal["monthly"] = "monthly"

    def __post_init__(self) -> None:
        if not self.nth or not self.nth <= {1, 2, 3, 4, 5, LAST}:
            raise InvalidRuleError("nth", "days")


Days = Annotated[Weekly | EveryDays | Monthly, Field(discriminator="kind")]


def is_counted(days: Days) -> bool:
    """Whether the days are counted from a start, so that a rule cannot do without one."""
    return not isinstance(days, Monthly) and days.every > 1


def dates(days: Days, begin: date, start: date | None) -> Iterator[date]:
    """The local dates of the days, in order and without end.

    Args:
        days: Which days.
        begin: Earlier dates are left out.
        start: The rule's start, from which counted days are counted; earlier dates are left out as well.
    """
    first = max(begin, start or begin)
    for moment in _recurrence(days, first, start or first):
        day = moment.date()
        if day >= first:
            yield day


def _recurrence(days: Days, first: date, start: date) -> rrule.rrule:
    """A recurrence that begins at the last date on or before `first` from which it can be counted."""
    match days:
        case Weekly(on, every):
            weekdays = [int(day) for day in sorted(on)]
            origin = _in_step(_first_on(on, start), first, 7 * every) if every > 1 else first
            return rrule.rrule(rrule.WEEKLY, _midnight(origin), interval=every, byweekday=weekdays, wkst=rrule.MO)
        case EveryDays(every):
            return rrule.rrule(rrule.DAILY, _midnight(_in_step(start, first, every)), interval=every)
        case Monthly(nth, weekday):
            places = [rrule.weekday(int(weekday), place) for place in sorted(nth)]
            return rrule.rrule(rrule.MONTHLY, _midnight(first.replace(day=1)), byweekday=places)


def _first_on(on: frozenset[Weekday], start: date) -> date:
    """The first of these weekdays on or after the start."""
    return start + timedelta(days=min((day - start.weekday()) % 7 for day in on))


def _in_step(origin: date, target: date, step: int) -> date:
    """The last date on or before the target that lies a multiple of `step` days from the origin."""
    return origin + timedelta(days=(target - origin).days // step * step)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _check_count(every: int, least: int, most: int) -> None:
    if not least <= every <= most:
        raise InvalidRuleError("every", "days", {"every": every, "least": least, "most": most})

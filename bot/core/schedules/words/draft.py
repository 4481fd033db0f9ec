"""A schedule while its words are being read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from bot.core.schedules.days import Weekday
from bot.core.schedules.errors import UnreadableScheduleError
from bot.core.schedules.moments import moment_of
from bot.core.schedules.public_holidays import HolidayCalendar

RelativeDate = Callable[[date], date]
"""A date that may depend on today's, which is known when the zone is."""


class Naming(Enum):
    """What a weekday means where it is read."""

    ASKED = "a day to ask on"
    OFF = "a day off, after `except`"
    UNCLEAR = "a day off or a day to ask on: a date, holidays or `every` came after `except`"


@dataclass
class Draft:
    """What has been read so far.

    Attributes:
        weekdays: Days of the week.
        off: Days of the week that were left out of them, as in "daily except sundays".
        nths: Places in the month, or an ordinal that turns out to count days or weeks.
        counted: Whether the ordinals followed "every", as in "every second day".
        every: How many days or weeks lie between.
        unit: What `every` counts: `day`, `week` or `month`.
        monthly: Whether a month was spoken of.
        excepting: Whether "except" was read, so that a date that follows is a day off.
        dangling: The "except" that is still to be followed by what is left out.
        naming: What a weekday that follows means.
        named_before: The weekdays that were named before the one number of days or weeks.
        rhythms: How often "every" was said.
    """

    weekdays: set[Weekday] = field(default_factory=set)
    off: set[Weekday] = field(default_factory=set)
    nths: list[int] = field(default_factory=list)
    counted: bool = False
    every: int | None = None
    unit: str | None = None
    monthly: bool = False
    at: time | None = None
    zone: str | None = None
    start: RelativeDate | None = None
    end: RelativeDate | None = None
    holidays: HolidayCalendar | None = None
    skip: list[RelativeDate] = field(default_factory=list)
    excepting: bool = False
    dangling: str = ""
    naming: Naming = Naming.ASKED
    named_before: frozenset[Weekday] = frozenset()
    rhythms: int = 0

    def once(self, name: str, typed: str) -> None:
        """Refuse to read a thing twice.

        Raises:
            UnreadableScheduleError: It was read before; the reason is `two-` and its name.
        """
        if getattr(self, name) is not None:
            raise UnreadableScheduleError(f"two-{name}", typed)


def counting_start(now: datetime, at: time, zone: ZoneInfo) -> date:
    """From which date days are counted if none is given: today, or tomorrow if the time of day is over."""
    today = now.astimezone(zone).date()
    moment = moment_of(today, at, zone)
    return today if moment is not None and moment > now.astimezone(UTC) else today + timedelta(days=1)

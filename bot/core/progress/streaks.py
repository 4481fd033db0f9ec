"""Streaks: how many days in a row a member has practised, by rules that are fair to whoever could not.

`docs/streaks.md` says the same in plain words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WORKDAYS = frozenset(range(5))

DAYS_A_FREEZE = 7
"""Days kept that earn a freeze."""

MOST_FREEZES = 2
"""Freezes that can be held; while they are, days kept earn none."""

EVENING_ENDS = 4
"""The hour until which an answer counts for the evening before, for members who say so."""

_A_DAY = timedelta(days=1)
_AN_EVENING = timedelta(hours=6)  # longer than any night until `EVENING_ENDS`, a clock put back included
_AHEAD = 2 * _A_DAY  # the most that two calendars are apart, for a moment

Asked = Callable[[date], bool]
"""Whether missing a date can break a streak."""


@dataclass(frozen=True, slots=True)
class Streak:
    """How a member's practice runs.

    Attributes:
        current: Days answered in the running streak; 0 when it is broken or never began.
        longest: Days answered in the longest streak so far, the running one included.
        today: Whether today is already kept.
        open: Whether an answer today would keep or begin a streak that an empty day would break or leave at none.
        freezes: Freezes in hand.
        frozen: Days of the running streak that a freeze saved, oldest first.
        just_frozen: Those of them since the member last answered, today's answers left aside.
    """

    current: int
    longest: int
    today: bool
    open: bool
    freezes: int = 0
    frozen: tuple[date, ...] = ()
    just_frozen: tuple[date, ...] = ()


def local_day(moment: datetime, time_zone: str) -> date:
    """The date on a member's own calendar at an aware moment."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def practice_day(moment: datetime, time_zone: str, *, late: bool = False) -> date:
    """The date that an answer counts for.

    Args:
        moment: When it came in, aware.
        time_zone: IANA zone in which the member's days are counted.
        late: Whether the member has what is answered until 04:00 count for the evening before.
    """
    local = moment.astimezone(ZoneInfo(time_zone))
    if late and local.hour < EVENING_ENDS:
        return local_day(moment.astimezone(UTC) - _AN_EVENING, time_zone)  # in UTC: elapsed time, not the clock's
    return local.date()


def on_weekdays(weekdays: Collection[int] = WORKDAYS) -> Asked:
    """A question on certain weekdays; Monday is 0."""
    return lambda day: day.weekday() in weekdays


def streak(
    answered: Iterable[date],
    today: date,
    asked: Asked = on_weekdays(),  # noqa: B008 - a pure value
    outages: Collection[date] = (),
) -> Streak:
    """The streak on a given day.

    A day is kept by any answer on it, whether a question was put or not. Only a day on which one was put can be missed,
    and today never is, since it is not over. A missed day uses up a freeze and breaks the streak if there is none.
    Every seven days kept earn a freeze while fewer than two are held: as a bucket, a day kept adds one up to fourteen,
    a missed day takes seven. One more answer, on whatever day, therefore never shortens a streak.

    Args:
        answered: Local dates with an answer, in any order; those after today are left out, but for a member who has
            travelled to where it is still yesterday.
        today: The member's local date.
        asked: Whether a question was put on a date.
        outages: Dates on which the bot was away; they break nothing.

    Returns:
        The running and the longest streak.
    """
    kept = {day for day in answered if day <= today + _AHEAD}
    if not kept:
        return Streak(0, 0, today=False, open=True)
    run = _Run()
    day, last = min(kept), max(kept)
    end = max(today, last)
    while day <= end:
        if day in kept:
            run.keep()
        elif day < today and asked(day) and day not in outages:
            run.miss(day)
        day += _A_DAY
    done, before = last >= today, max((day for day in kept if day < today), default=today)
    freezes, frozen = run.bucket // DAYS_A_FREEZE, tuple(run.frozen)
    just_frozen = tuple(day for day in frozen if day > before)
    return Streak(run.current, run.longest, done, not done, freezes, frozen, just_frozen)


class _Run:
    """The state of a streak while its days are gone through."""

    def __init__(self) -> None:
        self.current = self.longest = self.bucket = 0
        self.frozen: list[date] = []

    def keep(self) -> None:
        self.current += 1
        self.longest = max(self.longest, self.current)
        if self.bucket < MOST_FREEZES * DAYS_A_FREEZE:
            self.bucket += 1

    def miss(self, day: date) -> None:
        if self.bucket >= DAYS_A_FREEZE:
            self.bucket -= DAYS_A_FREEZE
            self.frozen.append(day)
        else:
            self.current = self.bucket = 0
            self.frozen = []

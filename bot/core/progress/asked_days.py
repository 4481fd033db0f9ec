"""On which of a member's own days a question was put to them: what a streak can break on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from operator import attrgetter
from zoneinfo import ZoneInfo

from bot.core.progress.presence import Absence
from bot.core.progress.streaks import EVENING_ENDS, Asked, on_weekdays, practice_day
from bot.core.records import Move

NOON = 12
"""A question that comes from this hour on may as well be answered the next day, so that there are always 12 hours."""

AT_LEAST = timedelta(hours=NOON)
"""How long a question that asks for a day can be answered, while Greenroom is there."""

_A_DAY = timedelta(days=1)


def asked_on(
    posted: Iterable[datetime],
    answered: Collection[date],
    time_zone: str,
    *,
    late: bool = False,
    moves: Sequence[Move] = (),
    absences: Sequence[Absence] = (),
) -> Asked:
    """What a streak can break on: the days of the group's scheduled questions, or else workdays.

    Days off, holidays and outages on which nothing was posted never are among them. A question that came after the
    member's noon asks for that day or the next: for the next, unless it was answered on the same. One that could be
    answered for less than `AT_LEAST`, because Greenroom was away, asks for no day.

    Args:
        posted: When scheduled questions were put to the group, aware.
        answered: The member's dates with an answer.
        time_zone: IANA zone in which the member's days are counted.
        late: Whether the member's evenings last until 04:00.
        moves: When that zone has changed, oldest first: what came before then asked on a day of the zone before.
        absences: When Greenroom was away, oldest first.

    Returns:
        The days; workdays where the group has never had a scheduled question.
    """
    posted = tuple(posted)
    if not posted:
        return on_weekdays()
    if moves:
        left = (one for one in posted if _left_enough(one, _zone_then(one, time_zone, moves), late, absences))
        return frozenset(_travellers_day(moment, answered, time_zone, moves, late=late) for moment in left).__contains__
    days, either = _days_of(posted, time_zone, late, tuple(absences))
    return (days | {day if day in answered else day + _A_DAY for day in either}).__contains__


def days_cut_short(moves: Iterable[Move]) -> frozenset[date]:
    """The days that a member hardly had because they moved; missing them is not held against them."""
    return frozenset().union(*(cut_short(*move) for move in moves))


def cut_short(moment: datetime, old_zone: str, new_zone: str) -> frozenset[date]:
    """The days that a traveller hardly had: those of which a change of zone left less than half.

    They count as outages do. Flying east over the date line takes a day away; flying west gives one twice, which takes
    nothing.

    Args:
        moment: When the member's days began to be counted in the new zone, aware.
        old_zone: IANA zone in which they were counted before.
        new_zone: IANA zone in which they are counted now.
    """
    before, after = (moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in (old_zone, new_zone))
    if after <= before:
        return frozenset()
    days = (before.date() + step * _A_DAY for step in range((after.date() - before.date()).days + 1))
    return frozenset(day for day in days if _hours_had(day, before, after) < 12)


def _hours_had(day: date, before: datetime, after: datetime) -> float:
    """Hours of a date on a clock that jumps from one time to another."""
    begin = datetime.combine(day, datetime.min.time())
    end = begin + _A_DAY
    jumped = min(after, end) - max(before, begin)
    return (_A_DAY - max(jumped, timedelta(0))) / timedelta(hours=1)


def _travellers_day(
    moment: datetime, answered: Collection[date], time_zone: str, moves: Sequence[Move], *, late: bool
) -> date:
    """On which day a question asks of somebody who moved: theirs then, or one they had soon after and answered on."""
    coming, until = [move for move in moves if moment < move.at], moment + AT_LEAST
    day = _asked_day(moment, answered, _zone_then(moment, time_zone, moves), late=late)
    had = [(move.at, zone) for move in coming if move.at <= until for zone in (move.before, move.after)]
    had.append((until, _zone_then(until, time_zone, moves)))
    days = (practice_day(at, zone, late=late) for at, zone in had)
    return day if day in answered else next((one for one in days if one in answered), day)


def _zone_then(moment: datetime, time_zone: str, moves: Sequence[Move]) -> str:
    """In which zone a member's days were counted at a moment."""
    return next((move.before for move in moves if moment < move.at), time_zone)


def _left_enough(moment: datetime, time_zone: str, late: bool, absences: Sequence[Absence]) -> bool:
    """Whether Greenroom was there for `AT_LEAST` of the time in which a question could be answered."""
    following = bisect_right(absences, moment, key=attrgetter("ended_at"))
    if following == len(absences):
        return True
    day, either = _day_of(moment, time_zone, late)
    over = time(EVENING_ENDS if late else 0)
    end = datetime.combine(day + (2 if either else 1) * _A_DAY, over, ZoneInfo(time_zone)).astimezone(UTC)
    coming = takewhile(lambda one: one.began_at < end, absences[following:])
    away = sum((min(one.ended_at, end) - max(one.began_at, moment) for one in coming), timedelta(0))
    return not away or end - moment - away >= AT_LEAST


def _asked_day(moment: datetime, answered: Collection[date], time_zone: str, *, late: bool) -> date:
    day, late_in_the_day = _day_of(moment, time_zone, late)
    return day + _A_DAY if late_in_the_day and day not in answered else day


@lru_cache(maxsize=64)
def _days_of(
    posted: tuple[datetime, ...], time_zone: str, late: bool, absences: tuple[Absence, ...]
) -> tuple[frozenset[date], frozenset[date]]:
    """The days of a zone on which questions came, and those on which they came late: the same for all of a group."""
    found = [_day_of(moment, time_zone, late) for moment in posted if _left_enough(moment, time_zone, late, absences)]
    return frozenset(day for day, either in found if not either), frozenset(day for day, either in found if either)


@lru_cache(maxsize=16_384)  # a group's members mostly share a clock, and its recap looks at all of them
def _day_of(moment: datetime, time_zone: str, late: bool) -> tuple[date, bool]:
    """On which day of a zone a question came, and whether it came late on that day."""
    day = practice_day(moment, time_zone, late=late)
    local = moment.astimezone(ZoneInfo(time_zone))
    return day, local.hour >= NOON or local.date() != day

"""On which of a member's own days a question was put to them: what a streak can break on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core.progress.streaks import Asked, on_weekdays, practice_day
from bot.core.records import Move

NOON = 12
"""A question that comes from this hour on may as well be answered the next day, so that there are always 12 hours."""

_A_DAY = timedelta(days=1)
_AT_LEAST = timedelta(hours=NOON)


def asked_on(
    posted: Iterable[datetime],
    answered: Collection[date],
    time_zone: str,
    *,
    late: bool = False,
    moves: Sequence[Move] = (),
) -> Asked:
    """What a streak can break on: the days of the group's scheduled questions, or else workdays.

    Days off, holidays and outages on which nothing was posted never are among them. A question that came after the
    member's noon asks for that day or the next: for the next, unless it was answered on the same.

    Args:
        posted: When scheduled questions were put to the group, aware.
        answered: The member's dates with an answer.
        time_zone: IANA zone in which the member's days are counted.
        late: Whether the member's evenings last until 04:00.
        moves: When that zone has changed, oldest first: what came before then asked on a day of the zone before.

    Returns:
        The days; workdays where the group has never had a scheduled question.
    """
    if moves:
        days = frozenset(_travellers_day(moment, answered, time_zone, moves, late=late) for moment in posted)
    else:
        days, either = _days_of(tuple(posted), time_zone, late)
        days |= {day if day in answered else day + _A_DAY for day in either}
    return days.__contains__ if days else on_weekdays()


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
    coming, until = [move for move in moves if moment < move.at], moment + _AT_LEAST
    day = _asked_day(moment, answered, coming[0].before if coming else time_zone, late=late)
    had = [(move.at, zone) for move in coming if move.at <= until for zone in (move.before, move.after)]
    had.append((until, next((move.before for move in moves if until < move.at), time_zone)))
    days = (practice_day(at, zone, late=late) for at, zone in had)
    return day if day in answered else next((one for one in days if one in answered), day)


def _asked_day(moment: datetime, answered: Collection[date], time_zone: str, *, late: bool) -> date:
    day, late_in_the_day = _day_of(moment, time_zone, late)
    return day + _A_DAY if late_in_the_day and day not in answered else day


@lru_cache(maxsize=64)
def _days_of(posted: tuple[datetime, ...], time_zone: str, late: bool) -> tuple[frozenset[date], frozenset[date]]:
    """The days of a zone on which questions came, and those on which they came late: the same for all of a group."""
    found = [_day_of(moment, time_zone, late) for moment in posted]
    return frozenset(day for day, either in found if not either), frozenset(day for day, either in found if either)


@lru_cache(maxsize=16_384)  # a group's members mostly share a clock, and its recap looks at all of them
def _day_of(moment: datetime, time_zone: str, late: bool) -> tuple[date, bool]:
    """On which day of a zone a question came, and whether it came late on that day."""
    day = practice_day(moment, time_zone, late=late)
    local = moment.astimezone(ZoneInfo(time_zone))
    return day, local.hour >= NOON or local.date() != day

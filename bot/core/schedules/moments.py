"""From a date and a time on a wall clock to the moment it stands for, with clocks that are put forward and back."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LONGEST_GAP = 2 * 24 * 60  # minutes; a zone that crosses the date line leaves out a whole day
_MINUTE = timedelta(minutes=1)


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """When a zone's clocks first reach a time of day on a date.

    A time that the clocks pass twice is the first of the two. A time that they leap over is the first minute after the
    leap, which lies on the next date where the leap goes across midnight.

    Returns:
        The moment in UTC; none if the date was left out altogether, as 30 December 2011 was in Samoa.
    """
    wall = datetime.combine(day, at)
    if not _exists(wall, zone):
        wall = _after_gap(wall, zone)
        if wall.date() != day and not _exists(datetime.combine(day, time()), zone):
            return None
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _after_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute after a time in a gap."""
    ahead = range(_LONGEST_GAP + 1)
    return wall + bisect_left(ahead, True, key=lambda minutes: _exists(wall + minutes * _MINUTE, zone)) * _MINUTE


def _exists(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether the zone's clocks ever show this."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall

"""When Greenroom was away: days that it was not there for are not held against anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

SEEN_EVERY = timedelta(minutes=5)
"""How often a process that serves platforms says that it is there."""

AWAY = timedelta(minutes=20)
"""How long nobody may have said so before that counts as an absence."""

_A_DAY = timedelta(days=1)
_HALF = timedelta(hours=12)


class Absence(NamedTuple):
    """A time in which no process served a platform: from when to when, aware."""

    began_at: datetime
    ended_at: datetime


class Presence(Protocol):
    """When platforms were served; each method is one transaction. `LookBack` has when they were not."""

    async def seen(self, platforms: Sequence[str], now: datetime) -> None:
        """Note that platforms are served; where nobody did so for longer than `AWAY`, that was an absence."""
        ...


@dataclass(slots=True)
class PresenceKeeper:
    """Says from time to time which platforms are served.

    Attributes:
        presence: Where that is kept.
        last: When it was said last.
    """

    presence: Presence
    last: datetime | None = field(default=None)

    async def tick(self, platforms: Sequence[str], now: datetime) -> None:
        """Say so, unless that was just done; a terminal is there only while its member is, so it does not count."""
        served = [platform for platform in platforms if platform != "terminal"]
        if served and (self.last is None or not timedelta(0) <= now - self.last < SEEN_EVERY):
            await self.presence.seen(served, now)
            self.last = now


def days_away(absences: Iterable[Absence], time_zone: str) -> frozenset[date]:
    """The days of a zone of which absences left less than half; they are short or long as its clocks make them."""
    zone, away = ZoneInfo(time_zone), dict[date, timedelta]()
    for absence in absences:
        day = absence.began_at.astimezone(zone).date()
        while (begin := datetime.combine(day, datetime.min.time(), zone)) < absence.ended_at:
            end = datetime.combine(day + _A_DAY, datetime.min.time(), zone)
            lost = min(end.timestamp(), absence.ended_at.timestamp()) - max(
                begin.timestamp(), absence.began_at.timestamp()
            )
            away[day] = away.get(day, timedelta(0)) + timedelta(seconds=max(lost, 0.0))
            day += _A_DAY
    return frozenset(day for day, lost in away.items() if lost > _HALF)

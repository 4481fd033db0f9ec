from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.core.schedules.moments import moment_of
from bot.core.schedules.zones import known_zones
from tests.unit.schedules_model import MINUTE, minute_of, reached, walls

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
STEP = timedelta(hours=12)
AROUND = 90  # minutes looked at before and after a gap or fold, each of them
WINDOW = 2 * 1440


def transitions(zone: ZoneInfo) -> Iterator[datetime]:
    """The minutes in UTC from which a zone's offset is another."""
    moments = [FIRST + step * STEP for step in range((LAST - FIRST) // STEP + 1)]
    for before, after in pairwise(moments):
        old = before.astimezone(zone).utcoffset()
        if old != after.astimezone(zone).utcoffset():
            minutes = range((after - before) // MINUTE + 1)
            yield before + bisect_left(minutes, True, key=lambda n: _offset(zone, before, n) != old) * MINUTE


def _offset(zone: ZoneInfo, before: datetime, minutes: int) -> timedelta | None:
    return (before + minutes * MINUTE).astimezone(zone).utcoffset()


def check_around(name: str, transition: datetime) -> int:
    """Compare every minute of the clock in and around a gap or fold with a walk; returns how many there were."""
    zone = ZoneInfo(name)
    begin = transition - WINDOW * MINUTE
    shown = walls(name, begin, 2 * WINDOW)
    edges = (shown[WINDOW - 1], shown[WINDOW])
    targets = list(range(min(edges) - AROUND, max(edges) + AROUND))
    for target, step in zip(targets, reached(targets, shown), strict=True):
        day, minute = date.fromordinal(target // 1440), target % 1440
        expected = None if step is None else begin + step * MINUTE
        assert moment_of(day, time(*divmod(minute, 60)), zone) == expected, (name, day, minute)
    return len(targets)


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "America/Nuuk", "Africa/Cairo", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Gaza"]
)
def test_every_minute_around_the_transitions_of_some_zones(name: str) -> None:
    assert sum(check_around(name, transition) for transition in transitions(ZoneInfo(name))) > 1000


@pytest.mark.slow
def test_every_minute_around_every_transition_of_every_zone_from_2024_to_2028() -> None:
    found = {name: list(transitions(ZoneInfo(name))) for name in known_zones()}
    assert sum(len(each) for each in found.values()) > 1500
    for name, each in found.items():
        for transition in each:
            check_around(name, transition)


@pytest.mark.slow
def test_every_zone_has_every_date_once_from_2024_to_2028() -> None:
    for name in known_zones():
        zone = ZoneInfo(name)
        moments = [moment_of(FIRST.date() + timedelta(days=step), time(9), zone) for step in range((LAST - FIRST).days)]
        for before, after in pairwise(moments):
            assert before is not None
            assert after is not None
            assert timedelta(hours=20) < after - before < timedelta(hours=28)


def test_a_minute_of_the_model_is_a_minute_of_the_clock() -> None:
    assert minute_of(datetime(2026, 3, 29, 2, 30, tzinfo=UTC)) - minute_of(datetime(2026, 3, 29, tzinfo=UTC)) == 150

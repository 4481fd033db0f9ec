from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from itertools import pairwise
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

import pytest

from bot.core.schedules.moments import moment_of
from bot.core.schedules.zones import known_zones
from tests.unit.schedules_model import MINUTE, Walk, minute_of, reached, walls

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
STEP = timedelta(hours=12)
AROUND = 90  # minutes looked at before and after a gap or fold, each of them
WINDOW = 2 * 1440


def zones() -> list[str]:
    """The zones that a schedule can have; of those that have the same clocks by different names, one."""
    return sorted({_clocks(name): name for name in sorted(known_zones(), reverse=True)}.values())


def _clocks(name: str) -> bytes:
    """What the database says of a zone."""
    files = (Path(folder) / name for folder in TZPATH)
    found = next((file for file in files if file.is_file()), None)
    return found.read_bytes() if found else (resources.files("tzdata.zoneinfo") / name).read_bytes()


def transitions(zone: ZoneInfo) -> Iterator[datetime]:
    """The minutes in UTC from which a zone's offset is another."""
    moments = [FIRST + step * STEP for step in range((LAST - FIRST) // STEP + 1)]
    offsets = [moment.astimezone(zone).utcoffset() for moment in moments]
    for (before, old), (after, new) in pairwise(zip(moments, offsets, strict=True)):
        if old != new:
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
    found = {name: list(transitions(ZoneInfo(name))) for name in zones()}
    assert sum(len(each) for each in found.values()) > 500
    for name, each in found.items():
        for transition in each:
            check_around(name, transition)


@pytest.mark.slow
def test_every_zone_has_every_date_once_from_2024_to_2028() -> None:
    for name in zones():
        zone = ZoneInfo(name)
        moments = [moment_of(FIRST.date() + timedelta(days=step), time(9), zone) for step in range((LAST - FIRST).days)]
        for before, after in pairwise(moments):
            assert before is not None
            assert after is not None
            assert timedelta(hours=20) < after - before < timedelta(hours=28)


def test_zones_with_the_same_clocks_are_walked_through_once() -> None:
    assert {_clocks(name) for name in zones()} == {_clocks(name) for name in known_zones()}
    assert len(zones()) > 250
    assert len(zones()) + 100 < len(known_zones())


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/Nuuk", "Africa/Casablanca", "Pacific/Apia"])
def test_a_zone_that_is_walked_through_once_for_many_targets_gives_what_each_walk_gives(name: str) -> None:
    for begin in (FIRST, datetime(2011, 12, 1, tzinfo=UTC)):
        minutes = 120 * 1440
        shown = walls(name, begin, minutes)
        assert list(shown) == [minute_of((begin + n * MINUTE).astimezone(ZoneInfo(name))) for n in range(minutes)]
        targets = list(range(shown[0] - 3000, shown[-1] + 3000, 29))
        assert Walk(shown).reached(targets) == reached(targets, shown)


def test_a_minute_of_the_model_is_a_minute_of_the_clock() -> None:
    assert minute_of(datetime(2026, 3, 29, 2, 30, tzinfo=UTC)) - minute_of(datetime(2026, 3, 29, tzinfo=UTC)) == 150

"""Calls that are left alone for as long as a platform asked for."""

from __future__ import annotations

import pytest

from bot.core.delivery.cooldowns import Cooldowns
from bot.core.errors import TryLaterError
from tests.fakes.clock import FakeClock


def left(cooldowns: Cooldowns, *names: str) -> float | None:
    """Seconds that calls with these names have to wait."""
    try:
        cooldowns.require_over(*names)
    except TryLaterError as error:
        return error.retry_after
    return None


def test_a_call_waits_for_the_longest_cooldown_that_it_falls_under() -> None:
    clock = FakeClock()
    cooldowns = Cooldowns(clock)
    cooldowns.begin("all", 5)
    cooldowns.begin("posts", 9)
    assert (left(cooldowns, "all", "posts"), left(cooldowns, "all", "edits"), left(cooldowns, "edits")) == (9, 5, None)
    clock.advance(5)
    assert (left(cooldowns, "all", "posts"), left(cooldowns, "all", "edits")) == (4, None)


def test_a_shorter_wait_does_not_end_a_longer_one() -> None:
    clock = FakeClock()
    cooldowns = Cooldowns(clock)
    cooldowns.begin("posts", 60)
    cooldowns.begin("posts", 1)
    assert left(cooldowns, "posts") == 60


def test_what_is_over_is_forgotten_when_there_is_much_of_it_and_what_is_not_is_kept() -> None:
    clock = FakeClock()
    cooldowns = Cooldowns(clock)
    cooldowns.begin("long", 80_000)
    for number in range(5_000):
        cooldowns.begin(str(number), 0.5)
        clock.advance(1)
    assert len(cooldowns._until) <= 1_001
    assert left(cooldowns, "long") == 80_000 - 5_000


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_no_time_is_no_wait(seconds: float) -> None:
    cooldowns = Cooldowns(FakeClock())
    cooldowns.begin("posts", seconds)
    assert left(cooldowns, "posts") is None


@pytest.mark.parametrize("seconds", [1e9, 1e300, float("inf"), float("nan")])
def test_what_makes_no_sense_is_a_day(seconds: float) -> None:
    clock = FakeClock()
    cooldowns = Cooldowns(clock)
    cooldowns.begin("posts", seconds)
    assert left(cooldowns, "posts") == 86_400
    clock.advance(86_400)
    assert left(cooldowns, "posts") is None

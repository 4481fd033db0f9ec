from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.retry import FIRST_WAIT, LONGEST_ASKED_WAIT, LONGEST_WAIT, MAX_ATTEMPTS, backoff

attempts = st.integers(1, 10_000)
jitters = st.floats(0, 1)
asked = st.none() | st.floats()


@given(attempts, asked, jitters)
def test_the_wait_is_always_finite_and_bounded(number: int, retry_after: float | None, jitter: float) -> None:
    wait = backoff(number, retry_after, jitter)
    assert math.isfinite(wait)
    assert FIRST_WAIT <= wait <= 1.5 * LONGEST_ASKED_WAIT


@given(attempts, st.floats(0, LONGEST_ASKED_WAIT), jitters)
def test_nobody_is_asked_again_before_the_time_they_named(number: int, retry_after: float, jitter: float) -> None:
    assert backoff(number, retry_after, jitter) >= retry_after


@given(attempts, asked, jitters)
def test_another_failure_never_shortens_the_wait(number: int, retry_after: float | None, jitter: float) -> None:
    assert backoff(number + 1, retry_after, jitter) >= backoff(number, retry_after, jitter)


@given(attempts, asked, jitters, jitters)
def test_more_jitter_never_shortens_the_wait(number: int, retry_after: float | None, one: float, other: float) -> None:
    assert backoff(number, retry_after, max(one, other)) >= backoff(number, retry_after, min(one, other))


@pytest.mark.parametrize("nonsense", [None, math.nan, -1.0, -math.inf, 0.0])
def test_a_nonsensical_request_is_ignored(nonsense: float | None) -> None:
    assert backoff(1, nonsense, 0) == FIRST_WAIT


@pytest.mark.parametrize("absurd", [1e12, math.inf])
def test_an_absurd_request_is_capped(absurd: float) -> None:
    assert backoff(1, absurd, 0) == LONGEST_ASKED_WAIT


def test_waits_double_up_to_the_longest() -> None:
    waits = [backoff(number, None, 0) for number in range(1, 12)]
    assert waits[:9] == [2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert waits[9:] == [LONGEST_WAIT] * 2


def test_all_attempts_together_span_minutes_but_not_hours() -> None:
    assert 120 < sum(backoff(number, None, 0) for number in range(1, MAX_ATTEMPTS)) < 600

"""How long to wait before work that failed is tried again."""

from __future__ import annotations

import math

MAX_ATTEMPTS = 8
"""How often work may raise before it is buried, put-offs not counted; with `backoff` that spans about eight minutes."""

FIRST_WAIT = 2.0
"""Seconds before the second attempt, before jitter."""

LONGEST_WAIT = 600.0
"""Most seconds between attempts where nobody asked for more, before jitter."""

LONGEST_ASKED_WAIT = 3600.0
"""Most seconds we let somebody ask for: an absurd `Retry-After` must not park work for days."""


def backoff(attempts: int, retry_after: float | None, jitter: float) -> float:
    """Seconds to wait after the given number of attempts.

    The wait doubles from `FIRST_WAIT` up to `LONGEST_WAIT`, and is never shorter than what was asked for. Jitter adds
    up to half of it, so that what failed together does not come back together.

    Args:
        attempts: How often it was tried, at least 1.
        retry_after: Seconds the other side asked us to wait, if it said so; what is not a positive number is ignored.
        jitter: A random number between 0 and 1.

    Returns:
        Seconds, between `FIRST_WAIT` and one and a half times `LONGEST_ASKED_WAIT`.
    """
    doublings = min(max(attempts, 1) - 1, 32)  # beyond any cap, within any float
    wait = min(FIRST_WAIT * 2.0**doublings, LONGEST_WAIT)
    if retry_after is not None and not math.isnan(retry_after):
        wait = max(wait, min(retry_after, LONGEST_ASKED_WAIT))
    return wait * (1 + jitter / 2)

"""How well somebody does at something, from few scores: an estimate that says how uncertain it is.

The model is the normal mean with known variance and a conjugate normal prior (Gelman et al., Bayesian Data Analysis,
3rd ed., section 2.5). Scores lose weight exponentially with age, as with the discount factors of West and Harrison,
Bayesian Forecasting and Dynamic Models, 2nd ed., section 6.3: a score counts half after `HALF_LIFE`. With weights
w = 2^(-age / HALF_LIFE), a score x whose judge is uncertain by e (half the range it gave), and all on a scale of 100:

    precision = 1 / PRIOR_SPREAD^2 + sum of w / (ANSWER_SPREAD^2 + e^2)
    level     = (PRIOR_MEAN / PRIOR_SPREAD^2 + sum of w x / (ANSWER_SPREAD^2 + e^2)) / precision
    range     = level -/+ 1.2816 / sqrt(precision), which holds the level in eight of ten cases

The spreads are assumptions, stated here: members differ by about 25 points, and one member's answers by about 20.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

HALF_LIFE = timedelta(days=90)
PRIOR_MEAN = 50.0
PRIOR_SPREAD = 25.0
ANSWER_SPREAD = 20.0

_EIGHT_OF_TEN = 1.2816
_PRIOR, _NOISE = PRIOR_SPREAD**-2, ANSWER_SPREAD**2
_HALF_LIFE_SECONDS = HALF_LIFE.total_seconds()


@dataclass(frozen=True, slots=True)
class Observation:
    """One score, and how uncertain its judge was: all of 100.

    Attributes:
        score: The score.
        low: Lowest plausible score.
        high: Highest plausible score.
        at: When it was earned.
    """

    score: float
    low: float
    high: float
    at: datetime


class Estimate(NamedTuple):
    """Where somebody stands: all of 100.

    Attributes:
        level: The best guess; the fewer scores there are, the nearer it is to the middle.
        low: Where the range begins that holds the level in eight of ten cases.
        high: Where it ends.
        mean: Mean of the scores themselves, recent ones weighing more.
    """

    level: float
    low: float
    high: float
    mean: float


Weighed = tuple[float, float, float, float]
"""A score, the lowest and the highest plausible one, all of 100, and what is left of it by its age: 0-1."""

NOTHING_SEEN = (_PRIOR, PRIOR_MEAN * _PRIOR)
"""The precision of a level before any score, and the level times that."""


def seen_too(seen: tuple[float, float], score: float, low: float, high: float, weight: float) -> tuple[float, float]:
    """The precision of a level, and the level times that, once a score was seen too; all that some pages need."""
    doubt = (high - low) / 2
    share = weight / (_NOISE + doubt * doubt)
    return seen[0] + share, seen[1] + share * score


def weigh(scores: Iterable[Weighed]) -> Estimate:
    """The level that scores speak for; without any it is the middle, with the widest range."""
    seen = NOTHING_SEEN
    weights = total = 0.0
    for score, low, high, weight in scores:
        seen = seen_too(seen, score, low, high, weight)
        weights += weight
        total += weight * score
    precision, pull = seen
    level, reach = pull / precision, _EIGHT_OF_TEN / math.sqrt(precision)
    mean = total / weights if weights else PRIOR_MEAN
    return Estimate(level, max(0.0, level - reach), min(100.0, level + reach), mean)


def recency(at: datetime, now: datetime) -> float:
    """What is left of a score by its age: 1 when fresh, a half after `HALF_LIFE`."""
    return math.exp2(-max((now - at).total_seconds(), 0.0) / _HALF_LIFE_SECONDS)


def estimate(observations: Iterable[Observation], now: datetime) -> Estimate:
    """The level that scores speak for; without any it is the middle, with the widest range.

    Args:
        observations: The scores; each is taken to be independent of the others.
        now: The present moment, aware.
    """
    return weigh((seen.score, seen.low, seen.high, recency(seen.at, now)) for seen in observations)

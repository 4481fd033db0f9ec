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


class Estimating:
    """An estimate in the making, one score after the other."""

    __slots__ = ("_precision", "_pull", "_total", "_weights")

    def __init__(self) -> None:
        self._precision = _PRIOR
        self._pull = PRIOR_MEAN * _PRIOR
        self._weights = self._total = 0.0

    def add(self, score: float, low: float, high: float, weight: float) -> None:
        """Take a score in: it, the lowest and the highest plausible one of 100, and what is left of it by recency."""
        doubt = (high - low) / 2
        share = weight / (_NOISE + doubt * doubt)
        self._precision += share
        self._pull += share * score
        self._weights += weight
        self._total += weight * score

    @property
    def level(self) -> float:
        """The level of `estimate`, alone."""
        return self._pull / self._precision

    def estimate(self) -> Estimate:
        """The level that the scores speak for; without any it is the middle, with the widest range."""
        level, reach = self._pull / self._precision, _EIGHT_OF_TEN / math.sqrt(self._precision)
        mean = self._total / self._weights if self._weights else PRIOR_MEAN
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
    estimating = Estimating()
    for seen in observations:
        estimating.add(seen.score, seen.low, seen.high, recency(seen.at, now))
    return estimating.estimate()

"""From what coverage measured to levels, with a range that is honest about what it does not know."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.grading.fit import Fit

if TYPE_CHECKING:
    from bot.core.grading.coverage import Coverage

NEGATED_LEVEL = 1
"""Highest level of an answer that denies what it should say."""

_DISMISSED_SHARE, _FEWEST_DISMISSED = 0.20, 2
_NEGATIVE_SHARE, _CONTRARY_SHARE, _NEARLY_ALL, _FEWEST_SENTENCES = 0.65, 0.20, 0.85, 5


@dataclass(frozen=True, slots=True)
class Estimate:
    """A criterion's score with its range, all in levels."""

    score: float
    low: int
    high: int

    @property
    def level(self) -> int:
        """The nearest whole level."""
        return int(self.score + 0.5)


NOTHING = Estimate(0.0, 0, 0)


def features(coverage: Coverage, rows: Sequence[int]) -> tuple[float, float, float, float]:
    """What a level is estimated from: above and spoken for the criterion's points, soundness and reach for all."""
    count = len(rows)
    return (
        float(sum(coverage.above[row] for row in rows)) / count,
        float(sum(coverage.spoken[row] for row in rows)) / count,
        coverage.soundness,
        coverage.reach,
    )


def estimate(coverage: Coverage, rows: Sequence[int], fit: Fit, caps: Sequence[int] = ()) -> Estimate:
    """A criterion's score.

    Args:
        coverage: The answer's measurements.
        rows: Numbers of the criterion's key points.
        fit: The fitted numbers.
        caps: Highest levels that rules leave.
    """
    weights = (fit.above, fit.spoken, fit.soundness, fit.reach)
    z = fit.bias + sum(weight * value for weight, value in zip(weights, features(coverage, rows), strict=True))
    top = min([TOP_LEVEL, *caps])
    score = round(min(top, TOP_LEVEL / (1 + math.exp(-z)) * on_topic(coverage, fit)), 2)
    low = math.floor(max(0.0, score - fit.level_spread) + 0.5)
    high = math.floor(min(float(top), score + fit.level_spread) + 0.5)
    return Estimate(score, low, high)


def on_topic(coverage: Coverage, fit: Fit) -> float:
    """How far an answer is about the question at all: 0-1."""
    return min(1.0, max(0.0, (coverage.topic - fit.off_topic) / (fit.on_topic - fit.off_topic)))


def is_negated(coverage: Coverage) -> bool:
    """Whether an answer denies what it speaks of.

    Honest answers refuse in a sentence here and there, and a third of their sentences hold some negation; an answer
    that was turned round does so in one of five, and negates nearly everywhere.
    """
    refused = round(coverage.dismissed * coverage.related)
    if refused >= _FEWEST_DISMISSED and coverage.dismissed >= _DISMISSED_SHARE:
        return True
    if coverage.sentences < _FEWEST_SENTENCES:
        return False
    turned = coverage.negative >= _NEGATIVE_SHARE and coverage.contrary >= _CONTRARY_SHARE
    return turned or coverage.negative >= _NEARLY_ALL

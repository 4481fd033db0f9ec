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

_CONTRAST = 15.0  # how sharply the points of one criterion are told apart: a tenth nearer is 4.5 times the odds
_DOUBT = 0.5  # what is left of a point whose sentence leans to a mistake
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
        return _nearest(self.score)


NOTHING = Estimate(0.0, 0, 0)


def features(coverage: Coverage, rows: Sequence[int]) -> tuple[float, float, float, float]:
    """What a level is estimated from: distinct for the criterion's own points, the rest for the whole answer."""
    distinct = float(sum(coverage.distinct[row] for row in rows)) / len(rows)
    return distinct, coverage.above, coverage.spoken, coverage.soundness


def estimate(coverage: Coverage, rows: Sequence[int], fit: Fit, caps: Sequence[int] = ()) -> Estimate:
    """A criterion's score.

    Args:
        coverage: The answer's measurements.
        rows: Numbers of the criterion's key points.
        fit: The fitted numbers.
        caps: Highest levels that rules leave.
    """
    top = min([TOP_LEVEL, *caps])
    share = _logistic(_z(coverage, rows, fit)) * on_topic(coverage, fit)
    score = round(min(top, TOP_LEVEL * share), 2)
    low = _nearest(max(0.0, score - fit.level_spread))
    high = _nearest(min(float(top), score + fit.level_spread))
    return Estimate(score, low, high)


def strengths(coverage: Coverage, rows: Sequence[int], fit: Fit) -> list[float]:
    """How plainly each of a criterion's points is there, 0-1: the criterion's own share, told apart by nearness."""
    z = _z(coverage, rows, fit)
    usual = features(coverage, rows)[0]
    topic = on_topic(coverage, fit)
    return [
        topic * _logistic(z + _CONTRAST * (float(coverage.distinct[row]) - usual)) * (_DOUBT if doubtful else 1)
        for row, doubtful in zip(rows, coverage.doubtful[list(rows)], strict=True)
    ]


def _z(coverage: Coverage, rows: Sequence[int], fit: Fit) -> float:
    weights = (fit.distinct, fit.above, fit.spoken, fit.soundness)
    return fit.bias + sum(weight * value for weight, value in zip(weights, features(coverage, rows), strict=True))


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))


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


def _nearest(score: float) -> int:
    return math.floor(score + 0.5)

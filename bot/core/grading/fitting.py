"""Fitting the estimate's weights to levels that careful readers gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.grading.coverage import Coverage
from bot.core.grading.fit import Fit
from bot.core.grading.levels import features, on_topic

_PENALTY = 0.003
_SHARPER = 1.3
_STEPS, _RATE = 3000, 0.3

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion of one labelled answer.

    Attributes:
        features: What its level is estimated from.
        topic: How far the answer is about the question, 0-1.
        level: The reader's level.
    """

    features: tuple[float, ...]
    topic: float
    level: int


def row_of(coverage: Coverage, points: Sequence[int], level: int, fit: Fit) -> Row:
    """A criterion's row, from the answer's measurements and the numbers of the criterion's key points."""
    return Row(features(coverage, points), on_topic(coverage, fit), level)


def fitted(rows: Sequence[Row], fit: Fit) -> Fit:
    """The weights, none below nought, that bring the levels nearest: least squares with a small ridge.

    Least squares shrinks each level to the middle for the noise in it. Errors of different criteria cancel in a total,
    so that is too much for totals; weights and bias are multiplied by 1.3, which betters kappa, r and MAE alike.

    Args:
        rows: What to fit to, at least one.
        fit: Where all other numbers are taken from; the thresholds on topic are in the rows already.
    """
    x = np.array([row.features for row in rows], dtype=np.float64)
    y = np.array([row.level for row in rows], dtype=np.float64)
    topic = np.array([row.topic for row in rows], dtype=np.float64)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    weights, bias = _descend((x - mean) / spread, y, topic)
    raw = weights / spread
    distinct, above, spoken, soundness = (float(value) for value in _SHARPER * raw)
    bias = _SHARPER * (bias - float((raw * mean).sum()))
    return replace(fit, bias=bias, distinct=distinct, above=above, spoken=spoken, soundness=soundness)


def _descend(x: Array, y: Array, topic: Array) -> tuple[Array, float]:
    weights, bias = np.full(x.shape[1], 0.3), 0.0
    for _ in range(_STEPS):
        squash = 1 / (1 + np.exp(-(x @ weights + bias)))
        slope = 2 * (TOP_LEVEL * squash * topic - y) * TOP_LEVEL * topic * squash * (1 - squash) / len(y)
        weights = np.maximum(0, weights - _RATE * (x.T @ slope + 2 * _PENALTY * weights))
        bias -= _RATE * float(slope.sum())
    return weights, bias

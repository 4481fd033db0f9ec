"""What attempts to get points without an answer earned, beside what they may earn."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.grading.agreement import Part

OFF_TOPIC = 10
"""Most points of 100 that the coverage estimate may give to an answer about something else."""

_FOR_A_MODEL = {0: 0.0, 10: 5.0, 25: 10.0, 30: 20.0}
"""What a judge that understands what it reads may give, by what the coverage estimate may give."""

_GAIN_FOR_A_MODEL = 3.0
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class AttackScore:
    """What one attack earned.

    Attributes:
        name: The kind of attack.
        score: Points of 100 it got, or gained; none where the judge gave no verdict.
        allowed: Points that the coverage estimate may give it.
        gain: Whether the score is what was added to an honest answer's.
    """

    name: str
    score: float | None
    allowed: float
    gain: bool = False


class AttackRow(Part):
    """What one kind of attack earned over several questions, in points of 100.

    Attributes:
        name: The kind of attack.
        tried: How often it was tried.
        mean: Mean score; none if there was no verdict at all.
        most: Highest score.
        allowed: What it may get from this judge.
        over: How often it got more.
        unanswered: How often the judge gave no verdict.
        gain: Whether the scores are what was added to an honest answer's.
    """

    name: str
    tried: int
    mean: float | None
    most: float | None
    allowed: float
    over: int
    unanswered: int = 0
    gain: bool = False


def attack_table(scores: Iterable[AttackScore], *, model: bool) -> tuple[AttackRow, ...]:
    """A row a kind of attack, those that may get least first.

    Args:
        scores: What attacks earned.
        model: Whether a model judged, of which more is asked than of the coverage estimate.
    """
    found: dict[str, list[AttackScore]] = {}
    for score in scores:
        found.setdefault(score.name, []).append(score)
    rows = [_row(name, own, model) for name, own in found.items()]
    return tuple(sorted(rows, key=lambda row: (row.gain, row.allowed, row.name)))


def _row(name: str, scores: Sequence[AttackScore], model: bool) -> AttackRow:
    got = [score.score for score in scores if score.score is not None]
    allowed = _allowed(scores[0], model)
    return AttackRow(
        name=name,
        tried=len(scores),
        mean=round(statistics.fmean(got), 1) if got else None,
        most=round(max(got), 1) if got else None,
        allowed=allowed,
        over=sum(score > allowed + _ROUNDING for score in got),
        unanswered=len(scores) - len(got),
        gain=scores[0].gain,
    )


def _allowed(score: AttackScore, model: bool) -> float:
    if not model:
        return score.allowed
    return _GAIN_FOR_A_MODEL if score.gain else _FOR_A_MODEL.get(int(score.allowed), score.allowed)

"""What members count of their own answers, beside what a judge said of the same ones; the two are never mixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from bot.core.bank.catalogue import KeyPoints, QuestionBank, key_points
from bot.core.bank.question import Question
from bot.core.progress.attempts import Attempt
from bot.core.records import SelfCheck


@dataclass(frozen=True, slots=True)
class OwnCount:
    """A member's own count of answers that one judge graded, or none yet.

    Attributes:
        judge: The judge's name; empty for answers that nobody has graded yet.
        answers: How many answers they checked.
        own: Mean of their own counts, 0-100.
        judged: Mean of the judge's totals of the same answers, 0-100; 0 without a judge.
    """

    judge: str
    answers: int
    own: float
    judged: float


def self_check_score(question: Question, said: frozenset[str]) -> float:
    """The total of 100 by the member's own count: each criterion earns its weight by the share of points ticked."""
    return _own_score(key_points(question), said)


def _own_score(parts: KeyPoints, said: frozenset[str]) -> float:
    return fsum(weight * len(points & said) / len(points) for weight, points in parts)


def own_counts(history: Iterable[Attempt], checks: Sequence[SelfCheck], bank: QuestionBank) -> tuple[OwnCount, ...]:
    """A member's own counts by the judge of the same answers; questions that left the bank are passed over."""
    if not checks:
        return ()
    said = {check.answer_id: check.said for check in checks}
    by_judge: dict[str, list[tuple[float, float]]] = {}
    for attempt in history:
        if attempt.answer_id in said and attempt.question_id in bank:
            own = _own_score(bank.key_points_of(attempt.question_id), said[attempt.answer_id])
            judge, total = (attempt.mark.judge.name, attempt.mark.total) if attempt.mark else ("", 0.0)
            by_judge.setdefault(judge, []).append((own, total))
    return tuple(OwnCount(judge, len(pairs), *_means(pairs)) for judge, pairs in sorted(by_judge.items()))


def _means(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    own, judged = zip(*pairs, strict=True)
    return fsum(own) / len(pairs), fsum(judged) / len(pairs)

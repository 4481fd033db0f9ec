"""What revising gained: the first try, the best one, and the points between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.records import GradedAnswer


@dataclass(frozen=True, slots=True)
class Gain:
    """A question that was tried more than once, as one judge saw it.

    Attributes:
        question_id: The question.
        first: Total of the first try, which the leaderboard counts.
        best: Total of the best try, which counts for skills.
        tries: How many tries this judge graded.
    """

    question_id: str
    first: float
    best: float
    tries: int

    @property
    def points(self) -> float:
        """Points gained over the first try: 0 or more."""
        return self.best - self.first


def gains(history: Iterable[GradedAnswer]) -> tuple[Gain, ...]:
    """What was gained by question, the most first.

    Only tries by the judge of the first graded one are compared with it, since judges differ.

    Args:
        history: A member's answers, in any order.
    """
    by_question: dict[str, list[GradedAnswer]] = {}
    for entry in sorted(history, key=lambda one: (one.answer.submitted_at, one.answer.id)):
        if entry.grade is not None:
            by_question.setdefault(entry.answer.question_id, []).append(entry)
    found = [_gain(question_id, tries) for question_id, tries in by_question.items()]
    return tuple(sorted((gain for gain in found if gain.tries > 1), key=lambda gain: (-gain.points, gain.question_id)))


def _gain(question_id: str, tries: list[GradedAnswer]) -> Gain:
    verdicts = [entry.grade.verdict for entry in tries if entry.grade is not None]
    totals = [verdict.total for verdict in verdicts if verdict.judge == verdicts[0].judge]
    return Gain(question_id, totals[0], max(totals), len(totals))

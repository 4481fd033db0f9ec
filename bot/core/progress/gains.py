"""What revising gained: the first try, the best one, and the points between."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from bot.core.progress.attempts import Attempt, Mark


class Gain(NamedTuple):
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


def gains(history: Iterable[Attempt]) -> tuple[Gain, ...]:
    """What was gained by question, the most first.

    Only tries by the judge of the first graded one are compared with it, since judges differ.

    Args:
        history: A member's answers, in any order.
    """
    by_question: dict[str, list[Mark]] = {}
    for attempt in sorted(history, key=attrgetter("submitted_at", "answer_id")):
        if attempt.mark is not None:
            by_question.setdefault(attempt.question_id, []).append(attempt.mark)
    found = [_gain(question_id, tries) for question_id, tries in by_question.items() if len(tries) > 1]
    return tuple(sorted((gain for gain in found if gain.tries > 1), key=lambda gain: (-gain.points, gain.question_id)))


def _gain(question_id: str, tries: list[Mark]) -> Gain:
    totals = [mark.total for mark in tries if mark.judge == tries[0].judge]
    return Gain(question_id, totals[0], max(totals), len(totals))

"""Points for the leaderboard: for taking part, for the score of a first try, and for what revising gained.

They are made so that a beginner can win a week. A day with an answer earns `A_DAY`. A question earns a tenth of its
first try's total, and a fifth of what better tries gained over it, but never more than `A_QUESTION` together: whoever
begins at 40 and revises to 70 has as much as whoever began at 100, and no beginning, good or bad, can lead to more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

A_DAY = 10
"""Points for a day with an answer."""

A_QUESTION = 10
"""Most points for a question, score and gain together."""

TRIES = 50
"""How many tries at a question are looked at; later ones earn nothing."""

_TOTAL_A_SCORE_POINT = 10
_TOTAL_A_GAIN_POINT = 5


class Period(StrEnum):
    """What a leaderboard spans."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Points:
    """What was earned.

    Attributes:
        part: For taking part.
        score: For first tries.
        gain: For revising.
        estimated: How many tries earned points by an estimate and not by a judge.
    """

    part: int = 0
    score: int = 0
    gain: int = 0
    estimated: int = 0

    @property
    def total(self) -> int:
        """All together, by which a leaderboard is ordered."""
        return self.part + self.score + self.gain

    def __add__(self, other: Points) -> Points:
        return Points(
            self.part + other.part,
            self.score + other.score,
            self.gain + other.gain,
            self.estimated + other.estimated,
        )

    def __sub__(self, other: Points) -> Points:
        return Points(
            self.part - other.part,
            self.score - other.score,
            self.gain - other.gain,
            self.estimated - other.estimated,
        )


NOTHING = Points()


@dataclass(frozen=True, slots=True)
class Try:
    """One of a member's answers to a question, as points are counted by.

    Attributes:
        answer_id: The answer.
        withdrawn: Whether it was taken back; it earns nothing, but what came after it is no first try.
        total: Total of the grade that counts; none while it waits.
        judge: What identifies the judge; gains are measured by one judge only.
        estimate: Whether the grade is an estimate.
    """

    answer_id: int
    withdrawn: bool = False
    total: float | None = None
    judge: tuple[str, ...] = ()
    estimate: bool = False


def question_points(tries: Sequence[Try]) -> Mapping[int, Points]:
    """What the tries at a question earn for score and gain, by answer.

    Args:
        tries: All of a member's tries at it in a group, oldest first, withdrawn ones included.
    """
    earned = {one.answer_id: NOTHING for one in tries}
    if not tries or tries[0].withdrawn or tries[0].total is None:
        return earned
    first, best, paid = tries[0], tries[0].total, 0
    score = round(best / _TOTAL_A_SCORE_POINT)
    earned[first.answer_id] = Points(score=score, estimated=int(first.estimate and score > 0))
    for later in tries[1:]:
        if later.withdrawn or later.total is None or later.judge != first.judge or later.total <= best:
            continue
        best = later.total
        worth = min(round((best - tries[0].total) / _TOTAL_A_GAIN_POINT), A_QUESTION - score)
        if worth > paid:
            earned[later.answer_id] = Points(gain=worth - paid, estimated=int(later.estimate))
            paid = worth
    return earned


def period_key(period: Period, day: date) -> str:
    """The name of the week, month or all of time that a date belongs to, such as `2026-W47`, `2026-11` or `all`."""
    if period is Period.WEEK:
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return f"{day:%Y-%m}" if period is Period.MONTH else "all"


def period_keys(day: date) -> tuple[str, ...]:
    """The names of all periods that a date belongs to."""
    return tuple(period_key(period, day) for period in Period)

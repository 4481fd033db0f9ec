"""Answers as progress counts them: what was scored, without what was written and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from bot.core.grading.grade import Verdict


class CriterionMark(NamedTuple):
    """How far a criterion was met.

    Attributes:
        criterion_id: The criterion.
        weight: Its share of the 100 points.
        score: The level before rounding, 0-4.
        low: Lowest plausible level, 0-4.
        high: Highest plausible level, 0-4.
        level: The level awarded, 0-4.
    """

    criterion_id: str
    weight: float
    score: float
    low: int
    high: int
    level: int


CriterionValues = Sequence[Any]
"""What a `CriterionMark` is made of, in its order: a page has hundreds, and looks at each but once or twice."""


class JudgeKey(NamedTuple):
    """Who judged; scores of different judges are never averaged silently."""

    name: str
    model: str
    version: str


class Mark(NamedTuple):
    """The grade that counts.

    Attributes:
        judge: Who gave it.
        total: Points of 100.
        low: Lowest plausible points.
        high: Highest plausible points.
        estimate: Whether it is an offline estimate.
        stand_in: Whether it stands in for a judge that is away.
        packed: What it is made of, as `packed` wrote it; most grades are never looked at so closely.
    """

    judge: JudgeKey
    total: float
    low: float
    high: float
    estimate: bool
    stand_in: bool
    packed: str

    @property
    def criteria(self) -> tuple[CriterionMark, ...]:
        """What it is made of."""
        return tuple(CriterionMark._make(values) for values in unpacked([self.packed])[0])


class Attempt(NamedTuple):
    """An answer.

    Attributes:
        answer_id: Its row.
        question_id: The question.
        submitted_at: When it came in.
        local_date: The member's own date at that time.
        revises: The answer it revises, if any.
        mark: The grade that counts; none while it waits.
    """

    answer_id: int
    question_id: str
    submitted_at: datetime
    local_date: date
    revises: int | None = None
    mark: Mark | None = None


def packed(verdict: Verdict) -> str:
    """A verdict's criteria, without what they were given for, as JSON: a list of the values of `CriterionMark`."""
    values = [(one.criterion_id, one.weight, one.score, one.low, one.high, one.level) for one in verdict.criteria]
    return json.dumps(values, separators=(",", ":"))


def unpacked(packed: Iterable[str]) -> list[list[CriterionValues]]:
    """What marks are made of; those of a whole page are parsed at once, which takes half the time."""
    found: list[list[CriterionValues]] = json.loads(f"[{','.join(packed)}]")
    return found

"""Looking back on an interview: how each part went, what it adds up to, habits, and what to practise next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.bank.catalogue import QuestionBank
from bot.core.grading.grade import Verdict
from bot.core.interviews.habits import Observation, observe
from bot.core.interviews.panel import Recommendation, View, recommend, views_of
from bot.core.interviews.practising import Practice, practise_next
from bot.core.interviews.script import Part, Script
from bot.core.interviews.state import Session, StageEnd, StageRecord
from bot.core.interviews.telling import EARNED, additions


class Outcome(StrEnum):
    """What became of a part; only what was answered, or tried and not answered, counts for the score."""

    SCORED = "scored"
    UNANSWERED = "unanswered"
    SKIPPED = "skipped"
    UNREACHED = "unreached"
    UNGRADED = "ungraded"


@dataclass(frozen=True, slots=True)
class StageView:
    """How a part went.

    Attributes:
        part: The part.
        record: What was kept of it.
        outcome: What became of it.
        total: Points of 100; 0 where nothing was answered.
        low: Lowest plausible points.
        high: Highest plausible points.
        quotes: (criterion's name, passage of the candidate's words) that earned something, the best first.
        adds: What a top candidate would also have said; empty for a part that was not answered.
        corrections: What is right instead of mistakes that were made, each with the words they were made in.
    """

    part: Part
    record: StageRecord
    outcome: Outcome
    total: float
    low: float
    high: float
    quotes: tuple[tuple[str, str], ...]
    adds: tuple[str, ...]
    corrections: tuple[tuple[str, str], ...]

    @property
    def counts(self) -> bool:
        """Whether it counts for the whole."""
        return self.outcome in {Outcome.SCORED, Outcome.UNANSWERED}

    @property
    def verdict(self) -> Verdict | None:
        """The grade, for a part that was answered."""
        return self.record.grade


@dataclass(frozen=True, slots=True)
class Debrief:
    """An interview looked back on.

    Attributes:
        script: The plan.
        session: The record.
        stages: All parts, in order.
        total: Points of 100 over the parts that count, weighted by their minutes; none where no part counts.
        low: Lowest plausible points.
        high: Highest plausible points.
        estimate: Whether any part was estimated rather than judged.
        habits: What was noticed across parts.
        practise: At most three things to practise next.
        views: What each of several interviewers thinks; empty for a single one.
        recommendation: What they recommend together; none for a single one.
    """

    script: Script
    session: Session
    stages: tuple[StageView, ...]
    total: float | None
    low: float
    high: float
    estimate: bool
    habits: tuple[Observation, ...]
    practise: tuple[Practice, ...]
    views: tuple[View, ...] = ()
    recommendation: Recommendation | None = None


def look_back(script: Script, session: Session, bank: QuestionBank) -> Debrief:
    """The debrief of an interview, finished or stopped.

    Args:
        script: The plan.
        session: The record.
        bank: Where questions to practise come from.
    """
    stages = tuple(_view(part, session.record(part.id)) for part in script.parts)
    counted = [view for view in stages if view.counts]
    estimate = any(view.verdict is not None and view.verdict.estimate for view in stages)
    several = len({part.persona.id for part in script.parts}) > 1
    scores = [(view.part.persona, view.part.stage.minutes, view.verdict, view.counts) for view in stages]
    views = views_of(scores) if several else ()
    return Debrief(
        script=script,
        session=session,
        stages=stages,
        total=_mean(counted, [view.total for view in counted]),
        low=_mean(counted, [view.low for view in counted]) or 0.0,
        high=_mean(counted, [view.high for view in counted]) or 0.0,
        estimate=estimate,
        habits=observe(script, session),
        practise=practise_next([(view.part, view.verdict, view.counts) for view in stages], bank),
        views=views,
        recommendation=recommend(views, estimate=estimate) if several else None,
    )


def _view(part: Part, record: StageRecord) -> StageView:
    outcome, verdict = _outcome(part, record), record.grade
    if verdict is None:
        return StageView(part, record, outcome, 0.0, 0.0, 0.0, (), (), ())
    return StageView(
        part,
        record,
        outcome,
        verdict.total,
        verdict.low,
        verdict.high,
        tuple(_quotes(part, verdict)),
        additions(part, verdict),
        tuple((item.quote.text, item.correction) for item in verdict.mistakes),
    )


def _outcome(part: Part, record: StageRecord) -> Outcome:
    if record.grade is not None:
        return Outcome.SCORED
    if record.end is None:
        return Outcome.UNREACHED
    if not part.graded:
        return Outcome.UNGRADED
    if record.end in {StageEnd.SKIPPED, StageEnd.STOPPED}:
        return Outcome.SKIPPED
    return Outcome.UNANSWERED


def _quotes(part: Part, verdict: Verdict) -> Sequence[tuple[str, str]]:
    found: dict[str, str] = {}
    for graded in sorted(verdict.criteria, key=lambda graded: -graded.score):
        if graded.score < EARNED:
            continue
        criterion = part.criterion(graded.criterion_id)
        name = graded.name or (criterion.name if criterion else graded.criterion_id)
        for quote in graded.quotes[:1]:
            found.setdefault(quote.text, name)
    return [(name, text) for text, name in found.items()][:3]


def _mean(views: Sequence[StageView], values: Sequence[float]) -> float | None:
    weight = sum(view.part.stage.minutes for view in views)
    total = sum(view.part.stage.minutes * value for view, value in zip(views, values, strict=True))
    return total / weight if weight else None

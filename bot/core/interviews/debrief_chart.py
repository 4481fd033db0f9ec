"""What an interview's debrief chart shows, as plain data, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.grading.grade import CriterionGrade
from bot.core.interviews.debrief import Debrief, Outcome, StageView
from bot.core.interviews.script import Part
from bot.core.wording import say, say_count

_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class CriterionMark:
    """What a criterion earned of its weight, in points of the part's 100."""

    name: str
    earned: float
    weight: float


@dataclass(frozen=True, slots=True)
class StageMark:
    """A part of the interview.

    Attributes:
        title: What it is called.
        outcome: What became of it.
        total: Points of 100, for a part that counts.
        low: Lowest plausible points.
        high: Highest plausible points.
        minutes: How long it took.
        box: How long it was to take.
        criteria: What its criteria earned, in the rubric's order.
    """

    title: str
    outcome: Outcome
    total: float
    low: float
    high: float
    minutes: float
    box: float
    criteria: tuple[CriterionMark, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it counts for the whole."""
        return self.outcome in {Outcome.SCORED, Outcome.UNANSWERED}


@dataclass(frozen=True, slots=True)
class DebriefChart:
    """An interview's debrief.

    Attributes:
        title: What the interview is called.
        stages: All parts, in order.
        total: Points of 100 over the parts that count; none where none does.
        low: Lowest plausible points.
        high: Highest plausible points.
        estimate: Whether any part was estimated rather than judged.
    """

    title: str
    stages: tuple[StageMark, ...]
    total: float | None
    low: float
    high: float
    estimate: bool


def debrief_chart(debrief: Debrief) -> DebriefChart:
    """What a debrief's chart shows."""
    return DebriefChart(
        debrief.script.plan.title,
        tuple(_stage(view) for view in debrief.stages),
        debrief.total,
        debrief.low,
        debrief.high,
        debrief.estimate,
    )


def score_words(total: float, low: float, high: float) -> str:
    """A score as it is written: a number, with its range where it has one."""
    if round(high) == round(low):
        return f"{round(total)}"
    return say("debrief.score.range", total=round(total), low=round(low), high=round(high))


def outcome_words(stage: StageMark) -> str:
    """What is written in the place of a score that a part does not have."""
    return say(f"debrief.outcome.{stage.outcome.value}")


def debrief_alt_text(chart: DebriefChart) -> str:
    """The chart in words."""
    if chart.total is None:
        whole = say("debrief.alt.nothing")
    else:
        whole = say("debrief.alt.whole", score=score_words(chart.total, chart.low, chart.high))
    return " ".join([f"{chart.title}.", whole, *(_stage_words(stage) for stage in chart.stages)])


def _stage(view: StageView) -> StageMark:
    criteria = view.verdict.criteria if view.verdict else ()
    return StageMark(
        view.part.stage.title,
        view.outcome,
        view.total,
        view.low,
        view.high,
        view.record.seconds / _MINUTE,
        view.part.seconds / _MINUTE,
        tuple(_criterion(view.part, graded) for graded in criteria),
    )


def _criterion(part: Part, graded: CriterionGrade) -> CriterionMark:
    criterion = part.criterion(graded.criterion_id)
    name = graded.name or (criterion.name if criterion else graded.criterion_id)
    return CriterionMark(name, graded.weight * graded.score / TOP_LEVEL, graded.weight)


def _stage_words(stage: StageMark) -> str:
    score = score_words(stage.total, stage.low, stage.high) if stage.counts else outcome_words(stage)
    return say_count("debrief.alt.stage", round(stage.minutes), title=stage.title, score=score, box=round(stage.box))

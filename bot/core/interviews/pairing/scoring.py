"""What a person's levels add up to, by the same sum as grades; labelled as a person's, and kept out of the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.bank.question import Criterion
from bot.core.grading.grade import CriterionGrade, JudgeIdentity, Verdict
from bot.core.interviews.pairing.state import Pair, PairStage
from bot.core.interviews.script import Part, Script

PERSON = JudgeIdentity(name="person", model="a member with the rubric", version="1")
"""Who judged; never mixed with grades of Greenroom's own judges."""


@dataclass(frozen=True, slots=True)
class ScoredStage:
    """How a stage went by its reader's levels.

    Attributes:
        part: The stage.
        record: What the reader took down.
        verdict: Their levels as a verdict, over the criteria that they scored; none where they scored none.
        criteria: How many criteria there are.
    """

    part: Part
    record: PairStage
    verdict: Verdict | None
    criteria: int

    @property
    def total(self) -> float | None:
        """Points of 100 over the criteria that were scored; none where none was."""
        return self.verdict.total if self.verdict is not None else None

    @property
    def below_top(self) -> tuple[tuple[Criterion, int], ...]:
        """Criteria with room above them and their levels, those that cost most points first."""
        graded = sorted(self.verdict.criteria if self.verdict else (), key=lambda item: -item.points_lost)
        found = [(self.part.criterion(item.criterion_id), item.level) for item in graded if item.points_lost > 0]
        return tuple((criterion, level) for criterion, level in found if criterion is not None)


def score_stage(part: Part, record: PairStage) -> ScoredStage:
    """A stage by its reader's levels; criteria that they left out count neither for nor against."""
    rubric = part.request("").rubric
    scored = [(criterion, weight) for criterion, weight in rubric if criterion.id in record.levels]
    whole = sum(weight for _, weight in scored)
    grades = tuple(_grade(item, 100 * weight / whole, record.levels[item.id]) for item, weight in scored)
    return ScoredStage(part, record, _verdict(grades) if grades else None, len(rubric))


def score_pair(script: Script, pair: Pair) -> tuple[ScoredStage, ...]:
    """All stages, in order."""
    return tuple(score_stage(part, pair.record(part.id)) for part in script.parts)


def overall(stages: tuple[ScoredStage, ...]) -> float | None:
    """Points of 100 over the stages that were scored, weighted by their minutes; none where none was."""
    counted = [(stage.part.stage.minutes, stage.total) for stage in stages if stage.total is not None]
    minutes = sum(each for each, _ in counted)
    return sum(each * total for each, total in counted) / minutes if minutes else None


def _grade(criterion: Criterion, weight: float, level: int) -> CriterionGrade:
    return CriterionGrade(
        criterion_id=criterion.id, name=criterion.name, weight=weight, level=level, score=level, low=level, high=level
    )


def _verdict(grades: tuple[CriterionGrade, ...]) -> Verdict:
    best = max(grades, key=lambda grade: grade.score)
    verdict = Verdict(judge=PERSON, criteria=grades, low=0, high=100, best=best.criterion_id if best.score else None)
    return verdict.model_copy(update={"low": verdict.total, "high": verdict.total})

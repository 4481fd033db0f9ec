"""What a member's answers scored, by skill, track and criterion; judges are kept apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.vocabulary import TOP_LEVEL, Skill, Track
from bot.core.grading.grade import CriterionGrade, JudgeIdentity
from bot.core.progress.estimating import Estimate, Observation, estimate
from bot.core.records import Grade, GradedAnswer

_Of = TypeVar("_Of", bound=Hashable)
_SCALE = 100 / TOP_LEVEL


@dataclass(frozen=True, slots=True)
class CriterionKey:
    """A criterion of a question."""

    question_id: str
    criterion_id: str


@dataclass(frozen=True)  # no slots: on 3.11 an alias cannot make a generic class that is frozen and slotted
class Score(Generic[_Of]):
    """How a member does at something, by one judge.

    Attributes:
        of: A skill, a track or a criterion.
        judge: The judge's name; scores of different judges are never averaged.
        mean: Mean score of 100, recent answers weighing more.
        criteria: How many graded criteria it rests on.
        estimate: The level that this speaks for, with its range; none where it was not made.
        answers: How many answers it rests on.
        latest: When the newest of them was submitted.
        provisional: Whether an estimate that stands in for a judge is among them.
        identities: How many models or versions of the judge gave them; more than one is said where it is shown.
    """

    of: _Of
    judge: str
    mean: float
    criteria: int
    estimate: Estimate | None = None
    answers: int = 0
    latest: datetime | None = None
    provisional: bool = False
    identities: int = 1


SkillScore = Score[Skill]
TrackScore = Score[Track]
CriterionScore = Score[CriterionKey]


def best_tries(history: Iterable[GradedAnswer]) -> list[GradedAnswer]:
    """The best graded answer per question and judge."""
    best: dict[tuple[str, JudgeIdentity], GradedAnswer] = {}
    for entry in history:
        if entry.grade is None:
            continue
        key = (entry.answer.question_id, entry.grade.verdict.judge)
        held = best.get(key)
        if held is None or held.grade is None or entry.grade.verdict.total > held.grade.verdict.total:
            best[key] = entry
    return list(best.values())


def skill_scores(entries: Iterable[GradedAnswer], bank: QuestionBank, now: datetime) -> tuple[SkillScore, ...]:
    """Scores per skill and judge, lowest level first; questions that left the bank are passed over.

    The criteria of one answer that show the same skill make one observation, since they are not independent.
    """
    found = _Collector[Skill]()
    for entry, grade in _graded(entries, bank):
        skills = {criterion.id: criterion.skill for criterion in bank.get(entry.answer.question_id).rubric}
        by_skill: dict[Skill, list[CriterionGrade]] = {}
        for graded in grade.verdict.criteria:
            if graded.criterion_id in skills:
                by_skill.setdefault(skills[graded.criterion_id], []).append(graded)
        for skill, criteria in by_skill.items():
            found.add(skill, entry, grade, criteria)
    return found.scores(now)


def track_scores(entries: Iterable[GradedAnswer], bank: QuestionBank, now: datetime) -> tuple[TrackScore, ...]:
    """Scores per track and judge, lowest level first."""
    found = _Collector[Track]()
    for entry, grade in _graded(entries, bank):
        found.add(bank.get(entry.answer.question_id).track, entry, grade, grade.verdict.criteria)
    return found.scores(now)


def criterion_scores(entries: Iterable[GradedAnswer], bank: QuestionBank, now: datetime) -> tuple[CriterionScore, ...]:
    """Scores per criterion of a question and judge, lowest level first."""
    found = _Collector[CriterionKey]()
    for entry, grade in _graded(entries, bank):
        for graded in grade.verdict.criteria:
            found.add(CriterionKey(entry.answer.question_id, graded.criterion_id), entry, grade, [graded])
    return found.scores(now)


def _graded(entries: Iterable[GradedAnswer], bank: QuestionBank) -> Iterable[tuple[GradedAnswer, Grade]]:
    return ((entry, entry.grade) for entry in entries if entry.grade is not None and entry.answer.question_id in bank)


@dataclass(slots=True)
class _Pile:
    observations: list[Observation] = field(default_factory=list)
    criteria: int = 0
    provisional: bool = False
    judges: set[JudgeIdentity] = field(default_factory=set)


class _Collector(Generic[_Of]):
    """Gathers observations by what they are of, and by judge."""

    def __init__(self) -> None:
        self._piles: dict[tuple[_Of, str], _Pile] = {}

    def add(self, of: _Of, entry: GradedAnswer, grade: Grade, criteria: Sequence[CriterionGrade]) -> None:
        judge = grade.verdict.judge
        pile = self._piles.setdefault((of, judge.name), _Pile())
        pile.observations.append(_observation(criteria, entry.answer.submitted_at))
        pile.criteria += len(criteria)
        pile.provisional |= grade.stand_in
        pile.judges.add(judge)

    def scores(self, now: datetime) -> tuple[Score[_Of], ...]:
        levels = {key: estimate(pile.observations, now) for key, pile in self._piles.items()}
        weakest_first = sorted(levels, key=lambda key: (levels[key].level, str(key)))
        return tuple(_score(*key, self._piles[key], levels[key]) for key in weakest_first)


def _score(of: _Of, judge: str, pile: _Pile, level: Estimate) -> Score[_Of]:
    return Score(
        of,
        judge,
        level.mean,
        pile.criteria,
        level,
        answers=len(pile.observations),
        latest=max(seen.at for seen in pile.observations),
        provisional=pile.provisional,
        identities=len(pile.judges),
    )


def _observation(criteria: Sequence[CriterionGrade], at: datetime) -> Observation:
    """The weighted mean of an answer's criteria, on a scale of 100."""
    weight = sum(graded.weight for graded in criteria) / _SCALE
    score, low, high = (
        sum(graded.weight * value for graded, value in zip(criteria, values, strict=True)) / weight
        for values in (
            [graded.score for graded in criteria],
            [float(graded.low) for graded in criteria],
            [float(graded.high) for graded in criteria],
        )
    )
    return Observation(score, low, high, at)

"""What a member's answers scored, by skill, track and criterion; judges are kept apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.vocabulary import TOP_LEVEL, Skill, Track
from bot.core.progress.attempts import Attempt, CriterionMark, JudgeKey, Mark
from bot.core.progress.estimating import Estimate, Estimating, recency

_Of = TypeVar("_Of", bound=Hashable)
_SCALE = 100 / TOP_LEVEL


class CriterionKey(NamedTuple):
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


def best_tries(history: Iterable[Attempt]) -> list[Attempt]:
    """The best graded answer per question and judge."""
    best: dict[tuple[str, JudgeKey], Attempt] = {}
    for attempt in history:
        if attempt.mark is None:
            continue
        key = (attempt.question_id, attempt.mark.judge)
        held = best.get(key)
        if held is None or held.mark is None or attempt.mark.total > held.mark.total:
            best[key] = attempt
    return list(best.values())


def skill_scores(attempts: Iterable[Attempt], bank: QuestionBank, now: datetime) -> tuple[SkillScore, ...]:
    """Scores per skill and judge, lowest level first; questions that left the bank are passed over.

    The criteria of one answer that show the same skill make one observation, since they are not independent.
    """
    found = _Collector[Skill](now)
    for attempt, mark in _graded(attempts, bank):
        skills = {criterion.id: criterion.skill for criterion in bank.get(attempt.question_id).rubric}
        by_skill: dict[Skill, list[CriterionMark]] = {}
        for criterion in mark.criteria:
            if criterion.criterion_id in skills:
                by_skill.setdefault(skills[criterion.criterion_id], []).append(criterion)
        found.add(attempt, mark, by_skill.items())
    return found.scores()


def track_scores(attempts: Iterable[Attempt], bank: QuestionBank, now: datetime) -> tuple[TrackScore, ...]:
    """Scores per track and judge, lowest level first."""
    found = _Collector[Track](now)
    for attempt, mark in _graded(attempts, bank):
        found.add(attempt, mark, [(bank.get(attempt.question_id).track, mark.criteria)])
    return found.scores()


def criterion_scores(attempts: Iterable[Attempt], bank: QuestionBank, now: datetime) -> tuple[CriterionScore, ...]:
    """Scores per criterion of a question and judge, lowest level first."""
    found = _Collector[CriterionKey](now)
    for attempt, mark in _graded(attempts, bank):
        keyed = ((CriterionKey(attempt.question_id, one.criterion_id), [one]) for one in mark.criteria)
        found.add(attempt, mark, keyed)
    return found.scores()


def _graded(attempts: Iterable[Attempt], bank: QuestionBank) -> Iterable[tuple[Attempt, Mark]]:
    return ((one, one.mark) for one in attempts if one.mark is not None and one.question_id in bank)


class _Pile:
    """The scores of something by a judge."""

    __slots__ = ("answers", "criteria", "estimating", "judges", "latest", "provisional")

    def __init__(self, latest: datetime) -> None:
        self.estimating = Estimating()
        self.answers = self.criteria = 0
        self.latest = latest
        self.provisional = False
        self.judges: set[JudgeKey] = set()


class _Collector(Generic[_Of]):
    """Gathers scores by what they are of, and by judge."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._piles: dict[tuple[_Of, str], _Pile] = {}

    def add(self, attempt: Attempt, mark: Mark, parts: Iterable[tuple[_Of, Sequence[CriterionMark]]]) -> None:
        """Take an answer in, with the criteria that show each thing."""
        weight, at = recency(attempt.submitted_at, self._now), attempt.submitted_at
        for of, criteria in parts:
            key = (of, mark.judge.name)
            pile = self._piles.get(key)
            if pile is None:
                pile = self._piles[key] = _Pile(at)
            pile.estimating.add(*_together(criteria), weight)
            pile.answers += 1
            pile.criteria += len(criteria)
            pile.latest = max(pile.latest, at)
            pile.provisional |= mark.stand_in
            pile.judges.add(mark.judge)

    def scores(self) -> tuple[Score[_Of], ...]:
        levels = {key: pile.estimating.estimate() for key, pile in self._piles.items()}
        weakest_first = sorted(levels, key=lambda key: (levels[key].level, str(key)))
        return tuple(_score(*key, self._piles[key], levels[key]) for key in weakest_first)


def _score(of: _Of, judge: str, pile: _Pile, level: Estimate) -> Score[_Of]:
    return Score(
        of,
        judge,
        level.mean,
        pile.criteria,
        level,
        answers=pile.answers,
        latest=pile.latest,
        provisional=pile.provisional,
        identities=len(pile.judges),
    )


def _together(criteria: Sequence[CriterionMark]) -> tuple[float, float, float]:
    """The weighted mean of an answer's criteria, with its range, on a scale of 100."""
    if len(criteria) == 1:  # as it mostly is
        [only] = criteria
        return only.score * _SCALE, only.low * _SCALE, only.high * _SCALE
    weight = score = low = high = 0.0
    for one in criteria:
        weight += one.weight
        score += one.weight * one.score
        low += one.weight * one.low
        high += one.weight * one.high
    scale = _SCALE / weight
    return score * scale, low * scale, high * scale

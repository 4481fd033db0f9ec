"""What a member's answers scored, by skill, track and criterion; judges are kept apart."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.vocabulary import TOP_LEVEL, Skill, Track
from bot.core.progress.attempts import Attempt, CriterionMark, JudgeKey, Mark
from bot.core.progress.estimating import Estimate, Estimating, recency

_SCALE = 100 / TOP_LEVEL


class CriterionKey(NamedTuple):
    """A criterion of a question."""

    question_id: str
    criterion_id: str


_Of = TypeVar("_Of", Skill, Track, CriterionKey)


class Score(NamedTuple, Generic[_Of]):
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


class _Graded(NamedTuple):
    attempt: Attempt
    mark: Mark
    criteria: tuple[CriterionMark, ...]
    weight: float  # by its age


class PageScores(NamedTuple):
    """What a progress page tells.

    Attributes:
        skills: As `skill_scores` gives them.
        tracks: Scores per track and judge, lowest level first.
        outermost: The lowest and the highest of `criterion_scores`, by the judge who graded most criteria.
    """

    skills: tuple[SkillScore, ...]
    tracks: tuple[TrackScore, ...]
    outermost: tuple[CriterionScore, ...]


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


def page_scores(attempts: Iterable[Attempt], bank: QuestionBank, now: datetime, most: int) -> PageScores:
    """All scores of a page, from one look at the answers, with `most` of the worst and best criteria."""
    graded = _graded(attempts, bank, now)
    return PageScores(_skill_scores(graded, bank), _track_scores(graded, bank), _outermost(graded, most))


def skill_scores(attempts: Iterable[Attempt], bank: QuestionBank, now: datetime) -> tuple[SkillScore, ...]:
    """Scores per skill and judge, lowest level first; questions that left the bank are passed over.

    The criteria of one answer that show the same skill make one observation, since they are not independent.
    """
    return _skill_scores(_graded(attempts, bank, now), bank)


def criterion_scores(attempts: Iterable[Attempt], bank: QuestionBank, now: datetime) -> tuple[CriterionScore, ...]:
    """Scores per criterion of a question and judge, lowest level first."""
    return _criterion_scores(_graded(attempts, bank, now))


def _graded(attempts: Iterable[Attempt], bank: QuestionBank, now: datetime) -> list[_Graded]:
    return [
        _Graded(one, one.mark, one.mark.criteria, recency(one.submitted_at, now))
        for one in attempts
        if one.mark is not None and one.question_id in bank
    ]


def _skill_scores(graded: Iterable[_Graded], bank: QuestionBank) -> tuple[SkillScore, ...]:
    found = _Collector[Skill]()
    for one in graded:
        skills = bank.skills_of(one.attempt.question_id)
        by_skill: dict[Skill, list[CriterionMark]] = {}
        for criterion in one.criteria:
            skill = skills.get(criterion.criterion_id)
            if skill is None:
                continue
            if skill in by_skill:
                by_skill[skill].append(criterion)
            else:
                by_skill[skill] = [criterion]
        found.add(one, by_skill.items())
    return found.scores()


def _track_scores(graded: Iterable[_Graded], bank: QuestionBank) -> tuple[TrackScore, ...]:
    found = _Collector[Track]()
    for one in graded:
        found.add(one, [(bank.get(one.attempt.question_id).track, one.criteria)])
    return found.scores()


def _criterion_scores(
    graded: Iterable[_Graded], only: Container[tuple[str, str]] | None = None
) -> tuple[CriterionScore, ...]:
    found = _Collector[CriterionKey]()
    for one in graded:
        keyed = [(CriterionKey(one.attempt.question_id, each.criterion_id), [each]) for each in one.criteria]
        found.add(one, keyed if only is None else [part for part in keyed if part[0] in only])
    return found.scores()


def _outermost(graded: Sequence[_Graded], most: int) -> tuple[CriterionScore, ...]:
    """Hundreds of criteria are weighed for a handful that are told, so only these are looked at closely."""
    levels: dict[str, dict[tuple[str, str], Estimating]] = {}
    for one in graded:
        question_id, weight, of_judge = one.attempt.question_id, one.weight, levels.setdefault(one.mark.judge.name, {})
        for criterion in one.criteria:
            key = (question_id, criterion.criterion_id)
            made = of_judge.get(key)
            if made is None:
                made = of_judge[key] = Estimating()
            made.add(criterion.score * _SCALE, criterion.low * _SCALE, criterion.high * _SCALE, weight)
    if not levels:
        return ()
    judge = min(levels, key=lambda name: (-len(levels[name]), name))
    in_order = sorted((made.level, key) for key, made in levels[judge].items())
    told = in_order if len(in_order) <= 2 * most else in_order[:most] + in_order[-most:]
    keys = {key for _, key in told}
    questions = {question_id for question_id, _ in keys}
    looked_at = [one for one in graded if one.mark.judge.name == judge and one.attempt.question_id in questions]
    return _criterion_scores(looked_at, keys)


class _Pile(Estimating):
    """The scores of something by a judge."""

    __slots__ = ("answers", "criteria", "judges", "latest", "provisional")

    def __init__(self, latest: datetime, judge: JudgeKey) -> None:
        super().__init__()
        self.answers = self.criteria = 0
        self.latest = latest
        self.provisional = False
        self.judges: tuple[JudgeKey, ...] = (judge,)


class _Collector(Generic[_Of]):
    """Gathers scores by what they are of, and by judge; a page has hundreds of them."""

    def __init__(self) -> None:
        self._piles: dict[tuple[_Of, str], _Pile] = {}

    def add(self, graded: _Graded, parts: Iterable[tuple[_Of, Sequence[CriterionMark]]]) -> None:
        """Take an answer in, with the criteria that show each thing."""
        attempt, mark, _, weight = graded
        at, judge = attempt.submitted_at, mark.judge
        for of, criteria in parts:
            key = (of, judge.name)
            pile = self._piles.get(key)
            if pile is None:
                pile = self._piles[key] = _Pile(at, judge)
            if len(criteria) == 1:  # as it mostly is
                only = criteria[0]
                pile.add(only.score * _SCALE, only.low * _SCALE, only.high * _SCALE, weight)
            else:
                pile.add(*_together(criteria), weight)
            pile.answers += 1
            pile.criteria += len(criteria)
            pile.latest = max(pile.latest, at)
            pile.provisional |= mark.stand_in
            if judge not in pile.judges:
                pile.judges += (judge,)

    def scores(self) -> tuple[Score[_Of], ...]:
        found = [_score(of, judge, pile, pile.estimate()) for (of, judge), pile in self._piles.items()]
        return tuple(sorted(found, key=_weakest_first))


def _weakest_first(score: Score[_Of]) -> tuple[float, _Of, str]:
    return (score.estimate.level if score.estimate else score.mean), score.of, score.judge


def _score(of: _Of, judge: str, pile: _Pile, level: Estimate) -> Score[_Of]:
    return Score(
        of,
        judge,
        level.mean,
        pile.criteria,
        level,
        pile.answers,
        pile.latest,
        pile.provisional,
        len(pile.judges),
    )


def _together(criteria: Sequence[CriterionMark]) -> tuple[float, float, float]:
    """The weighted mean of an answer's criteria, with its range, on a scale of 100."""
    weight = score = low = high = 0.0
    for one in criteria:
        weight += one.weight
        score += one.weight * one.score
        low += one.weight * one.low
        high += one.weight * one.high
    scale = _SCALE / weight
    return score * scale, low * scale, high * scale

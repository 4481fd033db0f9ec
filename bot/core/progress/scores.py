"""What a member's answers scored, by skill, track and criterion; judges are kept apart."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from heapq import nlargest, nsmallest
from typing import Generic, NamedTuple, TypeVar

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.vocabulary import TOP_LEVEL, Skill, Track
from bot.core.progress.attempts import Attempt, CriterionValues, JudgeKey, unpacked
from bot.core.progress.estimating import NOTHING_SEEN, Estimate, Weighed, recency, seen_too, weigh

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
    question_id: str
    judge: JudgeKey
    at: datetime
    stand_in: bool
    criteria: Sequence[CriterionValues]
    weight: float  # by its age


_Part = tuple[_Graded, Sequence[CriterionValues]]  # an answer, with those of its criteria that show something
_Parts = dict[tuple[_Of, str], list[_Part]]  # by what they show, and by judge


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
    counted = [(one, one.mark) for one in attempts if one.mark is not None and one.question_id in bank]
    criteria = unpacked([mark.packed for _, mark in counted])
    return [
        _Graded(one.question_id, mark.judge, one.submitted_at, mark.stand_in, parts, recency(one.submitted_at, now))
        for (one, mark), parts in zip(counted, criteria, strict=True)
    ]


def _skill_scores(graded: Iterable[_Graded], bank: QuestionBank) -> tuple[SkillScore, ...]:
    parts: _Parts[Skill] = {}
    for one in graded:
        skills = bank.skills_of(one.question_id)
        by_skill: dict[Skill, list[CriterionValues]] = {}
        for criterion in one.criteria:
            skill = skills.get(criterion[0])
            if skill in by_skill:
                by_skill[skill].append(criterion)
            elif skill is not None:
                by_skill[skill] = [criterion]
        for skill, criteria in by_skill.items():
            parts.setdefault((skill, one.judge.name), []).append((one, criteria))
    return _scores(parts)


def _track_scores(graded: Iterable[_Graded], bank: QuestionBank) -> tuple[TrackScore, ...]:
    parts: _Parts[Track] = {}
    for one in graded:
        track = bank.get(one.question_id).track
        parts.setdefault((track, one.judge.name), []).append((one, one.criteria))
    return _scores(parts)


def _criterion_scores(
    graded: Iterable[_Graded], only: Container[tuple[str, str]] | None = None
) -> tuple[CriterionScore, ...]:
    parts: _Parts[CriterionKey] = {}
    for one in graded:
        for criterion in one.criteria:
            key = CriterionKey(one.question_id, criterion[0])
            if only is None or key in only:
                parts.setdefault((key, one.judge.name), []).append((one, (criterion,)))
    return _scores(parts)


def _outermost(graded: Sequence[_Graded], most: int) -> tuple[CriterionScore, ...]:
    """Hundreds of criteria are weighed for a handful that are told, so only these are looked at closely."""
    levels: dict[str, dict[tuple[str, str], tuple[float, float]]] = {}
    for one in graded:
        question_id, weight, of_judge = one.question_id, one.weight, levels.setdefault(one.judge.name, {})
        for name, _, score, low, high, _ in one.criteria:
            key = (question_id, name)
            seen = of_judge.get(key, NOTHING_SEEN)
            of_judge[key] = seen_too(seen, score * _SCALE, low * _SCALE, high * _SCALE, weight)
    if not levels:
        return ()
    judge = min(levels, key=lambda name: (-len(levels[name]), name))
    found = [(pull / precision, key) for key, (precision, pull) in levels[judge].items()]
    keys = {key for _, key in (*nsmallest(most, found), *nlargest(most, found))}
    questions = {question_id for question_id, _ in keys}
    looked_at = [one for one in graded if one.judge.name == judge and one.question_id in questions]
    return _criterion_scores(looked_at, keys)


def _scores(parts: _Parts[_Of]) -> tuple[Score[_Of], ...]:
    found = [_score(of, judge, seen) for (of, judge), seen in parts.items()]
    return tuple(sorted(found, key=_weakest_first))


def _weakest_first(score: Score[_Of]) -> tuple[float, _Of, str]:
    return (score.estimate.level if score.estimate else score.mean), score.of, score.judge


def _score(of: _Of, judge: str, parts: Sequence[_Part]) -> Score[_Of]:
    level = weigh([_weighed(one, criteria) for one, criteria in parts])
    return Score(
        of,
        judge,
        level.mean,
        sum([len(criteria) for _, criteria in parts]),
        level,
        len(parts),
        max([one.at for one, _ in parts]),
        any(one.stand_in for one, _ in parts),
        len({one.judge for one, _ in parts}),
    )


def _weighed(graded: _Graded, criteria: Sequence[CriterionValues]) -> Weighed:
    """The weighted mean of an answer's criteria, with its range, and what is left of it by its age."""
    if len(criteria) == 1:  # as it mostly is
        _, _, score, low, high, _ = criteria[0]
        return score * _SCALE, low * _SCALE, high * _SCALE, graded.weight
    weight = mean = lowest = highest = 0.0
    for _, share, score, low, high, _ in criteria:
        weight += share
        mean += share * score
        lowest += share * low
        highest += share * high
    scale = _SCALE / weight
    return mean * scale, lowest * scale, highest * scale, graded.weight

"""From cases to what they tell: contested grades summed up, and one by one."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.grading.contested import (
    FEWEST_CASES,
    CaseFigures,
    ContestedAnswer,
    ContestedGrades,
    ContestedGroup,
    CriterionOpinions,
    Opinion,
    Spread,
)
from bot.core.grading.grade import GradeState, JudgeIdentity, Verdict
from bot.core.records import OPINIONS, Contest

_PRIOR_CASES = 2  # how many average cases a criterion's mean is drawn by, so that a single odd case does not lead
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class _Case:
    """A decided case."""

    contest: Contest
    verdicts: tuple[Verdict, ...]

    @property
    def member(self) -> tuple[int, int]:
        return self.contest.answer.workspace_id, self.contest.answer.member_id

    @property
    def judges(self) -> tuple[JudgeIdentity, tuple[JudgeIdentity, ...]]:
        first, *again = (verdict.judge for verdict in self.verdicts)
        return first, tuple(sorted(set(again), key=_by_name))

    @property
    def counting(self) -> Verdict:
        return sorted(self.verdicts, key=lambda verdict: verdict.total)[len(self.verdicts) // 2]

    @property
    def range(self) -> float:
        totals = [verdict.total for verdict in self.verdicts]
        return max(totals) - min(totals)

    @property
    def shift(self) -> float:
        return self.counting.total - self.verdicts[0].total


def contested_grades(contests: Sequence[Contest], *, older: bool = False) -> ContestedGrades:
    """Sum cases up.

    Args:
        contests: The cases, those under way and those withdrawn among them.
        older: Whether there are older ones.
    """
    standing = [contest for contest in contests if contest.answer.state is not GradeState.WITHDRAWN]
    cases = [found for contest in standing if (found := _case(contest)) is not None]
    return ContestedGrades(
        note="" if contests else "none kept",
        under_way=len(standing) - len(cases),
        withdrawn=len(contests) - len(standing),
        older=older,
        groups=tuple(sorted(_groups(cases), key=lambda group: (-group.cases, _by_name(group.first)))),
    )


def contested_answers(contests: Iterable[Contest]) -> list[ContestedAnswer]:
    """The cases one by one with the answers' words, without those that were taken back."""
    return [_answer(contest) for contest in contests if contest.answer.state is not GradeState.WITHDRAWN]


def _case(contest: Contest) -> _Case | None:
    if contest.decided_at is None or len(contest.grades) < OPINIONS:
        return None
    return _Case(contest, tuple(grade.verdict for grade in contest.grades[:OPINIONS]))


def _groups(cases: Iterable[_Case]) -> Iterator[ContestedGroup]:
    found: dict[tuple[JudgeIdentity, tuple[JudgeIdentity, ...]], list[_Case]] = {}
    for case in cases:
        found.setdefault(case.judges, []).append(case)
    for (first, again), own in found.items():
        yield _group(first, again, own)


def _group(first: JudgeIdentity, again: tuple[JudgeIdentity, ...], cases: Sequence[_Case]) -> ContestedGroup:
    return ContestedGroup(
        first=first,
        again=again,
        cases=len(cases),
        members=len({case.member for case in cases}),
        questions=len({case.contest.answer.question_id for case in cases}),
        figures=_figures(cases, one_judge=len(again) == 1),
        criteria=tuple(_criteria(cases)),
    )


def _figures(cases: Sequence[_Case], *, one_judge: bool) -> CaseFigures:
    return CaseFigures(
        ranges=_spread([case.range for case in cases]),
        shifts=_spread([case.shift for case in cases]),
        up=sum(case.shift > _SAME for case in cases),
        down=sum(case.shift < -_SAME for case in cases),
        scatter=_scatter(cases) if one_judge and len(cases) >= FEWEST_CASES else None,
    )


def _scatter(cases: Sequence[_Case]) -> float:
    """Standard deviation within pairs: the root of the mean squared difference over two (Dahlberg 1940)."""
    squares = [(case.verdicts[1].total - case.verdicts[2].total) ** 2 for case in cases]
    return round(math.sqrt(statistics.fmean(squares) / 2), 2)


def _spread(values: Sequence[float]) -> Spread:
    median = round(statistics.median(values), 2) if len(values) >= FEWEST_CASES else None
    return Spread(least=round(min(values), 2), median=median, most=round(max(values), 2))


def _criteria(cases: Sequence[_Case]) -> Iterator[CriterionOpinions]:
    """Criteria on which any opinions differ; those that all three grades have."""
    found: dict[tuple[str, str], list[tuple[_Case, tuple[int, ...], int]]] = {}
    for case in cases:
        levels = [_levels(verdict) for verdict in case.verdicts]
        counting = _levels(case.counting)
        for criterion in levels[0]:
            if all(criterion in own for own in levels):
                given = tuple(own[criterion] for own in levels)
                key = case.contest.answer.question_id, criterion
                found.setdefault(key, []).append((case, given, counting[criterion] - given[0]))
    rows = [_criterion(*key, own) for key, own in found.items()]
    usual = sum(row.apart * row.cases for row in rows) / max(1, sum(row.cases for row in rows))

    def rank(row: CriterionOpinions) -> tuple[float, str, str]:
        drawn = (row.apart * row.cases + usual * _PRIOR_CASES) / (row.cases + _PRIOR_CASES)
        return -drawn, row.question, row.criterion

    yield from sorted((row for row in rows if row.apart > 0), key=rank)


def _criterion(question: str, criterion: str, found: Sequence[tuple[_Case, tuple[int, ...], int]]) -> CriterionOpinions:
    return CriterionOpinions(
        question=question,
        criterion=criterion,
        cases=len(found),
        members=len({case.member for case, _, _ in found}),
        apart=round(statistics.fmean(max(given) - min(given) for _, given, _ in found), 2),
        shift=round(statistics.fmean(shift for _, _, shift in found), 2),
    )


def _answer(contest: Contest) -> ContestedAnswer:
    case = _case(contest)
    return ContestedAnswer(
        question=contest.answer.question_id,
        contested_on=contest.contested_at.date(),
        opinions=tuple(
            Opinion(judge=grade.verdict.judge, total=round(grade.verdict.total, 2), levels=_levels(grade.verdict))
            for grade in contest.grades[:OPINIONS]
        ),
        counts=round(case.counting.total, 2) if case is not None else None,
        text=contest.answer.text,
    )


def _levels(verdict: Verdict) -> dict[str, int]:
    return {grade.criterion_id: grade.level for grade in verdict.criteria}


def _by_name(judge: JudgeIdentity) -> tuple[str, str, str]:
    return judge.name, judge.model, judge.version

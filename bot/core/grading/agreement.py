"""Agreement in the shape that reports keep: rounded figures, and where judge and reader part, worst first.

Levels are whole numbers 0-4, totals are of 100, errors are the judge's figure less the reader's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from pydantic import BaseModel, ConfigDict

from bot.core.bank.question import Question
from bot.core.bank.vocabulary import AnswerKind
from bot.core.grading.calibration import Case, agreement, confusion, pearson, weighted_kappa
from bot.core.grading.grade import CriterionGrade
from bot.core.grading.text import words

PlaceOf = Callable[[Question, int], str]
"""Where a question's labelled answer stands, by its number from 0: a file and a line, such as `coin.yaml:40`."""

_QUOTED = 160


class Part(BaseModel):
    """A frozen part of a report; what a later version of the program adds to it is read over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class KindMeans(Part):
    """Mean totals of one kind of answer."""

    kind: AnswerKind
    answers: int
    wanted: float
    got: float


class Figures(Part):
    """How well a judge agrees with careful readers.

    Attributes:
        answers: Number of answers.
        levels: Number of levels compared.
        qwk: Quadratic weighted kappa over all criteria; none where one side never varies.
        total_r: Pearson's r of the totals; none where one side never varies.
        within_kinds_r: The same once each kind of answer has its mean taken off, on both sides: whether the judge tells
            one middling answer from another, not only weak from strong.
        length_r: Correlation of the readers' totals with the answers' numbers of words: what counting words would get.
        mae: Mean absolute error of the totals.
        bias: Mean error of the totals; above 0 is lenient.
        rmse: Root of the mean squared error of the totals.
        exact: Share of levels that are the reader's.
        within_one: Share of levels that are at most one off.
        level_coverage: Share of the reader's levels within the judge's low to high.
        total_coverage: Share of the reader's totals within the judge's low to high.
        confusion: `confusion[wanted][given]`, counts of levels.
        kinds: Mean totals by kind of answer.
    """

    answers: int
    levels: int
    qwk: float | None
    total_r: float | None
    within_kinds_r: float | None
    length_r: float | None
    mae: float
    bias: float
    rmse: float
    exact: float
    within_one: float
    level_coverage: float
    total_coverage: float
    confusion: tuple[tuple[int, ...], ...]
    kinds: tuple[KindMeans, ...]


class GroupFigures(Part):
    """Agreement on the levels of one track or skill; `error` and `bias` are in levels."""

    group: str
    levels: int
    qwk: float | None
    error: float
    bias: float


class Disagreement(Part):
    """A level that is not the reader's.

    Attributes:
        kind: What the answer is an example of.
        place: Where it stands.
        wanted: The reader's level.
        got: The judge's.
        why: The reader's reason, for the answer as a whole.
        quote: The first passage that the judge found for the criterion, shortened; empty if it found none.
    """

    kind: AnswerKind
    place: str
    wanted: int
    got: int
    why: str
    quote: str


class CriterionAgreement(Part):
    """Agreement on one criterion of one question over its labelled answers; `error` and `bias` are in levels."""

    question: str
    criterion: str
    answers: int
    error: float
    bias: float
    disagreements: tuple[Disagreement, ...]


def figures_of(cases: Sequence[Case]) -> Figures:
    """Figures over some cases, of which there is at least one."""
    found = agreement(cases)
    apart = [abs(grade.level - level) for case in cases for level, grade in case.pairs()]
    return Figures(
        answers=found.answers,
        levels=found.levels,
        qwk=number(found.kappa),
        total_r=number(found.total_r),
        within_kinds_r=number(_within_kinds(cases)),
        length_r=number(pearson([case.wanted for case in cases], [len(words(case.answer.text)) for case in cases])),
        mae=round(found.error, 2),
        bias=round(found.bias, 2),
        rmse=round(math.sqrt(_mean([case.error**2 for case in cases])), 2),
        exact=round(_mean([float(gap == 0) for gap in apart]), 4),
        within_one=round(_mean([float(gap <= 1) for gap in apart]), 4),
        level_coverage=round(found.level_coverage, 4),
        total_coverage=round(found.total_coverage, 4),
        confusion=found.confusion,
        kinds=tuple(
            KindMeans(kind=kind.kind, answers=kind.count, wanted=round(kind.wanted, 1), got=round(kind.got, 1))
            for kind in found.kinds
        ),
    )


def by_track(cases: Iterable[Case]) -> tuple[GroupFigures, ...]:
    """Agreement on levels a track, least agreement first."""
    return _grouped((case.question.track.value, level, grade) for case in cases for level, grade in case.pairs())


def by_skill(cases: Iterable[Case]) -> tuple[GroupFigures, ...]:
    """Agreement on levels a skill, least agreement first."""
    return _grouped(
        (case.question.criterion(grade.criterion_id).skill.value, level, grade)
        for case in cases
        for level, grade in case.pairs()
    )


def worst_criteria(cases: Sequence[Case], place_of: PlaceOf, most: int) -> tuple[CriterionAgreement, ...]:
    """The criteria that judge and readers disagree on most, worst first; those without disagreement are left out.

    Args:
        cases: Judged answers.
        place_of: Where a labelled answer stands; asked only about what is returned.
        most: How many criteria are wanted.
    """
    found: dict[tuple[str, str], list[tuple[Case, int, CriterionGrade]]] = {}
    for case in cases:
        for level, grade in case.pairs():
            found.setdefault((case.question.id, grade.criterion_id), []).append((case, level, grade))

    def badness(key: tuple[str, str]) -> tuple[float, float, tuple[str, str]]:
        gaps = [grade.level - level for _, level, grade in found[key]]
        return -_mean([abs(gap) for gap in gaps]), -abs(_mean(gaps)), key

    apart = (key for key in found if any(grade.level != level for _, level, grade in found[key]))
    return tuple(_criterion(*key, found[key], place_of) for key in sorted(apart, key=badness)[: max(most, 0)])


def number(value: float) -> float | None:
    """A figure with four decimals, none for what is not a number."""
    return None if math.isnan(value) else round(value, 4)


def _criterion(
    question: str, criterion: str, found: Sequence[tuple[Case, int, CriterionGrade]], place_of: PlaceOf
) -> CriterionAgreement:
    gaps = [grade.level - level for _, level, grade in found]
    apart = sorted((item for item in found if item[2].level != item[1]), key=lambda item: -abs(item[2].level - item[1]))
    return CriterionAgreement(
        question=question,
        criterion=criterion,
        answers=len(found),
        error=round(_mean([abs(gap) for gap in gaps]), 2),
        bias=round(_mean(gaps), 2),
        disagreements=tuple(_disagreement(*item, place_of) for item in apart),
    )


def _disagreement(case: Case, wanted: int, grade: CriterionGrade, place_of: PlaceOf) -> Disagreement:
    place = next(at for at, answer in enumerate(case.question.answers) if answer.text == case.answer.text)
    return Disagreement(
        kind=case.answer.kind,
        place=place_of(case.question, place),
        wanted=wanted,
        got=grade.level,
        why=case.answer.why,
        quote=_short(grade.quotes[0].text) if grade.quotes else "",
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 3].rstrip()}..."


def _grouped(levels: Iterable[tuple[str, int, CriterionGrade]]) -> tuple[GroupFigures, ...]:
    groups = []
    for name, members in groupby(sorted(levels, key=lambda item: item[0]), key=lambda item: item[0]):
        pairs = [(level, grade.level) for _, level, grade in members]
        gaps = [got - wanted for wanted, got in pairs]
        groups.append(
            GroupFigures(
                group=name,
                levels=len(pairs),
                qwk=number(weighted_kappa(confusion(pairs))),
                error=round(_mean([abs(gap) for gap in gaps]), 2),
                bias=round(_mean(gaps), 2),
            )
        )
    return tuple(sorted(groups, key=lambda group: (group.qwk is None, group.qwk or 0.0, group.group)))


def _within_kinds(cases: Sequence[Case]) -> float:
    kinds: dict[AnswerKind, list[Case]] = {}
    for case in cases:
        kinds.setdefault(case.answer.kind, []).append(case)
    wanted, got = [], []
    for own in kinds.values():
        wanted_mean, got_mean = _mean([case.wanted for case in own]), _mean([case.verdict.total for case in own])
        wanted += [round(case.wanted - wanted_mean, 6) for case in own]
        got += [round(case.verdict.total - got_mean, 6) for case in own]
    return pearson(wanted, got)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)

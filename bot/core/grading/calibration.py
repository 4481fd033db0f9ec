"""How well a judge agrees with careful readers: figures over labelled answers, without any I/O.

Levels are whole numbers 0-4, totals are of 100.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.bank.question import LabelledAnswer, Question, total_of
from bot.core.bank.vocabulary import TOP_LEVEL, AnswerKind
from bot.core.grading.grade import CriterionGrade, Verdict

LEVELS = TOP_LEVEL + 1


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled answer and what a judge made of it."""

    question: Question
    answer: LabelledAnswer
    verdict: Verdict

    @property
    def wanted(self) -> float:
        """The careful reader's total."""
        return total_of(self.question.rubric, {key: float(level) for key, level in self.answer.levels.items()})

    @property
    def error(self) -> float:
        """The judge's total less the reader's."""
        return self.verdict.total - self.wanted

    def pairs(self) -> list[tuple[int, CriterionGrade]]:
        """The reader's level and the judge's grade, for each criterion that has a label."""
        levels = self.answer.levels
        return [(levels[grade.criterion_id], grade) for grade in self.verdict.criteria if grade.criterion_id in levels]


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Mean totals of one kind of answer."""

    kind: AnswerKind
    count: int
    wanted: float
    got: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """A judge's agreement with careful readers.

    Attributes:
        answers: Number of answers.
        levels: Number of levels compared.
        kappa: Quadratic weighted kappa over all criteria; not a number where one side never varies.
        total_r: Pearson's r of the totals.
        error: Mean absolute error of the totals.
        bias: Mean error; above 0 is lenient.
        confusion: `confusion[wanted][given]`, counts of levels.
        level_coverage: Share of the reader's levels within the judge's low to high.
        total_coverage: Share of the reader's totals within the judge's low to high.
        kinds: Mean totals by kind of answer.
    """

    answers: int
    levels: int
    kappa: float
    total_r: float
    error: float
    bias: float
    confusion: tuple[tuple[int, ...], ...]
    level_coverage: float
    total_coverage: float
    kinds: tuple[KindFigures, ...]


def agreement(cases: Sequence[Case]) -> Agreement:
    """Figures over some cases, of which there is at least one."""
    pairs = [pair for case in cases for pair in case.pairs()]
    wanted, got = [case.wanted for case in cases], [case.verdict.total for case in cases]
    errors = [case.error for case in cases]
    table = confusion([(level, grade.level) for level, grade in pairs])
    return Agreement(
        answers=len(cases),
        levels=len(pairs),
        kappa=weighted_kappa(table),
        total_r=pearson(wanted, got),
        error=_mean([abs(error) for error in errors]),
        bias=_mean(errors),
        confusion=table,
        level_coverage=_mean([float(grade.low <= level <= grade.high) for level, grade in pairs]),
        total_coverage=_mean([float(case.verdict.low <= case.wanted <= case.verdict.high) for case in cases]),
        kinds=tuple(_of_kind(kind, cases) for kind in AnswerKind if any(case.answer.kind is kind for case in cases)),
    )


def confusion(pairs: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Counts of (wanted, given) levels."""
    table = [[0] * LEVELS for _ in range(LEVELS)]
    for wanted, given in pairs:
        table[wanted][given] += 1
    return tuple(tuple(row) for row in table)


def weighted_kappa(table: Sequence[Sequence[int]]) -> float:
    """Cohen's kappa with quadratic weights (Cohen 1968): 1 is perfect, 0 is chance."""
    total = sum(map(sum, table))
    rows = [sum(row) for row in table]
    columns = [sum(row[at] for row in table) for at in range(len(table))]
    places = [(i, j) for i in range(len(table)) for j in range(len(table))]
    seen = sum((i - j) ** 2 * table[i][j] for i, j in places)
    by_chance = sum((i - j) ** 2 * rows[i] * columns[j] for i, j in places) / total if total else 0.0
    return 1 - seen / by_chance if by_chance else math.nan


def pearson(left: Sequence[float], right: Sequence[float]) -> float:
    """Pearson's correlation; not a number where one side never varies."""
    left_mean, right_mean = _mean(left), _mean(right)
    together = sum((a - left_mean) * (b - right_mean) for a, b in zip(left, right, strict=True))
    spread = math.sqrt(sum((a - left_mean) ** 2 for a in left) * sum((b - right_mean) ** 2 for b in right))
    return together / spread if spread else math.nan


def _of_kind(kind: AnswerKind, cases: Sequence[Case]) -> KindFigures:
    own = [case for case in cases if case.answer.kind is kind]
    return KindFigures(
        kind, len(own), _mean([case.wanted for case in own]), _mean([case.verdict.total for case in own])
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan

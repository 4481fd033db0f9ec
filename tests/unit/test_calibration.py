from __future__ import annotations

import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bank.vocabulary import AnswerKind, Level
from bot.core.grading.calibration import Case, agreement, confusion, pearson, weighted_kappa
from tests import samples

LEVELS = st.sampled_from(get_args(Level))


def case(kind: AnswerKind, level: int, score: float) -> Case:
    answer = next(answer for answer in samples.question().answers if answer.kind is kind)
    labelled = answer.model_copy(update={"levels": dict.fromkeys(answer.levels, level)})
    return Case(samples.question(), labelled, samples.verdict(score=score, estimate=True))


def test_kappa_is_one_for_equal_and_minus_one_for_opposite_levels() -> None:
    assert weighted_kappa(confusion([(0, 0), (4, 4), (2, 2)])) == 1
    assert weighted_kappa(confusion([(0, 4), (4, 0)])) == -1


def test_kappa_agrees_with_a_worked_example() -> None:
    # Observed disagreement 1 + 4 = 5; by chance (rows 2, 2, 1, columns 2, 1, 2 over five) 8.6 of weighted counts.
    pairs = [(0, 0), (0, 1), (1, 1), (1, 1), (2, 0)]
    table = confusion(pairs)
    rows, columns = [2, 2, 1], [2, 3, 0]
    by_chance = sum((i - j) ** 2 * rows[i] * columns[j] for i in range(3) for j in range(3)) / 5
    assert weighted_kappa(table) == pytest.approx(1 - 5 / by_chance)


def test_kappa_is_no_number_where_nothing_varies() -> None:
    assert math.isnan(weighted_kappa(confusion([(2, 2), (2, 2)])))
    assert math.isnan(weighted_kappa(confusion([])))


@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=40))
def test_kappa_is_at_most_one_and_does_not_mind_who_is_who(pairs: list[tuple[int, int]]) -> None:
    one = weighted_kappa(confusion(pairs))
    other = weighted_kappa(confusion([(right, left) for left, right in pairs]))
    assert math.isnan(one) or one <= 1
    assert math.isnan(one) == math.isnan(other)
    assert math.isnan(one) or one == pytest.approx(other)


def test_correlation_has_its_textbook_values() -> None:
    assert pearson([1, 2, 3], [10, 20, 30]) == pytest.approx(1)
    assert pearson([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert pearson([1, 2, 3, 4], [1, 3, 2, 4]) == pytest.approx(0.8)
    assert math.isnan(pearson([1, 1], [1, 2]))


def test_agreement_sums_up_errors_ranges_and_kinds() -> None:
    figures = agreement(
        [case(AnswerKind.WEAK, 0, 0.4), case(AnswerKind.STRONG, 4, 3.0), case(AnswerKind.STRONG, 2, 2.0)]
    )
    assert (figures.answers, figures.levels) == (3, 9)
    assert figures.error == pytest.approx((10 + 25 + 0) / 3)
    assert figures.bias == pytest.approx((10 - 25) / 3)
    assert figures.confusion[4][3] == 3
    assert figures.confusion[0][0] == 3
    assert figures.level_coverage == 1
    assert figures.total_coverage == pytest.approx(2 / 3)
    assert [(kind.kind, kind.count) for kind in figures.kinds] == [(AnswerKind.WEAK, 1), (AnswerKind.STRONG, 2)]
    assert figures.kinds[1].wanted == pytest.approx(75)
    assert figures.kinds[1].got == pytest.approx(62.5)


def test_a_criterion_without_a_label_is_not_compared() -> None:
    one = case(AnswerKind.WEAK, 1, 1)
    partly = one.answer.model_copy(update={"levels": {"design": 1}})
    assert len(Case(one.question, partly, one.verdict).pairs()) == 1

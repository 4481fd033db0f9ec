from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grading.comparer import Comparer
from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.quoting import places, showing
from bot.core.grading.request import GradingRequest
from tests import samples
from tests.fakes.embedder import FIT, FakeEmbedder

OWNERS = ["split", "split", "cost"]
LONG = [9, 9, 9]


def shows(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=np.float32)


def test_a_point_is_quoted_with_the_sentence_that_shows_it_best() -> None:
    values = shows([0.1, 0.5, 0.2], [0.6, 0.1, 0.1], [0.1, 0.1, 0.4])
    assert places(values, OWNERS, [0, 1, 2], LONG) == {0: 1, 1: 0, 2: 2}


def test_only_the_points_asked_for_are_quoted_and_take_sentences() -> None:
    values = shows([0.5, 0.1, 0.1], [0.1, 0.1, 0.1], [0.4, 0.38, 0.1])
    assert places(values, OWNERS, [2], LONG) == {2: 0}


def test_a_sentence_of_one_criterion_serves_no_other_that_has_one_nearly_as_near() -> None:
    values = shows([0.5, 0.1, 0.1], [0.1, 0.1, 0.1], [0.40, 0.38, 0.1])
    assert places(values, OWNERS, [0, 2], LONG) == {0: 0, 2: 1}


def test_a_sentence_serves_a_second_criterion_where_nothing_else_comes_near() -> None:
    values = shows([0.5, 0.1, 0.1], [0.1, 0.1, 0.1], [0.40, 0.30, 0.1])
    assert places(values, OWNERS, [0, 2], LONG) == {0: 0, 2: 0}


def test_points_of_one_criterion_may_share_a_sentence() -> None:
    values = shows([0.50, 0.1, 0.1], [0.40, 0.38, 0.1], [0.1, 0.1, 0.1])
    assert places(values, OWNERS, [0, 1], LONG) == {0: 0, 1: 0}


def test_a_fragment_is_quoted_only_if_nothing_fuller_comes_nearly_as_near() -> None:
    assert places(shows([0.50, 0.47, 0.1]), ["split"], [0], [3, 4, 9]) == {0: 1}
    assert places(shows([0.50, 0.40, 0.1]), ["split"], [0], [3, 4, 9]) == {0: 0}


def test_a_sentence_that_is_no_evidence_is_never_quoted() -> None:
    no = -np.inf
    values = shows([no, 0.2, 0.1], [no, no, no], [no, 0.1, 0.3])
    assert places(values, OWNERS, [0, 1, 2], LONG) == {0: 1, 2: 2}


def test_of_two_sentences_as_near_the_one_that_is_farther_from_other_criteria_shows_more() -> None:
    near = shows([0.5, 0.5], [0.1, 0.1], [0.45, 0.2])
    found = showing(near, near, OWNERS)
    assert found[0, 1] > found[0, 0]


def test_nearness_to_all_phrasings_shows_more_than_nearness_to_one() -> None:
    best = shows([0.50, 0.48], [0.1, 0.1], [0.1, 0.1])
    usual = shows([0.20, 0.46], [0.1, 0.1], [0.1, 0.1])
    found = showing(best, usual, OWNERS)
    assert found[0, 1] > found[0, 0]


def test_a_rubric_of_one_criterion_has_no_others_to_be_told_from() -> None:
    near = shows([0.5, 0.2], [0.1, 0.3])
    assert places(showing(near, near, ["split", "split"]), ["split", "split"], [0, 1], [9, 9]) == {0: 0, 1: 1}


@given(st.lists(st.lists(st.floats(-1, 1, width=32), min_size=4, max_size=4), min_size=3, max_size=3))
def test_what_is_quoted_is_nearly_as_near_as_anything(rows: list[list[float]]) -> None:
    values = shows(*rows)
    found = places(values, OWNERS, [0, 1, 2], [9, 2, 9, 2])
    assert set(found) == {0, 1, 2}
    for row, place in found.items():
        assert values[row, place] >= values[row].max() - 0.0501


@pytest.fixture(scope="module")
def judge() -> CoverageJudge:
    return CoverageJudge(Comparer(FakeEmbedder(), FIT))


def test_a_criterions_quotes_are_those_of_its_points(judge: CoverageJudge) -> None:
    answer = "design first said one way. numbers second said another way. advice first said one way."
    verdict = judge.estimate(GradingRequest(samples.question(), answer))
    assert any(grade.quotes for grade in verdict.criteria)
    for grade in verdict.criteria:
        assert set(grade.quotes) <= {point.quote for point in grade.points}

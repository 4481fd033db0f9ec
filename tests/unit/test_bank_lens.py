from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.bank.lens import CompanyStyle, rubric_for
from bot.core.bank.question import total_of
from tests.packs_support import STYLE, coin


def style(share: int) -> CompanyStyle:
    text = STYLE.replace("share: 10", f"share: {share}").replace("weight: 10", f"weight: {share}")
    return CompanyStyle.model_validate(yaml.safe_load(text))


def test_without_a_style_the_rubric_is_the_question_s_own() -> None:
    assert [(criterion.id, weight) for criterion, weight in rubric_for(coin(), None)] == [
        ("design", 50.0),
        ("numbers", 30.0),
        ("advice", 20.0),
    ]


def test_a_style_takes_its_share_and_leaves_the_proportions() -> None:
    weights = {criterion.id: weight for criterion, weight in rubric_for(coin(), style(20))}
    assert weights == {"design": 40.0, "numbers": 24.0, "advice": 16.0, "plainness": 20.0}


@given(st.integers(5, 30))
def test_weights_sum_to_100_with_any_style(share: int) -> None:
    assert sum(weight for _, weight in rubric_for(coin(), style(share))) == pytest.approx(100)


@pytest.mark.parametrize("share", [4, 31])
def test_a_style_takes_5_to_30_points(share: int) -> None:
    with pytest.raises(ValidationError):
        style(share)


def test_a_total_weighs_levels_and_counts_a_missing_one_as_nothing() -> None:
    rubric = coin().rubric
    assert total_of(rubric, {"design": 4, "numbers": 4, "advice": 4}) == 100
    assert total_of(rubric, {"design": 2, "numbers": 1}) == 32.5
    assert total_of(rubric, {}) == 0

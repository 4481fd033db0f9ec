from __future__ import annotations

import pytest

from bot.core.bank.lens import CompanyStyle
from bot.core.grading.comparer import Comparer
from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.opening import opens_late
from bot.core.grading.request import GradingRequest
from tests import samples
from tests.fakes.embedder import FIT, FakeEmbedder

SET_UP = (
    "There are many aspects to this matter that deserve a careful look from several sides before we come to anything."
)


@pytest.fixture
def style() -> CompanyStyle:
    return CompanyStyle.model_validate(samples.style().model_dump() | {"opening_words": 15})


@pytest.mark.parametrize(
    "opening",
    [
        "Not yet.",
        "No, and here is why.",
        "My recommendation is a small roll-out.",
        "I'd ship it to a tenth first.",
        "We should wait.",
        "Short answer: hold.",
    ],
)
def test_a_recommendation_in_the_opening_is_in_time(style: CompanyStyle, opening: str) -> None:
    assert not opens_late(f"{opening} {SET_UP}", style)


def test_a_recommendation_after_the_opening_is_late(style: CompanyStyle) -> None:
    assert opens_late(f"{SET_UP} I'd ship it.", style)
    assert opens_late("", style)


def test_without_a_rule_nothing_is_late(style: CompanyStyle) -> None:
    assert not opens_late(SET_UP, None)
    assert not opens_late(SET_UP, style.model_copy(update={"opening_words": None}))


def test_a_late_opening_caps_the_styles_first_criterion(style: CompanyStyle) -> None:
    question = samples.question()
    points = [point.phrasings[0] for item in (*question.rubric, *style.criteria) for point in item.key_points]
    judge = CoverageJudge(Comparer(FakeEmbedder(), FIT))
    late = judge.estimate(GradingRequest(question, f"{SET_UP} {'. '.join(points)}", style=style))
    early = judge.estimate(GradingRequest(question, f"Not yet. {'. '.join(points)}", style=style))
    assert late.criteria[-1].score == 1
    assert late.criteria[-1].marks == ("capped: late opening",)
    assert early.criteria[-1].score > 2
    assert early.criteria[-1].marks == ()

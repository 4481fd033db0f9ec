from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.grading.grade import Usage
from bot.core.records import JudgeCall
from tests.usage import summarise_usage

EVENING = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # December in Berlin


def call(cost: float | None = 0.01, outcome: str = "graded", model: str = "m", at: datetime = EVENING) -> JudgeCall:
    usage = Usage(input_tokens=100, output_tokens=50, cache_read_tokens=300, seconds=1, cost_usd=cost, calls=2)
    return JudgeCall(1, 1, 1, 1, "claude", model, usage, outcome, at)


def test_tries_are_summed_by_month_judge_and_model_of_the_local_calendar() -> None:
    november = datetime(2026, 11, 1, tzinfo=UTC)
    lines = summarise_usage([call(), call(model="n"), call(at=november), call()], "Europe/Berlin")
    assert [(line.month, line.model, line.tries) for line in lines] == [
        ("2026-11", "m", 1),
        ("2026-12", "m", 2),
        ("2026-12", "n", 1),
    ]


def test_a_line_tells_what_was_graded_and_what_came_from_the_cache() -> None:
    [line] = summarise_usage([call(), call(outcome="timeout")], "UTC")
    assert (line.tries, line.graded, line.usage.calls) == (2, 1, 4)
    assert line.cached_share == pytest.approx(0.75)
    assert line.usage.cost_usd == pytest.approx(0.02)


def test_an_unknown_cost_is_neither_zero_nor_does_it_hide_what_is_known() -> None:
    [mixed] = summarise_usage([call(0.5), call(None)], "UTC")
    assert (mixed.usage.cost_usd, mixed.unpriced) == (0.5, 1)
    [unknown] = summarise_usage([call(None)], "UTC")
    assert (unknown.usage.cost_usd, unknown.unpriced) == (None, 1)


def test_nothing_makes_no_lines() -> None:
    assert summarise_usage([], "UTC") == []

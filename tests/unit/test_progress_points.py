from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.progress.boards import Entry, ranked
from bot.core.progress.points import A_QUESTION, Period, Points, Try, period_key, period_keys, question_points

totals = st.one_of(st.none(), st.floats(0, 100))
judges = st.sampled_from([("a", "m", "1"), ("b", "m", "1")])


@st.composite
def tries(draw: st.DrawFn) -> list[Try]:
    found = draw(st.lists(st.tuples(st.booleans(), totals, judges, st.booleans()), max_size=8))
    return [
        Try(number, withdrawn, total, judge, estimate)
        for number, (withdrawn, total, judge, estimate) in enumerate(found)
    ]


def earned(*scores: float) -> list[Points]:
    found = [Try(number, total=score, judge=("a", "m", "1")) for number, score in enumerate(scores)]
    return list(question_points(found).values())


def test_a_first_try_earns_a_tenth_of_its_total_and_a_better_one_a_fifth_of_the_gain() -> None:
    assert earned(40) == [Points(score=4)]
    assert earned(40, 60) == [Points(score=4), Points(gain=4)]
    assert earned(40, 60, 50, 65) == [Points(score=4), Points(gain=4), Points(), Points(gain=1)]


def test_a_beginner_who_revises_has_as_much_as_one_who_began_at_the_top() -> None:
    beginner, expert = sum(earned(40, 70), Points()), sum(earned(100), Points())
    assert beginner.total == expert.total == A_QUESTION


@given(st.floats(0, 100), st.floats(0, 100))
def test_nobody_has_more_by_revising_than_a_perfect_first_try_has(first: float, best: float) -> None:
    assert sum(earned(first, best), Points()).total <= sum(earned(100), Points()).total


@given(tries())
def test_a_question_never_earns_more_than_its_most_nor_less_than_nothing(found: list[Try]) -> None:
    points = question_points(found)
    assert points.keys() == {one.answer_id for one in found}
    assert sum(points.values(), Points()).total <= A_QUESTION
    assert all(min(one.part, one.score, one.gain, one.estimated) >= 0 for one in points.values())
    assert all(points[one.answer_id].total == 0 for one in found if one.withdrawn or one.total is None)


@given(tries())
def test_only_the_first_try_earns_a_score_and_only_later_ones_a_gain(found: list[Try]) -> None:
    points = question_points(found)
    assert all(points[one.answer_id].gain == 0 for one in found[:1])
    assert all(points[one.answer_id].score == 0 for one in found[1:])


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2026, 11, 22), "2026-W47"), (date(2027, 1, 1), "2026-W53"), (date(2024, 12, 30), "2025-W01")],
)
def test_weeks_are_iso_weeks_also_at_new_year(day: date, week: str) -> None:
    assert period_key(Period.WEEK, day) == week
    assert period_keys(day) == (week, f"{day:%Y-%m}", "all")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_equal_members_share_a_place_and_nobody_is_placed_above_who_has_more(found: list[tuple[int, int, int]]) -> None:
    entries = [Entry(number, "", Points(*points)) for number, points in enumerate(found)]
    entries.sort(key=lambda entry: entry.order, reverse=True)
    for one in (places := ranked(entries)):
        assert one.rank == 1 + sum(other.order > one.entry.order for other in entries)
        assert one.shared == (sum(other.entry.order == one.entry.order for other in places) > 1)

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grading.contested import (
    FEWEST_CASES,
    ContestedGrades,
    ContestedGroup,
)
from bot.core.grading.contested_cases import contested_answers, contested_grades
from bot.core.grading.grade import GradeState, JudgeIdentity, Verdict
from bot.core.records import Answer, Contest, Grade
from tests import samples
from tests.samples import ADA, NOON

OLD = JudgeIdentity(name="claude", model="some-model", version="2")
NEW = OLD.model_copy(update={"version": "3"})

Levels = tuple[int, int, int]
"""Of design (half of the total), numbers (30) and advice (20)."""


def verdict(levels: Levels, judge: JudgeIdentity = NEW) -> Verdict:
    plain = samples.verdict()
    criteria = tuple(
        grade.model_copy(update={"level": level, "score": float(level)})
        for grade, level in zip(plain.criteria, levels, strict=True)
    )
    return plain.model_copy(update={"criteria": criteria, "judge": judge})


def contest(
    *opinions: Levels | tuple[Levels, JudgeIdentity],
    member: int = 1,
    question: str = "coin-flips",
    state: GradeState = GradeState.GRADED,
    text: str = "I would flip it.",
) -> Contest:
    """A case with as many grades as are given, decided when there are three."""
    answer = Answer(7, 1, 1, member, question, text, NOON, NOON.date(), state, ADA)
    verdicts = [verdict(*one) if isinstance(one[1], JudgeIdentity) else verdict(one) for one in opinions]
    grades = tuple(Grade(number, 7, one, NOON) for number, one in enumerate(verdicts, start=1))
    return Contest(answer, grades, NOON, NOON + timedelta(hours=1) if len(grades) == 3 else None)


def whole(*totals: int) -> Contest:
    """A case whose totals are these, each a multiple of 25."""
    return contest(*((total // 25,) * 3 for total in totals))


def only(found: ContestedGrades) -> ContestedGroup:
    (group,) = found.groups
    return group


def test_no_case_is_told_as_none_kept() -> None:
    found = contested_grades([])
    assert (found.note, found.groups, found.decided) == ("none kept", (), 0)


def test_one_case_is_its_range_and_its_shift_without_a_median() -> None:
    group = only(contested_grades([whole(25, 75, 50)]))
    assert (group.cases, group.members, group.questions) == (1, 1, 1)
    assert group.figures is not None
    assert (group.figures.ranges.least, group.figures.ranges.median, group.figures.ranges.most) == (50, None, 50)
    assert (group.figures.shifts.least, group.figures.shifts.most) == (25, 25)
    assert (group.figures.up, group.figures.down, group.figures.scatter) == (1, 0, None)


def test_the_total_that_counts_is_the_middle_one_wherever_the_contested_stands() -> None:
    group = only(contested_grades([whole(0, 50, 100), whole(50, 0, 100), whole(100, 50, 0), whole(25, 25, 100)]))
    assert group.figures is not None
    assert (group.cases, group.figures.up, group.figures.down) == (4, 1, 1)
    assert (group.figures.shifts.least, group.figures.shifts.most) == (-50, 50)


def test_enough_cases_have_a_median() -> None:
    cases = [whole(25, 50, 50), whole(25, 25, 50), whole(25, 75, 100), whole(50, 50, 50), whole(75, 50, 25)]
    figures = only(contested_grades(cases)).figures
    assert figures is not None
    assert (figures.ranges.least, figures.ranges.median, figures.ranges.most) == (0, 25, 75)
    assert (figures.shifts.least, figures.shifts.median, figures.shifts.most) == (-25, 0, 50)


def test_the_scatter_of_a_try_is_estimated_from_the_blind_ones_alone() -> None:
    """However low the contested grades were chosen, the two others scatter as they do."""
    dice = random.Random(4)
    tries = [(dice.choice([25, 50, 75]), dice.choice([25, 50, 75])) for _ in range(400)]
    figures = only(contested_grades([whole(0, *pair) for pair in tries])).figures
    assert figures is not None
    spread = statistics.pstdev([25, 50, 75])
    assert figures.scatter == pytest.approx(spread, rel=0.1)
    assert figures.up == 400


def test_judges_models_and_versions_stand_apart() -> None:
    same = [contest(((1, 1, 1), NEW), ((2, 2, 2), NEW), ((2, 2, 2), NEW), member=member) for member in range(3)]
    later = contest(((1, 1, 1), OLD), ((2, 2, 2), NEW), ((3, 3, 3), NEW))
    between = contest(((1, 1, 1), OLD), ((2, 2, 2), NEW), ((3, 3, 3), OLD))
    found = contested_grades([later, between, *same])
    assert [(group.first, group.again, group.cases) for group in found.groups] == [
        (NEW, (NEW,), 3),
        (OLD, (NEW,), 1),
        (OLD, (OLD, NEW), 1),
    ]
    assert found.decided == 5


def test_tries_of_two_judges_say_nothing_about_the_scatter_of_one() -> None:
    cases = [contest(((1, 1, 1), OLD), ((2, 2, 2), NEW), ((3, 3, 3), OLD)) for _ in range(FEWEST_CASES)]
    figures = only(contested_grades(cases)).figures
    assert figures is not None
    assert figures.scatter is None
    assert figures.ranges.median == 50


def test_cases_under_way_and_taken_back_are_counted_and_count_in_nothing() -> None:
    taken_back = contest((0, 0, 0), (4, 4, 4), (4, 4, 4), state=GradeState.WITHDRAWN, text="Mine no more.")
    found = contested_grades([whole(25, 25, 25), contest((0, 0, 0), (4, 4, 4)), taken_back])
    assert (found.decided, found.under_way, found.withdrawn) == (1, 1, 1)
    assert only(found).figures == only(contested_grades([whole(25, 25, 25)])).figures
    assert "Mine no more." not in str(contested_answers([taken_back]))


def test_criteria_are_told_on_which_opinions_differ_most_first() -> None:
    cases = [contest((1, 2, 0), (3, 2, 0), (3, 2, 1)), contest((1, 2, 0), (1, 2, 0), (3, 2, 1))]
    rows = only(contested_grades(cases)).criteria
    assert [(row.criterion, row.cases, row.apart, row.shift) for row in rows] == [
        ("design", 2, 2.0, 1.0),
        ("advice", 2, 1.0, 0.0),
    ]


def test_a_single_odd_case_does_not_lead_the_list() -> None:
    steady = [contest((0, 0, 0), (3, 0, 0), (3, 0, 0), member=member) for member in range(20)]
    odd = contest((0, 0, 0), (0, 0, 0), (0, 4, 0), question="dice-rolls")
    rows = only(contested_grades([*steady, odd])).criteria
    assert [(row.question, row.criterion, row.apart) for row in rows] == [
        ("coin-flips", "design", 3.0),
        ("dice-rolls", "numbers", 4.0),
    ]


def test_criteria_that_only_some_of_the_grades_have_are_not_compared() -> None:
    shorter = verdict((1, 2, 3)).model_copy(update={"criteria": verdict((1, 2, 3)).criteria[:2]})
    case = contest((4, 4, 4), (0, 0, 0), (0, 0, 0))
    grades = (*case.grades[:2], Grade(3, 7, shorter, NOON))
    rows = only(contested_grades([Contest(case.answer, grades, NOON, NOON)])).criteria
    assert [row.criterion for row in rows] == ["design", "numbers"]


TOTALS = st.lists(st.tuples(*[st.sampled_from([0, 25, 50, 75, 100])] * 3), min_size=1, max_size=30)


@given(TOTALS)
def test_every_decided_case_went_up_down_or_stayed_and_figures_stay_in_their_bounds(
    cases: Sequence[tuple[int, int, int]],
) -> None:
    group = only(contested_grades([whole(*totals) for totals in cases]))
    figures = group.figures
    assert figures is not None
    assert figures.up + figures.down <= group.cases == len(cases)
    assert figures.up == sum(sorted(totals)[1] > totals[0] for totals in cases)
    for spread in (figures.ranges, figures.shifts):
        assert spread.least <= (spread.least if spread.median is None else spread.median) <= spread.most
    assert 0 <= figures.ranges.least <= figures.ranges.most <= 100
    assert figures.scatter is None or (math.isfinite(figures.scatter) and figures.scatter >= 0)


def test_what_is_kept_tells_of_no_single_member() -> None:
    two = [contest((1, 0, 0), (3, 0, 0), (3, 0, 0), member=member) for member in (1, 2)]
    kept = only(contested_grades(two).for_keeping())
    assert (kept.cases, kept.members, kept.figures, kept.criteria) == (2, 2, None, ())
    three = [*two, contest((0, 0, 0), (0, 4, 0), (0, 0, 0), member=3, question="dice-rolls")]
    kept = only(contested_grades(three).for_keeping())
    assert kept.figures is not None
    assert kept.criteria == (), "each of these was contested by fewer than three"


def test_what_many_contested_is_kept() -> None:
    cases = [contest((1, 0, 0), (3, 0, 0), (3, 0, 0), member=member) for member in (1, 2, 3)]
    assert contested_grades(cases).for_keeping() == contested_grades(cases)


def test_an_answer_is_shown_with_its_grades_and_without_its_member() -> None:
    (shown,) = contested_answers([contest((1, 0, 0), ((3, 0, 0), OLD), (2, 0, 0))])
    assert [(one.judge, one.total, one.levels["design"]) for one in shown.opinions] == [
        (NEW, 12.5, 1),
        (OLD, 37.5, 3),
        (NEW, 25.0, 2),
    ]
    assert (shown.counts, shown.text) == (25.0, "I would flip it.")
    assert "Ada" not in shown.model_dump_json()
    assert ADA.user not in shown.model_dump_json()

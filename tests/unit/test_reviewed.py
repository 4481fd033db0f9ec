"""How far judges and peers agree, summed up for `greenroom calibrate`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.calibration.reviewed import reviewed_text
from bot.core.grading.grade import GradeState, JudgeIdentity
from bot.core.grading.reviewed import ReviewedGrades, reviewed_grades
from bot.core.records import Answer, Grade, GradedAnswer
from bot.core.together.records import Review, ReviewedAnswer
from tests import samples
from tests.samples import ADA, JUDGE, NOON

CRITERIA = ("design", "numbers", "advice")
OTHER = JudgeIdentity(name="other", model="some", version="1")


def reviewed(
    score: float, *reviews: Mapping[str, int], member: int = 1, judge: JudgeIdentity = JUDGE, stand_in: bool = False
) -> ReviewedAnswer:
    answer = Answer(7, 1, 1, member, "coin-flips", "Flip it.", NOON, NOON.date(), GradeState.GRADED, ADA)
    grade = Grade(1, 7, samples.verdict("Flip it.", score, judge=judge), NOON, stand_in)
    return ReviewedAnswer(GradedAnswer(answer, grade), tuple(Review(7, levels, "", NOON) for levels in reviews))


def levels(level: int) -> dict[str, int]:
    return dict.fromkeys(CRITERIA, level)


def test_pairs_of_levels_are_compared_review_by_review() -> None:
    (group,) = reviewed_grades([reviewed(3.0, levels(3), levels(4)), reviewed(1.0, levels(1), member=2)]).groups
    assert (group.answers, group.reviews, group.members) == (2, 3, 2)
    assert group.figures is not None
    assert group.figures.levels == 9
    assert group.figures.exact == pytest.approx(6 / 9, abs=1e-4)
    assert group.figures.within_one == 1.0
    assert group.figures.shift == pytest.approx(-3 / 9, abs=1e-4)
    assert group.figures.qwk is not None
    assert 0 < group.figures.qwk < 1


def test_judges_stand_apart_and_stand_ins_are_left_out() -> None:
    found = reviewed_grades(
        [
            reviewed(3.0, levels(3)),
            reviewed(2.0, levels(2), levels(2), judge=OTHER),
            reviewed(1.0, levels(1), stand_in=True),
        ]
    )
    assert [(group.judge, group.reviews) for group in found.groups] == [(OTHER, 2), (JUDGE, 1)]


def test_without_reviews_there_is_nothing_to_tell() -> None:
    assert reviewed_grades([]).note
    assert list(reviewed_text(reviewed_grades([]))) == []
    assert list(reviewed_text(ReviewedGrades(note="not read"))) == []


def test_what_is_kept_tells_of_no_single_member() -> None:
    few = reviewed_grades([reviewed(3.0, levels(3), member=member) for member in (1, 2)])
    many = reviewed_grades([reviewed(3.0, levels(3), member=member) for member in (1, 2, 3)])
    assert [group.figures for group in few.for_keeping().groups] == [None]
    assert many.for_keeping() == many
    assert "would tell whose grade" in "\n".join(reviewed_text(few.for_keeping()))


def test_the_section_has_no_words_and_no_names() -> None:
    text = "\n".join(reviewed_text(reviewed_grades([reviewed(3.0, levels(2))])))
    assert "Peers' reviews" in text
    assert "1 review of 1 answer" in text
    assert "Flip" not in text


LEVELS = st.fixed_dictionaries({name: st.integers(0, 4) for name in CRITERIA})


@given(st.lists(st.tuples(st.integers(0, 4), st.lists(LEVELS, min_size=1, max_size=3)), min_size=1, max_size=8))
def test_shares_are_shares_and_equal_pairs_are_within_one(answers: list[tuple[int, list[dict[str, int]]]]) -> None:
    (group,) = reviewed_grades([reviewed(float(score), *reviews) for score, reviews in answers]).groups
    assert group.figures is not None
    assert 0 <= group.figures.exact <= group.figures.within_one <= 1
    assert -4 <= group.figures.shift <= 4

from __future__ import annotations

import pytest

from bot.core.grading import feedback
from bot.core.grading.grade import CriterionGrade, PointFinding
from tests import samples

CRITERION = samples.question().rubric[0]
POINTS = [point.id for point in CRITERION.key_points]


def findings(*strengths: float) -> tuple[PointFinding, ...]:
    return tuple(PointFinding(point_id=name, strength=value) for name, value in zip(POINTS, strengths, strict=True))


def grade(name: str, weight: float, score: float) -> CriterionGrade:
    return CriterionGrade(criterion_id=name, weight=weight, level=round(score), score=score, low=0, high=4)


@pytest.mark.parametrize(("level", "aim"), [(0, 3), (1, 3), (2, 3), (3, 4)])
def test_what_is_missing_is_told_in_the_words_of_a_good_level_and_no_weak_one(level: int, aim: int) -> None:
    assert feedback.why_not_higher(CRITERION, level) == f"Level {aim} asks for this: {CRITERION.levels[aim]}"


@pytest.mark.parametrize(("level", "told"), [(0, "Level 2 asks for this: So."), (2, "As level 2, with a figure.")])
def test_a_level_that_builds_on_another_is_told_to_those_who_have_that_one(level: int, told: str) -> None:
    levels = ("No.", "Feels it.", "So.", "As 2, with a figure.", "As 3, twice.")
    built = CRITERION.model_copy(update={"levels": levels})
    assert told in feedback.why_not_higher(built, level)


def test_nothing_is_missing_at_the_top() -> None:
    assert feedback.why_not_higher(CRITERION, 4) == ""
    assert feedback.improvement(CRITERION, 4, findings(1, 1)) == ""


def test_the_least_visible_point_is_asked_for_first() -> None:
    assert CRITERION.key_points[1].idea in feedback.improvement(CRITERION, 2, findings(0.5, 0.1))
    assert CRITERION.key_points[0].idea in feedback.next_step(CRITERION, findings(0.2, 0.9))


def test_the_probe_is_asked_where_all_points_are_seen() -> None:
    assert CRITERION.probe in feedback.improvement(CRITERION, 3, findings(0.9, 0.9))
    assert CRITERION.probe in feedback.next_step(CRITERION, findings(0.9, 0.9))


def test_a_mistake_is_put_right_before_anything_is_added() -> None:
    step = feedback.next_step(CRITERION, findings(0, 0), "A coin owes nothing.")
    assert "A coin owes nothing." in step
    assert CRITERION.key_points[0].idea not in step


def test_the_best_criterion_has_the_highest_score_and_of_equals_the_heavier() -> None:
    grades = [grade("a", 50, 2), grade("b", 20, 3), grade("c", 30, 3)]
    assert feedback.best_of(grades) == "c"
    assert feedback.best_of([grade("a", 100, 0)]) is None


def test_the_weakest_criterion_leaves_most_points_on_the_table() -> None:
    grades = [grade("a", 60, 2), grade("b", 20, 0), grade("c", 20, 1)]
    assert feedback.weakest_of(grades).criterion_id == "a"

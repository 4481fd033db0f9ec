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


@pytest.mark.parametrize("level", range(4))
def test_what_is_missing_is_the_next_levels_words(level: int) -> None:
    assert CRITERION.levels[level + 1] in feedback.why_not_higher(CRITERION, level)


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

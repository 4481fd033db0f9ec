"""Words for a coverage estimate: taken from the rubric, so that they are as concrete as the content is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.bank.question import Criterion, KeyPoint
from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.grading.grade import CriterionGrade, PointFinding
from bot.core.wording import say

_WELL_COVERED = 0.6
_GOOD = 3
_BUILDS_ON = re.compile(r"^As (\d)\b")


def why_not_higher(criterion: Criterion, level: int) -> str:
    """What a level worth aiming at asks for; empty at the top."""
    if level >= TOP_LEVEL:
        return ""
    aim, descriptor = worth_aiming_at(criterion, level)
    return say("feedback.next-level", level=aim, descriptor=descriptor)


def worth_aiming_at(criterion: Criterion, level: int) -> tuple[int, str]:
    """A good level, or the next where that is higher, and what it asks for.

    Low levels say what is wrong with an answer, such as "feels that it is off, without testing", which is no advice.

    Args:
        criterion: What was graded.
        level: What it got, below the top.
    """
    aim = max(level + 1, _GOOD)
    if aim > level + 1 and _BUILDS_ON.match(criterion.levels[aim]):
        aim -= 1  # "As 2, and ..." says nothing to whoever is not there yet
    return aim, _BUILDS_ON.sub(r"As level \1", criterion.levels[aim])


def missing_points(criterion: Criterion, findings: Sequence[PointFinding]) -> list[KeyPoint]:
    """Key points that are not plainly there, the least visible first."""
    strength = {finding.point_id: finding.strength for finding in findings}
    missing = [point for point in criterion.key_points if strength.get(point.id, 0.0) < _WELL_COVERED]
    return sorted(missing, key=lambda point: strength.get(point.id, 0.0))


def improvement(criterion: Criterion, level: int, findings: Sequence[PointFinding]) -> str:
    """One concrete thing to add; empty at the top with everything there."""
    missing = missing_points(criterion, findings)
    if missing:
        return say("feedback.missing", idea=missing[0].idea)
    return "" if level >= TOP_LEVEL else say("feedback.probe", probe=criterion.probe)


def best_of(grades: Sequence[CriterionGrade]) -> str | None:
    """The criterion with the highest score, the heavier one of equals; none where nothing was found."""
    top = max(grades, key=lambda grade: (grade.score, grade.weight), default=None)
    return top.criterion_id if top is not None and top.score > 0 else None


def weakest_of(grades: Sequence[CriterionGrade]) -> CriterionGrade:
    """The criterion that leaves most points on the table, the first of equals."""
    return max(grades, key=lambda grade: grade.points_lost)


def next_step(criterion: Criterion, findings: Sequence[PointFinding], correction: str = "") -> str:
    """One thing to act on.

    Args:
        criterion: The criterion that leaves most on the table.
        findings: What was found of its key points.
        correction: What is right where the answer makes a common mistake about it; comes before anything missing.
    """
    if correction:
        return say("feedback.next.correct", name=criterion.name, correction=correction)
    missing = missing_points(criterion, findings)
    if missing:
        return say("feedback.next.add", name=criterion.name, idea=missing[0].idea)
    return say("feedback.next.further", name=criterion.name, probe=criterion.probe)

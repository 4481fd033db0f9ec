"""Words for what a judge found, as an interviewer says them."""

from __future__ import annotations

from bot.core.grading.grade import CriterionGrade, Verdict
from bot.core.interviews.script import Part
from bot.core.wording import say

EARNED = 1.5
"""Score (0-4) from which something that was said is shown as what earned it."""


def score_text(verdict: Verdict) -> str:
    """A total, or a range where it is an estimate."""
    if verdict.estimate:
        return say("interview.score.estimate", low=round(verdict.low), high=round(verdict.high))
    return say("interview.score", total=round(verdict.total))


def additions(part: Part, verdict: Verdict, most: int = 3) -> tuple[str, ...]:
    """What a top candidate would have added: ideas that were not seen, of the criteria that left most on the table."""
    found: list[str] = []
    for graded in sorted(verdict.criteria, key=lambda graded: -graded.points_lost):
        criterion = part.criterion(graded.criterion_id)
        seen = {point.point_id for point in graded.points if point.seen}
        missing = [point.idea for point in criterion.key_points if point.id not in seen] if criterion else []
        found += missing[:1] if len(verdict.criteria) > 1 else missing
    return tuple(found[:most])


def strongest(verdict: Verdict) -> CriterionGrade | None:
    """What was best in an answer; none where nothing of it was good, or all was the same."""
    best = next((graded for graded in verdict.criteria if graded.criterion_id == verdict.best), None)
    least = max(verdict.criteria, key=lambda graded: graded.points_lost, default=None)
    return best if best is not None and best.score >= EARNED and best is not least else None


def evaluation_text(part: Part, verdict: Verdict) -> str:
    """How a stage went, as it is said right after it."""
    said = [say("interview.evaluation", title=part.stage.title, score=score_text(verdict))]
    best = strongest(verdict)
    if best is not None:
        criterion = part.criterion(best.criterion_id)
        said.append(say("interview.evaluation.best", name=best.name or (criterion.name if criterion else "")))
    said += [mistake.correction for mistake in verdict.mistakes[:1]]
    if verdict.next_step:
        said.append(verdict.next_step)
    return " ".join(said)

"""How far judges and members who reviewed each other's answers agree.

Members are no careful readers: they see who answered and are kind to each other, so a judge that is below them need not
be strict. What can be told is whether both put answers in the same order. Who reviewed is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from bot.core.grading.agreement import Part, number
from bot.core.grading.calibration import confusion, weighted_kappa
from bot.core.grading.contested import FEWEST_MEMBERS
from bot.core.grading.grade import JudgeIdentity, Verdict
from bot.core.together.records import ReviewedAnswer


class PeerFigures(Part):
    """Figures over pairs of a peer's level and the judge's, one a review and criterion.

    Attributes:
        levels: How many pairs.
        qwk: Quadratic weighted kappa; none where one side never varies.
        exact: Share of pairs that are equal.
        within_one: Share of pairs that are at most one apart.
        shift: Mean of the judge's level less the peer's; below 0 is stricter.
    """

    levels: int
    qwk: float | None
    exact: float
    within_one: float
    shift: float


class ReviewedGroup(Part):
    """Reviewed answers that one judge graded; no figures where they would tell of single members."""

    judge: JudgeIdentity
    answers: int
    reviews: int
    members: int
    figures: PeerFigures | None


class ReviewedGrades(Part):
    """Peers' reviews, summed up without a word of an answer and without a name.

    Attributes:
        note: Why there are none, or why they were not read; empty otherwise.
        older: Whether there are older ones that were not read.
        groups: By judge, the one with most reviews first.
    """

    note: str = ""
    older: bool = False
    groups: tuple[ReviewedGroup, ...] = ()

    def for_keeping(self) -> ReviewedGrades:
        """The same without figures from which the grade of a single member could be told."""
        kept = (
            group if group.members >= FEWEST_MEMBERS else group.model_copy(update={"figures": None})
            for group in self.groups
        )
        return self.model_copy(update={"groups": tuple(kept)})


def reviewed_grades(answers: Sequence[ReviewedAnswer], *, older: bool = False) -> ReviewedGrades:
    """Sum reviews up, by the judge whose grade counts; estimates that stand in for a judge are left out.

    Args:
        answers: Reviewed answers.
        older: Whether there are more that were not read.
    """
    by_judge: dict[JudgeIdentity, list[tuple[ReviewedAnswer, Verdict]]] = {}
    for answer in answers:
        grade = answer.graded.grade
        if grade is not None and not grade.stand_in:
            by_judge.setdefault(grade.verdict.judge, []).append((answer, grade.verdict))
    groups = [_group(judge, several) for judge, several in by_judge.items()]
    groups.sort(key=lambda group: (-group.reviews, str(group.judge)))
    return ReviewedGrades(note="" if groups else "none kept", older=older, groups=tuple(groups))


def _group(judge: JudgeIdentity, answers: Sequence[tuple[ReviewedAnswer, Verdict]]) -> ReviewedGroup:
    members = {(one.graded.answer.workspace_id, one.graded.answer.member_id) for one, _ in answers}
    pairs = [
        (review.levels[graded.criterion_id], graded.level)
        for one, verdict in answers
        for review in one.reviews
        for graded in verdict.criteria
        if graded.criterion_id in review.levels
    ]
    reviews = sum(len(one.reviews) for one, _ in answers)
    return ReviewedGroup(
        judge=judge,
        answers=len(answers),
        reviews=reviews,
        members=len(members),
        figures=_figures(pairs) if pairs else None,
    )


def _figures(pairs: Sequence[tuple[int, int]]) -> PeerFigures:
    count = len(pairs)
    return PeerFigures(
        levels=count,
        qwk=number(weighted_kappa(confusion(pairs))),
        exact=round(sum(peer == judge for peer, judge in pairs) / count, 4),
        within_one=round(sum(abs(peer - judge) <= 1 for peer, judge in pairs) / count, 4),
        shift=round(fsum(judge - peer for peer, judge in pairs) / count, 4),
    )

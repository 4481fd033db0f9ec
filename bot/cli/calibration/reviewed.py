"""Peers' reviews out of the database, which is only read, and the section on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.cli.calibration.contested import absent
from bot.cli.calibration.words import counted, fixed, percent, signed, table
from bot.core.errors import StorageError
from bot.core.grading.contested import FEWEST_MEMBERS
from bot.core.grading.reviewed import ReviewedGrades, ReviewedGroup, reviewed_grades
from bot.core.together.records import ReviewedAnswer

_LEGEND = (
    "A pair is a peer's level and the judge's, one a review and criterion. Shift: the judge's level less the peer's, a "
    "mean. Peers know whom they review and tend to be kind, so a shift below 0 does not show that a judge is strict."
)


async def read_reviewed(url: str, limit: int, questions: Collection[str] | None) -> ReviewedGrades:
    """Read the newest reviewed answers; a database that cannot be read ends nothing, and has been told of before.

    Args:
        url: The database.
        limit: How many answers are read at most.
        questions: Ids of the questions that count; none for all, also those that have left the bank.
    """
    if not limit:
        return ReviewedGrades(note="not read: they were not asked for")
    if absent(url):
        return ReviewedGrades(note="none kept: there is no database yet")
    try:
        found = await _newest(url, limit + 1)
    except StorageError:
        return ReviewedGrades(note="not read: the database could not be opened")
    chosen = [one for one in found[:limit] if questions is None or one.graded.answer.question_id in questions]
    return reviewed_grades(chosen, older=len(found) > limit)


async def _newest(url: str, limit: int) -> list[ReviewedAnswer]:
    from storage.database import open_database

    async with await open_database(url, read_only=True) as database:
        return list(await database.reviews.reviewed(limit))


def reviewed_text(reviewed: ReviewedGrades) -> Iterator[str]:
    """The section's blocks, with its heading; nothing where there are no reviews."""
    if not reviewed.groups:
        return
    yield "## Peers' reviews"
    older = " Older ones were not read." if reviewed.older else ""
    reviews, answers = (
        sum(counts) for counts in zip(*((one.reviews, one.answers) for one in reviewed.groups), strict=True)
    )
    yield f"{counted(reviews, 'review')} of {counted(answers, 'answer')}, without names.{older}"
    head = ("judge", "answers", "reviews", "members", "pairs", "kappa", "equal", "within one", "shift")
    yield table(head, [_row(group) for group in reviewed.groups])
    yield _LEGEND
    if any(group.figures is None for group in reviewed.groups):
        yield f"No figures are kept of fewer than {FEWEST_MEMBERS} members: they would tell whose grade it was."


def _row(group: ReviewedGroup) -> tuple[str, ...]:
    judge, figures = group.judge, group.figures
    named = f"{judge.name}, {judge.model}, version {judge.version}"
    begin = (named, str(group.answers), str(group.reviews), str(group.members))
    if figures is None:
        return (*begin, *["-"] * 5)
    shares = (percent(figures.exact), percent(figures.within_one))
    return (*begin, str(figures.levels), fixed(figures.qwk, 3), *shares, signed(figures.shift, 2))

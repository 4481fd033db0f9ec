"""What `greenroom interviews stats` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.core.chat import Heading, Part, Quotation, Reply, ReplyKind, Rows, Text

if TYPE_CHECKING:
    from bot.core.interviews.rated import PlanTally, Tally

NONE = "No interviewer has been rated yet. After the debrief of an interview, a number from 1 to 5 rates them."

_COLUMNS = ("Plan", "Interviewer", "Ratings", "Stars", "Named most often")
_MOST_NAMED = 2
_LATEST_REASONS = 3


def stats_data(tallies: Sequence[PlanTally]) -> list[dict[str, Any]]:
    """Ratings as plain data; docs/interviews.md describes the shape."""
    return [
        {
            "plan": plan.id,
            "title": plan.title,
            **_tally(plan.tally),
            "personas": [{"id": one.id, "name": one.name, **_tally(one.tally)} for one in plan.personas],
            "reasons": [{"stars": stars, "why": why} for stars, why in plan.reasons],
        }
        for plan in tallies
    ]


def stats_reply(tallies: Sequence[PlanTally]) -> Reply:
    """Ratings as a table, and the latest reasons of each plan."""
    if not tallies:
        return Reply(ReplyKind.NOTICE, (Text(NONE),))
    rows = tuple(row for plan in tallies for row in _rows(plan))
    return Reply(ReplyKind.SUMMARY, (Rows(_COLUMNS, rows), *(part for plan in tallies for part in _reasons(plan))))


def _rows(plan: PlanTally) -> Iterator[tuple[str, ...]]:
    if len(plan.personas) != 1:
        yield _row(plan.id, "all", plan.tally)
    for number, one in enumerate(plan.personas):
        yield _row(plan.id if len(plan.personas) == 1 and not number else "", one.name, one.tally)


def _row(plan_id: str, name: str, tally: Tally) -> tuple[str, ...]:
    named = ", ".join(f"{point} ({count})" for point, count in tally.points[:_MOST_NAMED])
    return plan_id, name, str(tally.ratings), f"{tally.stars:.1f}", named or "-"


def _reasons(plan: PlanTally) -> Iterator[Part]:
    if plan.reasons:
        yield Heading(plan.title)
    for stars, why in plan.reasons[-_LATEST_REASONS:]:
        yield Quotation(why, f"{stars} of 5 stars")


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "ratings": tally.ratings,
        "stars": round(tally.stars, 2),
        "points": [{"text": point, "count": count} for point, count in tally.points],
    }

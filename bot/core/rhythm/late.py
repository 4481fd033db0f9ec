"""Answers that come after the end of their posting: graded as all others, and counted apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.core.records import Answer, GradedAnswer, Posting


def end_of(posting: Posting) -> datetime | None:
    """When a posting ends or ended; none if it is open for good."""
    return posting.closes_at or posting.closed_at


def is_late(answer: Answer, posting: Posting) -> bool:
    """Whether an answer came when its posting had ended, by the time at which the platform says it was sent."""
    end = end_of(posting)
    return end is not None and answer.submitted_at >= end


def late_members(answers: Iterable[GradedAnswer], posting: Posting) -> int:
    """How many members answered late; who answered in time as well did not."""
    late, in_time = set[int](), set[int]()
    for graded in answers:
        (late if is_late(graded.answer, posting) else in_time).add(graded.answer.member_id)
    return len(late - in_time)

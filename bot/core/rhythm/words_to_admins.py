"""The jobs that take a word to whoever made a schedule."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.records import JobKind, NewJob
from bot.core.rhythm.records import ScheduleRecord

QUIET = timedelta(hours=1)
"""How long after a posting its schedule's days ahead are looked at: not while all others go out."""

_MOMENT = timedelta(seconds=5)


def ahead_job(record: ScheduleRecord, now: datetime) -> NewJob:
    """A look at what a schedule has ahead; its key is to get the id of the posting that it comes with."""
    return NewJob(JobKind.TELL_ADMIN, "ahead", {"schedule_id": record.id}, now + QUIET)


def halted_job(record: ScheduleRecord, reason: str, episode: str, now: datetime) -> NewJob:
    """The word that a schedule is halted, a moment from now, when it is.

    Args:
        record: The schedule.
        reason: Why.
        episode: What tells this halt from an earlier one of the same schedule for the same reason.
        now: The time.
    """
    payload = {"workspace_id": record.workspace_id, "schedule_id": record.id, "reason": reason}
    return NewJob(JobKind.TELL_ADMIN, f"halted:{record.id}:{reason}:{episode}", payload, now + _MOMENT)

"""The jobs that take a word to whoever made a schedule."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.records import JobKind, NewJob
from bot.core.rhythm.records import ScheduleRecord

QUIET = timedelta(hours=1)
"""How long after a posting its schedule's days ahead are looked at, at least: not while all others go out."""

SPREAD = timedelta(hours=2)
"""Over how long after that the looks are spread, so that those of ten thousand schedules are no burst."""

_PARTS = 997  # a prime, so that neighbours come to lie apart

_MOMENT = timedelta(seconds=5)


def ahead_job(record: ScheduleRecord, now: datetime) -> NewJob:
    """A look at what a schedule has ahead; its key is to get the id of the posting that it comes with."""
    later = QUIET + SPREAD * (record.id % _PARTS / _PARTS)
    return NewJob(JobKind.TELL_ADMIN, "ahead", {"schedule_id": record.id}, now + later)


def halted_job(record: ScheduleRecord, reason: str, now: datetime) -> NewJob:
    """The word that a schedule was just halted, to be queued as it is; it comes a moment later."""
    payload = {"workspace_id": record.workspace_id, "schedule_id": record.id, "reason": reason}
    return NewJob(JobKind.TELL_ADMIN, f"halted:{record.id}:{reason}:{now.isoformat()}", payload, now + _MOMENT)

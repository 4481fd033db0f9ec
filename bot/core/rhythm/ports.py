"""Where schedules are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.core.records import NewJob, Place, Posting
from bot.core.rhythm.records import NewPosting, ScheduleRecord, Skip, Suggestion


def posting_key(schedule_id: int, local_date: date) -> str:
    """The key under which a schedule's posting for a date is kept in its group."""
    return f"schedule:{schedule_id}:{local_date.isoformat()}"


class Schedules(Protocol):
    """Schedules, what they posted and what they skipped; each method is one transaction."""

    async def add(
        self, place: Place, rule: Mapping[str, object], created_by: str, next_due_at: datetime | None
    ) -> ScheduleRecord:
        """Store a schedule for a place's group."""
        ...

    async def change(
        self, workspace_id: int, schedule_id: int, rule: Mapping[str, object], next_due_at: datetime | None
    ) -> ScheduleRecord | None:
        """Put another rule in a schedule's place; it goes on if it was halted."""
        ...

    async def remove(self, workspace_id: int, schedule_id: int) -> bool:
        """End a schedule for good; what it posted stays. False if there is none."""
        ...

    async def of_group(self, workspace_id: int, group_id: int) -> Sequence[ScheduleRecord]:
        """A group's schedules, oldest first."""
        ...

    async def schedule(self, workspace_id: int, schedule_id: int) -> ScheduleRecord | None:
        """A schedule of this workspace that has not ended."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[ScheduleRecord]:
        """Schedules to be looked at now, earliest first, halted ones left out."""
        ...

    async def next_due(self) -> datetime | None:
        """When the earliest schedule has to be looked at, halted ones left out."""
        ...

    async def handled(self, schedule_id: int, since: date) -> Sequence[date]:
        """The local dates that a schedule has posted on or skipped, oldest first."""
        ...

    async def settle(
        self,
        schedule: ScheduleRecord,
        posting: NewPosting | None,
        skips: Sequence[Skip],
        next_due_at: datetime | None,
        jobs: Sequence[NewJob] = (),
    ) -> Posting | None:
        """Store in one transaction what a look at a schedule came to, unless another process did so first.

        A local date of a schedule is settled once, by a posting or a skip: whatever comes later for that date is left
        out, and the rest is stored. Jobs are queued with the posting only; their payloads get `workspace_id` and
        `posting_id`, their keys a suffix with the posting's id. `next_due_at` is stored only if the schedule's rule and
        `next_due_at` are still those of the record. For a schedule that has ended or was halted meanwhile nothing is
        stored at all.

        Returns:
            The posting, if this call made it.
        """
        ...

    async def swap(self, workspace_id: int, posting_id: int, question_id: str) -> Posting | None:
        """Put another question in a posting's place; none if somebody has answered it, or there is no such posting.

        Answers that were withdrawn do not count.
        """
        ...

    async def skipped(self, workspace_id: int, schedule_id: int, limit: int) -> Sequence[Skip]:
        """What a schedule skipped, newest first."""
        ...

    async def halt(self, workspace_id: int, group_id: int | None, reason: str) -> Sequence[ScheduleRecord]:
        """Halt all schedules of a group, or of a workspace; returns those that ran until now, oldest first."""
        ...

    async def halt_one(self, workspace_id: int, schedule_id: int, reason: str) -> bool:
        """Halt one schedule; False if it is halted already or is none."""
        ...

    async def resume(self, workspace_id: int, schedule_id: int, next_due_at: datetime | None) -> bool:
        """Let a halted schedule go on; False if there is none."""
        ...

    async def suggest(self, place: Place, member: str, question_id: str, note: str) -> Suggestion:
        """Store a member's suggestion; the same question suggested again to a group is the suggestion it has.

        Raises:
            TryLaterError: The member was forgotten since the place was found.
        """
        ...

    async def suggestions(self, workspace_id: int, group_id: int, state: str) -> Sequence[Suggestion]:
        """A group's suggestions in a state, oldest first."""
        ...

    async def decide_suggestion(self, workspace_id: int, suggestion_id: int, state: str) -> Suggestion | None:
        """Approve, decline or mark as posted; none if there is no such suggestion."""
        ...

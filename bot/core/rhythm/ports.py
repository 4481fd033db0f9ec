"""Where schedules are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.core.records import NewJob, Place, Posting
from bot.core.rhythm.records import Deed, NewPosting, ScheduleRecord, Settlement, Skip, Suggestion


def posting_key(schedule_id: int, local_date: date) -> str:
    """The key under which a schedule's posting for a date is kept in its group."""
    return f"schedule:{schedule_id}:{local_date.isoformat()}"


Word = Callable[[ScheduleRecord], NewJob | None]
"""Makes the job that tells of a schedule which was just halted, if it is to be told of."""


class Schedules(Protocol):
    """Schedules, what they posted and what they skipped; each method is one transaction."""

    async def add(
        self, place: Place, rule: Mapping[str, object], created_by: str, next_due_at: datetime | None
    ) -> ScheduleRecord:
        """Store a schedule for a place's group."""
        ...

    async def change(
        self,
        workspace_id: int,
        schedule_id: int,
        rule: Mapping[str, object],
        next_due_at: datetime | None,
        seen: ScheduleRecord | None = None,
    ) -> ScheduleRecord | None:
        """Put another rule in a schedule's place; it goes on if it was halted.

        Args:
            workspace_id: Its workspace.
            schedule_id: The schedule.
            rule: The rule, as data.
            next_due_at: When it has to be looked at next.
            seen: As it was read when the rule was made; if its rule or halt is another one by now, nothing is changed.

        Returns:
            The schedule; none if it has ended, or was changed since it was seen.
        """
        ...

    async def save(
        self,
        draft: ScheduleRecord,
        seen: ScheduleRecord,
        rule: Mapping[str, object],
        next_due_at: datetime | None,
        deed: Deed | None = None,
        halted: str | None = None,
    ) -> ScheduleRecord | None:
        """Put a rule that was made of a draft in a schedule's place, and end the draft where it is another row.

        A deed that was done before changes nothing.

        Args:
            draft: The draft.
            seen: The schedule, or the draft itself, as it was read when the rule was made.
            rule: The rule, as data.
            next_due_at: When it has to be looked at next.
            deed: What the admin did.
            halted: Why it stays halted; none to let it go on.

        Returns:
            The schedule as it stands then; none, with nothing changed, if it has ended, or was changed since it was
            seen.
        """
        ...

    async def remove(self, workspace_id: int, schedule_id: int, deed: Deed | None = None) -> bool:
        """End a schedule for good; what it posted stays. False if there is none, or the deed was done before."""
        ...

    async def done_to(self, deed: str) -> int | None:
        """The schedule that a deed saved or ended, or the posting that it swapped; none if it was not done yet.

        Args:
            deed: Its name.
        """
        ...

    async def ended(self, workspace_id: int, schedule_id: int) -> ScheduleRecord | None:
        """A schedule of this workspace that has ended, as it stood then."""
        ...

    async def of_group(self, workspace_id: int, group_id: int) -> Sequence[ScheduleRecord]:
        """A group's schedules, oldest first."""
        ...

    async def schedule(self, workspace_id: int, schedule_id: int) -> ScheduleRecord | None:
        """A schedule of this workspace that has not ended."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[ScheduleRecord]:
        """Schedules to be looked at now, earliest first, halted ones left out.

        Groups that are due at the same moment come in the same order each time, which may be another one in another
        process; schedules of a group in the order of their ids.
        """
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
        """Store one `Settlement`, whose attributes these are.

        Returns:
            The posting, if this call made it.
        """
        ...

    async def settle_all(self, settlements: Sequence[Settlement]) -> Sequence[Posting | None]:
        """Store several in one transaction; for each the posting, if this call made it."""
        ...

    async def swap(
        self,
        workspace_id: int,
        posting_id: int,
        question_id: str,
        deed: Deed | None = None,
        job: NewJob | None = None,
    ) -> Posting | None:
        """Put another question in a posting's place, and queue what shows it.

        A deed that was done before changes nothing. Answers that were withdrawn do not count.

        Returns:
            The posting as it stands then; none if somebody has answered it, or there is no such posting.
        """
        ...

    async def skipped(self, workspace_id: int, schedule_id: int, limit: int) -> Sequence[Skip]:
        """What a schedule skipped, newest first."""
        ...

    async def halt(
        self, workspace_id: int, group_id: int | None, reason: str, word: Word | None = None
    ) -> Sequence[ScheduleRecord]:
        """Halt all schedules of a group, or of a workspace, and queue the words about those that ran until now.

        Returns:
            Those that ran until now, oldest first.
        """
        ...

    async def halt_one(self, workspace_id: int, schedule_id: int, reason: str, word: Word | None = None) -> bool:
        """Halt one schedule, and queue the word about it; False if it is halted already or is none."""
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

    async def decide_suggestion(
        self,
        workspace_id: int,
        suggestion_id: int,
        state: str,
        *,
        unless_decided: bool = False,
        deed: Deed | None = None,
    ) -> Suggestion | None:
        """Approve, decline, open again or mark as posted; none if there is no such suggestion.

        Args:
            workspace_id: The workspace.
            suggestion_id: The suggestion.
            state: What becomes of it.
            unless_decided: Leave one as it is that is open no more; of two who decide at once, one comes first.
            deed: What does it; done before, it does nothing.

        Returns:
            The suggestion as it stands then.
        """
        ...

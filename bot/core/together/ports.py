"""Where reminders, recaps, kudos and peers' reviews are kept; each method is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.core.records import Group, NewJob, Place, Posting
from bot.core.together.records import Kudo, Reminder, Review, ReviewedAnswer, Week


class Reminders(Protocol):
    """Members who want to be reminded, once each."""

    async def reminder(self, place: Place) -> Reminder | None:
        """A member's reminder, in whatever group they asked for it."""
        ...

    async def save_reminder(self, place: Place, minute: int | None, due_at: datetime) -> None:
        """Store that a member wants to be reminded of their group's questions, in place of what they wanted before.

        Raises:
            TryLaterError: The member was forgotten since the place was found.
        """
        ...

    async def drop_reminder(self, place: Place) -> bool:
        """Remind a member no more; False if they were not reminded anyway."""
        ...

    async def due_reminders(self, now: datetime, limit: int, default_time_zone: str) -> Sequence[Reminder]:
        """Reminders to be looked at now, earliest first."""
        ...

    async def put_off(self, reminder: Reminder, due_at: datetime, job: NewJob | None) -> bool:
        """Look at a reminder again at another time, and queue a job; False, with nothing done, if somebody else did."""
        ...

    async def answered_on(self, place: Place, day: date) -> bool:
        """Whether a member has an answer on a local date, in any group of the workspace."""
        ...

    async def still_open(self, place: Place, now: datetime) -> Posting | None:
        """The newest question to a group that a member can still answer: not closed, not answered, not let go.

        It stands in the channel of the place's group, or of one in which they have answered. One that never closes
        counts for a day.
        """
        ...

    async def asked_lately(self, place: Place, now: datetime) -> bool:
        """Whether any question was put to such a group in the last five weeks."""
        ...


class Recaps(Protocol):
    """When groups get their recaps, and what is in them."""

    async def unplanned(self, limit: int) -> Sequence[Group]:
        """Groups with a schedule that runs, for whose recap nothing is planned yet."""
        ...

    async def plan(self, workspace_id: int, group_id: int, due_at: datetime) -> None:
        """Plan a group's next recap, unless one is planned."""
        ...

    async def due_recaps(self, now: datetime, limit: int) -> Sequence[tuple[Group, datetime]]:
        """Groups whose recap is due, with the time for which it was planned, earliest first."""
        ...

    async def replan(self, group: Group, before: datetime, due_at: datetime | None, job: NewJob | None) -> bool:
        """Plan the next recap in place of one, or none, and queue a job; False, with nothing done, if somebody did."""
        ...

    async def unplan(self, workspace_id: int, group_id: int) -> None:
        """Forget when a group's recap was to come; it is planned anew."""
        ...

    async def runs(self, workspace_id: int, group_id: int) -> bool:
        """Whether a schedule of the group runs."""
        ...

    async def week(self, workspace_id: int, group_id: int, first: date, last: date, default_time_zone: str) -> Week:
        """What happened in a group from one local date to another."""
        ...

    async def note_shared(self, workspace_id: int, answer_id: int, now: datetime) -> None:
        """Note that its author showed an answer's score to the group; again, nothing changes."""
        ...


class KudosBook(Protocol):
    """Reactions on answers."""

    async def note_kudo(self, place: Place, kudo: Kudo) -> None:
        """Store that a member gave or took back a reaction, unless something later is known of the same reaction.

        Raises:
            TryLaterError: The member was forgotten since the place was found.
        """
        ...

    async def kudos_for(self, place: Place) -> tuple[int, int]:
        """How many answers of a member others reacted to, and how many reactions of members those are.

        A member who reacts twice to the same answer counts once.
        """
        ...


class Reviews(Protocol):
    """What members think of each other's answers."""

    async def save_review(self, place: Place, review: Review, job: NewJob) -> None:
        """Store a member's review in place of an earlier one of the same answer, and queue a job.

        Raises:
            TryLaterError: The member was forgotten since the place was found.
        """
        ...

    async def reviews_of(self, workspace_id: int, answer_id: int) -> Sequence[Review]:
        """An answer's reviews, oldest first."""
        ...

    async def review_by(self, place: Place, answer_id: int) -> Review | None:
        """A member's own review of an answer."""
        ...

    async def reviewed(self, limit: int) -> Sequence[ReviewedAnswer]:
        """Answers of all workspaces that were reviewed and that a judge has graded, the newest review first."""
        ...

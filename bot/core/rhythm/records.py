"""What is kept of schedules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.records import NewJob


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did, by which it is known when it is done again after a crash.

    Attributes:
        name: The event's, unique for ever.
        at: When.
    """

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScheduleRecord:
    """A group's schedule.

    Attributes:
        id: The row.
        workspace_id: The workspace.
        group_id: The group.
        rule: The rule as JSON; `bot.core.schedules.storing` reads it.
        created_by: Platform id of the member who hears of trouble with it.
        next_due_at: When it has to be looked at next; none if never again or while it is halted.
        halted: Why nothing is posted until an admin acts, such as `archived`; none while all is well. A pause that an
            admin wants is part of the rule.
    """

    id: int
    workspace_id: int
    group_id: int
    rule: Mapping[str, object]
    created_by: str
    next_due_at: datetime | None
    halted: str | None = None


@dataclass(frozen=True, slots=True)
class NewPosting:
    """A posting that a schedule is about to make.

    Attributes:
        question_id: The pick, which is stored so that a retry posts the same.
        local_date: The date it is for, in the schedule's zone; a schedule has one posting a date.
        posted_at: The time it is made.
        style: Company style, if any.
        closes_at: When it closes, if ever.
        private: Whether answers to it are answered privately.
        note: A key of the wording, if something is to be said above it.
    """

    question_id: str
    local_date: date
    posted_at: datetime
    style: str | None = None
    closes_at: datetime | None = None
    private: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """A local date on which a schedule posted nothing though it would have, and why."""

    local_date: date
    reason: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a look at a schedule came to, to be stored unless another process did so first.

    A local date of a schedule is settled once, by a posting or a skip: whatever comes later for that date is left out,
    and the rest is stored. For a schedule that has ended or was halted meanwhile nothing is stored at all.

    Attributes:
        schedule: The schedule as it was looked at.
        posting: The posting that it makes, if any.
        skips: What it leaves out.
        next_due_at: When to look again; stored only if the schedule's rule and `next_due_at` are still those of
            `schedule`.
        jobs: What is to be done about the posting, queued with it only; their payloads get `workspace_id` and
            `posting_id`, their keys a suffix with the posting's id.
    """

    schedule: ScheduleRecord
    posting: NewPosting | None
    skips: Sequence[Skip]
    next_due_at: datetime | None
    jobs: Sequence[NewJob] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that a member suggests to their group.

    Attributes:
        id: The row.
        group_id: The group.
        member: Platform id of who suggests it.
        question_id: The bank's question.
        note: Why, in their words.
        state: `open`, `approved`, `declined` or `posted`.
    """

    id: int
    group_id: int
    member: str
    question_id: str
    note: str
    state: str

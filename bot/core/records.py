"""What is kept: the records that stores hand out and take in. All times are aware and in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from bot.core.grading.grade import GradeState, Usage, Verdict
from bot.core.groups.settings import GroupSettings


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event came from, in the platform's own ids.

    Attributes:
        platform: `terminal`, `slack`, `discord` or `web`.
        workspace: Slack team, Discord server, or `local`.
        channel: The channel that makes a group.
        user: The person.
        user_name: What to call them.
        thread: The thread in the channel, if any.
        message: The message that the person wrote, if they wrote one.
        private: Whether replies are for this person alone.
        direct: Whether this is a conversation with the bot alone.
        handle: The platform's short-lived means to answer what happened, such as a token; none is relied on.
    """

    platform: str
    workspace: str
    channel: str
    user: str
    user_name: str = ""
    thread: str | None = None
    message: str | None = None
    private: bool = False
    direct: bool = False
    handle: str | None = None

    @property
    def alone(self) -> bool:
        """Whether nobody else sees what stands there."""
        return self.private or self.direct


class Move(NamedTuple):
    """When the zone changed in which a member's days are counted, because they moved.

    Attributes:
        at: From when on, aware.
        before: IANA zone in which they were counted before.
        after: IANA zone in which they were counted from then on.
    """

    at: datetime
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Place:
    """An origin's own row ids, and the settings that bear on practice.

    Attributes:
        workspace_id: Scope of every query.
        group_id: The group.
        member_id: The member.
        time_zone: IANA name of the zone in which the member's days are counted.
        late_evenings: Whether what the member answers until 04:00 counts for the evening before.
        moves: When that zone has changed, oldest first.
    """

    workspace_id: int
    group_id: int
    member_id: int
    time_zone: str
    late_evenings: bool = False
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one channel.

    Attributes:
        id: The row.
        workspace_id: The workspace.
        platform: `slack`, `discord`, ...
        workspace: The platform's id of the workspace.
        channel: The platform's id of the channel.
        settings: What the group has set.
    """

    id: int
    workspace_id: int
    platform: str
    workspace: str
    channel: str
    settings: GroupSettings


@dataclass(frozen=True, slots=True)
class Posting:
    """A question put to a group.

    Attributes:
        id: The row.
        group_id: The group.
        question_id: The question.
        posted_at: When it was put, or is to be.
        local_date: The group's date.
        style: Company style it is asked in, if any.
        schedule_id: The schedule that put it, if one did.
        thread: The platform's id of the thread in which it is answered, once it is shown.
        closes_at: When it is closed and the model answer shown; none if never.
        closed_at: When that was done.
        private: Whether answers to it are answered to their authors alone.
        note: What is said above it, such as that it comes late: a key of the wording.
    """

    id: int
    group_id: int
    question_id: str
    posted_at: datetime
    local_date: date
    style: str | None = None
    schedule_id: int | None = None
    thread: str | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    private: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer about to be stored.

    Attributes:
        event_key: Unique key of the platform's event; a redelivered event finds its row.
        place: Whose answer it is.
        origin: Where the grade has to go.
        question_id: The question answered.
        text: What the member wrote, untouched.
        submitted_at: When it came in.
        local_date: The member's own date at that time.
        posting_id: The posting it answers, if any.
        revises: The answer it revises, if any.
        seconds_taken: How long the member took, if a timer ran.
        style: Company style the question was asked in, if any.
    """

    event_key: str
    place: Place
    origin: Origin
    question_id: str
    text: str
    submitted_at: datetime
    local_date: date
    posting_id: int | None = None
    revises: int | None = None
    seconds_taken: int | None = None
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored answer."""

    id: int
    workspace_id: int
    group_id: int
    member_id: int
    question_id: str
    text: str
    submitted_at: datetime
    local_date: date
    state: GradeState
    origin: Origin
    posting_id: int | None = None
    revises: int | None = None
    seconds_taken: int | None = None
    style: str | None = None
    event_key: str = ""

    @classmethod
    def stored(cls, answer_id: int, new: NewAnswer) -> Answer:
        """The record of an answer that has just been stored and waits for its grade."""
        return cls(
            id=answer_id,
            workspace_id=new.place.workspace_id,
            group_id=new.place.group_id,
            member_id=new.place.member_id,
            question_id=new.question_id,
            text=new.text,
            submitted_at=new.submitted_at,
            local_date=new.local_date,
            state=GradeState.WAITING,
            origin=new.origin,
            posting_id=new.posting_id,
            revises=new.revises,
            seconds_taken=new.seconds_taken,
            style=new.style,
            event_key=new.event_key,
        )


@dataclass(frozen=True, slots=True)
class Submission:
    """The outcome of storing an answer; `repeated` when the event had been stored before."""

    answer: Answer
    repeated: bool


@dataclass(frozen=True, slots=True)
class Grade:
    """A stored verdict.

    Attributes:
        id: The row.
        answer_id: The answer it is about.
        verdict: What the judge said.
        graded_at: When.
        stand_in: Whether it is an estimate for the time the judge is away, which the judge's own grade replaces.
    """

    id: int
    answer_id: int
    verdict: Verdict
    graded_at: datetime
    stand_in: bool = False


@dataclass(frozen=True, slots=True)
class JudgeCall:
    """What one try of a judge took.

    Attributes:
        workspace_id: Whose workspace.
        group_id: Whose group.
        member_id: Whose answer.
        answer_id: The answer.
        judge: The judge's name.
        model: Its model.
        usage: Tokens, time and cost.
        outcome: `GRADED`, `LATE`, or the reason why it came to nothing.
        at: When it ended.
    """

    workspace_id: int
    group_id: int
    member_id: int
    answer_id: int
    judge: str
    model: str
    usage: Usage
    outcome: str
    at: datetime


GRADED = "graded"
"""Outcome of a try that came to a grade."""

LATE = "late"
"""Outcome of a try whose verdict came when another worker had the job."""


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """An answer with the grade that counts, if it has one: the newest, or the middle one of a contest."""

    answer: Answer
    grade: Grade | None


OPINIONS = 3
"""How many grades decide a contest: the contested one, and those that are blind to it and to each other."""


@dataclass(frozen=True, slots=True)
class Contest:
    """A grade that its member contested.

    Attributes:
        answer: The answer.
        grades: The contested grade, then the others as they come; the one with the middle total counts.
        contested_at: When the member contested it.
        decided_at: When the last grade came; none while they are under way.
    """

    answer: Answer
    grades: tuple[Grade, ...]
    contested_at: datetime
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """What the member says they did say: key-point ids, kept beside the judge's opinion, never mixed with it."""

    answer_id: int
    said: frozenset[str]
    checked_at: datetime


class JobKind(StrEnum):
    """What is done later, once."""

    EVENT = "event"
    GRADE = "grade"
    ESTIMATE = "estimate"
    DELIVER = "deliver"
    NOTIFY = "notify"
    POST = "post"
    REFRESH = "refresh"
    REMIND = "remind"
    CLOSE = "close"
    TELL_ADMIN = "tell-admin"
    NUDGE = "nudge"
    RECAP = "recap"
    REVIEWED = "reviewed"
    SAY = "say"
    PAIR = "pair"


ANYWHERE = frozenset({JobKind.GRADE, JobKind.ESTIMATE})
"""Kinds of job for which a process needs no connection to the platform that they are about."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be done once.

    Attributes:
        kind: What to do.
        key: Unique among all jobs ever; the same key is not queued twice.
        payload: JSON-serialisable data.
        due_at: Not before this time.
    """

    kind: JobKind
    key: str
    payload: Mapping[str, object]
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """Work under a lease.

    Attributes:
        id: The row.
        kind: What to do.
        key: Unique key.
        payload: Its data.
        attempts: How often it was claimed, this time included, whatever came of it.
        failures: How often it failed before this time; what was put off or given back did not fail.
        token: Proof of the lease; whatever is saved for the job must present it.
        leased_until: When another worker may take it.
    """

    id: int
    kind: JobKind
    key: str
    payload: Mapping[str, object]
    attempts: int
    failures: int
    token: str
    leased_until: datetime


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """What somebody did in a chat, and what is not dealt with yet.

    Attributes:
        key: The key of its job.
        event: What happened, as it was kept.
        leased_until: While a worker holds it, the end of the lease.
    """

    key: str
    event: Mapping[str, object]
    leased_until: datetime | None


@dataclass(frozen=True, slots=True)
class BuriedJob:
    """A job that failed for good; it stays visible and can be driven again."""

    id: int
    kind: JobKind
    key: str
    payload: Mapping[str, object]
    attempts: int
    reason: str


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many jobs wait, are under way, are done or were given up."""

    waiting: int = 0
    leased: int = 0
    done: int = 0
    buried: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict)

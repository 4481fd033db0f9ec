"""What is kept of reminders, recaps, kudos and peers' reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.progress.presence import Absence
from bot.core.records import GradedAnswer, Move, Origin, Place


@dataclass(frozen=True, slots=True)
class Reminder:
    """A member who wants to be reminded before their day ends.

    Attributes:
        place: The member, in the group in which they asked for it.
        origin: The member's own conversation with the bot.
        minute: Minutes after midnight on their clock; none for two hours before their day ends.
        due_at: When to look whether there is something to remind of.
    """

    place: Place
    origin: Origin
    minute: int | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Kudo:
    """Somebody's reaction on an answer.

    Attributes:
        answer_id: The answer.
        emoji: The platform's name of the reaction.
        given: Whether it stands; it may have been taken back.
        at: When it was given or taken back.
    """

    answer_id: int
    emoji: str
    given: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """What a member thinks of somebody else's answer.

    Attributes:
        answer_id: The answer.
        levels: 0 to 4 by criterion id.
        note: A line to its author; may be empty.
        reviewed_at: When.
    """

    answer_id: int
    levels: Mapping[str, int]
    note: str
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewedAnswer:
    """An answer with the grade that counts and its reviews; whose they are is not told."""

    graded: GradedAnswer
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class WeekPosting:
    """A question that was put to a group in a week; `over` says that nobody is to answer it any more."""

    id: int
    question_id: str
    local_date: date
    over: bool


@dataclass(frozen=True, slots=True)
class WeekAnswer:
    """An answer of a week.

    Attributes:
        id: The answer.
        member_id: Its author.
        question_id: The question.
        posting_id: The posting that it answers, if any.
        local_date: The author's date.
        revises: Whether it is a further try.
        shared: Whether its author showed its score to the group.
        gain: Points that it earned on the leaderboard for revising.
        kudos: How many members reacted to it.
        judge: The judge's name; empty while it waits.
        estimate: Whether its grade is an estimate.
        total: 0 to 100.
        verdict: The verdict as it is stored, which is long: JSON, for answers to this week's postings that are over;
            empty for others.
        marks: What it is made of, as `packed` wrote it; empty likewise.
    """

    id: int
    member_id: int
    question_id: str
    posting_id: int | None
    local_date: date
    revises: bool
    shared: bool
    gain: int
    kudos: int
    judge: str = ""
    estimate: bool = False
    total: float = 0.0
    verdict: str = ""
    marks: str = ""


@dataclass(frozen=True, slots=True)
class WeekMember:
    """A member who took part in a week.

    Attributes:
        id: The member.
        name: What they are called.
        named: Whether they may be named among others, as on leaderboards.
        quoted: Whether recaps may quote their answers.
        time_zone: IANA zone in which their days are counted.
        late_evenings: Whether what they answer until 04:00 counts for the evening before.
        days: Their dates with an answer, oldest first; older ones are left out where their streak does not go so far.
        moves: When their zone has changed, oldest first.
    """

    id: int
    name: str
    named: bool
    quoted: bool
    time_zone: str
    late_evenings: bool
    days: tuple[date, ...]
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in a group from one local date to another, both included.

    Attributes:
        first: The first date.
        last: The last date.
        postings: What was put to the whole group, oldest first.
        answers: What was answered, oldest first, withdrawn ones left out.
        members: Who took part, by id.
        group_members: How many members the group has had answers of.
        before: How many members took part in the seven days before.
        asked_at: When schedules put questions, oldest first.
        absences: When Greenroom was away.
    """

    first: date
    last: date
    postings: tuple[WeekPosting, ...]
    answers: tuple[WeekAnswer, ...]
    members: Mapping[int, WeekMember]
    group_members: int
    before: int
    asked_at: tuple[datetime, ...]
    absences: tuple[Absence, ...] = ()

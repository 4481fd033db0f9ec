"""The tables of mock interviews: the interviews, the events played in them, the days they count for, and ratings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from storage.table_base import Row, ref, row_id, table_of

RUNNING = text("phase IN ('live', 'paused')")
"""Of which a member has one at a time; written out, so that it is seen to be the index's own condition."""

_ALONE = text("alone_with IS NOT NULL")
_DUE = text("due_at IS NOT NULL")


class InterviewRow(Row, table=True):
    """A mock interview: its record as JSON with a version of its own, and in columns what is asked for.

    `revision` grows by one with every event; who writes on another one than they read is turned away. `due_at` is when
    it next goes on by itself. `alone_with` is the user whose own conversation with the bot it is held in, if it is;
    `said` is the turn up to which the interviewer's were delivered.
    """

    __tablename__ = "interviews"
    __table_args__ = (
        UniqueConstraint("workspace_id", "session_id"),
        Index("ix_interviews_running", "member_id", unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index("ix_interviews_due", "due_at", "id", sqlite_where=_DUE, postgresql_where=_DUE),
        Index("ix_interviews_alone", "platform", "alone_with", sqlite_where=_ALONE, postgresql_where=_ALONE),
        Index(None, "member_id", "heard_at"),
    )

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    group_id: int = ref("groups.id")
    member_id: int = ref("members.id")
    session_id: str
    plan_id: str
    phase: str
    revision: int
    began_at: datetime
    heard_at: datetime
    due_at: datetime | None = None
    time_zone: str
    late_evenings: bool
    origin: dict[str, Any] = Field(sa_type=JSON)
    platform: str
    alone_with: str | None = None
    said: int = 0
    state: str = Field(sa_type=Text)


class InterviewEventRow(Row, table=True):
    """An event that was played: the numbers of the turns it led to, and the keys of the jobs that it put."""

    __tablename__ = "interview_events"
    __table_args__ = (UniqueConstraint("workspace_id", "event_key"), Index(None, "interview_id"))

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    interview_id: int = ref("interviews.id")
    event_key: str
    revision: int
    turns: list[int] = Field(sa_type=JSON)
    jobs: list[str] = Field(sa_type=JSON)


class InterviewRatingRow(Row, table=True):
    """What a candidate said of the interviewers of an interview."""

    __tablename__ = "interview_ratings"
    __table_args__ = (Index(None, "workspace_id", "rated_at"),)

    interview_id: int = ref("interviews.id", primary_key=True)
    workspace_id: int = ref("workspaces.id")
    plan_id: str
    personas: list[str] = Field(sa_type=JSON)
    stars: int
    why: str = Field(sa_type=Text)
    points: list[int] = Field(sa_type=JSON)
    rated_at: datetime


class InterviewDayRow(Row, table=True):
    """A date on a member's own calendar on which they answered in an interview, alone or in a pair."""

    __tablename__ = "interview_days"
    __table_args__ = ({"sqlite_with_rowid": False},)

    member_id: int = ref("members.id", primary_key=True)
    local_date: date = Field(primary_key=True)
    workspace_id: int = ref("workspaces.id")


INTERVIEWS = table_of(InterviewRow)
INTERVIEW_EVENTS = table_of(InterviewEventRow)
INTERVIEW_RATINGS = table_of(InterviewRatingRow)
INTERVIEW_DAYS = table_of(InterviewDayRow)

"""The tables of schedules, of what they came to, and of what was delivered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint, false, text
from sqlmodel import Field

from storage.table_base import Row, ref, row_id, table_of


class ScheduleRow(Row, table=True):
    """A group's schedule; `next_due_at` is empty while it is halted and after it has ended."""

    __tablename__ = "schedules"
    __table_args__ = (
        Index(None, "workspace_id", "group_id"),
        Index(
            "ix_schedules_due",
            "next_due_at",
            "id",
            sqlite_where=text("next_due_at IS NOT NULL"),
            postgresql_where=text("next_due_at IS NOT NULL"),
        ),
    )

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    group_id: int = ref("groups.id")
    rule: dict[str, Any] = Field(sa_type=JSON)
    created_by: str
    next_due_at: datetime | None = None
    halted: str | None = None
    ended: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class ScheduleSkipRow(Row, table=True):
    """A local date on which a schedule posted nothing though it would have."""

    __tablename__ = "schedule_skips"
    __table_args__ = (UniqueConstraint("schedule_id", "local_date"),)

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    schedule_id: int = ref("schedules.id")
    local_date: date
    reason: str


class SuggestionRow(Row, table=True):
    """A question that a member suggests, once a group."""

    __tablename__ = "suggestions"
    __table_args__ = (UniqueConstraint("group_id", "question_id"), Index(None, "member_id"))

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    group_id: int = ref("groups.id")
    member_id: int = ref("members.id")
    member: str
    question_id: str
    note: str = Field(sa_type=Text)
    state: str


class PassRow(Row, table=True):
    """A member lets a posting go."""

    __tablename__ = "passes"
    __table_args__ = (UniqueConstraint("posting_id", "member_id"), Index(None, "member_id"))

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    posting_id: int = ref("postings.id")
    member_id: int = ref("members.id")
    passed_at: datetime


class DeliveryRow(Row, table=True):
    """A page of a reply on its way, or on the platform.

    `shown` says that its message fills the slot now. A page that another one replaced, or that was taken away, was
    delivered all the same, so its row stays.
    """

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("key", "page"), Index(None, "slot", "page"))

    id: int | None = row_id()
    key: str
    page: int
    slot: str
    state: str
    began_at: datetime
    channel: str | None = None
    message: str | None = None
    thread: str | None = None
    shown: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    reason: str = ""
    ended_at: datetime | None = None


SCHEDULES = table_of(ScheduleRow)
SCHEDULE_SKIPS = table_of(ScheduleSkipRow)
SUGGESTIONS = table_of(SuggestionRow)
PASSES = table_of(PassRow)
DELIVERIES = table_of(DeliveryRow)

"""The tables of reminders, recaps, shared scores, kudos and peers' reviews."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, Text, UniqueConstraint
from sqlmodel import Field

from storage.table_base import Row, ref, row_id, table_of


class ReminderRow(Row, table=True):
    """A member who wants to be reminded; `minute` is empty for two hours before their day ends."""

    __tablename__ = "reminders"
    __table_args__ = (Index(None, "due_at"),)

    member_id: int = ref("members.id", primary_key=True)
    workspace_id: int = ref("workspaces.id")
    group_id: int = ref("groups.id")
    minute: int | None = None
    due_at: datetime


class RecapRow(Row, table=True):
    """When a group's next weekly recap is due."""

    __tablename__ = "recaps"
    __table_args__ = (Index(None, "due_at"),)

    group_id: int = ref("groups.id", primary_key=True)
    workspace_id: int = ref("workspaces.id")
    due_at: datetime


class ShareRow(Row, table=True):
    """An answer whose author showed its score to the group."""

    __tablename__ = "shares"

    answer_id: int = ref("answers.id", primary_key=True)
    workspace_id: int = ref("workspaces.id")
    shared_at: datetime


class KudoRow(Row, table=True):
    """A member's reaction on an answer, as far as is known: `given` is empty once it was taken back."""

    __tablename__ = "kudos"
    __table_args__ = (UniqueConstraint("answer_id", "member_id", "emoji"), Index(None, "member_id"))

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    answer_id: int = ref("answers.id")
    member_id: int = ref("members.id")
    emoji: str
    given: bool
    at: datetime


class ReviewRow(Row, table=True):
    """What a member thinks of somebody else's answer; the last word of each counts."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("answer_id", "member_id"),
        Index(None, "member_id"),
        Index(None, "reviewed_at"),
    )

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    answer_id: int = ref("answers.id")
    member_id: int = ref("members.id")
    levels: dict[str, int] = Field(sa_type=JSON)
    note: str = Field(sa_type=Text)
    reviewed_at: datetime


REMINDERS = table_of(ReminderRow)
RECAPS = table_of(RecapRow)
SHARES = table_of(ShareRow)
KUDOS = table_of(KudoRow)
REVIEWS = table_of(ReviewRow)

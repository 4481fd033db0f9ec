"""The tables of points, of what progress counts, of what members chose for themselves, and of memory cards."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint, false, text, true
from sqlmodel import Field

from storage.table_base import Id, Row, ref, row_id, table_of


class CreditRow(Row, table=True):
    """What an answer earned on the leaderboards; answers that earned nothing have none."""

    __tablename__ = "credits"

    answer_id: int = ref("answers.id", primary_key=True)
    workspace_id: int = ref("workspaces.id")
    part: int
    score: int
    gain: int
    estimated: int


class StandingRow(Row, table=True):
    """A member's points in a group and a period: the sum of the credits of their answers of that time.

    `period` is a week (`2026-W47`), a month (`2026-11`) or `all`. The row for `all` is also what is locked before a
    member's points in a group are changed.
    """

    __tablename__ = "standings"
    __table_args__ = (
        UniqueConstraint("group_id", "period", "member_id"),
        # In the order of the leaderboards, and with all that counting its members asks for.
        Index("ix_standings_order", "workspace_id", "group_id", "period", "points", "gain", "part", "member_id"),
        Index(None, "member_id"),
    )

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    group_id: int = ref("groups.id")
    period: str
    member_id: int = ref("members.id")
    part: int
    score: int
    gain: int
    estimated: int
    points: int


class AttemptRow(Row, table=True):
    """An answer that was not withdrawn, with the grade that counts, as progress needs them: without words.

    Always what `answers` and `grades` say, which have them too, but far apart. Here a member's rows are together and in
    the order of time. `answer_id` is no foreign key: rows are found by their member, and go with the answer's words.
    """

    __tablename__ = "attempts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    member_id: int = ref("members.id", primary_key=True)
    submitted_at: datetime = Field(primary_key=True)
    answer_id: int = Field(primary_key=True, sa_type=Id)
    workspace_id: int = ref("workspaces.id")
    question_id: str
    local_date: date
    revises: int | None = Field(default=None, sa_type=Id)
    grade_id: int | None = Field(default=None, sa_type=Id)
    judge_name: str | None = None
    judge_model: str | None = None
    judge_version: str | None = None
    total: float | None = None
    low: float | None = None
    high: float | None = None
    estimate: bool | None = None
    stand_in: bool | None = None
    marks: str | None = Field(default=None, sa_type=Text)


class PreferenceRow(Row, table=True):
    """What a member chose for themselves."""

    __tablename__ = "preferences"
    __table_args__ = (
        Index(
            "ix_preferences_hidden",
            "workspace_id",
            "member_id",
            sqlite_where=text("on_boards = 0"),
            postgresql_where=text("NOT on_boards"),
        ),
    )

    member_id: int = ref("members.id", primary_key=True)
    workspace_id: int = ref("workspaces.id")
    on_boards: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    late_evenings: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    in_recaps: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class DeckRow(Row, table=True):
    """A member's memory cards as a whole: `grade_id` is the last grade that they know of; 0 before the first."""

    __tablename__ = "decks"

    member_id: int = ref("members.id", primary_key=True)
    workspace_id: int = ref("workspaces.id")
    grade_id: int = Field(sa_type=Id)


class CardRow(Row, table=True):
    """How well a criterion sits with a member."""

    __tablename__ = "cards"
    __table_args__ = (UniqueConstraint("member_id", "question_id", "criterion_id"),)

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    member_id: int = ref("members.id")
    question_id: str
    criterion_id: str
    level: int
    stability: float
    difficulty: float
    due_at: datetime
    reviewed_at: datetime


class PresenceRow(Row, table=True):
    """When a platform was last known to be served."""

    __tablename__ = "presence"

    platform: str = Field(primary_key=True)
    seen_at: datetime


class AbsenceRow(Row, table=True):
    """A time in which no process served a platform."""

    __tablename__ = "absences"
    __table_args__ = (Index(None, "platform", "ended_at"),)

    id: int | None = row_id()
    platform: str
    began_at: datetime
    ended_at: datetime


CREDITS = table_of(CreditRow)
STANDINGS = table_of(StandingRow)
ATTEMPTS = table_of(AttemptRow)
PREFERENCES = table_of(PreferenceRow)
DECKS = table_of(DeckRow)
CARDS = table_of(CardRow)
PRESENCE = table_of(PresenceRow)
ABSENCES = table_of(AbsenceRow)

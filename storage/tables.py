"""The tables. Types are portable, times are aware and in UTC, and what belongs to a workspace carries its id.

Stores work on the `Table` objects at the end of this module: building an ORM object for each row would cost more than
the row.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, MetaData, Table, Text, UniqueConstraint, false, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

Id = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows by itself only in an INTEGER key

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_NEVER_REUSE_IDS = {"sqlite_autoincrement": True}


class Row(SQLModel, registry=registry(metadata=MetaData(naming_convention=_NAMES))):
    """Base of all rows, with names for constraints so that migrations can refer to them."""


def _id() -> Any:  # noqa: ANN401 - a field's declaration stands in for its value, as in SQLModel itself
    return Field(default=None, primary_key=True, sa_type=Id)


def _ref(target: str, **options: Any) -> Any:  # noqa: ANN401
    return Field(foreign_key=target, sa_type=Id, **options)


class WorkspaceRow(Row, table=True):
    """A Slack team, a Discord server or the local machine."""

    __tablename__ = "workspaces"
    __table_args__ = (UniqueConstraint("platform", "external_id"),)

    id: int | None = _id()
    platform: str
    external_id: str


class GroupRow(Row, table=True):
    """The people of one channel."""

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("workspace_id", "channel"),)

    id: int | None = _id()
    workspace_id: int = _ref("workspaces.id")
    channel: str
    time_zone: str | None = None


class MemberRow(Row, table=True):
    """A person in a workspace; without a time zone of their own the group's counts."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("workspace_id", "external_id"),)

    id: int | None = _id()
    workspace_id: int = _ref("workspaces.id")
    external_id: str
    name: str = ""
    time_zone: str | None = None


class PostingRow(Row, table=True):
    """A question put to a group, once a key."""

    __tablename__ = "postings"
    __table_args__ = (UniqueConstraint("group_id", "key"),)

    id: int | None = _id()
    workspace_id: int = _ref("workspaces.id")
    group_id: int = _ref("groups.id")
    key: str
    question_id: str
    style: str | None = None
    posted_at: datetime
    local_date: date


class AnswerRow(Row, table=True):
    """What a member submitted.

    Ids are never reused, because the keys of jobs are made from them and hold for ever. `grade_id` is the grade that
    counts; no foreign key, because grades point at answers and SQLite cannot make tables that point at each other.
    """

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("workspace_id", "event_key"),
        Index(None, "workspace_id", "member_id", "submitted_at"),
        Index(None, "workspace_id", "member_id", "local_date"),
        _NEVER_REUSE_IDS,
    )

    id: int | None = _id()
    workspace_id: int = _ref("workspaces.id")
    event_key: str
    group_id: int = _ref("groups.id")
    member_id: int = _ref("members.id")
    posting_id: int | None = _ref("postings.id", default=None)
    question_id: str
    text: str = Field(sa_type=Text)
    submitted_at: datetime
    local_date: date
    state: str
    revises: int | None = _ref("answers.id", default=None)
    seconds_taken: int | None = None
    style: str | None = None
    origin: dict[str, Any] = Field(sa_type=JSON)
    grade_id: int | None = Field(default=None, sa_type=Id)


class GradeRow(Row, table=True):
    """A verdict; a job stores at most one for its answer. `stand_in` marks an estimate for the time a judge is away."""

    __tablename__ = "grades"
    __table_args__ = (UniqueConstraint("answer_id", "job_key"), _NEVER_REUSE_IDS)

    id: int | None = _id()
    workspace_id: int = _ref("workspaces.id")
    answer_id: int = _ref("answers.id")
    job_key: str
    judge_name: str
    judge_model: str
    judge_version: str
    estimate: bool
    total: float
    low: float
    high: float
    verdict: dict[str, Any] = Field(sa_type=JSON)
    graded_at: datetime
    stand_in: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class ContestRow(Row, table=True):
    """A grade that its member contested, once an answer; the case's grades are this one and the two after it."""

    __tablename__ = "contests"

    answer_id: int = _ref("answers.id", primary_key=True)
    workspace_id: int = _ref("workspaces.id")
    grade_id: int = _ref("grades.id")
    contested_at: datetime
    decided_at: datetime | None = None


class JudgeCallRow(Row, table=True):
    """What one try of a judge took, whether it came to a grade or not; an unknown cost is empty, never 0."""

    __tablename__ = "judge_calls"
    __table_args__ = (Index(None, "workspace_id", "group_id", "at"), Index(None, "at"), Index(None, "answer_id"))

    id: int | None = _id()
    workspace_id: int = _ref("workspaces.id")
    group_id: int = _ref("groups.id")
    member_id: int = _ref("members.id")
    answer_id: int = _ref("answers.id")
    judge: str
    model: str
    requests: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    seconds: float
    cost_usd: float | None = None
    outcome: str
    at: datetime


class SelfCheckRow(Row, table=True):
    """What the member says they did say."""

    __tablename__ = "self_checks"

    answer_id: int = _ref("answers.id", primary_key=True)
    workspace_id: int = _ref("workspaces.id")
    said: list[str] = Field(sa_type=JSON)
    checked_at: datetime


class JobRow(Row, table=True):
    """Work to be done once.

    `outcome` is empty until the job is done or buried. `token` and `leased_until` are set while a worker holds it;
    `attempts` counts its claims, `failures` those in which the job failed, and `lost_leases` those whose worker never
    came back.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_jobs_unfinished", "due_at", "leased_until", sqlite_where=text("outcome IS NULL")),
        _NEVER_REUSE_IDS,
    )

    id: int | None = _id()
    kind: str
    key: str
    payload: dict[str, Any] = Field(sa_type=JSON)
    due_at: datetime
    attempts: int = 0
    failures: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    lost_leases: int = 0
    token: str | None = None
    leased_until: datetime | None = None
    outcome: str | None = None
    reason: str = ""
    ended_at: datetime | None = None


METADATA: MetaData = Row.metadata


def _table(row: type[Row]) -> Table:
    return METADATA.tables[str(row.__tablename__)]


WORKSPACES = _table(WorkspaceRow)
GROUPS = _table(GroupRow)
MEMBERS = _table(MemberRow)
POSTINGS = _table(PostingRow)
ANSWERS = _table(AnswerRow)
GRADES = _table(GradeRow)
CONTESTS = _table(ContestRow)
JUDGE_CALLS = _table(JudgeCallRow)
SELF_CHECKS = _table(SelfCheckRow)
JOBS = _table(JobRow)

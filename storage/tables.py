"""The tables. Types are portable, times are aware and in UTC, and what belongs to a workspace carries its id.

Stores work on the `Table` objects at the end of this module: building an ORM object for each row would cost more than
the row.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, MetaData, Text, UniqueConstraint, false, text
from sqlmodel import Field

from storage import (  # noqa: F401 - their tables belong to METADATA, too
    installation_tables,
    interview_tables,
    pair_tables,
    progress_tables,
    rhythm_tables,
    together_tables,
)
from storage.table_base import NEVER_REUSE_IDS, Id, Row, ref, row_id, table_of


class WorkspaceRow(Row, table=True):
    """A Slack team, a Discord server or the local machine."""

    __tablename__ = "workspaces"
    __table_args__ = (UniqueConstraint("platform", "external_id"),)

    id: int | None = row_id()
    platform: str
    external_id: str


_JSON_OR_NULL = JSON(none_as_null=True)


class GroupRow(Row, table=True):
    """The people of one channel; `moves` are the changes of its time zone, as a member's are."""

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("workspace_id", "channel"),)

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    channel: str
    time_zone: str | None = None
    settings: dict[str, Any] = Field(sa_type=JSON, sa_column_kwargs={"server_default": text("'{}'")})
    moves: list[dict[str, str | None]] | None = Field(default=None, sa_type=_JSON_OR_NULL)


class MemberRow(Row, table=True):
    """A person in a workspace; without a time zone of their own the group's counts.

    `moves` are its changes, oldest first: `at` (ISO 8601), `before` and `after`, which are null for the group's zone.
    """

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("workspace_id", "external_id"),)

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    external_id: str
    name: str = ""
    time_zone: str | None = None
    moves: list[dict[str, str | None]] | None = Field(default=None, sa_type=_JSON_OR_NULL)


class PostingRow(Row, table=True):
    """A question put to a group: once a key, once a schedule and local date, and one a thread."""

    __tablename__ = "postings"
    __table_args__ = (
        UniqueConstraint("group_id", "key"),
        Index(None, "schedule_id", "local_date", unique=True),
        Index(None, "group_id", "thread", unique=True),
        Index(None, "group_id", "posted_at"),
        Index(
            "ix_postings_scheduled",
            "workspace_id",
            "group_id",
            "posted_at",
            sqlite_where=text("schedule_id IS NOT NULL"),
            postgresql_where=text("schedule_id IS NOT NULL"),
        ),
    )

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    group_id: int = ref("groups.id")
    key: str
    question_id: str
    style: str | None = None
    posted_at: datetime
    local_date: date
    schedule_id: int | None = ref("schedules.id", default=None)
    thread: str | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    private: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    note: str | None = None


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
        Index(None, "member_id", "question_id", "submitted_at"),
        Index(None, "group_id", "local_date"),
        Index(None, "posting_id", "member_id"),
        Index(None, "revises"),
        NEVER_REUSE_IDS,
    )

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    event_key: str
    group_id: int = ref("groups.id")
    member_id: int = ref("members.id")
    posting_id: int | None = ref("postings.id", default=None)
    question_id: str
    text: str = Field(sa_type=Text)
    submitted_at: datetime
    local_date: date
    state: str
    revises: int | None = ref("answers.id", default=None)
    seconds_taken: int | None = None
    style: str | None = None
    origin: dict[str, Any] = Field(sa_type=JSON)
    grade_id: int | None = Field(default=None, sa_type=Id)


class GradeRow(Row, table=True):
    """A verdict; a job stores at most one for its answer. `stand_in` marks an estimate for the time a judge is away.

    `marks` has the criteria's ids, weights, scores and ranges, so that progress need not read whole verdicts; those
    that were stored before there were marks have none.
    """

    __tablename__ = "grades"
    __table_args__ = (UniqueConstraint("answer_id", "job_key"), NEVER_REUSE_IDS)

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    answer_id: int = ref("answers.id")
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
    marks: str | None = Field(default=None, sa_type=Text)


class ContestRow(Row, table=True):
    """A grade that its member contested, once an answer; the case's grades are this one and the two after it."""

    __tablename__ = "contests"
    __table_args__ = (Index(None, "grade_id"),)

    answer_id: int = ref("answers.id", primary_key=True)
    workspace_id: int = ref("workspaces.id")
    grade_id: int = ref("grades.id")
    contested_at: datetime
    decided_at: datetime | None = None


class JudgeCallRow(Row, table=True):
    """What one try of a judge took, whether it came to a grade or not; an unknown cost is empty, never 0.

    `answer_id` is no foreign key: what judging cost outlives an answer whose member was forgotten.
    """

    __tablename__ = "judge_calls"
    __table_args__ = (Index(None, "workspace_id", "group_id", "at"), Index(None, "at"), Index(None, "answer_id"))

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    group_id: int = ref("groups.id")
    member_id: int = ref("members.id")
    answer_id: int = Field(sa_type=Id)
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

    answer_id: int = ref("answers.id", primary_key=True)
    workspace_id: int = ref("workspaces.id")
    said: list[str] = Field(sa_type=JSON)
    checked_at: datetime


class JobRow(Row, table=True):
    """Work to be done once.

    `outcome` is empty until the job is done or buried. `token` and `leased_until` are set while a worker holds it;
    `attempts` counts its claims, `failures` those in which the job failed, and `lost_leases` those whose worker never
    came back. `answer_id` is the answer it is about, as in its payload; no foreign key, because jobs are kept longer.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(
            "ix_jobs_unfinished",
            "due_at",
            "leased_until",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        Index(
            "ix_jobs_buried",
            "ended_at",
            sqlite_where=text("outcome = 'buried'"),
            postgresql_where=text("outcome = 'buried'"),
        ),
        Index(None, "answer_id"),
        NEVER_REUSE_IDS,
    )

    id: int | None = row_id()
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
    answer_id: int | None = Field(default=None, sa_type=Id)


METADATA: MetaData = Row.metadata


WORKSPACES = table_of(WorkspaceRow)
GROUPS = table_of(GroupRow)
MEMBERS = table_of(MemberRow)
POSTINGS = table_of(PostingRow)
ANSWERS = table_of(AnswerRow)
GRADES = table_of(GradeRow)
CONTESTS = table_of(ContestRow)
JUDGE_CALLS = table_of(JudgeCallRow)
SELF_CHECKS = table_of(SelfCheckRow)
JOBS = table_of(JobRow)

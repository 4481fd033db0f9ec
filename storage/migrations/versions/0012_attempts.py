"""What progress counts of answers and grades, each member's together, and an index of what schedules put to groups.

Grades of before there were marks get theirs from their verdicts. There is no way back but the copy that was made
before."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OF_ANSWER = "member_id, submitted_at, workspace_id, question_id, local_date, revises, grade_id"
_OF_GRADE = "judge_name, judge_model, judge_version, total, low, high, estimate, stand_in, marks"
_AT_ONCE = 1_000
_PARTS = ("criterion_id", "weight", "score", "low", "high", "level")


def upgrade() -> None:
    _mark_old_grades()
    _make_attempts()
    whose = (("a", _OF_ANSWER), ("g", _OF_GRADE))
    columns = ", ".join(f"{table}.{name}" for table, names in whose for name in names.split(", "))
    op.execute(
        f"INSERT INTO attempts (answer_id, {_OF_ANSWER}, {_OF_GRADE}) SELECT a.id, {columns}"  # noqa: S608 - names
        " FROM answers AS a LEFT JOIN grades AS g ON g.id = a.grade_id"
        " WHERE a.state != 'withdrawn' ORDER BY a.member_id, a.submitted_at, a.id"
    )
    op.create_index(
        "ix_postings_scheduled",
        "postings",
        ["workspace_id", "group_id", "posted_at"],
        sqlite_where=sa.text("schedule_id IS NOT NULL"),
        postgresql_where=sa.text("schedule_id IS NOT NULL"),
    )


def _make_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        *(sa.Column(name, _ID, nullable=True) for name in ("revises", "grade_id")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("judge_name", "judge_model", "judge_version")),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("total", "low", "high")),
        *(sa.Column(name, sa.Boolean(), nullable=True) for name in ("estimate", "stand_in")),
        sa.Column("marks", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_attempts_member_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_attempts_workspace_id"),
        sa.PrimaryKeyConstraint("member_id", "submitted_at", "answer_id", name="pk_attempts"),
        sqlite_with_rowid=False,
    )


def _mark_old_grades() -> None:
    """Give grades their marks, a thousand at a time."""
    grades = sa.table("grades", sa.column("id", _ID), sa.column("verdict", sa.JSON), sa.column("marks", sa.Text))
    unmarked = sa.select(grades.c.id, grades.c.verdict).where(grades.c.marks.is_(None)).order_by(grades.c.id)
    mark = sa.update(grades).where(grades.c.id == sa.bindparam("grade")).values(marks=sa.bindparam("its_marks"))
    connection, last = op.get_bind(), 0
    while rows := connection.execute(unmarked.where(grades.c.id > last).limit(_AT_ONCE)).all():
        connection.execute(mark, [{"grade": row.id, "its_marks": _marks(row.verdict)} for row in rows])
        last = rows[-1].id


def _marks(verdict: dict[str, Any]) -> str:
    return json.dumps([[one[name] for name in _PARTS] for one in verdict.get("criteria", ())], separators=(",", ":"))

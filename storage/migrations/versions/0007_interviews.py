"""Mock interviews, the events that were played in them, and ratings.

There is no way back but the copy that was made before."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _make_interviews()
    op.create_table(
        "interview_events",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("interview_id", _ID, nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("turns", sa.JSON(), nullable=False),
        sa.Column("jobs", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name="fk_interview_events_interview_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_interview_events_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_interview_events"),
        sa.UniqueConstraint("workspace_id", "event_key", name="uq_interview_events_workspace_id_event_key"),
    )
    op.create_index("ix_interview_events_interview_id", "interview_events", ["interview_id"])
    op.create_table(
        "interview_ratings",
        sa.Column("interview_id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("personas", sa.JSON(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name="fk_interview_ratings_interview_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_interview_ratings_workspace_id"),
        sa.PrimaryKeyConstraint("interview_id", name="pk_interview_ratings"),
    )
    op.create_index("ix_interview_ratings_workspace_id_rated_at", "interview_ratings", ["workspace_id", "rated_at"])


def _make_interviews() -> None:
    op.create_table(
        "interviews",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("group_id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("late_evenings", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("alone_with", sa.String(), nullable=True),
        sa.Column("said", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name="fk_interviews_group_id"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_interviews_member_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_interviews_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_interviews"),
        sa.UniqueConstraint("workspace_id", "session_id", name="uq_interviews_workspace_id_session_id"),
    )
    running, due = sa.text("phase IN ('live', 'paused')"), sa.text("due_at IS NOT NULL")
    alone = sa.text("alone_with IS NOT NULL")
    op.create_index(
        "ix_interviews_running",
        "interviews",
        ["member_id"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_index("ix_interviews_due", "interviews", ["due_at", "id"], sqlite_where=due, postgresql_where=due)
    op.create_index(
        "ix_interviews_alone",
        "interviews",
        ["platform", "alone_with"],
        sqlite_where=alone,
        postgresql_where=alone,
    )
    op.create_index("ix_interviews_member_id_heard_at", "interviews", ["member_id", "heard_at"])

"""Schedules and deliveries; settings of groups, the life of a posting, and what it takes to forget a member.

There is no way back but the copy that was made before."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _make_schedules()
    _make_deliveries()
    _give_postings_a_life()
    _make_passes_and_suggestions()
    op.add_column("groups", sa.Column("settings", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    _let_costs_outlive_answers()
    _find_jobs_by_their_answer()


def _make_schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("group_id", _ID, nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("halted", sa.String(), nullable=True),
        sa.Column("ended", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name="fk_schedules_group_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_schedules_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
    )
    op.create_index("ix_schedules_workspace_id_group_id", "schedules", ["workspace_id", "group_id"])
    op.create_index(
        "ix_schedules_due",
        "schedules",
        ["next_due_at", "id"],
        sqlite_where=sa.text("next_due_at IS NOT NULL"),
        postgresql_where=sa.text("next_due_at IS NOT NULL"),
    )
    op.create_table(
        "schedule_skips",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("schedule_id", _ID, nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.id"], name="fk_schedule_skips_schedule_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_schedule_skips_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_schedule_skips"),
        sa.UniqueConstraint("schedule_id", "local_date", name="uq_schedule_skips_schedule_id_local_date"),
    )


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("thread", sa.String(), nullable=True),
        sa.Column("shown", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("key", "page", name="uq_deliveries_key_page"),
    )
    op.create_index("ix_deliveries_slot_page", "deliveries", ["slot", "page"])


def _give_postings_a_life() -> None:
    with op.batch_alter_table("postings") as batch:  # for the foreign key; this table has no AUTOINCREMENT to lose
        batch.add_column(sa.Column("schedule_id", _ID, nullable=True))
        batch.add_column(sa.Column("thread", sa.String(), nullable=True))
        batch.add_column(sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("private", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("note", sa.String(), nullable=True))
        batch.create_foreign_key("fk_postings_schedule_id", "schedules", ["schedule_id"], ["id"])
    op.create_index("ix_postings_schedule_id_local_date", "postings", ["schedule_id", "local_date"], unique=True)
    op.create_index("ix_postings_group_id_thread", "postings", ["group_id", "thread"], unique=True)
    op.create_index("ix_postings_group_id_posted_at", "postings", ["group_id", "posted_at"])
    op.create_index("ix_answers_posting_id_member_id", "answers", ["posting_id", "member_id"])


def _make_passes_and_suggestions() -> None:
    op.create_table(
        "passes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("posting_id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_passes_member_id"),
        sa.ForeignKeyConstraint(["posting_id"], ["postings.id"], name="fk_passes_posting_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_passes_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passes"),
        sa.UniqueConstraint("posting_id", "member_id", name="uq_passes_posting_id_member_id"),
    )
    op.create_index("ix_passes_member_id", "passes", ["member_id"])
    op.create_table(
        "suggestions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("group_id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name="fk_suggestions_group_id"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_suggestions_member_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_suggestions_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
        sa.UniqueConstraint("group_id", "question_id", name="uq_suggestions_group_id_question_id"),
    )
    op.create_index("ix_suggestions_member_id", "suggestions", ["member_id"])


def _let_costs_outlive_answers() -> None:
    with op.batch_alter_table("judge_calls") as batch:  # which has no AUTOINCREMENT to lose
        batch.drop_constraint("fk_judge_calls_answer_id", type_="foreignkey")
    # Erasing a row looks for those that refer to it.
    op.create_index("ix_answers_revises", "answers", ["revises"])
    op.create_index("ix_contests_grade_id", "contests", ["grade_id"])


def _find_jobs_by_their_answer() -> None:
    op.add_column("jobs", sa.Column("answer_id", _ID, nullable=True))
    op.create_index("ix_jobs_answer_id", "jobs", ["answer_id"])
    op.create_index(
        "ix_jobs_buried",
        "jobs",
        ["ended_at"],
        sqlite_where=sa.text("outcome = 'buried'"),
        postgresql_where=sa.text("outcome = 'buried'"),
    )
    jobs = sa.table("jobs", sa.column("payload", sa.JSON()), sa.column("answer_id", _ID))
    op.execute(jobs.update().values(answer_id=jobs.c.payload["answer_id"].as_integer()))

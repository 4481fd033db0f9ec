"""Reminders, recaps, shared scores, kudos, peers' reviews, and whether recaps may quote a member.

There is no way back but the copy that was made before."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_index("ix_answers_group_id_local_date", "answers", ["group_id", "local_date"])
    op.add_column("preferences", sa.Column("in_recaps", sa.Boolean(), server_default=sa.false(), nullable=False))
    _make_plans()
    _make_peers()


def _make_plans() -> None:
    op.create_table(
        "reminders",
        _id("member_id"),
        _id("workspace_id"),
        _id("group_id"),
        sa.Column("minute", sa.Integer(), nullable=True),
        _moment("due_at"),
        *_references("reminders", "member_id", "workspace_id", "group_id"),
        sa.PrimaryKeyConstraint("member_id", name="pk_reminders"),
    )
    op.create_index("ix_reminders_due_at", "reminders", ["due_at"])
    op.create_table(
        "recaps",
        _id("group_id"),
        _id("workspace_id"),
        _moment("due_at"),
        *_references("recaps", "group_id", "workspace_id"),
        sa.PrimaryKeyConstraint("group_id", name="pk_recaps"),
    )
    op.create_index("ix_recaps_due_at", "recaps", ["due_at"])


def _make_peers() -> None:
    op.create_table(
        "shares",
        _id("answer_id"),
        _id("workspace_id"),
        _moment("shared_at"),
        *_references("shares", "answer_id", "workspace_id"),
        sa.PrimaryKeyConstraint("answer_id", name="pk_shares"),
    )
    op.create_table(
        "kudos",
        _id("id"),
        _id("workspace_id"),
        _id("answer_id"),
        _id("member_id"),
        sa.Column("emoji", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        _moment("at"),
        *_references("kudos", "workspace_id", "answer_id", "member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kudos"),
        sa.UniqueConstraint("answer_id", "member_id", "emoji", name="uq_kudos_answer_id_member_id_emoji"),
    )
    op.create_index("ix_kudos_member_id", "kudos", ["member_id"])
    op.create_table(
        "reviews",
        _id("id"),
        _id("workspace_id"),
        _id("answer_id"),
        _id("member_id"),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _moment("reviewed_at"),
        *_references("reviews", "workspace_id", "answer_id", "member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("answer_id", "member_id", name="uq_reviews_answer_id_member_id"),
    )
    op.create_index("ix_reviews_member_id", "reviews", ["member_id"])
    op.create_index("ix_reviews_reviewed_at", "reviews", ["reviewed_at"])


_TABLES = {"member_id": "members", "workspace_id": "workspaces", "group_id": "groups", "answer_id": "answers"}


def _id(name: str) -> sa.Column[int]:
    return sa.Column(name, _ID, nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _references(table: str, *names: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([name], [f"{_TABLES[name]}.id"], name=f"fk_{table}_{name}") for name in names]

"""Interviews in pairs.

There is no way back but the copy that was made before."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pairs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("reader_id", _ID, nullable=True),
        sa.Column("candidate_id", _ID, nullable=True),
        sa.Column("invited", sa.String(), nullable=False),
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["members.id"], name="fk_pairs_candidate_id"),
        sa.ForeignKeyConstraint(["reader_id"], ["members.id"], name="fk_pairs_reader_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_pairs_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pairs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pairs_reader_id", "pairs", ["reader_id"])
    op.create_index("ix_pairs_candidate_id", "pairs", ["candidate_id"])
    asked = sa.text("invited <> ''")
    op.create_index(
        "ix_pairs_invited", "pairs", ["workspace_id", "invited"], sqlite_where=asked, postgresql_where=asked
    )
    op.create_table(
        "pair_seats",
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("pair_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_pair_seats_member_id"),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name="fk_pair_seats_pair_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_pair_seats_workspace_id"),
        sa.PrimaryKeyConstraint("member_id", name="pk_pair_seats"),
    )
    op.create_index("ix_pair_seats_pair_id", "pair_seats", ["pair_id"])
    op.create_table(
        "pair_events",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("pair_id", _ID, nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name="fk_pair_events_pair_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_pair_events_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pair_events"),
        sa.UniqueConstraint("workspace_id", "event_key", name="uq_pair_events_workspace_id_event_key"),
    )
    op.create_index("ix_pair_events_pair_id", "pair_events", ["pair_id"])

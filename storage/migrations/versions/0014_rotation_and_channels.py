"""Tokens that expire and are refreshed, and channels that got new ids.

There is no way back but the copy that was made before."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("installations", sa.Column("sealed_refresh_token", sa.Text(), nullable=True))
    op.add_column("installations", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("installations", sa.Column("refreshing_since", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "channel_ids",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("now", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "before", name="pk_channel_ids"),
    )

"""Days on which members answered in mock interviews, which count for their streaks.

There is no way back but the copy that was made before."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "interview_days",
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_interview_days_member_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_interview_days_workspace_id"),
        sa.PrimaryKeyConstraint("member_id", "local_date", name="pk_interview_days"),
        sqlite_with_rowid=False,
    )

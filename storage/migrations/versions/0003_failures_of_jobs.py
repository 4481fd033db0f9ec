"""Failures of jobs: counted by themselves, beside how often a job was claimed.

There is no way back but the copy that was made before."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A plain column, not `batch_alter_table`: making the table anew would lose AUTOINCREMENT. Nobody wrote down which
    # claims had failed, so all jobs start with none: one try too many is better than a job buried for an outage.
    op.add_column("jobs", sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False))

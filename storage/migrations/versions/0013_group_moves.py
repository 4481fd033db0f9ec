"""When groups' time zones changed, so that it breaks no streak of members who live by them.

There is no way back but the copy that was made before."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("groups", sa.Column("moves", sa.JSON(), nullable=True))

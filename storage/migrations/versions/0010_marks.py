"""What progress needs of a verdict, apart from the whole of it; verdicts of before are read whole.

There is no way back but the copy that was made before."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("grades", sa.Column("marks", sa.Text(), nullable=True))

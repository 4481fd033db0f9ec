"""Alembic's entry: migrates the connection it is handed, in that connection's transaction."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from storage.tables import METADATA


def portable_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write a column's type down in SQLAlchemy's own words, so that old steps do not depend on our library's."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_item=portable_type,
    render_as_batch=True,  # SQLite can change a table only by making it anew
    transactional_ddl=True,  # and, with transactions begun by hand, it takes back a step that failed half-way
)
with context.begin_transaction():
    context.run_migrations()

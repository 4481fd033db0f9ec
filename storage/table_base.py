"""What all tables have in common. Types are portable, and times are aware and in UTC."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

Id = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows by itself only in an INTEGER key

NEVER_REUSE_IDS = {"sqlite_autoincrement": True}
"""For tables whose ids are in keys that hold for ever, although rows may be erased."""

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel, registry=registry(metadata=MetaData(naming_convention=_NAMES))):
    """Base of all rows, with names for constraints so that migrations can refer to them."""


def row_id() -> Any:  # noqa: ANN401 - a field's declaration stands in for its value, as in SQLModel itself
    """A key that numbers the rows."""
    return Field(default=None, primary_key=True, sa_type=Id)


def ref(target: str, **options: Any) -> Any:  # noqa: ANN401
    """A reference to another table's row."""
    return Field(foreign_key=target, sa_type=Id, **options)


def table_of(row: type[Row]) -> Table:
    """The table that a row's class declares."""
    return Row.metadata.tables[str(row.__tablename__)]

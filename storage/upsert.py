"""Inserting what may be there already. The one place that names a dialect: the syntax is not in the SQL standard.

SQLite took it from PostgreSQL, and SQLAlchemy renders PostgreSQL's statement for both. What was skipped is known by
`RETURNING` alone: psycopg does not count rows here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.sql.dml import ReturningInsert


def insert_or_skip(table: Table, *key: str) -> ReturningInsert[Any]:
    """Insert a row unless one has its unique key; returns its id, or nothing if it was skipped.

    Without a key it is skipped if a row has any of its unique keys.
    """
    return insert(table).on_conflict_do_nothing(index_elements=list(key) or None).returning(table.c.id)


def insert_all_or_skip(table: Table, *key: str) -> Insert:
    """Insert rows, those left out whose unique key another row has; it does not tell which."""
    return insert(table).on_conflict_do_nothing(index_elements=list(key))


def insert_or_replace(table: Table, key: str | Sequence[str], *replaced: str) -> Insert:
    """Insert a row, or put its values in place of those of the row with its key."""
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=[key] if isinstance(key, str) else list(key),
        set_={name: statement.excluded[name] for name in replaced},
    )


def insert_or_add(table: Table, key: Sequence[str], added: Sequence[str]) -> Insert:
    """Insert a row, or add its values to those of the row with its key."""
    statement = insert(table)
    sums = {name: table.c[name] + statement.excluded[name] for name in added}
    return statement.on_conflict_do_update(index_elements=list(key), set_=sums)


def found_id(connection: Connection, table: Table, key: Mapping[str, Any], **others: Any) -> int:  # noqa: ANN401
    """The id of the row with a unique key, which is made with the other values if there is none."""
    skipping = insert_or_skip(table, *key)
    finding = select(table.c.id).where(*(table.c[name] == value for name, value in key.items()))
    found: int | None = None
    while found is None:  # twice where another transaction takes the row away between the two
        found = connection.execute(skipping, {**key, **others}).scalar()
        if found is None:
            found = connection.execute(finding).scalar()
    return int(found)

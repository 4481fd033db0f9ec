"""Times read in large numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, type_coerce
from sqlalchemy.engine import Dialect
from sqlmodel.sql.sqltypes import UTCDateTime


class _Moment(UTCDateTime):
    """The same times as those of all columns, made in a fifth of the time where they are kept as texts in UTC."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ANN401 - as SQLAlchemy has it
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def moment(column: ColumnElement[Any]) -> ColumnElement[datetime]:
    """A column of times that are never empty, for a query that reads hundreds of them."""
    return type_coerce(column, _Moment())


def _from_text(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")

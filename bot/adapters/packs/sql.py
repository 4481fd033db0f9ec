"""Runs a model answer's SQL on the tables its question gives: in memory, within limits, with no way out."""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from itertools import zip_longest

from bot.core.bank.checks import Finding, model_sql
from bot.core.bank.question import Question

Row = tuple[str | int | float | None, ...]

_STEPS_A_CALL = 10_000
_CALLS = 500
"""Virtual machine steps are counted in calls of the progress handler; 5 million take well under a second."""

_LENGTH = 1_000_000
"""Longest text, blob or statement in bytes."""

_ROWS = 1_000
_ALWAYS_DENIED = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA})
_IN_QUERIES = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})


class SqlError(Exception):
    """SQL that does not run, or not within the limits."""


def check_sql(question: Question) -> list[Finding]:
    """Whether the model answer's first SQL block returns the rows its question expects.

    Args:
        question: The question; without a fixture or an SQL block there is nothing to check.
    """
    query = model_sql(question)
    if question.sql is None or query is None:
        return []
    try:
        rows = run(question.sql.setup, query)
    except SqlError as error:
        return [Finding(("sql",), str(error))]
    message = _difference(rows, question.sql.expected)
    return [Finding(("sql", "expected"), message)] if message else []


def run(setup: str, query: str) -> list[Row]:
    """Rows of a query on freshly made tables.

    Args:
        setup: CREATE TABLE and INSERT statements.
        query: One SELECT.

    Raises:
        SqlError: One of them fails, takes too long, or reaches for anything but its own tables.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        for kind in (sqlite3.SQLITE_LIMIT_LENGTH, sqlite3.SQLITE_LIMIT_SQL_LENGTH):
            connection.setlimit(kind, _LENGTH)
        calls = iter(range(_CALLS))
        connection.set_progress_handler(lambda: next(calls, None) is None, _STEPS_A_CALL)
        try:
            connection.set_authorizer(_while_setting_up)
            connection.executescript(setup)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise SqlError(f"the tables cannot be set up: {_reason(error)}") from error
        try:
            connection.set_authorizer(_while_querying)
            return connection.execute(query).fetchmany(_ROWS)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise SqlError(f"the model answer's SQL does not run: {_reason(error)}") from error


def _while_setting_up(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_DENY if action in _ALWAYS_DENIED else sqlite3.SQLITE_OK


def _while_querying(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _IN_QUERIES else sqlite3.SQLITE_DENY


def _reason(error: Exception) -> str:
    return "it takes too long" if str(error) == "interrupted" else str(error)


def _difference(rows: list[Row], expected: tuple[Row, ...]) -> str | None:
    if len(rows) != len(expected):
        return f"the model answer's SQL returns {len(rows)} rows; `expected` has {len(expected)}"
    for number, (row, wanted) in enumerate(zip(rows, expected, strict=True), start=1):
        if not all(_same(*pair) for pair in zip_longest(row, wanted, fillvalue="")):
            return f"row {number} of the model answer's SQL is {row}; `expected` has {wanted}"
    return None


def _same(value: object, wanted: object) -> bool:
    if isinstance(value, float) and isinstance(wanted, int | float):
        return math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-12)
    return value == wanted

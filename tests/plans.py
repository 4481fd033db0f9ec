"""How a database would go about the statements of the stores, and what of it reads a whole table or index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, event

_BY_INDEX = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off"
"""Small tables are read as a whole, whatever indexes there are; so PostgreSQL is told to do so only if it has to."""


class Plans:
    """What a database would do for each statement that was run.

    Args:
        address: An SQLite file's path, or the URL of a PostgreSQL database that nothing was ever written to: what it
            does depends on what it has last counted in its tables, which it does when it likes.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._run: list[tuple[str, Any]] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        def remember(
            _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
        ) -> None:
            self._run.append((statement, parameters[0] if many else parameters))

        event.listen(Engine, "before_cursor_execute", remember)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", remember)

    def scans(self) -> set[str]:
        """Each step that reads a whole table or index, such as `SCAN jobs USING INDEX ix_jobs_buried`."""
        run = [one for one in self._run if one[0].startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))]
        assert run, "something was looked for"
        explain = _postgresql_steps if self._address.startswith("postgresql:") else _sqlite_steps
        return {step for step in explain(self._address, run) if step.startswith("SCAN ")}


def _sqlite_steps(path: str, run: list[tuple[str, Any]]) -> Iterator[str]:
    with closing(sqlite3.connect(path)) as connection:
        for statement, parameters in run:
            for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
                yield str(detail)


def _postgresql_steps(url: str, run: list[tuple[str, Any]]) -> Iterator[str]:
    with psycopg.connect(url) as connection:
        connection.execute(_BY_INDEX)
        for statement, parameters in run:
            said = connection.execute(f"EXPLAIN (FORMAT JSON) {statement}".encode(), parameters).fetchone()
            assert said is not None
            for node in _nodes(said[0][0]["Plan"], ""):
                if node["Node Type"] == "Seq Scan":
                    yield f"SCAN {node['Relation Name']}"
                elif "Index Name" in node and "Index Cond" not in node:
                    yield f"SCAN {node['Relation Name']} USING INDEX {node['Index Name']}"


def _nodes(node: dict[str, Any], table: str) -> Iterator[dict[str, Any]]:
    """A step and those below it; a bitmap's index is told with the table that it is for."""
    table = node.get("Relation Name", table)
    yield {"Relation Name": table} | node
    for below in node.get("Plans", ()):
        yield from _nodes(below, table)

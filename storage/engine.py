"""Connections to an SQLite file, set so that a commit that returned survives a power cut.

Transactions begin when the code says so, not when the driver guesses (its `isolation_level` is off): writers take
SQLite's write lock at once, so that no statement in the middle of a transaction can find it taken.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

BUSY_TIMEOUT_MS = 10_000
_ALWAYS = (f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}", "PRAGMA foreign_keys=ON")
_WRITING = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
_READING = ("PRAGMA query_only=ON",)


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A driver's connection to a file that exists; `mode` is `rw` or `ro`."""
    return sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_TIMEOUT_MS / 1000,
    )


def writing_engine(path: Path) -> Engine:
    """Connections that write."""
    return _engine(path, "rw", "BEGIN IMMEDIATE", (*_ALWAYS, *_WRITING), size=1)


def reading_engine(path: Path, size: int, *, file_is_ours: bool = True) -> Engine:
    """Connections that read; each transaction sees one state of the database.

    Args:
        path: The file.
        size: Most connections.
        file_is_ours: Whether this process holds the lock; without it the file is opened for reading only.
    """
    return _engine(path, "rw" if file_is_ours else "ro", "BEGIN", (*_ALWAYS, *_READING), size=size)


def _engine(path: Path, mode: str, begin: str, pragmas: tuple[str, ...], size: int) -> Engine:
    def open_connection() -> sqlite3.Connection:
        connection = connect(path, mode)
        try:
            for pragma in pragmas:
                connection.execute(pragma)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite://",
        creator=open_connection,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,  # errors go to the log, and a statement's values are members' answers
    )

    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", begin_transaction)
    return engine

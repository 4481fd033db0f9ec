"""What can go wrong with a database file, in words that name the file and what to do.

Corruption is reported when SQLite meets it. A check at every start (`PRAGMA quick_check`) reads the whole file, which
would make the start of a large group's bot slow for a failure that SQLite notices by itself.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.core.errors import StorageError

_DAMAGED = "is damaged"
_NO_TEXT = "Could not decode to UTF-8"  # of the driver itself, which has no name for it
_KEEP_AND_RESTORE = (
    "stop Greenroom, keep a copy of the file, and restore a backup, or save what can be read with "
    "`sqlite3 FILE .recover | sqlite3 NEW_FILE`"
)

# By the start of SQLite's own error names, the longer ones first where one contains another.
_BY_NAME: tuple[tuple[str, str, str], ...] = (
    ("SQLITE_NOTADB", "is no database, or damaged", "move the file away, or name another in GREENROOM_DATABASE_URL"),
    ("SQLITE_CORRUPT", _DAMAGED, _KEEP_AND_RESTORE),
    ("SQLITE_FULL", "cannot grow: the disk is full", "free some space and try again; what was stored is safe"),
    ("SQLITE_READONLY", "cannot be written", "make the file and its folder writable for this user"),
    ("SQLITE_PERM", "cannot be written", "make the file and its folder writable for this user"),
    (
        "SQLITE_CANTOPEN",
        "cannot be opened",
        "check that the file and its folder exist and are writable for this user",
    ),
    ("SQLITE_BUSY", "is held by another program", "close the program that has the file open, and try again"),
    ("SQLITE_LOCKED", "is held by another program", "close the program that has the file open, and try again"),
    ("SQLITE_IOERR", "cannot be read or written", "check the disk's health and free space, and try again"),
    ("SQLITE_CONSTRAINT", "refused a row that breaks its rules", "report this as a bug, with the log"),
)
_PASSING = (
    *("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN"),
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR"),
)


def storage_error(error: sqlite3.Error | DBAPIError, path: Path) -> StorageError:
    """What an error of the driver means, and what to do about it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    name = getattr(cause, "sqlite_errorname", "")
    if not name and str(cause).startswith(_NO_TEXT):  # which goes on with what a member wrote
        name = "SQLITE_CORRUPT"
    for start, problem, remedy in _BY_NAME:
        if name.startswith(start):
            return StorageError(f"the database {path} {problem}", remedy, name.startswith(_PASSING))
    return StorageError(f"the database {path} cannot be used ({cause})", "check the file, or report this as a bug")


def file_error(error: OSError, path: Path, doing: str) -> StorageError:
    """What a refusal by the operating system means; `doing` finishes "cannot"."""
    reason = error.strerror or str(error)
    remedy = "make its folder writable for this user, or name another file in GREENROOM_DATABASE_URL"
    return StorageError(f"cannot {doing} {path} ({reason})", remedy)

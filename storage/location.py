"""Where a database URL points, and whether a database can be there."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from bot.core.errors import StorageError
from storage.failures import file_error

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)
_POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}
_NAME_A_FILE = "name a file in GREENROOM_DATABASE_URL, such as sqlite:///greenroom.db"
_SHORTEST_DATABASE = 512  # bytes, SQLite's smallest page
_OWNER_ONLY = 0o600  # answers are personal; SQLite gives its side files the same mode


def is_postgresql(url: str) -> bool:
    """Whether a database URL names a PostgreSQL server."""
    match = _SCHEME.fullmatch(url.strip())
    return match is not None and match["scheme"].lower() in _POSTGRESQL


def database_path(url: str) -> Path:
    """The file that a `sqlite:///` URL or a bare path names: absolute, with `~` and links resolved.

    Raises:
        StorageError: The URL names no file, or another kind of database.
    """
    name = url.strip()
    if match := _SCHEME.fullmatch(name):
        if match["scheme"].lower() != "sqlite":
            problem = f"the database URL starts with {match['scheme']}://"  # the rest may hold a password
            raise StorageError(problem, "write sqlite:///FILE or postgresql://...")
        if match["rest"] and not match["rest"].startswith("/"):
            raise StorageError("the database URL has two slashes where three belong", _NAME_A_FILE)
        name = match["rest"][1:]
    if name in {"", ":memory:"}:
        raise StorageError("the database URL names no file", _NAME_A_FILE)
    try:
        return Path(name).expanduser().resolve()
    except (RuntimeError, ValueError, OSError) as error:
        raise StorageError(f"the database's path {name!r} cannot be used ({error})", _NAME_A_FILE) from error


def make_folder(path: Path) -> None:
    """Make the folder that the database is in.

    Raises:
        StorageError: It cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise file_error(error, path.parent, "make the database's folder") from error


def make_file(path: Path) -> None:
    """Make sure that there is a file, if an empty one, which may be read and written.

    Raises:
        StorageError: It may not.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY))
    except OSError as error:
        raise file_error(error, path, "write the database") from error


def require_file(path: Path) -> None:
    """Make sure that there is a database to read.

    Raises:
        StorageError: There is none, or something else has its name.
    """
    refuse_other_kinds(path)
    if not path.exists():
        raise StorageError(f"there is no database {path}", "start Greenroom once to make it, or name another file")


def refuse_scraps(path: Path) -> None:
    """Refuse a file that is neither empty nor as long as the shortest database: SQLite would write over it.

    Raises:
        StorageError: It is such a file.
    """
    if 0 < path.stat().st_size < _SHORTEST_DATABASE:
        raise StorageError(f"the file {path} is not a database", f"move it away, or {_NAME_A_FILE}")


def refuse_other_kinds(path: Path) -> None:
    """Refuse folders, devices and pipes: opening one of these could wait for ever.

    Raises:
        StorageError: There is something at the path, and it is no regular file.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise file_error(error, path, "reach the database") from error
    if stat.S_ISDIR(mode):
        raise StorageError(f"the database {path} is a folder", f"name a file, such as {path / 'greenroom.db'}")
    if not stat.S_ISREG(mode):
        raise StorageError(f"the database {path} is not a regular file", _NAME_A_FILE)

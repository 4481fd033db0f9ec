"""Which revision of the schema a file has, and bringing it up to date.

The revision is read with one plain query and compared with a constant, so that a start on a current file does not pay
for importing the migration tool.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from bot.core.errors import StorageError
from storage.engine import connect
from storage.failures import storage_error
from storage.location import make_file, refuse_scraps

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS = tuple(f"{number:04}" for number in range(1, 16))
"""All revisions this version knows, oldest first; a test holds it to the files in `migrations/versions`."""

HEAD = REVISIONS[-1]

_MIGRATIONS = Path(__file__).parent / "migrations"


def require_current(path: Path) -> None:
    """Make sure that a file can be read as it is.

    Raises:
        StorageError: Its schema is older or newer than this version's, or it is no database of ours.
    """
    refuse_scraps(path)
    found = revision_of(path, "ro")
    if found != HEAD:
        raise StorageError(
            f"the database {path} has the schema of another version ({found or 'none'}, not {HEAD})",
            "start Greenroom once on it, which brings it up to date",
        )


def refuse_foreign(path: Path) -> None:
    """Refuse a file that `bring_up_to_date` would refuse, before anything is put beside it; none at all is fine.

    It may be called without the lock, and so does not replace the check that is made under it.

    Raises:
        StorageError: The file is newer than this version, or is not ours.
    """
    if path.exists():
        refuse_scraps(path)
        revision_of(path, "rw")  # not "ro", which cannot read what a process killed in a migration left


def bring_up_to_date(path: Path) -> None:
    """Migrate a file of ours, or an empty one, to this version's schema; an older one is copied first.

    The caller holds the file's lock. A failure leaves the file as it was.

    Raises:
        StorageError: The file is newer than this version, is not ours, or cannot be migrated.
    """
    refuse_scraps(path)
    found = revision_of(path, "rw")
    if found == HEAD:
        return
    try:
        if found is not None:
            _back_up(path, found)
        _migrate(path)
    except (sqlite3.Error, DBAPIError) as error:
        raise storage_error(error, path) from error


def revision_of(path: Path, mode: str) -> str | None:
    """The file's revision, or none where it is empty.

    Raises:
        StorageError: It is not a database of ours, or of a newer version.
    """
    try:
        with closing(connect(path, mode)) as connection:
            found = _read_revision(connection)
    except sqlite3.Error as error:
        raise storage_error(error, path) from error
    if found == "":
        raise StorageError(
            f"the database {path} belongs to another program", "name another file in GREENROOM_DATABASE_URL"
        )
    if found is not None and found not in REVISIONS:
        raise StorageError(
            f"the database {path} was written by a newer version of Greenroom (schema {found}, known up to {HEAD})",
            "install that version, or restore the backup made before the upgrade",
        )
    return found


def backup_path(path: Path, revision: str) -> Path:
    """Where a copy of a file goes before it leaves a revision."""
    return path.with_name(f"{path.name}.schema-{revision}.backup")


def alembic_config(connection: Connection) -> Config:
    """The migration tool's settings for one connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _read_revision(connection: sqlite3.Connection) -> str | None:
    """None for an empty file, an empty string for one that is not ours."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not tables:
        return None
    if "alembic_version" not in tables:
        return ""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def _back_up(path: Path, revision: str) -> None:
    copy = backup_path(path, revision)
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    make_file(unfinished)  # for its owner only, like the database; left to itself SQLite would let everybody read it
    with closing(connect(path, "rw")) as connection:
        connection.execute("VACUUM INTO ?", (str(unfinished),))
    unfinished.replace(copy)


def _migrate(path: Path) -> None:
    from alembic import command

    # Foreign keys stay off: a step may make a table anew, which would look like deleting all its rows.
    engine = create_engine("sqlite://", creator=lambda: connect(path, "rw"), poolclass=StaticPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            command.upgrade(alembic_config(connection), "head")
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise StorageError(f"migrating the database {path} would break links", "report this as a bug")
    finally:
        engine.dispose()

"""What a server says of itself, and whether it will do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from bot.core.errors import StorageError
from storage.postgresql.engine import PROGRAM

OLDEST = 14
"""The oldest major version that is taken."""

_ASK = text(
    "SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_version') AS version,"
    " current_setting('server_encoding') AS encoding, current_database() AS database, current_schema() AS schema,"
    " pg_is_in_recovery() AS standby, clock_timestamp() AS clock"
)
_PROCESSES = text(
    "SELECT count(DISTINCT application_name) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name LIKE :program AND application_name <> current_setting('application_name')"
)


@dataclass(frozen=True, slots=True)
class Server:
    """What a server says of itself.

    Attributes:
        major: Its major version.
        version: Its whole version, as people write it.
        encoding: How the database stores text.
        database: The database's name.
        schema: Where new tables go; none if nowhere.
        standby: Whether it copies another server, and cannot be written.
        clock: The time there.
    """

    major: int
    version: str
    encoding: str
    database: str
    schema: str | None
    standby: bool
    clock: datetime


def ask_server(connection: Connection) -> Server:
    """What the server says of itself."""
    return Server(**connection.execute(_ASK).mappings().one())


def other_processes(connection: Connection) -> int:
    """How many other processes of ours are connected, as far as this user may know."""
    return int(connection.execute(_PROCESSES, {"program": f"{PROGRAM} %"}).scalar_one())


def require_fit(server: Server, name: str, *, to_write: bool = False) -> None:
    """Make sure that a server can be used.

    Raises:
        StorageError: It is too old, cannot store all letters, has no place for tables, or is only for reading.
    """
    if server.major < OLDEST:
        raise StorageError(
            f"the database {name} is on PostgreSQL {server.version}, which is too old",
            f"upgrade the server to PostgreSQL {OLDEST} or newer",
        )
    if server.encoding != "UTF8":
        raise StorageError(
            f"the database {name} stores text as {server.encoding}, which not all letters fit into",
            "make one with `createdb --template=template0 --encoding=UTF8`",
        )
    if server.schema is None:
        raise StorageError(
            f"the database {name} has no schema to put tables into",
            "make the one that search_path names with CREATE SCHEMA, and let the user use it",
        )
    if to_write and server.standby:
        raise StorageError(
            f"the database {name} can only be read: its server is a standby",
            "name the primary, or add target_session_attrs=read-write to the database URL",
        )

"""Connections to a PostgreSQL server, set so that a commit that returned survives a power cut."""

from __future__ import annotations

import os
import socket
from typing import Any

import psycopg
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from storage.postgresql.address import Address

PROGRAM = "greenroom"
"""How the server's list of connections names ours, followed by process and host."""

_LONGEST_NAME = 63

# A host that vanished is noticed within about half a minute, whether we wait for its answer or it is idle.
_NETWORK = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

# A process that stops in the middle of a transaction must not hold its locks for ever, and no unit of work waits longer
# for another's lock than a writer on SQLite would. A server that commits before it wrote is told to write.
_SETTINGS = (
    "SET TIME ZONE 'UTC'",
    "SET lock_timeout = '10s'",
    "SET idle_in_transaction_session_timeout = '60s'",
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
)


class _TextDumper(StrDumperUnknown):
    """Text without NUL, which PostgreSQL's text cannot hold. Answers have none; a server's error message might."""

    def dump(self, obj: str) -> Any:  # noqa: ANN401 - a buffer of any kind
        return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in obj else obj)


def make_engine(address: Address, size: int) -> Engine:
    """Connections that see at every statement what others have committed.

    Errors do not show the values of a statement: they are members' answers.

    Args:
        address: The database.
        size: Most connections.
    """
    engine = create_engine(
        "postgresql+psycopg://",
        connect_args=_NETWORK | {"application_name": _program_name()} | dict(address.parameters),
        pool_size=size,
        max_overflow=0,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        use_native_hstore=False,
    )
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: psycopg.Connection[Any], _entry: ConnectionPoolEntry) -> None:
    connection.adapters.register_dumper(str, _TextDumper)
    connection.execute("; ".join(_SETTINGS))
    connection.commit()


def _program_name() -> str:
    return f"{PROGRAM} {os.getpid()} {socket.gethostname()}"[:_LONGEST_NAME]

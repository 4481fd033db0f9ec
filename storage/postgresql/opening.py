"""Opening a PostgreSQL database: reached, found fit, migrated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.postgresql import schema
from storage.postgresql.address import Address, read_address
from storage.postgresql.engine import make_engine
from storage.postgresql.failures import storage_error
from storage.postgresql.server import Server, ask_server, other_processes, require_fit

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Look:
    """How a database stands.

    Attributes:
        name: What to call it; no password.
        server: What its server says.
        revision: Its schema's; none where there are no tables yet.
        processes: How many other processes of ours use it.
    """

    name: str
    server: Server
    revision: str | None
    processes: int


def prepare(address: Address) -> None:
    """Bring a database up to date.

    Raises:
        StorageError: It cannot be reached or used.
    """

    def work(connection: Connection) -> None:
        require_fit(ask_server(connection), address.name, to_write=True)
        schema.bring_up_to_date(connection, address.name)

    _once(address, work)


def check(address: Address) -> None:
    """Make sure that a database can be read as it is; nothing is changed.

    Raises:
        StorageError: It cannot be reached or read.
    """

    def work(connection: Connection) -> None:
        require_fit(ask_server(connection), address.name)
        schema.require_current(connection, address.name)

    _once(address, work)


def look_at(url: str) -> Look:
    """How a database stands; nothing is changed.

    Raises:
        StorageError: It cannot be reached, or is none of ours.
    """
    address = read_address(url)

    def work(connection: Connection) -> Look:
        server = ask_server(connection)
        require_fit(server, address.name)
        return Look(address.name, server, schema.revision_of(connection, address.name), other_processes(connection))

    return _once(address, work)


def _once(address: Address, work: Callable[[Connection], _T]) -> _T:
    """Do something in one transaction on a connection of its own."""
    engine = make_engine(address, 1)
    try:
        with engine.begin() as connection:
            return work(connection)
    except DBAPIError as error:
        raise storage_error(error, address.name) from error
    finally:
        engine.dispose()

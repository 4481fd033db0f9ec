"""Units of work on a PostgreSQL server, on a few threads, each with a transaction of its own among those of others."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.core.errors import StorageError
from storage.postgresql.address import Address
from storage.postgresql.engine import make_engine
from storage.postgresql.failures import lost_at_commit, storage_error
from storage.transactions import Transactions, read_only_error

WRITERS = 8
READERS = 4
TRIES = 5

_LONGEST_PAUSE = 0.02  # seconds before the second try; doubled for each further one
_CONFLICTS = frozenset({"40001", "40P01"})  # could not serialize; deadlock: nothing was stored

_T = TypeVar("_T")


class PostgresqlTransactions(Transactions):
    """Reads and writes of one PostgreSQL database, whose schema is current.

    A unit of work that lost a conflict with another is done again, and so is one whose connection broke before the
    commit: after a restart of the server the pool holds connections that are dead, and the next ones are new. A
    connection that breaks during the commit leaves open what was stored, so that is told; every store method is made to
    be called again by then (unique keys, leases).

    Args:
        address: The database.
        read_only: Refuse to write.
    """

    def __init__(self, address: Address, *, read_only: bool = False) -> None:
        self._name = address.name
        self._engine = make_engine(address, WRITERS + READERS)
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = self._engine.execution_options(**snapshot)
        self._writers = None if read_only else ThreadPoolExecutor(WRITERS, thread_name_prefix="greenroom-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="greenroom-reader")
        self._closed = False

    async def write(self, work: Callable[[Connection], _T]) -> _T:
        """Do a unit of work in one transaction; it is durable when this returns.

        A caller that is cancelled before its unit began is passed over; later the unit is committed all the same.

        Raises:
            StorageError: Nothing of it was stored, or the message says that this is not known.
        """
        if self._writers is None:
            raise read_only_error(self._name)
        return await self._run(self._writers, self._engine, work)

    async def read(self, query: Callable[[Connection], _T]) -> _T:
        """Answer a query from one state of the database.

        Raises:
            StorageError: It cannot be read.
        """
        return await self._run(self._readers, self._reading, query)

    async def close(self) -> None:
        """Finish what is under way, and let go of the connections."""
        self._closed = True
        for threads in (self._writers, self._readers):
            if threads is not None:
                await asyncio.to_thread(threads.shutdown)
        self._engine.dispose()

    async def _run(self, threads: ThreadPoolExecutor, engine: Engine, work: Callable[[Connection], _T]) -> _T:
        if self._closed:
            raise StorageError("the database is closed", "start Greenroom again")
        return await asyncio.get_running_loop().run_in_executor(threads, self._persist, engine, work)

    def _persist(self, engine: Engine, work: Callable[[Connection], _T]) -> _T:
        """Do a unit of work, again and again as long as that may help."""
        for number in range(1, TRIES):
            try:
                return self._attempt(engine, work)
            except DBAPIError as error:
                if not _is_conflict(error) and not error.connection_invalidated:
                    raise storage_error(error, self._name) from error
            time.sleep(random.uniform(0, _LONGEST_PAUSE * 2**number))  # noqa: S311 - no secret
        try:
            return self._attempt(engine, work)
        except DBAPIError as error:
            raise storage_error(error, self._name) from error

    def _attempt(self, engine: Engine, work: Callable[[Connection], _T]) -> _T:
        with engine.connect() as connection, connection.begin() as transaction:
            result = work(connection)
            try:
                transaction.commit()
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise lost_at_commit(self._name) from error
                raise
        return result


def _is_conflict(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in _CONFLICTS

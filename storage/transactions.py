"""What the stores stand on: units of work that are written or read as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.core.errors import StorageError
from storage.engine import reading_engine, writing_engine
from storage.failures import storage_error
from storage.readers import READERS, Readers
from storage.writer import Writer

_T = TypeVar("_T")


class Transactions(Protocol):
    """Reads and writes of one database.

    Writes of other processes may go on beside a unit of work, which therefore locks the rows that it decides by (on
    SQLite, where nobody else writes, such locks are left out); and it may be done again from its beginning.
    """

    async def write(self, work: Callable[[Connection], _T]) -> _T:
        """Do a unit of work in one transaction; it is durable when this returns.

        Raises:
            StorageError: Nothing of it was stored, or the message says that this is not known.
        """
        ...

    async def read(self, query: Callable[[Connection], _T]) -> _T:
        """Answer a query from one state of the database.

        Raises:
            StorageError: It cannot be read.
        """
        ...

    async def close(self) -> None:
        """Finish what waits, and let go of the database."""
        ...


class SqliteTransactions(Transactions):
    """Reads and writes of one SQLite file.

    Args:
        path: The file, whose schema is current.
        read_only: Refuse to write, and leave the file as it is.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        self._write_engine = None if read_only else writing_engine(path)
        try:
            self._connection = self._write_engine.connect() if self._write_engine else None
        except DBAPIError as error:
            raise storage_error(error, path) from error
        self._writer = Writer(self._connection) if self._connection else None
        self._readers = Readers(reading_engine(path, READERS, file_is_ours=not read_only))

    async def write(self, work: Callable[[Connection], _T]) -> _T:
        """Do a unit of work in one transaction; it is durable when this returns.

        Raises:
            StorageError: Nothing of it was stored.
        """
        if self._writer is None:
            raise read_only_error(str(self._path))
        try:
            return await self._writer.run(work)
        except DBAPIError as error:
            raise storage_error(error, self._path) from error

    async def read(self, query: Callable[[Connection], _T]) -> _T:
        """Answer a query from one state of the database.

        Raises:
            StorageError: It cannot be read.
        """
        try:
            return await self._readers.run(query)
        except DBAPIError as error:
            raise storage_error(error, self._path) from error

    async def close(self) -> None:
        """Finish what waits, and let go of the file."""
        await self._readers.close()
        if self._writer and self._connection and self._write_engine:
            await self._writer.close()
            self._connection.close()
            self._write_engine.dispose()


def read_only_error(name: str) -> StorageError:
    """What a write hears where only reading was asked for."""
    return StorageError(f"the database {name} was opened for reading only", "open it for writing")

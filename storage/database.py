"""Opening a database: checked, migrated, locked, with its stores."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from storage.accounts import SqlAccounts
from storage.jobs import SqlJobQueue
from storage.ledger import SqlLedger
from storage.location import database_path, make_file, make_folder, refuse_other_kinds, require_file
from storage.lock import FileLock
from storage.schema import bring_up_to_date, refuse_foreign, require_current
from storage.stores import SqlDirectory, SqlPostings
from storage.transactions import Transactions


class Database:
    """An open database and its stores.

    Attributes:
        path: The file.
        directory: Workspaces, groups and members.
        postings: Questions put to groups.
        ledger: Answers and grades.
        accounts: What judging took.
        jobs: Work to be done.
    """

    def __init__(self, path: Path, transactions: Transactions, lock: FileLock | None) -> None:
        self.path = path
        self.directory = SqlDirectory(transactions)
        self.postings = SqlPostings(transactions)
        self.ledger = SqlLedger(transactions)
        self.accounts = SqlAccounts(transactions)
        self.jobs = SqlJobQueue(transactions)
        self._transactions = transactions
        self._lock = lock

    async def close(self) -> None:
        """Finish what waits, and let go of the file; closing twice does no harm."""
        await self._transactions.close()
        if self._lock:
            self._lock.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()


async def open_database(url: str, *, read_only: bool = False) -> Database:
    """Open a database, which is made if it is not there.

    Close it when done, or use it as a context manager: `async with await open_database(url) as database`.

    Args:
        url: A `sqlite:///` URL (`sqlite:////` for an absolute path, `~` is the home folder) or a path.
        read_only: Leave the file as it is: nothing is made, migrated or locked, and writing is refused.

    Raises:
        StorageError: It cannot be used; the message names the file, what is wrong and the remedy.
    """
    path = database_path(url)
    if read_only:
        await asyncio.to_thread(_check, path)
        return Database(path, Transactions(path, read_only=True), lock=None)
    lock = await asyncio.to_thread(_prepare, path)
    try:
        database = Database(path, Transactions(path), lock)
    except BaseException:
        lock.release()
        raise
    try:
        await database.jobs.release_leases()
    except BaseException:
        await database.close()
        raise
    return database


def _check(path: Path) -> None:
    require_file(path)
    require_current(path)


def _prepare(path: Path) -> FileLock:
    """Lock a file and bring it up to date."""
    make_folder(path)
    refuse_other_kinds(path)
    refuse_foreign(path)
    lock = FileLock(path)
    lock.acquire()
    try:
        make_file(path)
        bring_up_to_date(path)
    except BaseException:
        lock.release()
        raise
    return lock

"""Opening a database: checked, migrated, locked, with its stores."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from storage.accounts import SqlAccounts
from storage.channel_ids import SqlChannelIds
from storage.decks import SqlDecks
from storage.deliveries import SqlDeliveries
from storage.directory import SqlDirectory
from storage.group_scores import SqlGroupScores
from storage.installations import SqlInstallations
from storage.interviews import SqlInterviews
from storage.jobs import SqlJobQueue
from storage.keepsakes import SqlKeeping
from storage.ledger import SqlLedger
from storage.location import database_path, is_postgresql, make_file, make_folder, refuse_other_kinds, require_file
from storage.lock import FileLock
from storage.pairs import SqlPairs
from storage.peers import SqlKudosBook, SqlReviews
from storage.people import SqlPeople
from storage.postings import SqlPostings
from storage.presence import SqlPresence
from storage.recaps import SqlRecaps
from storage.reminders import SqlReminders
from storage.schedules import SqlSchedules
from storage.schema import bring_up_to_date, refuse_foreign, require_current
from storage.standings import SqlPreferences, SqlStandings
from storage.survey import SqlSurvey
from storage.transactions import SqliteTransactions, Transactions


class Database:
    """An open database and its stores.

    Attributes:
        name: What to call it in messages: the file, or the server and the database there.
        directory: Workspaces, groups and members.
        postings: Questions put to groups.
        ledger: Answers and grades.
        accounts: What judging took.
        jobs: Work to be done.
        deliveries: What was sent.
        schedules: When groups are asked.
        survey: Looks over all workspaces of a platform.
        installations: Workspaces that installed the app by themselves.
        channel_ids: Channels that got new ids.
        standings: Points.
        preferences: What members chose for themselves.
        decks: Memory cards.
        people: Members of all workspaces.
        group_scores: How groups' members did lately.
        reminders: Who wants to be reminded.
        recaps: Groups' weekly recaps.
        kudos: Reactions on answers.
        reviews: What members think of each other's answers.
        interviews: Mock interviews.
        pairs: Interviews in pairs.
        keeping: All that is kept of a member besides answers.
    """

    def __init__(self, name: str, transactions: Transactions, lock: FileLock | None = None) -> None:
        self.name = name
        self.directory = SqlDirectory(transactions)
        self.postings = SqlPostings(transactions)
        self.ledger = SqlLedger(transactions)
        self.accounts = SqlAccounts(transactions)
        self.jobs = SqlJobQueue(transactions)
        self.deliveries = SqlDeliveries(transactions)
        self.schedules = SqlSchedules(transactions)
        self.installations = SqlInstallations(transactions)
        self.channel_ids = SqlChannelIds(transactions)
        self.standings = SqlStandings(transactions)
        self.preferences = SqlPreferences(transactions)
        self.presence = SqlPresence(transactions)
        self.decks = SqlDecks(transactions)
        self.people = SqlPeople(transactions)
        self.group_scores = SqlGroupScores(transactions)
        self.reminders = SqlReminders(transactions)
        self.recaps = SqlRecaps(transactions)
        self.kudos = SqlKudosBook(transactions)
        self.reviews = SqlReviews(transactions)
        self.interviews = SqlInterviews(transactions)
        self.pairs = SqlPairs(transactions)
        self.keeping = SqlKeeping(transactions)
        self.survey = SqlSurvey(transactions)
        self._transactions = transactions
        self._lock = lock

    async def close(self) -> None:
        """Finish what waits, and let go of the database; closing twice does no harm."""
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
        url: A `sqlite:///` URL (`sqlite:////` for an absolute path, `~` is the home folder), a path, or a
            `postgresql://` URL as `psql` takes it. One process at a time writes to a file; any number share a server.
        read_only: Leave the database as it is: nothing is made, migrated or locked, and writing is refused.

    Raises:
        StorageError: It cannot be used; the message names it, what is wrong and the remedy.
    """
    if is_postgresql(url):
        return await _open_postgresql(url, read_only=read_only)
    path = database_path(url)
    if read_only:
        await asyncio.to_thread(_check, path)
        return Database(str(path), SqliteTransactions(path, read_only=True))
    lock = await asyncio.to_thread(_prepare, path)
    try:
        database = Database(str(path), SqliteTransactions(path), lock)
    except BaseException:
        lock.release()
        raise
    try:
        await database.jobs.release_leases()
    except BaseException:
        await database.close()
        raise
    return database


async def _open_postgresql(url: str, *, read_only: bool) -> Database:
    """Others may be at work on the database, so leases are left to run out."""
    from storage.postgresql.address import read_address
    from storage.postgresql.opening import check, prepare
    from storage.postgresql.transactions import PostgresqlTransactions

    address = read_address(url)
    await asyncio.to_thread(check if read_only else prepare, address)
    return Database(address.name, PostgresqlTransactions(address, read_only=read_only))


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

"""One thread that writes: everything that waits is committed together, so that one sync to disk serves many."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.core.errors import StorageError

MAX_BATCH = 200

_T = TypeVar("_T")
_Loop = asyncio.AbstractEventLoop


@dataclass(slots=True, eq=False)
class _Item:
    work: Callable[[Connection], Any]
    loop: _Loop
    future: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None

    def settle(self) -> None:
        if self.future.done():  # its caller was cancelled meanwhile
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Writer:
    """Runs units of work in order, each in its own savepoint, many to a transaction.

    A unit that raises is rolled back alone; if the transaction itself cannot be committed, all its units fail.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: SimpleQueue[_Item | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="greenroom-writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Connection], _T]) -> _T:
        """Do a unit of work, and return when it is committed.

        A caller that is cancelled before its unit began is passed over; later the unit is committed all the same.

        Raises:
            StorageError: The writer is closed.
        """
        if self._closed:
            raise StorageError("the database is closed", "start Greenroom again")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_T] = loop.create_future()
        self._waiting.put(_Item(work, loop, future))
        return await future

    async def close(self) -> None:
        """Commit what waits, and stop."""
        if not self._closed:
            self._closed = True
            self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    def _serve(self) -> None:
        going_on = True
        while going_on:
            batch, going_on = self._next_batch()
            if batch:
                self._commit(batch)
                _settle(batch)

    def _next_batch(self) -> tuple[list[_Item], bool]:
        """What waits, at least one item unless the writer is to stop; and whether to go on after it."""
        batch: list[_Item] = []
        item = self._waiting.get()
        while item is not None:
            if not item.future.cancelled():
                batch.append(item)
            if len(batch) == MAX_BATCH:
                return batch, True
            try:
                item = self._waiting.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _commit(self, batch: Sequence[_Item]) -> None:
        try:
            with self._connection.begin():
                for item in batch:
                    self._attempt(item)
        except Exception as error:  # noqa: BLE001 - whatever it was, the callers have to hear of it
            for item in batch:
                item.error = item.error or error
            self._abandon()

    def _attempt(self, item: _Item) -> None:
        savepoint = self._connection.begin_nested()
        try:
            item.result = item.work(self._connection)
        except Exception as error:
            item.error = error
            if not self._driver.in_transaction:
                raise  # a full disk, say, ends the whole transaction
            savepoint.rollback()
        else:
            savepoint.commit()

    def _abandon(self) -> None:
        """End a transaction whose commit failed: the driver leaves it open, and no other could begin."""
        with contextlib.suppress(Exception):  # if this fails too, the next batch says so
            if self._driver.in_transaction:
                self._driver.rollback()

    @property
    def _driver(self) -> Any:  # noqa: ANN401 - the driver's own connection, untyped in SQLAlchemy
        return self._connection.connection.dbapi_connection


def _settle(batch: Sequence[_Item]) -> None:
    """Tell the callers, waking each event loop once."""
    by_loop: dict[_Loop, list[_Item]] = {}
    for item in batch:
        by_loop.setdefault(item.loop, []).append(item)
    for loop, items in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle_all, items)
        except RuntimeError:  # the loop is closed: nobody waits any more
            continue


def _settle_all(items: Sequence[_Item]) -> None:
    for item in items:
        item.settle()

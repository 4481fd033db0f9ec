"""Threads that read, so that no query waits for a write and none blocks the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

from bot.core.errors import StorageError

READERS = 4

_T = TypeVar("_T")


class Readers:
    """Runs queries on a few threads, each in a transaction of its own that sees one state of the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="greenroom-reader")
        self._closed = False

    async def run(self, query: Callable[[Connection], _T]) -> _T:
        """Answer a query.

        Raises:
            StorageError: The readers are closed.
        """
        if self._closed:
            raise StorageError("the database is closed", "start Greenroom again")
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, query)

    async def close(self) -> None:
        """Let queries under way end, and stop."""
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _run(self, query: Callable[[Connection], _T]) -> _T:
        with self._engine.begin() as connection:
            return query(connection)

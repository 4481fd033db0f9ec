from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.core.errors import StorageError
from storage.engine import writing_engine
from storage.writer import MAX_BATCH, Writer


class Bench:
    """A writer on a small database, which can be held up so that work piles up behind it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.commits = 0
        path.touch()
        self.engine = writing_engine(path)
        self.connection = self.engine.connect()
        with self.connection.begin():
            self.connection.exec_driver_sql("CREATE TABLE words (word TEXT UNIQUE)")
            self.connection.exec_driver_sql(
                "CREATE TABLE letters (word TEXT REFERENCES words (word) DEFERRABLE INITIALLY DEFERRED)"
            )
        event.listen(self.engine, "commit", self._count)
        self.writer = Writer(self.connection)
        self._gate = threading.Event()

    def _count(self, _connection: Connection) -> None:
        self.commits += 1

    async def hold_up(self) -> asyncio.Task[None]:
        """Keep the writer busy until `go_on`."""
        begun = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wait(_connection: Connection) -> None:
            loop.call_soon_threadsafe(begun.set)
            self._gate.wait(10)

        holding = asyncio.create_task(self.writer.run(wait))
        await begun.wait()
        return holding

    def go_on(self) -> None:
        self._gate.set()

    def words(self) -> list[str]:
        """What another process would see."""
        with closing(sqlite3.connect(self.path)) as connection:
            return [word for (word,) in connection.execute("SELECT word FROM words ORDER BY rowid")]

    async def close(self) -> None:
        self.go_on()
        await self.writer.close()
        self.connection.close()
        self.engine.dispose()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "words.db")
    yield bench
    await bench.close()


def adding(word: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.exec_driver_sql("INSERT INTO words VALUES (?)", (word,))
        return word

    return work


async def test_work_is_done_and_its_result_returned(bench: Bench) -> None:
    assert await bench.writer.run(adding("one")) == "one"
    assert bench.words() == ["one"]


async def test_what_waits_is_committed_together_in_order_but_no_more_than_a_batch(bench: Bench) -> None:
    holding = await bench.hold_up()
    words = [f"word-{number}" for number in range(MAX_BATCH + 50)]
    tasks = [asyncio.create_task(bench.writer.run(adding(word))) for word in words]
    await asyncio.sleep(0)
    bench.go_on()
    assert await asyncio.gather(*tasks) == words
    await holding
    assert bench.words() == words
    assert bench.commits == 3


async def test_nobody_is_told_before_the_commit(bench: Bench) -> None:
    seen_at_commit: list[tuple[bool, list[str]]] = []
    task = asyncio.create_task(bench.writer.run(adding("one")))
    event.listen(bench.engine, "commit", lambda _: seen_at_commit.append((task.done(), bench.words())))
    await task
    assert seen_at_commit == [(False, [])]
    assert bench.words() == ["one"]


async def test_an_error_fails_only_its_own_work(bench: Bench) -> None:
    holding = await bench.hold_up()

    def failing(connection: Connection) -> None:
        adding("half-done")(connection)
        raise ValueError("no such luck")

    tasks = [
        asyncio.create_task(bench.writer.run(work)) for work in (adding("one"), failing, adding("one"), adding("two"))
    ]
    await asyncio.sleep(0)
    bench.go_on()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    await holding
    assert [type(result) for result in results] == [str, ValueError, IntegrityError, str]
    assert bench.words() == ["one", "two"]
    assert bench.commits == 2


async def test_a_commit_that_fails_fails_all_its_work_and_the_next_goes_through(bench: Bench) -> None:
    holding = await bench.hold_up()

    def orphan(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO letters VALUES ('no such word')")

    tasks = [asyncio.create_task(bench.writer.run(work)) for work in (adding("one"), orphan, adding("two"))]
    await asyncio.sleep(0)
    bench.go_on()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    await holding
    assert [type(result) for result in results] == [IntegrityError] * 3
    assert bench.words() == []
    assert await bench.writer.run(adding("three")) == "three"
    assert bench.words() == ["three"]


async def test_a_transaction_that_the_database_ends_fails_all_its_work(bench: Bench) -> None:
    holding = await bench.hold_up()

    def end_everything(connection: Connection) -> None:
        connection.exec_driver_sql("ROLLBACK")
        raise ValueError("as a full disk would")

    works = (adding("one"), end_everything, adding("two"))
    tasks = [asyncio.create_task(bench.writer.run(work)) for work in works]
    await asyncio.sleep(0)
    bench.go_on()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    await holding
    assert [str(result) for result in results] == ["as a full disk would"] * 3
    assert await bench.writer.run(adding("three")) == "three"
    assert bench.words() == ["three"]


async def test_another_programs_lock_fails_the_work_and_the_next_goes_through(bench: Bench) -> None:
    with bench.connection.begin():
        bench.connection.exec_driver_sql("PRAGMA busy_timeout=0")
    with closing(sqlite3.connect(bench.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            await bench.writer.run(adding("one"))
    assert await bench.writer.run(adding("two")) == "two"
    assert bench.words() == ["two"]


async def test_a_caller_cancelled_before_its_turn_is_passed_over(bench: Bench) -> None:
    holding = await bench.hold_up()
    cancelled = asyncio.create_task(bench.writer.run(adding("cancelled")))
    kept = asyncio.create_task(bench.writer.run(adding("kept")))
    await asyncio.sleep(0)
    cancelled.cancel()
    await asyncio.sleep(0)
    bench.go_on()
    assert await kept == "kept"
    await holding
    assert bench.words() == ["kept"]


async def test_a_caller_cancelled_during_its_turn_harms_nobody(bench: Bench) -> None:
    holding = await bench.hold_up()
    holding.cancel()
    await asyncio.sleep(0)
    bench.go_on()
    assert await bench.writer.run(adding("one")) == "one"


async def test_a_callers_loop_that_is_gone_harms_nobody(bench: Bench) -> None:
    holding = await bench.hold_up()

    def call_and_leave() -> None:
        async def leave() -> None:
            task = asyncio.create_task(bench.writer.run(adding("left behind")))
            await asyncio.sleep(0)
            left.append(task)

        left: list[asyncio.Task[str]] = []
        loop = asyncio.new_event_loop()
        loop.run_until_complete(leave())
        loop.close()

    await asyncio.to_thread(call_and_leave)
    bench.go_on()
    await holding
    assert await bench.writer.run(adding("one")) == "one"
    assert bench.words() == ["left behind", "one"]


async def test_closing_commits_what_waits(bench: Bench) -> None:
    await bench.hold_up()
    tasks = [asyncio.create_task(bench.writer.run(adding(f"word-{number}"))) for number in range(10)]
    await asyncio.sleep(0)
    closing_down = asyncio.create_task(bench.writer.close())
    await asyncio.sleep(0)
    bench.go_on()
    await closing_down
    await asyncio.gather(*tasks)
    assert len(bench.words()) == 10


async def test_a_closed_writer_says_so_and_can_be_closed_again(bench: Bench) -> None:
    await bench.writer.close()
    await bench.writer.close()
    with pytest.raises(StorageError, match="the database is closed"):
        await bench.writer.run(adding("late"))

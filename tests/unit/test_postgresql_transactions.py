from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import Connection, event, text

from bot.core.errors import DailyLimitError, StorageError
from bot.core.grading.grade import GradeState
from bot.core.records import Answer, Job, JobKind, NewJob, Place
from storage.database import Database, open_database
from storage.postgresql.transactions import TRIES, PostgresqlTransactions
from tests.contracts.opened import new_answer, new_job
from tests.postgres import Server, migrated_database, running_server, start_server, until
from tests.samples import ADA, NOON, verdict

GRADE = [JobKind.GRADE]
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def server() -> Server:
    return running_server()


@pytest.fixture
def name(server: Server) -> Iterator[str]:
    with migrated_database(server) as name:
        yield name


@pytest.fixture
async def one(server: Server, name: str) -> AsyncIterator[Database]:
    async with await open_database(server.url(name)) as database:
        yield database


@pytest.fixture
async def other(server: Server, name: str) -> AsyncIterator[Database]:
    """The same database, as another process has it."""
    async with await open_database(server.url(name)) as database:
        yield database


@pytest.fixture
async def place(one: Database) -> Place:
    return await one.directory.place_of(ADA, "UTC")


def transactions(database: Database) -> PostgresqlTransactions:
    assert isinstance(database._transactions, PostgresqlTransactions)
    return database._transactions


async def graded(database: Database, place: Place) -> Answer:
    answer = (await database.ledger.submit(new_answer(place), new_job())).answer
    (job,) = await database.jobs.claim(GRADE, 1, NOON, 30)
    await database.ledger.save_grade(job, answer.id, verdict(), NOON, None)
    return answer


async def with_opinions_asked_for(database: Database, place: Place) -> tuple[Answer, Job, Job]:
    """A contested answer, and the two jobs that grade it anew, claimed."""
    answer = await graded(database, place)
    await database.ledger.contest(place.workspace_id, answer.id, NOON, [new_job("second"), new_job("third")])
    second, third = await database.jobs.claim(GRADE, 2, NOON, 30)
    return answer, second, third


class HeldUp:
    """Locks a table's rows, until as many as expected wait for them: then they go on at the same moment."""

    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        self._name = name

    async def together(self, table: str, *works: asyncio.Task[bool]) -> list[bool]:
        with psycopg.connect(self._server.url(self._name)) as connection:
            connection.execute(f"SELECT FROM {table} FOR UPDATE".encode())
            await until(self._server, self._name, WAITING, len(works))
        return await asyncio.gather(*works)


@pytest.fixture
def held_up(server: Server, name: str) -> HeldUp:
    return HeldUp(server, name)


class TestManyProcesses:
    """What SQLite's one writer makes impossible, and locks have to here."""

    async def test_a_days_limit_holds_across_processes(self, one: Database, other: Database, place: Place) -> None:
        tries = (
            database.ledger.submit(new_answer(place, f"event-{number}"), new_job(), 3)
            for number, database in enumerate([one, other] * 8)
        )
        results = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(result, DailyLimitError) for result in results) == 13
        assert len(await one.ledger.history(place, 20)) == 3

    async def test_an_event_delivered_to_two_processes_is_one_answer(
        self, one: Database, other: Database, place: Place
    ) -> None:
        for number in range(5):
            answer = new_answer(place, f"event-{number}")
            both = [database.ledger.submit(answer, new_job(), 0) for database in (one, other)]
            assert sorted(submission.repeated for submission in await asyncio.gather(*both)) == [False, True]

    async def test_a_member_seen_by_two_processes_first_is_one_member(self, one: Database, other: Database) -> None:
        places = await asyncio.gather(*(database.directory.place_of(ADA, "UTC") for database in [one, other] * 5))
        assert len(set(places)) == 1

    async def test_a_posting_made_by_two_processes_is_one_posting(
        self, one: Database, other: Database, place: Place
    ) -> None:
        made = await asyncio.gather(
            *(
                database.postings.open_posting(place, question, "day-1", NOON, NOON.date())
                for database, question in [(one, "coin-flips"), (other, "dice-rolls")] * 5
            )
        )
        assert len(set(made)) == 1

    async def test_no_two_processes_claim_the_same_job(self, one: Database, other: Database) -> None:
        for number in range(60):
            await one.jobs.add(new_job(f"job-{number}"))
        claims = await asyncio.gather(*(database.jobs.claim(GRADE, 3, NOON, 30) for database in [one, other] * 10))
        keys = [job.key for claim in claims for job in claim]
        assert sorted(keys) == sorted(f"job-{number}" for number in range(60))

    async def test_a_claim_does_not_wait_for_jobs_that_another_is_just_claiming(
        self, server: Server, name: str, one: Database
    ) -> None:
        for number in range(3):
            await one.jobs.add(new_job(f"job-{number}", due_at=NOON + timedelta(seconds=number)))
        with psycopg.connect(server.url(name)) as connection:
            connection.execute("SELECT FROM jobs WHERE key = 'job-0' FOR UPDATE")
            claimed = await one.jobs.claim(GRADE, 2, NOON + timedelta(minutes=1), 30)
        assert [job.key for job in claimed] == ["job-1", "job-2"]

    async def test_two_last_opinions_at_once_decide_the_contest(
        self, one: Database, other: Database, place: Place, held_up: HeldUp
    ) -> None:
        answer, second, third = await with_opinions_asked_for(one, place)
        then = NewJob(JobKind.DELIVER, "deliver", {}, NOON)
        saved = await held_up.together(
            "answers",
            asyncio.create_task(one.ledger.save_opinion(second, answer.id, verdict(score=1.0), NOON, then)),
            asyncio.create_task(other.ledger.save_opinion(third, answer.id, verdict(score=4.0), NOON, then)),
        )
        assert saved == [True, True]
        stands = await one.ledger.answer(place.workspace_id, answer.id)
        assert stands is not None
        assert stands.grade is not None
        assert (stands.answer.state, stands.grade.verdict.total) == (GradeState.GRADED, 50.0)
        assert len(await one.jobs.claim([JobKind.DELIVER], 10, NOON, 30)) == 1

    async def test_a_grade_contested_twice_at_once_is_contested_once(
        self, one: Database, other: Database, place: Place, held_up: HeldUp
    ) -> None:
        answer = await graded(one, place)
        contested = await held_up.together(
            "answers",
            asyncio.create_task(one.ledger.contest(place.workspace_id, answer.id, NOON, [new_job("second")])),
            asyncio.create_task(other.ledger.contest(place.workspace_id, answer.id, NOON, [new_job("again")])),
        )
        assert sorted(contested) == [False, True]
        assert (await one.jobs.counts()).waiting == 1

    @pytest.mark.parametrize("stand_in", [False, True])
    async def test_an_answer_withdrawn_while_its_grade_is_stored_stays_withdrawn(
        self, server: Server, name: str, one: Database, place: Place, stand_in: bool
    ) -> None:
        answer = (await one.ledger.submit(new_answer(place), new_job())).answer
        (job,) = await one.jobs.claim(GRADE, 1, NOON, 30)
        save = one.ledger.save_stand_in if stand_in else one.ledger.save_grade
        with psycopg.connect(server.url(name)) as connection:
            connection.execute("UPDATE answers SET state = 'withdrawn'")
            saving = asyncio.create_task(save(job, answer.id, verdict(), NOON, None))
            await until(server, name, WAITING, 1)
        assert await saving
        stands = await one.ledger.answer(place.workspace_id, answer.id)
        assert stands is not None
        assert stands.answer.state is GradeState.WITHDRAWN

    async def test_a_lease_taken_over_while_a_grade_is_stored_fences_the_grade(
        self, server: Server, name: str, one: Database, place: Place
    ) -> None:
        answer = (await one.ledger.submit(new_answer(place), new_job())).answer
        (job,) = await one.jobs.claim(GRADE, 1, NOON, 30)
        with psycopg.connect(server.url(name)) as connection:
            connection.execute("UPDATE jobs SET token = 'another'")
            saving = asyncio.create_task(one.ledger.save_grade(job, answer.id, verdict(), NOON, None))
            await until(server, name, WAITING, 1)
        assert not await saving
        assert not await one.ledger.grades(place.workspace_id, answer.id)


def raising(barrier: threading.Barrier, first: int, second: int) -> Callable[[Connection], int]:
    """Raise two counters by one, in an order; the first time, not before the other has the lock that is wanted."""
    tries = 0

    def work(connection: Connection) -> int:
        nonlocal tries
        tries += 1
        for number, row in enumerate((first, second)):
            if tries == 1 and number == 1:
                barrier.wait(10)
            connection.execute(text("UPDATE counters SET value = value + 1 WHERE id = :id"), {"id": row})
        return tries

    return work


class TestConflicts:
    @pytest.fixture
    async def database(self, server: Server) -> AsyncIterator[Database]:
        async with await open_database(server.url(server.create())) as database:
            for statement in ("CREATE TABLE counters (id int, value int)", "INSERT INTO counters VALUES (1,0), (2,0)"):
                await self.do(database, statement)
            yield database

    async def do(self, database: Database, statement: str) -> None:
        await database._transactions.write(lambda connection: connection.exec_driver_sql(statement))

    async def test_of_two_that_wait_for_each_other_both_are_done_once(self, database: Database) -> None:
        barrier = threading.Barrier(2)
        tries = await asyncio.gather(
            database._transactions.write(raising(barrier, 1, 2)), database._transactions.write(raising(barrier, 2, 1))
        )
        assert sorted(tries) == [1, 2]
        assert await self.counters(database) == [2, 2]

    async def test_a_conflict_without_end_is_told_in_the_end(self, database: Database) -> None:
        tries = 0

        def work(connection: Connection) -> None:
            nonlocal tries
            tries += 1
            connection.exec_driver_sql("UPDATE counters SET value = value + 1")
            connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$")

        with pytest.raises(StorageError, match="conflict with another process"):
            await database._transactions.write(work)
        assert tries == TRIES
        assert await self.counters(database) == [0, 0]

    async def test_an_error_of_the_work_itself_is_raised_and_nothing_is_stored(self, database: Database) -> None:
        def work(connection: Connection) -> None:
            connection.exec_driver_sql("UPDATE counters SET value = value + 1")
            raise DailyLimitError(1, NOON.date())

        with pytest.raises(DailyLimitError):
            await database._transactions.write(work)
        assert await self.counters(database) == [0, 0]

    async def counters(self, database: Database) -> list[int]:
        query = text("SELECT value FROM counters ORDER BY id")
        return list(await database._transactions.read(lambda connection: connection.execute(query).scalars().all()))


class TestLostConnections:
    KILL = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    async def test_connections_that_died_while_idle_are_made_anew_and_nobody_notices(
        self, server: Server, name: str, one: Database, place: Place
    ) -> None:
        await asyncio.gather(*(one.jobs.add(new_job(f"job-{number}")) for number in range(8)))
        with server.admin(name) as admin:
            admin.execute(self.KILL)
        results = await asyncio.gather(*(one.jobs.add(new_job(f"new-{number}")) for number in range(8)))
        assert all(results)
        assert (await one.jobs.counts()).waiting == 16

    async def test_work_whose_connection_dies_is_done_again(self, server: Server, name: str, one: Database) -> None:
        tries = 0

        def work(connection: Connection) -> int:
            nonlocal tries
            tries += 1
            if tries == 1:
                with server.admin(name) as admin:
                    admin.execute(self.KILL)
            return int(connection.exec_driver_sql("SELECT 1").scalar_one())

        assert await one._transactions.write(work) == 1
        assert tries == 2

    async def test_a_connection_that_dies_at_the_commit_leaves_open_what_was_stored(
        self, server: Server, name: str, one: Database
    ) -> None:
        def die(_connection: Connection) -> None:
            with server.admin(name) as admin:
                admin.execute(self.KILL)

        engine = transactions(one)._engine
        event.listen(engine, "commit", die)
        with pytest.raises(StorageError, match="may be stored or not; try again"):
            await one.jobs.add(new_job())
        event.remove(engine, "commit", die)
        assert await one.jobs.add(new_job())

    @pytest.mark.slow
    async def test_a_server_that_stops_is_told_and_one_that_is_back_is_used_again(self, server: Server) -> None:
        server = start_server(quick=True)  # its own, which may be stopped
        async with await open_database(server.url(server.create())) as database:
            await database.jobs.add(new_job("before"))
            server.stop("fast")
            for _ in range(2):
                with pytest.raises(StorageError, match="nothing listens there; start PostgreSQL"):
                    await database.jobs.add(new_job("meanwhile"))
            with pytest.raises(StorageError, match="nothing listens there"):
                await database.jobs.counts()
            server.start()
            assert await database.jobs.add(new_job("after"))
            assert (await database.jobs.counts()).waiting == 2
        server.stop()

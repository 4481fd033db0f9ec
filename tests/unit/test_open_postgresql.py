from __future__ import annotations

import asyncio
import logging
import re
import socket
import threading
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from psycopg import sql
from sqlalchemy import Connection, inspect, text

from bot.core.errors import StorageError
from bot.core.records import JobKind
from storage import schema
from storage.database import Database, open_database
from storage.location import is_postgresql
from storage.postgresql import opening
from storage.postgresql import server as servers
from storage.postgresql.address import read_address
from storage.postgresql.engine import make_engine
from storage.postgresql.failures import storage_error
from storage.postgresql.schema import bring_up_to_date
from storage.tables import METADATA
from tests.contracts.opened import new_answer, new_job
from tests.postgres import PASSWORD, Server, migrated_database, running_server, until
from tests.samples import ADA, NOON, verdict

SECRET = "s3cret"


@pytest.fixture
def server() -> Server:
    return running_server()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """A database with the current schema and nothing in it."""
    with migrated_database(server) as name:
        yield server.url(name)


@pytest.fixture
def bare(server: Server) -> str:
    """The name of a database without tables."""
    return server.create()


async def submit(database: Database, event_key: str) -> int:
    place = await database.directory.place_of(ADA, "UTC")
    return (await database.ledger.submit(new_answer(place, event_key), new_job())).answer.id


async def stored(database: Database) -> int:
    return len(await database.ledger.history(await database.directory.place_of(ADA, "UTC"), 1_000))


async def refusal(url: str, *, read_only: bool = False) -> StorageError:
    """What opening says, which never holds the password, nor does what led to it."""
    with pytest.raises(StorageError) as refused:
        await open_database(url, read_only=read_only)
    told = "".join(traceback.format_exception(refused.value)) + repr(refused.value)
    assert not any(secret in told for secret in (PASSWORD, "not-a-secret", SECRET))
    return refused.value


def with_password(url: str, password: str) -> str:
    return re.sub(r"(//[^:]*):[^@]*@", rf"\1:{password}@", url)


def run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


class TestUrls:
    @pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "PostgreSQL"])
    def test_several_schemes_mean_postgresql(self, scheme: str) -> None:
        assert is_postgresql(f" {scheme}://bot@host/greenroom ")
        assert read_address(f" {scheme}://bot@host/greenroom ").name == "postgresql://host/greenroom"

    @pytest.mark.parametrize("url", ["sqlite:///x.db", "mysql://host/x", "postgresql", "postgres.db", ""])
    def test_others_do_not(self, url: str) -> None:
        assert not is_postgresql(url)

    @pytest.mark.parametrize(
        ("url", "name"),
        [
            (f"postgresql://bot:{SECRET}@host:5433/db?sslmode=require", "postgresql://host:5433/db"),
            (f"postgresql://bot:{SECRET}@[::1]:5433/db", "postgresql://[::1]:5433/db"),
            (f"postgresql://bot:{SECRET}@/db?host=/run/postgresql", "postgresql:///db?host=/run/postgresql"),
            (f"postgresql://host/db?user=bot&password={SECRET}", "postgresql://host/db"),
        ],
    )
    def test_a_name_tells_the_place_and_not_the_password(self, url: str, name: str) -> None:
        address = read_address(url)
        assert address.name == name
        assert address.parameters["password"] == SECRET
        assert SECRET not in repr(address)

    @pytest.mark.parametrize(
        "password", [f"{SECRET}@x", f"{SECRET}/x", f"{SECRET}?x", f"{SECRET}%x", f"x@{SECRET}", f"x/{SECRET}"]
    )
    async def test_a_password_that_was_not_encoded_is_explained_and_not_shown(self, password: str) -> None:
        error = await refusal(f"postgresql://bot:{password}@host/greenroom")
        assert "%40 for @" in error.remedy

    @pytest.mark.parametrize("url", [f"postgresql://bot:{SECRET}@host:port/db", "postgresql://host/db?nonsense=1"])
    async def test_a_url_that_makes_no_sense_is_refused(self, url: str) -> None:
        assert "postgresql://USER:PASSWORD@HOST:5432/DATABASE" in (await refusal(url)).remedy


class TestOpening:
    async def test_a_database_is_made_and_found_again(self, server: Server, bare: str) -> None:
        async with await open_database(server.url(bare)) as database:
            await submit(database, "event-1")
            assert database.name == f"postgresql://127.0.0.1:{server.port}/{bare}"
        async with await open_database(server.url(bare)) as database:
            assert await stored(database) == 1

    async def test_several_may_have_it_open_and_see_what_the_others_store(self, url: str) -> None:
        async with await open_database(url) as one, await open_database(url) as other:
            await submit(one, "event-1")
            assert await stored(other) == 1

    async def test_closing_ends_all_threads_and_can_be_done_twice(self, url: str) -> None:
        database = await open_database(url)
        await submit(database, "event-1")
        await database.close()
        await database.close()
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("greenroom")]
        with pytest.raises(StorageError, match="is closed"):
            await stored(database)

    async def test_commits_are_durable_on_a_server_that_would_not_wait_for_the_disk(
        self, server: Server, bare: str
    ) -> None:
        with server.admin() as admin:
            admin.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(bare)))
        async with await open_database(server.url(bare)) as database:
            setting = await database._transactions.write(
                lambda c: c.exec_driver_sql("SHOW synchronous_commit").scalar()
            )
        assert setting == "on"

    async def test_a_schema_of_its_own_is_used_beside_another_programs_tables(self, server: Server, bare: str) -> None:
        run(server.url(bare), "CREATE TABLE theirs (x int)", "CREATE SCHEMA ours")
        url = server.url(bare, options="-csearch_path%3Dours")
        async with await open_database(url) as database:
            await submit(database, "event-1")
        with psycopg.connect(server.url(bare)) as connection:
            assert connection.execute("SELECT count(*) FROM ours.answers").fetchone() == (1,)

    async def test_text_that_postgresql_cannot_hold_is_mended(self, url: str) -> None:
        async with await open_database(url) as database:
            await database.jobs.add(new_job(words="a\0b"))
            (job,) = await database.jobs.claim([JobKind.GRADE], 1, NOON, 30)
            assert job.payload == {"words": "a\0b"}
            assert await database.jobs.bury(job, "bad\0byte", NOON)
            assert [buried.reason for buried in await database.jobs.buried(1)] == ["bad\N{REPLACEMENT CHARACTER}byte"]


class TestLeases:
    async def test_opening_leaves_alone_what_another_process_holds(self, url: str) -> None:
        async with await open_database(url) as one:
            answer_id = await submit(one, "event-1")
            (held,) = await one.jobs.claim([JobKind.GRADE], 1, NOON, 30)
            async with await open_database(url) as other:
                assert not await other.jobs.claim([JobKind.GRADE], 1, NOON + timedelta(seconds=29), 30)
                assert await one.ledger.save_grade(held, answer_id, verdict(), NOON, None)

    async def test_a_lease_that_ran_out_is_taken_over_and_its_late_result_is_fenced(self, url: str) -> None:
        async with await open_database(url) as one, await open_database(url) as other:
            answer_id = await submit(one, "event-1")
            (lost,) = await one.jobs.claim([JobKind.GRADE], 1, NOON, 30)
            (held,) = await other.jobs.claim([JobKind.GRADE], 1, NOON + timedelta(seconds=30), 30)
            assert not await one.ledger.save_grade(lost, answer_id, verdict(), NOON, None)
            assert await other.ledger.save_grade(held, answer_id, verdict(), NOON, None)


class TestReadOnly:
    async def test_it_reads_what_is_committed_and_refuses_to_write(self, url: str) -> None:
        async with await open_database(url) as writing, await open_database(url, read_only=True) as reading:
            await submit(writing, "event-1")
            assert await stored(reading) == 1
            with pytest.raises(StorageError, match="opened for reading only"):
                await reading.jobs.add(new_job())

    async def test_readers_cannot_write(self, url: str) -> None:
        async with await open_database(url) as database:
            with pytest.raises(StorageError, match="can only be read"):
                await database._transactions.read(lambda c: c.exec_driver_sql("DELETE FROM jobs"))

    async def test_a_query_sees_one_state_whatever_is_stored_meanwhile(self, url: str) -> None:
        count = text("SELECT count(*) FROM jobs")
        async with await open_database(url) as database:
            loop = asyncio.get_running_loop()

            def query(connection: Connection) -> list[int]:
                before = connection.execute(count).scalar_one()
                asyncio.run_coroutine_threadsafe(database.jobs.add(new_job()), loop).result(10)
                return [before, connection.execute(count).scalar_one()]

            assert await database._transactions.read(query) == [0, 0]

    async def test_it_does_not_migrate(self, server: Server, bare: str) -> None:
        error = await refusal(server.url(bare), read_only=True)
        assert "schema of another version (none, not" in error.problem
        with psycopg.connect(server.url(bare)) as connection:
            assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


class TestMigrations:
    def test_a_migrated_database_has_the_tables_that_are_declared(self, server: Server, bare: str) -> None:
        migrated, declared = make_engine(read_address(server.url(bare)), 1), self.declared(server)
        with migrated.begin() as connection:
            bring_up_to_date(connection, "it")
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
            found = self.described(connection)
        migrated.dispose()
        assert found == declared

    def declared(self, server: Server) -> set[str]:
        engine = make_engine(read_address(server.url(server.create())), 1)
        with engine.begin() as connection:
            METADATA.create_all(connection)
            found = self.described(connection)
        engine.dispose()
        return found

    def described(self, connection: Connection) -> set[str]:
        """Columns, constraints and indexes, each in a line."""
        assert inspect(connection).has_table("jobs")
        lines = connection.exec_driver_sql(
            "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default)"
            " FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
            " UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))"
            " FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%%'"
            " UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'alembic%%'"
        )
        return set(lines.scalars())

    async def test_a_first_database_is_brought_up_to_date_with_what_is_in_it(self, server: Server, bare: str) -> None:
        engine = make_engine(read_address(server.url(bare)), 1)
        with engine.begin() as connection:
            command.upgrade(schema.alembic_config(connection), "0001")
            connection.exec_driver_sql(FIRST_DATA)
        engine.dispose()
        async with await open_database(server.url(bare)) as database:
            kept = await database.ledger.answer(1, 1)
            assert kept is not None
            assert (kept.answer.text, kept.grade) == ("one", None)
            (job,) = await database.jobs.claim([JobKind.GRADE], 10, NOON, 30)
            assert (job.attempts, job.failures) == (3, 0)

    async def test_of_two_that_start_at_once_one_migrates_and_the_other_waits_for_it(
        self, server: Server, bare: str
    ) -> None:
        engine = make_engine(read_address(server.url(bare)), 1)
        with engine.begin() as connection:
            bring_up_to_date(connection, "it")
            other = asyncio.create_task(open_database(server.url(bare)))
            await until(server, bare, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", 1)
            assert not other.done()
        async with await other as database:
            assert await stored(database) == 0
        engine.dispose()

    async def test_a_migration_that_fails_changes_nothing(
        self, server: Server, bare: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail_late(config: object, _revision: str) -> None:
            connection = config.attributes["connection"]  # type: ignore[attr-defined]
            connection.exec_driver_sql("CREATE TABLE half_way (x int)")
            connection.exec_driver_sql("no such statement")

        monkeypatch.setattr(command, "upgrade", fail_late)
        await refusal(server.url(bare))
        monkeypatch.undo()
        async with await open_database(server.url(bare)) as database:
            assert await stored(database) == 0


FIRST_DATA = """
    INSERT INTO workspaces VALUES (1, 'slack', 'T1');
    INSERT INTO groups VALUES (1, 1, 'C1', NULL);
    INSERT INTO members VALUES (1, 1, 'ada', 'Ada', NULL);
    INSERT INTO answers VALUES (1, 1, 'e1', 1, 1, NULL, 'q', 'one', '2026-11-18 12:00Z', '2026-11-18', 'waiting',
        NULL, NULL, NULL, '{"platform": "slack", "workspace": "T1", "channel": "C1", "user": "ada"}');
    INSERT INTO jobs VALUES (3, 'grade', 'g3', '{}', '2026-11-18 12:00Z', 2, 1, NULL, NULL, NULL, '', NULL);
"""


class TestRefusals:
    async def test_another_programs_database_is_refused_with_two_ways_out(self, server: Server, bare: str) -> None:
        run(server.url(bare), "CREATE TABLE theirs (x int)")
        error = await refusal(server.url(bare))
        assert "has tables of another program" in error.problem
        assert "a database of its own" in error.remedy
        assert "search_path" in error.remedy

    async def test_another_program_that_migrates_with_the_same_tool_is_refused(self, server: Server, bare: str) -> None:
        run(server.url(bare), "CREATE TABLE alembic_version (version_num text)")
        run(server.url(bare), f"INSERT INTO alembic_version VALUES ('{schema.HEAD}')")
        assert "has tables of another program" in (await refusal(server.url(bare))).problem

    async def test_a_newer_versions_database_is_refused(self, server: Server, bare: str) -> None:
        await (await open_database(server.url(bare))).close()
        run(server.url(bare), "UPDATE alembic_version SET version_num = '9999'")
        error = await refusal(server.url(bare))
        assert "newer version" in error.problem
        assert "9999" in error.problem

    async def test_a_wrong_password_is_refused(self, url: str) -> None:
        error = await refusal(with_password(url, SECRET))
        assert error.problem.endswith("does not accept the user or the password")

    async def test_a_missing_password_is_asked_for(
        self, server: Server, bare: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PGPASSFILE", "/nowhere")
        assert (
            "asks for a password" in (await refusal(f"postgresql://greenroom@127.0.0.1:{server.port}/{bare}")).problem
        )

    async def test_a_database_that_is_not_there_is_told_apart(self, server: Server) -> None:
        error = await refusal(server.url("nowhere"))
        assert error.problem == f"the database postgresql://127.0.0.1:{server.port}/nowhere is not there"
        assert "createdb" in error.remedy

    async def test_a_server_that_is_down_is_told_apart(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
        error = await refusal(f"postgresql://bot:{SECRET}@127.0.0.1:{port}/db")
        assert "nothing listens there" in error.problem
        assert "start PostgreSQL" in error.remedy

    async def test_a_socket_that_is_not_there_is_told_apart(self) -> None:
        error = await refusal(f"postgresql://bot:{SECRET}@/db?host=/nowhere")
        assert "there is no server's socket" in error.problem

    @pytest.mark.slow
    async def test_a_server_that_does_not_answer_is_given_up_on(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            error = await refusal(f"postgresql://bot:{SECRET}@127.0.0.1:{port}/db?connect_timeout=1")
        assert "no answer in time" in error.problem

    async def test_a_server_without_tls_is_refused_where_tls_is_asked_for(self, server: Server, bare: str) -> None:
        error = await refusal(server.url(bare, sslmode="require"))
        assert "has no TLS" in error.problem
        assert "sslmode" in error.remedy

    async def test_a_user_who_may_make_no_tables_is_refused(self, server: Server) -> None:
        name = server.create(owner="admin")
        error = await refusal(server.url(name))
        assert "refuses the user" in error.problem
        assert "permission denied for schema public" in error.problem
        assert "GRANT" in error.remedy

    async def test_a_schema_that_is_not_there_is_refused(self, server: Server, bare: str) -> None:
        error = await refusal(server.url(bare, options="-csearch_path%3Dnowhere"))
        assert "no schema to put tables into" in error.problem

    async def test_a_database_that_cannot_store_all_letters_is_refused(self, server: Server) -> None:
        error = await refusal(server.url(server.create(encoding="LATIN1")))
        assert "LATIN1" in error.problem
        assert "--encoding=UTF8" in error.remedy

    async def test_a_server_that_is_too_old_is_refused(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(servers, "OLDEST", 99)
        error = await refusal(url)
        assert "too old" in error.problem
        assert "PostgreSQL 99" in error.remedy

    async def test_a_standby_is_read_and_not_written(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def ask_standby(connection: Connection) -> servers.Server:
            return replace(servers.ask_server(connection), standby=True)

        monkeypatch.setattr(opening, "ask_server", ask_standby)
        error = await refusal(url)
        assert "its server is a standby" in error.problem
        assert "target_session_attrs" in error.remedy
        await (await open_database(url, read_only=True)).close()

    @pytest.mark.parametrize(
        ("words", "problem"),
        [
            ('FATAL:  role "x" does not exist', "does not know the user"),
            ("FATAL:  sorry, too many clients already", "has no connection left"),
            ("FATAL:  the database system is starting up", "is just starting or stopping"),
            ('could not translate host name "x" to address: Name or service not known', "nobody knows its host's name"),
            ('FATAL:  no pg_hba.conf entry for host "1.2.3.4", user "x"', "refuses connections like this one"),
            ("SSL error: certificate verify failed", "TLS failed"),
            ("FATAL:  Passwort-Authentifizierung fehlgeschlagen\nmore", "(FATAL:  Passwort-Authentifizierung fehlg"),
        ],
    )
    def test_what_is_said_while_connecting_is_explained_or_quoted(self, words: str, problem: str) -> None:
        error = storage_error(psycopg.OperationalError(f"connection failed: {words}"), "it")
        assert problem.removeprefix("(") in error.problem
        assert "\n" not in str(error)
        assert error.passes

    @pytest.mark.parametrize(
        ("kind", "passes"),
        [
            (psycopg.errors.DiskFull, True),
            (psycopg.errors.AdminShutdown, True),
            (psycopg.errors.ReadOnlySqlTransaction, True),
            (psycopg.errors.UniqueViolation, False),
            (psycopg.errors.QueryCanceled, False),
            (psycopg.errors.UndefinedTable, False),
            (psycopg.OperationalError, True),
            (psycopg.DataError, False),  # without a code: the driver's own, such as for a NUL in a text
        ],
    )
    def test_what_is_the_servers_trouble_passes_and_what_is_the_rows_does_not(
        self, kind: type[psycopg.Error], passes: bool
    ) -> None:
        assert storage_error(kind("so it is"), "it").passes is passes

    async def test_members_words_are_in_no_error(self, url: str, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        async with await open_database(url) as database:
            place = await database.directory.place_of(ADA, "UTC")
            answer = new_answer(place, text="my own words", revises=4711)
            with pytest.raises(StorageError, match="breaks its rules") as refused:
                await database.ledger.submit(answer, new_job())
        assert "my own words" not in "".join(traceback.format_exception(refused.value))


class TestLooking:
    async def test_a_look_tells_version_schema_and_other_processes(self, server: Server, url: str) -> None:
        look = opening.look_at(url)
        assert (look.revision, look.processes) == (schema.HEAD, 0)
        assert look.server.version.startswith(str(look.server.major))
        run(f"{url}?application_name=greenroom%204711%20elsewhere", "SELECT 1")
        with psycopg.connect(f"{url}?application_name=greenroom%204711%20elsewhere"):
            assert opening.look_at(url).processes == 1

    def test_a_look_makes_nothing(self, server: Server, bare: str) -> None:
        assert opening.look_at(server.url(bare)).revision is None
        assert opening.look_at(server.url(bare)).revision is None

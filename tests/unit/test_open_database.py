from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import StorageError
from bot.core.grading.grade import GradeState
from bot.core.records import JobKind
from bot.core.retry import MAX_ATTEMPTS
from storage import engine, failures
from storage.database import Database, open_database
from storage.failures import storage_error
from storage.location import database_path, refuse_other_kinds
from storage.lock import FileLock
from tests.contracts.opened import new_answer, new_job
from tests.databases import fresh_database
from tests.samples import ADA, NOON, verdict


async def submit(database: Database, event_key: str, text: str = "I would flip it.") -> int:
    place = await database.directory.place_of(ADA, "UTC")
    return (await database.ledger.submit(new_answer(place, event_key, text=text), new_job())).answer.id


async def stored(database: Database) -> int:
    return len(await database.ledger.history(await database.directory.place_of(ADA, "UTC"), 1_000))


async def refusal(url: str | Path, *, read_only: bool = False) -> StorageError:
    with pytest.raises(StorageError) as refused:
        await open_database(str(url), read_only=read_only)
    return refused.value


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


class TestUrls:
    @pytest.mark.parametrize("url", ["sqlite:///data/x.db", "data/x.db", " data/x.db ", "SQLite:///data/x.db"])
    def test_a_relative_path_starts_at_the_working_folder(
        self, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert database_path(url) == tmp_path / "data" / "x.db"

    @pytest.mark.parametrize("url", ["sqlite:////data/x.db", "/data/x.db"])
    def test_an_absolute_path_is_taken_as_it_is(self, url: str) -> None:
        assert database_path(url) == Path("/data/x.db")

    @pytest.mark.parametrize("url", ["sqlite:///~/x.db", "~/x.db"])
    def test_a_tilde_is_the_home_folder(self, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        assert database_path(url) == tmp_path / "x.db"

    def test_two_names_of_one_file_are_one_path(self, tmp_path: Path) -> None:
        (tmp_path / "link.db").symlink_to(tmp_path / "x.db")
        assert database_path(str(tmp_path / "link.db")) == tmp_path / "x.db"

    @pytest.mark.parametrize("url", ["", "  ", ":memory:", "sqlite://", "sqlite:///", "sqlite:///:memory:"])
    def test_a_url_without_a_file_is_refused(self, url: str) -> None:
        with pytest.raises(StorageError, match="names no file; name a file"):
            database_path(url)

    @pytest.mark.parametrize("url", ["sqlite://x.db", "x\0.db", "~nobody-of-this-name/x.db"])
    def test_a_url_that_cannot_be_a_path_is_refused(self, url: str) -> None:
        with pytest.raises(StorageError, match="name a file in GREENROOM_DATABASE_URL"):
            database_path(url)

    def test_another_kind_of_database_is_refused_without_telling_its_password(self) -> None:
        with pytest.raises(StorageError) as refused:
            database_path("mysql://bot:secret@host/greenroom")
        assert "write sqlite:///FILE or postgresql://" in str(refused.value)
        assert "mysql://" in str(refused.value)
        assert "secret" not in str(refused.value)


class TestOpening:
    async def test_a_database_is_made_with_its_folder_for_its_owner_only(self, tmp_path: Path) -> None:
        path = tmp_path / "deep" / "er" / "greenroom.db"
        async with await open_database(f"sqlite:///{path}") as database:
            await submit(database, "event-1")
            for file in path.parent.iterdir():
                assert stat.S_IMODE(file.stat().st_mode) == 0o600, file

    async def test_what_was_stored_is_there_after_reopening(self, tmp_path: Path) -> None:
        path = str(fresh_database(tmp_path))
        async with await open_database(path) as database:
            await submit(database, "event-1")
        async with await open_database(path) as database:
            assert await stored(database) == 1

    async def test_paths_with_marks_that_mean_something_in_urls_work(self, tmp_path: Path) -> None:
        path = tmp_path / "100% of what? #1 ü" / "green room?mode=memory.db"
        async with await open_database(str(path)) as database:
            await submit(database, "event-1")
        assert path.stat().st_size > 0

    async def test_a_second_opening_is_refused_until_the_first_is_closed(self, tmp_path: Path) -> None:
        path = fresh_database(tmp_path)
        async with await open_database(str(path)):
            error = await refusal(path)
            assert str(path) in error.problem
            assert str(os.getpid()) in error.problem
        async with await open_database(str(path)) as database:
            assert await stored(database) == 0

    async def test_closing_ends_all_threads_and_can_be_done_twice(self, tmp_path: Path) -> None:
        database = await open_database(str(fresh_database(tmp_path)))
        await submit(database, "event-1")
        await database.close()
        await database.close()
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("greenroom")]

    async def test_a_closed_database_says_so(self, tmp_path: Path) -> None:
        database = await open_database(str(fresh_database(tmp_path)))
        place = await database.directory.place_of(ADA, "UTC")
        await database.close()
        with pytest.raises(StorageError, match="is closed"):
            await database.ledger.submit(new_answer(place), new_job())
        with pytest.raises(StorageError, match="is closed"):
            await database.ledger.history(place, 1)

    async def test_commits_are_set_to_survive_a_power_cut(self, tmp_path: Path) -> None:
        async with await open_database(str(fresh_database(tmp_path))) as database:
            settings = await database._transactions.write(
                lambda c: {
                    name: c.exec_driver_sql(f"PRAGMA {name}").scalar()
                    for name in ("journal_mode", "synchronous", "foreign_keys")
                }
            )
        assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

    async def test_readers_cannot_write(self, tmp_path: Path) -> None:
        async with await open_database(str(fresh_database(tmp_path))) as database:
            with pytest.raises(StorageError, match="cannot be written"):
                await database._transactions.read(lambda c: c.exec_driver_sql("DELETE FROM jobs"))


class TestLeases:
    async def test_reopening_frees_what_a_dead_process_held(self, tmp_path: Path) -> None:
        path = str(fresh_database(tmp_path))
        async with await open_database(path) as database:
            answer_id = await submit(database, "event-1")
            (lost,) = await database.jobs.claim([JobKind.GRADE], 1, NOON, 30)
        async with await open_database(path) as database:
            (held,) = await database.jobs.claim([JobKind.GRADE], 1, NOON, 30)
            assert held.attempts == 2
            assert not await database.ledger.save_grade(lost, answer_id, verdict(), NOON, None)
            assert await database.ledger.save_grade(held, answer_id, verdict(), NOON, None)

    async def test_a_job_that_process_after_process_dies_of_is_buried(self, tmp_path: Path) -> None:
        path = str(fresh_database(tmp_path))
        async with await open_database(path) as database:
            await database.jobs.add(new_job("deadly"))
            await database.jobs.add(new_job("harmless", due_at=NOON.replace(year=2027)))
        for _ in range(MAX_ATTEMPTS):
            async with await open_database(path) as database:
                assert len(await database.jobs.claim([JobKind.GRADE], 1, NOON, 30)) == 1
        async with await open_database(path) as database:
            (buried,) = await database.jobs.buried(10)
            assert (buried.key, buried.reason) == ("deadly", "the process ended 8 times while this job ran")
            assert (await database.jobs.counts()).waiting == 1
            assert await database.jobs.redrive(buried.id, NOON)
        async with await open_database(path) as database:
            assert len(await database.jobs.claim([JobKind.GRADE], 1, NOON, 30)) == 1


class TestUnusableFiles:
    @pytest.mark.parametrize("path", ["file/greenroom.db", "file/deep/greenroom.db"])
    async def test_a_folder_that_cannot_be_made_is_named(self, tmp_path: Path, path: str) -> None:
        (tmp_path / "file").touch()
        error = await refusal(tmp_path / path)
        assert str((tmp_path / path).parent) in error.problem
        assert "GREENROOM_DATABASE_URL" in error.remedy

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody can write")
    async def test_a_folder_in_which_nothing_can_be_made_is_named(self) -> None:
        assert "/proc/" in (await refusal("/proc/greenroom.db")).problem

    async def test_a_folder_in_place_of_a_file_is_refused(self, tmp_path: Path) -> None:
        error = await refusal(tmp_path)
        assert str(error) == f"the database {tmp_path} is a folder; name a file, such as {tmp_path / 'greenroom.db'}"

    async def test_a_pipe_is_refused_without_waiting_for_it(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert "is not a regular file" in (await refusal(tmp_path / "pipe")).problem

    @pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.ENOSPC])
    async def test_a_file_that_the_system_refuses_is_named_with_the_reason(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
    ) -> None:
        path = fresh_database(tmp_path)
        really_open = os.open

        def refuse(name: Path, flags: int, mode: int = 0o777) -> int:
            if name == path:
                raise OSError(code, os.strerror(code), str(name))
            return really_open(name, flags, mode)

        monkeypatch.setattr(os, "open", refuse)
        error = await refusal(path)
        assert str(path) in error.problem
        assert os.strerror(code) in error.problem
        assert "make its folder writable" in error.remedy

    async def test_a_path_that_cannot_be_reached_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(_path: Path) -> os.stat_result:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr(Path, "stat", refuse)
        with pytest.raises(StorageError, match="cannot reach the database"):
            refuse_other_kinds(tmp_path / "greenroom.db")

    @pytest.mark.parametrize("content", [b"garbage " * 1_000, b"x", b"SQLite format 3\0" + b"\xff" * 5_000])
    async def test_what_is_not_a_database_is_refused_and_left_as_it_was(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "greenroom.db"
        path.write_bytes(content)
        error = await refusal(path)
        assert str(path) in error.problem
        assert path.read_bytes() == content
        assert files_in(tmp_path) == [path]

    async def test_another_programs_database_is_refused_and_left_as_it_was(self, tmp_path: Path) -> None:
        path = tmp_path / "other.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE theirs (x)")
        before = path.read_bytes()
        assert "belongs to another program" in (await refusal(path)).problem
        assert path.read_bytes() == before
        assert files_in(tmp_path) == [path]

    async def test_a_file_that_became_another_programs_before_it_was_locked_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "greenroom.db"
        really_acquire = FileLock.acquire

        def acquire_late(lock: FileLock) -> None:
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("CREATE TABLE theirs (x)")
            really_acquire(lock)

        monkeypatch.setattr(FileLock, "acquire", acquire_late)
        assert "belongs to another program" in (await refusal(path)).problem
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("theirs",)]

    async def test_a_migration_that_a_killed_process_left_half_written_is_taken_back(self, tmp_path: Path) -> None:
        path, scratch = fresh_database(tmp_path), tmp_path / "scratch.db"
        shutil.copy(path, scratch)
        whole = path.stat().st_size
        with closing(sqlite3.connect(scratch, isolation_level=None)) as connection:
            connection.execute("PRAGMA cache_size=1")  # so that changes reach the file before they are committed
            connection.execute("BEGIN")
            connection.execute("CREATE TABLE later (x)")
            connection.executemany("INSERT INTO later VALUES (?)", [("word " * 1_000,)] * 20)
            for suffix in ("", "-journal"):
                shutil.copy(f"{scratch}{suffix}", f"{path}{suffix}")
        assert path.stat().st_size > whole
        async with await open_database(str(path)) as database:
            assert await stored(database) == 0
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT name FROM sqlite_schema WHERE name = 'later'").fetchall() == []

    async def test_a_newer_versions_database_is_refused_and_left_as_it_was(self, tmp_path: Path) -> None:
        path = fresh_database(tmp_path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.commit()
        before = path.read_bytes()
        error = await refusal(path)
        assert "newer version" in error.problem
        assert "9999" in error.problem
        assert path.read_bytes() == before

    async def test_a_damaged_database_says_so_when_it_is_met(self, tmp_path: Path) -> None:
        path = fresh_database(tmp_path)
        async with await open_database(str(path)) as database:
            for number in range(50):
                await submit(database, f"event-{number}", text="word " * 1_000)
        pages = [path.read_bytes()[start : start + 4096] for start in range(0, path.stat().st_size, 4096)]
        with path.open("r+b") as file:
            for number, page in enumerate(pages):
                if page.count(b"word ") > 500:  # full of answers' text, which opening does not read
                    file.seek(number * 4096)
                    file.write(b"\xa5" * 4096)
        async with await open_database(str(path)) as database:
            with pytest.raises(StorageError, match="is damaged; stop Greenroom, keep a copy") as damaged:
                await stored(database)
            assert "word word" not in str(damaged.value)

    async def test_a_failed_opening_leaves_no_lock_behind(self, tmp_path: Path) -> None:
        path = tmp_path / "greenroom.db"
        path.write_bytes(b"garbage " * 1_000)
        await refusal(path)
        path.unlink()
        async with await open_database(str(path)) as database:
            assert await stored(database) == 0

    @pytest.mark.parametrize("opened_before", [True, False])
    async def test_a_database_that_another_program_writes_to_is_refused_after_a_while(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened_before: bool
    ) -> None:
        path = fresh_database(tmp_path)
        monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 1)
        monkeypatch.setattr(engine, "_ALWAYS", ("PRAGMA busy_timeout=1",))
        if opened_before:  # then its log is a WAL; if not, switching to that is what fails
            await (await open_database(str(path))).close()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert "held by another program" in (await refusal(path)).problem
        async with await open_database(str(path)) as database:
            assert await stored(database) == 0


class TestFullDisk:
    async def test_a_full_disk_is_said_loses_nothing_and_is_over_when_there_is_space(self, tmp_path: Path) -> None:
        async with await open_database(str(fresh_database(tmp_path))) as database:
            await submit(database, "event-1")
            await self._limit(database, pages=60)
            with pytest.raises(StorageError, match="the disk is full; free some space"):
                await submit(database, "too large", text="word " * 100_000)
            assert await stored(database) == 1
            await self._limit(database, pages=1_000_000)
            await submit(database, "too large", text="word " * 100_000)
            assert await stored(database) == 2
            assert (await database.jobs.counts()).waiting == 2

    async def _limit(self, database: Database, pages: int) -> None:
        await database._transactions.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={pages}"))


class TestReadOnly:
    async def test_it_reads_beside_a_writer_and_sees_what_is_committed(self, tmp_path: Path) -> None:
        path = str(fresh_database(tmp_path))
        async with (
            await open_database(path) as writing,
            await open_database(path, read_only=True) as reading,
        ):
            answer_id = await submit(writing, "event-1")
            place = await reading.directory.place_of(ADA, "UTC")
            found = await reading.ledger.answer(place.workspace_id, answer_id)
            assert found is not None
            assert found.answer.state is GradeState.WAITING

    async def test_it_refuses_to_write(self, tmp_path: Path) -> None:
        path = str(fresh_database(tmp_path))
        async with await open_database(path, read_only=True) as database:
            with pytest.raises(StorageError, match="opened for reading only"):
                await database.jobs.add(new_job())

    async def test_it_makes_nothing(self, tmp_path: Path) -> None:
        error = await refusal(tmp_path / "deep" / "greenroom.db", read_only=True)
        assert "there is no database" in error.problem
        assert not (tmp_path / "deep").exists()

    async def test_it_does_not_migrate(self, tmp_path: Path) -> None:
        (tmp_path / "greenroom.db").touch()
        error = await refusal(tmp_path / "greenroom.db", read_only=True)
        assert "schema of another version (none, not" in error.problem
        assert (tmp_path / "greenroom.db").stat().st_size == 0

    async def test_it_reads_what_a_killed_process_left_in_its_log(self, tmp_path: Path) -> None:
        path, copies = fresh_database(tmp_path), tmp_path / "copies"
        copies.mkdir()
        async with await open_database(str(path)) as database:
            await submit(database, "event-1")
            for name in ("greenroom.db", "greenroom.db-wal"):
                shutil.copy(tmp_path / name, copies)
        async with await open_database(str(copies / "greenroom.db"), read_only=True) as database:
            assert await stored(database) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_FULL", "the disk is full; free some space"),
        ("SQLITE_IOERR_WRITE", "cannot be read or written; check the disk"),
        ("SQLITE_READONLY_DBMOVED", "cannot be written; make the file and its folder writable"),
        ("SQLITE_CANTOPEN_ISDIR", "cannot be opened; check that the file"),
        ("SQLITE_CORRUPT_INDEX", "is damaged; stop Greenroom, keep a copy"),
        ("SQLITE_CONSTRAINT_FOREIGNKEY", "breaks its rules; report this"),
        ("SQLITE_MISUSE", "cannot be used (some message)"),
    ],
)
def test_every_error_of_the_driver_names_the_file_and_a_remedy(name: str, words: str) -> None:
    error = sqlite3.OperationalError("some message")
    error.sqlite_errorname = name
    told = str(storage_error(error, Path("/data/greenroom.db")))
    assert "/data/greenroom.db" in told
    assert words in told


@pytest.mark.parametrize(
    ("name", "passes"),
    [
        ("SQLITE_FULL", True),
        ("SQLITE_BUSY_SNAPSHOT", True),
        ("SQLITE_IOERR_FSYNC", True),
        ("SQLITE_CONSTRAINT_UNIQUE", False),
        ("SQLITE_CORRUPT", False),
        ("SQLITE_MISUSE", False),
    ],
)
def test_what_is_the_files_trouble_passes_and_what_is_the_rows_does_not(name: str, passes: bool) -> None:
    error = sqlite3.OperationalError("some message")
    error.sqlite_errorname = name
    assert storage_error(error, Path("/data/greenroom.db")).passes is passes


def test_an_error_without_a_system_message_still_has_a_reason() -> None:
    assert "(odd)" in failures.file_error(OSError("odd"), Path("/data/x.db"), "lock").problem

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.core.errors import StorageError
from bot.core.groups.settings import GroupSettings
from bot.core.records import JobKind, Origin, Posting
from storage import schema
from storage.database import open_database
from storage.engine import writing_engine
from storage.migrations import __main__ as revising
from storage.tables import METADATA
from tests.databases import fresh_database
from tests.samples import NOON

LAST = schema.HEAD
NEXT_NUMBER = f"{int(LAST) + 1:04}"
NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = "{before}"

def upgrade():
    op.create_table("later", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("workspaces") as batch:
        batch.add_column(sa.Column("plan", sa.String, nullable=True))
    {more}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database at the last revision, with a workspace and a group in it."""
    path = fresh_database(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO workspaces VALUES (1, 'slack', 'T1')")
        connection.execute("INSERT INTO groups (id, workspace_id, channel) VALUES (1, 1, 'C1')")
        connection.commit()
    return path


def with_next_revision(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "pass") -> None:
    """Make as if this version had one revision more."""
    migrations = folder / "migrations"
    shutil.copytree(schema._MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    later = NEXT.format(number=NEXT_NUMBER, before=LAST, more=more)
    (migrations / "versions" / f"{NEXT_NUMBER}_later.py").write_text(later)
    monkeypatch.setattr(schema, "_MIGRATIONS", migrations)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, NEXT_NUMBER))
    monkeypatch.setattr(schema, "HEAD", NEXT_NUMBER)


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def lines(path: Path) -> list[tuple[object, list[str]]]:
    """What the file says of its tables and indexes, whatever the order of constraints.

    SQLite puts the name of a table that was made anew in quotes.
    """
    named = rows(path, "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    plain = [(name, str(sql).replace(f'CREATE TABLE "{name}"', f"CREATE TABLE {name}")) for name, sql in named]
    return [(name, sorted(re.split(r",?\s*\n\s*|, ", sql))) for name, sql in plain if name != "alembic_version"]


def test_the_known_revisions_are_those_of_the_migrations() -> None:
    scripts = ScriptDirectory(str(schema._MIGRATIONS))
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == schema.REVISIONS
    assert scripts.get_heads() == [schema.HEAD]


def test_a_migrated_database_has_the_tables_that_are_declared(tmp_path: Path) -> None:
    migrated, declared = fresh_database(tmp_path), tmp_path / "declared.db"
    declared.touch()
    for engine, act in ((writing_engine(migrated), None), (writing_engine(declared), METADATA.create_all)):
        with engine.begin() as connection:
            if act:
                act(connection)
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        engine.dispose()
    assert lines(migrated) == lines(declared)


def old_database(folder: Path, revision: str, data: str) -> Path:
    """A database as an earlier version left it."""
    path = folder / "greenroom.db"
    path.touch()
    engine = writing_engine(path)
    with engine.begin() as connection:
        command.upgrade(schema.alembic_config(connection), revision)
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(data)
    return path


def first_revision(folder: Path) -> Path:
    """A database as the first version left it: a graded answer and one that waits."""
    return old_database(folder, "0001", FIRST_DATA)


FIRST_DATA = """
    INSERT INTO workspaces VALUES (1, 'slack', 'T1');
    INSERT INTO groups VALUES (1, 1, 'C1', NULL);
    INSERT INTO members VALUES (1, 1, 'ada', 'Ada', NULL);
    INSERT INTO answers VALUES
        (1, 1, 'e1', 1, 1, NULL, 'q', 'one', '2026-11-18 12:00:00', '2026-11-18', 'graded', NULL, NULL, NULL, '{}'),
        (2, 1, 'e2', 1, 1, NULL, 'q', 'two', '2026-11-18 12:00:00', '2026-11-18', 'waiting', NULL, NULL, NULL, '{}');
    INSERT INTO grades VALUES
        (5, 1, 1, 'grade:1', 'coverage', 'm', '1', 1, 40, 30, 50, '{}', '2026-11-18 12:01:00'),
        (6, 1, 1, 'grade-again', 'coverage', 'm', '1', 1, 60, 50, 70, '{}', '2026-11-18 12:02:00');
"""


def test_the_newest_grade_of_a_first_database_goes_on_to_count(tmp_path: Path) -> None:
    path = first_revision(tmp_path)
    schema.bring_up_to_date(path)
    assert rows(path, "SELECT id, grade_id FROM answers ORDER BY id") == [(1, 6), (2, None)]
    assert rows(path, "SELECT id, total, stand_in FROM grades ORDER BY id") == [(5, 40.0, 0), (6, 60.0, 0)]
    assert rows(schema.backup_path(path, "0001"), "SELECT count(*) FROM grades") == [(2,)]


def test_answers_of_a_first_database_still_never_share_an_id(tmp_path: Path) -> None:
    path = first_revision(tmp_path)
    schema.bring_up_to_date(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM answers WHERE id = 2")
        fields = (
            "workspace_id, event_key, group_id, member_id, question_id, text, submitted_at, local_date, state, origin"
        )
        values = "1, 'e3', 1, 1, 'q', 'three', '2026-11-18', '2026-11-18', 'waiting', '{}'"
        made = connection.execute(f"INSERT INTO answers ({fields}) VALUES ({values}) RETURNING id").fetchone()
    assert made == (3,)


SECOND_DATA = """
    INSERT INTO jobs VALUES
        (3, 'grade', 'g3', '{}', '2026-11-18 12:00:00', 9, 1, NULL, NULL, NULL, 'the judge is unavailable', NULL),
        (4, 'grade', 'g4', '{}', '2026-11-18 12:00:00', 2, 0, 't', '2026-11-18 12:00:30', NULL, '', NULL),
        (5, 'grade', 'g5', '{}', '2026-11-18 12:00:00', 8, 0, NULL, NULL, 'buried', 'bad', '2026-11-18 12:01:00');
"""


async def test_jobs_of_a_second_database_start_with_no_failures_and_all_else_as_it_was(tmp_path: Path) -> None:
    path = old_database(tmp_path, "0002", SECOND_DATA)
    columns = "id, key, due_at, attempts, lost_leases, token, leased_until, outcome, reason, ended_at"
    before = rows(path, f"SELECT {columns} FROM jobs ORDER BY id")
    schema.bring_up_to_date(path)
    assert rows(path, f"SELECT {columns} FROM jobs ORDER BY id") == before
    assert rows(path, "SELECT failures FROM jobs") == [(0,)] * 3
    async with await open_database(str(path)) as database:
        jobs = await database.jobs.claim([JobKind.GRADE], 10, NOON, 30)
        assert [(job.id, job.attempts, job.failures) for job in jobs] == [(3, 10, 0), (4, 3, 0)]
        assert await database.jobs.retry(jobs[0], NOON, "bad", failed=True)
        assert [job.failures for job in await database.jobs.claim([JobKind.GRADE], 10, NOON, 30)] == [1]


def test_jobs_of_a_second_database_still_never_share_an_id(tmp_path: Path) -> None:
    path = old_database(tmp_path, "0002", SECOND_DATA)
    schema.bring_up_to_date(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM jobs WHERE id = 5")
        fields = "kind, key, payload, due_at, attempts, lost_leases, reason"
        made = connection.execute(
            f"INSERT INTO jobs ({fields}) VALUES ('grade', 'g6', '{{}}', '2026-11-18', 0, 0, '') RETURNING id"
        ).fetchone()
    assert made == (6,)


THIRD_DATA = """
    INSERT INTO workspaces VALUES (1, 'slack', 'T1');
    INSERT INTO groups VALUES (1, 1, 'C1', 'Asia/Tokyo');
    INSERT INTO members VALUES (1, 1, 'ada', 'Ada', NULL);
    INSERT INTO postings VALUES (7, 1, 1, 'day:2026-11-18', 'q', 'meta', '2026-11-18 12:00:00', '2026-11-18');
    INSERT INTO answers VALUES
        (1, 1, 'e1', 1, 1, 7, 'q', 'one', '2026-11-18 12:00:00', '2026-11-18', 'waiting', NULL, NULL, NULL,
         '{"platform": "slack", "workspace": "T1", "channel": "C1", "user": "ada"}', NULL);
    INSERT INTO judge_calls VALUES
        (3, 1, 1, 1, 1, 'claude', 'm', 1, 10, 20, 0, 0, 2.5, 0.5, 'timeout', '2026-11-18 12:01:00');
    INSERT INTO jobs VALUES
        (4, 'grade', 'grade:1', '{"answer_id": 1, "workspace_id": 1}', '2026-11-18 12:00:00', 0, 0, NULL, NULL, NULL,
         '', NULL, 0),
        (5, 'grade', 'other', '{}', '2026-11-18 12:00:00', 0, 0, NULL, NULL, NULL, '', NULL, 0);
"""


async def test_a_third_database_keeps_what_it_has_and_its_members_can_be_forgotten(tmp_path: Path) -> None:
    path = old_database(tmp_path, "0003", THIRD_DATA)
    schema.bring_up_to_date(path)
    assert rows(path, "SELECT id, answer_id FROM jobs ORDER BY id") == [(4, 1), (5, None)]
    origin = Origin("slack", "T1", "C1", "ada")
    async with await open_database(str(path)) as database:
        place = await database.directory.place_of(origin, "UTC")
        posting = await database.postings.latest_posting(place)
        assert posting == Posting(7, 1, "q", NOON, NOON.date(), "meta")
        group = await database.directory.group(1, 1)
        assert group is not None
        assert group.settings == GroupSettings(time_zone="Asia/Tokyo")
        [found] = await database.ledger.answers_to_posting(1, 7)
        assert found.answer.origin == origin
        assert await database.ledger.forget(place) == 1
        assert [call.usage.cost_usd for call in await database.accounts.calls()] == [0.5]
    assert rows(path, "SELECT id FROM jobs") == [(5,)]


def test_answers_and_jobs_of_a_third_database_still_never_share_an_id(tmp_path: Path) -> None:
    path = old_database(tmp_path, "0003", THIRD_DATA)
    schema.bring_up_to_date(path)
    keeping = rows(path, "SELECT name FROM sqlite_sequence ORDER BY name")
    assert keeping == [("answers",), ("jobs",)]
    for table in ("answers", "grades", "jobs"):
        assert "AUTOINCREMENT" in str(rows(path, f"SELECT sql FROM sqlite_schema WHERE name = '{table}'"))


def test_opening_a_current_database_does_not_load_the_migration_tool(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys; from storage.database import open_database;"
        "asyncio.run(asyncio.run(open_database(sys.argv[1])).close()); print('alembic' in sys.modules)"
    )
    for expected in ("True", "False"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "new.db")], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == expected


def test_an_older_database_is_migrated_and_copied_first(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_next_revision(tmp_path, monkeypatch)
    schema.bring_up_to_date(path)
    assert schema.revision_of(path, "rw") == NEXT_NUMBER
    assert rows(path, "SELECT platform, external_id, plan FROM workspaces") == [("slack", "T1", None)]
    assert rows(path, "SELECT workspace_id, channel FROM groups") == [(1, "C1")]
    copy = schema.backup_path(path, LAST)
    assert rows(copy, "SELECT * FROM workspaces") == [(1, "slack", "T1")]
    assert rows(copy, "SELECT version_num FROM alembic_version") == [(LAST,)]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_migration_that_fails_changes_nothing_and_can_be_tried_again(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_next_revision(tmp_path / "bad", monkeypatch, more="op.execute('no such statement')")
    before = lines(path)
    with pytest.raises(StorageError, match=str(path)):
        schema.bring_up_to_date(path)
    assert lines(path) == before
    monkeypatch.undo()
    with_next_revision(tmp_path / "good", monkeypatch)
    schema.bring_up_to_date(path)
    assert schema.revision_of(path, "rw") == NEXT_NUMBER
    assert rows(schema.backup_path(path, LAST), "SELECT * FROM workspaces") == [(1, "slack", "T1")]


def test_a_migration_that_would_break_links_is_undone(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_next_revision(tmp_path, monkeypatch, more="op.execute('DELETE FROM workspaces')")
    with pytest.raises(StorageError, match="would break links"):
        schema.bring_up_to_date(path)
    assert rows(path, "SELECT * FROM workspaces") == [(1, "slack", "T1")]


def test_a_half_written_copy_is_made_anew(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = schema.backup_path(path, LAST)
    copy.with_name(f"{copy.name}.unfinished").write_bytes(b"half")
    with_next_revision(tmp_path, monkeypatch)
    schema.bring_up_to_date(path)
    assert rows(copy, "SELECT * FROM workspaces") == [(1, "slack", "T1")]
    assert not copy.with_name(f"{copy.name}.unfinished").exists()


def test_a_new_database_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    path.touch()
    schema.bring_up_to_date(path)
    assert [file.name for file in tmp_path.iterdir()] == ["new.db"]


def test_the_next_migration_is_written_from_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    migrations = tmp_path / "migrations"
    shutil.copytree(schema._MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "_MIGRATIONS", migrations)
    revising.main("add nothing")
    number = f"{int(schema.HEAD) + 1:04}"
    written = (migrations / "versions" / f"{number}_add_nothing.py").read_text()
    assert f'down_revision = "{schema.HEAD}"' in written.replace("'", '"')
    assert "pass" in written
    assert f"{number}_add_nothing.py" in capsys.readouterr().out

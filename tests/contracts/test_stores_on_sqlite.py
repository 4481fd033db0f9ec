from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests.contracts.accounts import AccountsContract
from tests.contracts.directory import DirectoryContract
from tests.contracts.job_queue import JobQueueContract
from tests.contracts.ledger import LedgerContract
from tests.contracts.postings import PostingsContract
from tests.databases import fresh_database
from tests.samples import ADA


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Database]:
    async with await open_database(str(fresh_database(tmp_path))) as database:
        yield database


class TestSqlDirectory(DirectoryContract):
    async def test_a_members_new_name_is_taken_over_and_a_missing_one_is_not(self, stores: Database) -> None:
        for name in ("", "Ada", "Countess", ""):
            await stores.directory.place_of(replace(ADA, user_name=name), "UTC")
        with closing(sqlite3.connect(stores.path)) as connection:
            assert connection.execute("SELECT name FROM members").fetchall() == [("Countess",)]

    @pytest.mark.parametrize(
        ("of_member", "of_group", "expected"),
        [(None, None, "UTC"), (None, "Asia/Tokyo", "Asia/Tokyo"), ("Europe/Berlin", "Asia/Tokyo", "Europe/Berlin")],
    )
    async def test_days_are_the_members_own_else_the_groups_else_the_defaults(
        self, stores: Database, of_member: str | None, of_group: str | None, expected: str
    ) -> None:
        await stores.directory.place_of(ADA, "UTC")
        with closing(sqlite3.connect(stores.path)) as connection:
            connection.execute("UPDATE members SET time_zone = ?", (of_member,))
            connection.execute("UPDATE groups SET time_zone = ?", (of_group,))
            connection.commit()
        assert (await stores.directory.place_of(ADA, "UTC")).time_zone == expected

    async def test_a_group_without_a_zone_has_the_default(self, stores: Database) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        ids = place.workspace_id, place.group_id
        assert await stores.directory.group_time_zone(*ids, "Asia/Tokyo") == "Asia/Tokyo"
        with closing(sqlite3.connect(stores.path)) as connection:
            connection.execute("UPDATE groups SET time_zone = 'Europe/Berlin'")
            connection.execute("UPDATE members SET time_zone = 'America/Lima'")
            connection.commit()
        assert await stores.directory.group_time_zone(*ids, "Asia/Tokyo") == "Europe/Berlin"


class TestSqlPostings(PostingsContract):
    pass


class TestSqlLedger(LedgerContract):
    pass


class TestSqlAccounts(AccountsContract):
    pass


class TestSqlJobQueue(JobQueueContract):
    pass

"""A database of before interviews counted for streaks, brought up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, insert

from storage import schema
from storage.database import open_database
from storage.engine import writing_engine
from storage.interview_tables import INTERVIEWS
from storage.interviews import _values
from storage.postgresql.address import read_address
from storage.postgresql.engine import make_engine
from tests.contracts.interviews import PLACE, SOON, later, opened
from tests.postgres import running_server
from tests.samples import ADA, NOON

ROWS = (
    f"INSERT INTO workspaces (id, platform, external_id) VALUES (1, '{ADA.platform}', '{ADA.workspace}')",
    f"INSERT INTO groups (id, workspace_id, channel) VALUES (1, 1, '{ADA.channel}')",
    f"INSERT INTO members (id, workspace_id, external_id, name) VALUES (1, 1, '{ADA.user}', '')",
)


def left_by_the_fourteenth(connection: Connection) -> None:
    """An interview under way, as revision 0014 keeps it."""
    command.upgrade(schema.alembic_config(connection), "0014")
    for row in ROWS:
        connection.exec_driver_sql(row)
    connection.execute(insert(INTERVIEWS), _values(opened().kept, SOON))


@pytest.fixture(params=["sqlite", "postgresql"])
def fourteenth(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database at revision 0014; where it is."""
    if request.param == "sqlite":
        path = tmp_path / "greenroom.db"
        path.touch()
        where, engine = str(path), writing_engine(path)
    else:
        server = running_server()
        where = server.url(server.create())
        engine = make_engine(read_address(where), 1)
    with engine.begin() as connection:
        left_by_the_fourteenth(connection)
    engine.dispose()
    return where


async def test_an_interview_of_before_is_kept_and_counts_from_its_next_answer_on(fourteenth: str) -> None:
    told = opened()
    async with await open_database(fourteenth) as database:
        assert await database.interviews.get(1, "one") == told.kept
        assert not (await database.ledger.practised(PLACE)).days
        assert await database.interviews.take(later(told), "event-2", SOON, (), NOON) is not None
    async with await open_database(fourteenth) as database:
        assert (await database.ledger.practised(PLACE)).days == [NOON.date()]
        assert (await database.directory.place_of(ADA, "UTC")).member_id == PLACE.member_id

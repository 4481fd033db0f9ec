"""A database of before there were tokens that expire and channels that get new ids, brought up to date."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command

from bot.core.installations import Installation
from bot.core.records import Origin
from storage import schema
from storage.database import open_database
from storage.engine import writing_engine
from storage.postgresql.address import read_address
from storage.postgresql.engine import make_engine
from tests.postgres import running_server
from tests.samples import NOON

ADA = Origin("slack", "T1", "G1", "ada")
TWELFTH_DATA = (
    "INSERT INTO workspaces (id, platform, external_id) VALUES (1, 'slack', 'T1')",
    "INSERT INTO groups (id, workspace_id, channel, time_zone) VALUES (7, 1, 'G1', 'Asia/Tokyo')",
    "INSERT INTO members (id, workspace_id, external_id, name) VALUES (3, 1, 'ada', 'Ada')",
    "INSERT INTO installations VALUES (5, 'slack', 'T1', 'Study', 'sealed', 'U1', 'B1', 'chat:write', '{noon}')",
)
KEPT = Installation("slack", "T1", "Study", "sealed", "U1", "B1", "chat:write", NOON)


@pytest.fixture(params=["sqlite", "postgresql"])
def twelfth(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database at revision 0012 with a group, a member and an installation; where it is."""
    if request.param == "sqlite":
        path = tmp_path / "greenroom.db"
        path.touch()
        where, engine, noon = str(path), writing_engine(path), "2026-11-18 12:00:00"
    else:
        server = running_server()
        where = server.url(server.create())
        engine, noon = make_engine(read_address(where), 1), "2026-11-18 12:00Z"
    with engine.begin() as connection:
        command.upgrade(schema.alembic_config(connection), "0012")
        for statement in TWELFTH_DATA:
            connection.exec_driver_sql(statement.format(noon=noon))
    engine.dispose()
    return where


async def test_a_twelfth_database_keeps_what_it_has_and_learns_the_new(twelfth: str) -> None:
    for _ in range(2):  # the second time it is up to date already
        async with await open_database(twelfth) as database:
            assert await database.installations.find("slack", "T1") == KEPT
            assert not await database.installations.begin_refresh(KEPT, NOON, NOON)
            place = await database.directory.place_of(ADA, "UTC")
            assert (place.group_id, place.time_zone, place.moves) == (7, "Asia/Tokyo", ())
    async with await open_database(twelfth) as database:
        assert await database.channel_ids.change("slack", "T1", "G1", "C1", NOON)
        assert (await database.directory.place_of(ADA, "UTC")).group_id == 7
        later = replace(KEPT, sealed_refresh_token="next", expires_at=NOON + timedelta(hours=12))
        await database.installations.save(later)
        assert await database.installations.begin_refresh(later, NOON, NOON)

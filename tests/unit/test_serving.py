from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest

from bot.bootstrap.running import Greenroom
from bot.bootstrap.serving import run_all
from bot.core.errors import StorageError
from tests.fakes.log import FakeLog


@dataclass
class Connected:
    """A platform that stays connected until it is told to end."""

    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        await self.ended.wait()


async def test_a_database_that_is_away_is_told_in_one_line_and_what_is_due_is_looked_for_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log, platform = FakeLog(), Connected()

    async def tick() -> None:
        asyncio.get_running_loop().call_soon(platform.ended.set)
        raise StorageError("nothing listens there", "start PostgreSQL", passes=True)

    crew = SimpleNamespace(run=asyncio.Event().wait)
    await run_all(cast("Greenroom", SimpleNamespace(tick=tick, log=log, crew=crew)), [platform])
    assert log.told == [("error", "what_is_due_not_looked_for", {"reason": "nothing listens there; start PostgreSQL"})]
    assert not caplog.records

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.wire.discord import DiscordServer
from tests.wire.discord.sample_bot import SampleBot, running


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        started.admin.add_guild()
        with started.pointed_at():
            yield started


@pytest.fixture
async def bot(server: DiscordServer) -> AsyncIterator[SampleBot]:
    async with running(server) as started:
        yield started

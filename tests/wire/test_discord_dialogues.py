"""Every dialogue on Discord: the bot as its own process, discord.py, and the tests' own Discord."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.transcripts.steps import NAMES, play
from tests.wire.discord import DiscordServer
from tests.wire.discord_bot import DiscordBot, discord_bot
from tests.wire.discord_stage import DiscordStage

pytestmark = pytest.mark.asyncio(loop_scope="module")

_WHERE_IT_MATTERS_MOST = ("answer_in_thread", "discussion_is_left_alone", "edited_and_deleted")
_WITHOUT_INTENT = [
    pytest.param(name, marks=() if name in _WHERE_IT_MATTERS_MOST else pytest.mark.slow) for name in NAMES
]


_SERVERS = 8
_played: dict[bool, list[DiscordStage]] = {True: [], False: []}


_BURIED = """
    SELECT jobs.key, jobs.reason FROM jobs
    LEFT JOIN workspaces ON workspaces.id = json_extract(jobs.payload, '$.workspace_id')
    WHERE jobs.outcome = 'buried' AND coalesce(workspaces.external_id, '') NOT IN (SELECT value FROM json_each(?))
"""


def _left(bot: DiscordBot) -> tuple[str]:
    """The servers where the bot is no more: an interview whose time runs on there has nowhere to be heard."""
    world = bot.discord.world
    return (json.dumps([guild.id for guild in world.guilds.values() if world.bot.id not in guild.members]),)


@asynccontextmanager
async def _served(folder: Path, *intents: str) -> AsyncIterator[DiscordBot]:
    async with DiscordServer() as discord:
        discord.admin.set_intents(*intents)
        async with discord_bot(folder, discord) as bot:
            await bot.start()
            yield bot
            assert discord.read.all_pinged() == []
            assert bot.rows(_BURIED, *_left(bot)) == []


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def reading_bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DiscordBot]:
    async with _served(tmp_path_factory.mktemp("reading"), "content") as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def plain_bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DiscordBot]:
    async with _served(tmp_path_factory.mktemp("plain")) as bot:
        yield bot


async def played(name: str, stage: DiscordStage) -> None:
    """Play a dialogue where the bot is in few servers: it looks for those whom it does not know in ten at most."""
    before = _played[stage.content]
    if len(before) == _SERVERS:  # all at once: that their schedules are halted is told a moment later
        await stage.bot.settle(refreshed=True)
        while before:
            before.pop().leave()
        await stage.bot.settle()
    before.append(stage)
    await play(name, stage)


@pytest.mark.parametrize("name", NAMES)
async def test_a_dialogue_goes_as_written_where_messages_are_read(reading_bot: DiscordBot, name: str) -> None:
    await played(name, DiscordStage(reading_bot))


@pytest.mark.parametrize("name", _WITHOUT_INTENT)
async def test_a_dialogue_goes_as_written_without_the_message_content_intent(plain_bot: DiscordBot, name: str) -> None:
    await played(name, DiscordStage(plain_bot, content=False))


async def test_what_goes_without_the_intent_is_said_once_a_start_and_no_plain_message_is_kept(
    plain_bot: DiscordBot,
) -> None:
    assert plain_bot.told("discord_without_message_content") == plain_bot.told("discord_ready")
    stage = DiscordStage(plain_bot, content=False)
    await stage.put("coin-flips")
    before = plain_bot.rows("SELECT count(*) FROM jobs WHERE kind = 'event'")
    plain_bot.discord.people.say(f"bob-{stage.number}", stage._thread(), "not for you")
    await stage.settle()
    assert plain_bot.rows("SELECT count(*) FROM jobs WHERE kind = 'event'") == before

"""`greenroom doctor` with a Discord token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.discord.registering import all_definitions
from tests.wire.discord import DiscordServer
from tests.wire.discord_bot import DiscordBot, discord_bot
from tests.wire.discord_stage import DiscordStage


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[DiscordBot]:
    async with DiscordServer() as discord, discord_bot(tmp_path, discord) as made:
        yield made


async def doctor(bot: DiscordBot) -> str:
    """What it says of Discord."""
    settings = {name: value for name, value in bot.environment.items() if name.startswith("GREENROOM_")}
    result = await asyncio.to_thread(bot.home.run, "doctor", **settings)
    assert "Traceback" not in result.err + result.out
    lines = result.out.splitlines()
    start = next(number for number, line in enumerate(lines) if "  discord " in line)
    return "\n".join(lines[start:])


async def test_before_the_first_start_it_says_what_is_still_to_do(bot: DiscordBot) -> None:
    bot.discord.admin.add_guild()
    bot.discord.admin.set_intents()
    told = await doctor(bot)
    assert "the token is that of greenroom" in told
    assert "one server" in told
    assert "message content is not enabled" in told
    assert "Message Content Intent" in told
    assert "`greenroom serve` registers them" in told
    assert "nothing is scheduled" in told


@pytest.mark.slow
async def test_all_is_in_order_once_it_serves_a_schedule_and_what_is_missing_comes_with_its_remedy(
    bot: DiscordBot,
) -> None:
    await bot.start()
    stage = DiscordStage(bot)
    await stage.put("coin-flips")
    told = await doctor(bot)
    assert "attention" not in told
    assert "message content is enabled" in told
    assert f"all {len(all_definitions())} are registered" in told
    assert "one channel is in reach, with all permissions" in told
    bot.discord.admin.deny(stage.channel, "create_public_threads", "attach_files")
    assert "it lacks Create Public Threads, Attach Files" in await doctor(bot)
    bot.discord.admin.deny(stage.channel, "view_channel")
    told = await doctor(bot)
    assert "is out of reach" in told
    assert "greenroom discord invite" in told


async def test_a_refused_token_and_an_unreachable_discord_are_told_apart(bot: DiscordBot) -> None:
    bot.settings["GREENROOM_DISCORD_TOKEN"] = "wrong"
    assert "the token is refused" in await doctor(bot)
    bot.settings["GREENROOM_DISCORD_BASE_URL"] = "http://127.0.0.1:9/api/v10"
    assert "Discord does not answer" in await doctor(bot)

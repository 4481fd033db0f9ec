"""What the bot makes of lost servers, channels and permissions, of what its owner has not set up, and of bad starts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.discord import DiscordServer, text_of
from tests.wire.discord_bot import DiscordBot, discord_bot
from tests.wire.discord_stage import DiscordStage

FLIPS = "I would flip it a thousand times and compare the share of heads with one half."


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        yield started


@pytest.fixture
async def bot(tmp_path: Path, discord: DiscordServer) -> AsyncIterator[DiscordBot]:
    async with discord_bot(tmp_path, discord) as made:
        yield made


@pytest.fixture
async def stage(bot: DiscordBot) -> DiscordStage:
    """A server with a schedule, and the bot that serves it."""
    await bot.start()
    stage = DiscordStage(bot)
    await stage.put("coin-flips")
    return stage


def halted(bot: DiscordBot) -> list[object]:
    return [reason for (reason,) in bot.rows("SELECT halted FROM schedules WHERE ended = 0")]


async def words_to_the_owner(stage: DiscordStage) -> list[str]:
    """What the maker of the schedule was told, once it is told."""
    read = stage.discord.read
    await stage.bot.until(lambda: read.direct_messages(stage._name("olga")))
    await stage.settle_soon()
    return [text_of(it) for it in read.direct_messages(stage._name("olga"))]


# Places that are lost ------------------------------------------------------------------------------------------------


async def test_a_kicked_bot_halts_the_schedule_and_tells_once(stage: DiscordStage) -> None:
    stage.discord.admin.install(stage._name("olga"))  # or nothing could be told
    stage.discord.admin.kick_bot(stage.guild)
    await stage.bot.until(lambda: halted(stage.bot) == ["removed"])
    [word] = await words_to_the_owner(stage)
    assert "I was removed" in word


async def test_a_deleted_channel_halts_its_schedule_and_tells_once(stage: DiscordStage) -> None:
    stage.discord.admin.delete_channel(stage.channel)
    await stage.bot.until(lambda: halted(stage.bot) == ["no-channel"])
    [word] = await words_to_the_owner(stage)
    assert "its channel is gone" in word


async def test_a_lost_permission_halts_the_schedule_at_its_next_post_and_tells_once(stage: DiscordStage) -> None:
    stage.discord.admin.deny(stage.channel, "send_messages")
    await stage._asked("olga", "schedule", action="post")
    await stage.bot.until(lambda: halted(stage.bot) == ["no-permission"])
    [word] = await words_to_the_owner(stage)
    assert "I may not write" in word
    stage.discord.admin.allow(stage.channel, "send_messages")
    await stage._asked("olga", "schedule", action="resume")
    assert halted(stage.bot) == [None]


@pytest.mark.slow
@pytest.mark.parametrize("lost", ["server", "channel"])
async def test_what_was_lost_while_the_bot_was_away_is_found_at_its_start(stage: DiscordStage, lost: str) -> None:
    await stage.bot.kill()
    stage.discord.admin.install(stage._name("olga"))
    if lost == "server":
        stage.discord.admin.kick_bot(stage.guild)
    else:
        stage.discord.admin.delete_channel(stage.channel)
    await stage.bot.start()
    await stage.bot.until(lambda: halted(stage.bot) == ["removed" if lost == "server" else "no-channel"])
    assert len(await words_to_the_owner(stage)) == 1
    await stage.bot.restart()
    await stage.settle_soon()
    assert len(await words_to_the_owner(stage)) == 1


async def test_what_was_lost_with_a_session_is_found_by_the_next_one(stage: DiscordStage) -> None:
    stage.discord.admin.install(stage._name("olga"))
    stage.discord.gateway.drop(forget=True)
    stage.discord.admin.kick_bot(stage.guild)
    await stage.bot.until(lambda: halted(stage.bot) == ["removed"])
    [word] = await words_to_the_owner(stage)
    assert "I was removed" in word


@pytest.mark.slow
async def test_what_was_said_before_an_outage_is_read_when_it_ends(stage: DiscordStage) -> None:
    await stage.bot.kill()
    said = stage.discord.people.say(stage._name("bob"), stage._thread(), FLIPS)
    stage.discord.admin.outage(stage.guild)
    await stage.bot.start()
    stage.discord.admin.end_outage(stage.guild)
    await stage.bot.took(f"message:{said['id']}")


@pytest.mark.slow
async def test_an_outage_halts_nothing(stage: DiscordStage) -> None:
    stage.discord.admin.outage(stage.guild)
    await stage.bot.restart()
    assert halted(stage.bot) == [None]
    stage.discord.admin.end_outage(stage.guild)
    await stage.say("bob", FLIPS, "thread")
    read = stage.discord.read
    await stage.bot.until(lambda: any("75 of 100" in text_of(it) for it in read.bot_messages(stage._thread())))


@pytest.mark.slow
async def test_without_the_permission_for_threads_questions_stand_in_the_channel_alone(bot: DiscordBot) -> None:
    await bot.start()
    stage = DiscordStage(bot)
    stage.discord.admin.deny(stage.channel, "create_public_threads")
    await stage.put("coin-flips")
    assert stage.discord.read.threads(stage.channel) == []
    assert halted(bot) == [None]
    await stage.press("bob", "Answer privately")
    await stage.fill("bob", {"text": FLIPS})
    await stage.settle()
    assert any("75 of 100" in text for text in await stage.seen("bob", "direct"))


# Starts --------------------------------------------------------------------------------------------------------------


async def test_an_intent_that_is_not_enabled_after_all_ends_in_no_loop(bot: DiscordBot) -> None:
    flags = type(bot.discord.world.app).flags
    app = bot.discord.world.app
    app.privileged = set()
    type(app).flags = property(lambda _app: 1 << 19)  # type: ignore[method-assign, assignment]
    try:
        await bot.start()
    finally:
        type(app).flags = flags  # type: ignore[method-assign]
    refused = [it["refused"] for it in bot.discord.read.gateway_log() if it["event"] == "identify"]
    assert refused[-1] is None
    assert set(refused[:-1]) == {4014}  # more than one where aiohttp loses the close code, and discord.py tries again
    assert bot.told("discord_without_message_content") == 1


async def test_a_wrong_token_ends_with_one_line_that_says_what_to_do(bot: DiscordBot) -> None:
    bot.settings["GREENROOM_DISCORD_TOKEN"] = "wrong"
    await bot.start(ready=False)
    assert await bot.ended() == 2
    [line] = [it for it in bot.log.splitlines() if it.startswith("greenroom: ")]
    assert "GREENROOM_DISCORD_TOKEN" in line
    assert "Reset Token" in line
    assert "Traceback" not in bot.log


@pytest.mark.slow
async def test_a_token_that_is_reset_while_it_runs_ends_with_the_same_line(stage: DiscordStage) -> None:
    stage.discord.world.app.token = "another"
    stage.discord.gateway.drop(forget=True)
    assert await stage.bot.ended() == 2
    assert "greenroom: GREENROOM_DISCORD_TOKEN" in stage.bot.log


@pytest.mark.slow
async def test_a_first_connection_that_is_refused_is_tried_again(bot: DiscordBot) -> None:
    bot.discord.gateway.refusals = 1
    await bot.start()  # the library waits five seconds
    assert DiscordStage(bot).number


@pytest.mark.slow
async def test_a_discord_that_is_down_at_the_start_is_tried_again(bot: DiscordBot) -> None:
    bot.discord.faults.plant("GET /users/@me", "error", status=503)
    await bot.start()
    assert bot.told("discord_not_connected") == 1


@pytest.mark.slow
async def test_a_shard_that_begins_anew_reads_what_was_said_and_finds_what_is_lost(tmp_path: Path) -> None:
    async with DiscordServer(shards=2) as discord, discord_bot(tmp_path, discord) as bot:
        kept, lost = [DiscordStage(bot, shard=1) for _ in range(2)]
        discord.gateway.spaced_identifies = True
        await bot.start()
        for stage in (kept, lost):
            await stage.put("coin-flips")
        discord.admin.install(lost._name("olga"))
        discord.gateway.drop(shard=1, forget=True)
        said = discord.people.say(kept._name("bob"), kept._thread(), FLIPS)
        discord.admin.kick_bot(lost.guild)
        await bot.took(f"message:{said['id']}")
        await bot.until(lambda: sorted(map(str, halted(bot))) == ["None", "removed"])
        started = [it for it in discord.read.gateway_log() if it["event"] == "identify"]
        assert [it["shard"] for it in started] == [(0, 2), (1, 2), (1, 2)]


@pytest.mark.slow
async def test_two_shards_serve_their_own_servers(tmp_path: Path) -> None:
    async with DiscordServer(shards=2) as discord, discord_bot(tmp_path, discord) as bot:
        stages = [DiscordStage(bot, shard=shard) for shard in (0, 1)]
        await bot.start()
        for stage in stages:
            await stage.put("coin-flips")
        discord.gateway.drop(shard=1)
        for stage in stages:
            await stage.say("bob", FLIPS, "thread")
            await stage.settle()
            assert any("75 of 100" in text for text in await stage.seen("bob", "thread"))

"""Limits, faults and broken lines of the small Discord, met by the real discord.py."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.wire.discord import DiscordServer
from tests.wire.discord.faults import Kind
from tests.wire.discord.library import discord
from tests.wire.discord.sample_bot import SampleBot, running, text_channel

POST = "POST /channels/{channel_id}/messages"


async def test_a_message_whose_answer_was_lost_is_found_by_its_nonce(server: DiscordServer, bot: SampleBot) -> None:
    for reset in (True, False):
        server.faults.plant(POST, "drop-after", reset=reset)
        with pytest.raises(aiohttp.ClientError, match=r"reset|disconnected"):
            await text_channel(bot).send("card", nonce=f"lost-{reset}")
        await text_channel(bot).send("card", nonce=f"lost-{reset}")
    assert [it["nonce"] for it in server.read.bot_messages("general")] == ["lost-True", "lost-False"]
    server.faults.plant(POST, "drop-before")
    with pytest.raises(aiohttp.ClientError):
        await text_channel(bot).send("never")
    assert len(server.read.bot_messages("general")) == 2


# Limits and faults ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["429", "429-global", "429-shared"])
async def test_a_429_is_waited_out(server: DiscordServer, bot: SampleBot, kind: Kind) -> None:
    server.faults.plant(POST, kind, times=2)
    await text_channel(bot).send("in the end")
    assert [it["status"] for it in server.read.requests(POST)] == [429, 429, 200]
    assert server.read.statistics()["sent_429"] == 2


async def test_a_cloudflare_ban_is_an_error(server: DiscordServer, bot: SampleBot) -> None:
    server.faults.plant(POST, "banned")
    with pytest.raises(discord.HTTPException) as caught:
        await text_channel(bot).send("no")
    assert caught.value.status == 429


async def test_an_enforced_limit_is_met_by_its_headers_alone(server: DiscordServer, bot: SampleBot) -> None:
    server.limits.rules[POST] = (3, 0.2)
    server.limits.enforced = True
    await asyncio.gather(*(text_channel(bot).send(str(number)) for number in range(7)))
    assert len(server.read.bot_messages("general")) == 7
    assert server.read.statistics()["excesses"] == []


async def test_the_global_limit_is_noted_where_it_is_not_enforced(server: DiscordServer, bot: SampleBot) -> None:
    server.world.clock.stop()
    server.admin.advance(2)
    server.limits.global_limit = 3
    await asyncio.gather(*(bot.http.get_user(int(server.bot_id)) for _ in range(8)))
    assert [it["scope"] for it in server.read.statistics()["excesses"]] == ["global"] * 5
    assert server.read.statistics()["sent_429"] == 0


async def test_a_server_error_other_than_an_outage_is_tried_again(server: DiscordServer, bot: SampleBot) -> None:
    server.faults.plant(POST, "error", status=503)
    with pytest.raises(discord.DiscordServerError):
        await text_channel(bot).send("no")
    assert [it["status"] for it in server.read.requests(POST)] == [503]


# The gateway ---------------------------------------------------------------------------------------------------------


def told(server: DiscordServer, event: str) -> int:
    return sum(it["event"] == event for it in server.read.gateway_log())


async def test_what_was_missed_is_replayed_after_a_resume(server: DiscordServer, bot: SampleBot) -> None:
    server.gateway.drop()
    for text in ("one", "two"):
        server.people.tell("ada", text)
    await server.read.until(lambda: len(bot.heard) == 2)
    assert [it.content for it in bot.heard] == ["one", "two"]
    assert (told(server, "identify"), told(server, "resume")) == (1, 1)
    assert server.read.gateway_log()[-2]["path"] == "/gateway/resume"


async def test_a_reconnect_is_done_when_asked_for(server: DiscordServer, bot: SampleBot) -> None:
    server.gateway.ask_to_reconnect()
    await server.read.until(lambda: "resumed" in bot.happened)
    assert told(server, "identify") == 1


async def test_a_zombie_is_left(server: DiscordServer) -> None:
    server.gateway.heartbeat_interval = 100
    async with running(server, heartbeat_timeout=0.4) as bot:
        server.gateway.silence()
        await server.read.until(lambda: "resumed" in bot.happened)


@pytest.mark.parametrize(("resumable", "expected"), [(True, (1, 1)), (False, (2, 0))])
async def test_an_invalid_session_is_resumed_or_begun_anew(
    server: DiscordServer, bot: SampleBot, *, resumable: bool, expected: tuple[int, int]
) -> None:
    bot.happened.clear()
    server.gateway.invalidate(resumable=resumable)
    await server.read.until(lambda: {"resumed", "ready"} & set(bot.happened))
    assert (told(server, "identify"), told(server, "resume")) == expected


async def test_a_resume_that_fails_begins_anew(server: DiscordServer, bot: SampleBot) -> None:
    server.gateway.drop(forget=True)
    await server.read.until(lambda: told(server, "identify") == 2)
    assert told(server, "resume") == 1
    await server.read.wait_connected()
    server.people.tell("ada", "still there?")
    await server.read.until(lambda: bot.heard)


@pytest.mark.slow
async def test_a_gateway_that_refuses_at_first_is_tried_again(server: DiscordServer) -> None:
    server.gateway.refusals = 1
    async with running(server) as bot:  # the library waits 5 s
        assert bot.guilds
    assert told(server, "refused") == 1


async def test_a_privileged_intent_that_is_not_enabled_ends_with_4014(server: DiscordServer) -> None:
    server.admin.set_intents()
    intents = discord.Intents.default()
    intents.message_content = True
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(server, intents=intents):
            pass
    assert [it["refused"] for it in server.read.gateway_log() if it["event"] == "identify"] == [4014]


async def test_two_shards_have_their_own_guilds() -> None:
    async with DiscordServer(shards=2) as server:
        for shard, name in enumerate(("Zero", "One")):
            server.admin.add_guild(name, shard=shard, channels=(f"in-{name.lower()}",))
        with server.pointed_at():
            async with running(server) as bot:
                assert {guild.name: guild.shard_id for guild in bot.guilds} == {"Zero": 0, "One": 1}
                server.gateway.drop(shard=1)
                server.people.say("ada", "in-zero", "first", mention=True)
                server.people.say("ada", "in-one", "second", mention=True)
                await server.read.until(lambda: len(bot.heard) == 2)
                assert told(server, "resume") == 1


async def test_a_kick_an_outage_and_a_hidden_channel_are_told(server: DiscordServer, bot: SampleBot) -> None:
    server.admin.outage("Study")
    await server.read.until(lambda: "guild_unavailable" in bot.happened)
    server.admin.end_outage("Study")
    await server.read.until(lambda: "guild_available" in bot.happened)
    server.admin.deny("general", "view_channel")
    await server.read.until(lambda: discord.utils.get(bot.get_all_channels(), name="___hidden___"))
    with pytest.raises(discord.Forbidden) as caught:
        await bot.fetch_channel(int(server.world.channel("general").id))
    assert caught.value.code == 50001
    server.admin.kick_bot("Study")
    await server.read.until(lambda: "guild_remove" in bot.happened)

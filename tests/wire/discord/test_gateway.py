"""The small Discord's gateway as any client meets it, and its control from another process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest

from tests.wire.discord import CannotError, DiscordServer, Remote
from tests.wire.discord.errors import Json
from tests.wire.discord.process import in_process

GUILDS, DIRECT = 1 << 0, 1 << 12


@pytest.fixture
async def line(server: DiscordServer) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{server.gateway_url}?v=10&encoding=json") as connected,
    ):
        assert (await connected.receive_json())["op"] == 10
        yield connected


def identify(server: DiscordServer, **changes: object) -> Json:
    return {"op": 2, "d": {"token": server.token, "intents": GUILDS, "properties": {}, **changes}}


async def closed_with(line: aiohttp.ClientWebSocketResponse) -> int | None:
    async for _ in line:
        pass
    return line.close_code


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"op": 99}, 4001),
        ({"no": "op"}, 4002),
        ({"op": 1, "d": "x" * 4096}, 4002),
        ({"op": 3, "d": {}}, 4003),
        ({"op": 2, "d": {"token": "wrong", "intents": 1}}, 4004),
        ({"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}, 4004),
    ],
)
async def test_what_is_no_conversation_is_closed(
    line: aiohttp.ClientWebSocketResponse, payload: Json, code: int
) -> None:
    await line.send_json(payload)
    assert await closed_with(line) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"shard": [2, 2]}, 4010), ({"intents": 1 << 30}, 4013), ({"intents": None}, 4013), ({"intents": 1 << 1}, 4014)],
)
async def test_an_identify_that_asks_for_too_much_is_closed(
    server: DiscordServer, line: aiohttp.ClientWebSocketResponse, changes: Json, code: int
) -> None:
    await line.send_json(identify(server, **changes))
    assert await closed_with(line) == code


async def test_a_second_identify_and_a_flood_are_closed(
    server: DiscordServer, line: aiohttp.ClientWebSocketResponse
) -> None:
    await line.send_json(identify(server))
    assert (await line.receive_json())["t"] == "READY"
    await line.send_json(identify(server))
    assert await closed_with(line) == 4005
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{server.gateway_url}?v=10&encoding=json") as one,
    ):
        for _ in range(121):
            await one.send_json({"op": 1, "d": None})
        assert await closed_with(one) == 4008


async def test_a_sequence_from_the_future_is_closed_and_the_session_forgotten(
    server: DiscordServer, line: aiohttp.ClientWebSocketResponse
) -> None:
    await line.send_json(identify(server))
    session = (await line.receive_json())["d"]["session_id"]
    server.gateway.drop()
    async with aiohttp.ClientSession() as client, client.ws_connect(f"{server.gateway_url}?v=10&encoding=json") as one:
        await one.send_json({"op": 6, "d": {"token": server.token, "session_id": session, "seq": 99}})
        assert await closed_with(one) == 4007
    assert server.gateway.sessions == {}


async def test_events_are_kept_from_those_who_did_not_ask_for_them(
    server: DiscordServer, line: aiohttp.ClientWebSocketResponse
) -> None:
    await line.send_json(identify(server, intents=GUILDS | DIRECT))
    server.read.messages("general")
    await server.read.wait_connected()
    server.people.say("ada", "general", "in the guild")
    server.people.tell("ada", "directly")
    events = [await line.receive_json() for _ in range(3)]
    assert [it["t"] for it in events] == ["READY", "GUILD_CREATE", "MESSAGE_CREATE"]
    assert events[-1]["d"]["content"] == "directly"
    assert [it["user"]["username"] for it in events[1]["d"]["members"]] == ["greenroom"]


async def test_identifies_can_be_held_to_one_in_five_seconds(
    server: DiscordServer, line: aiohttp.ClientWebSocketResponse
) -> None:
    server.world.clock.stop()
    server.gateway.spaced_identifies = True
    await line.send_json(identify(server))
    assert (await line.receive_json())["t"] == "READY"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{server.gateway_url}?v=10&encoding=json") as one,
    ):
        await one.receive_json()
        await one.send_json(identify(server))
        assert await one.receive_json() == {"op": 9, "d": False}


async def test_people_cannot_do_what_their_apps_would_not_let_them(server: DiscordServer) -> None:
    server.admin.deny("general", "send_messages", target="@everyone")
    message = server.people.say("adam", "general", "only admins here")
    attempts: list[Callable[[], object]] = [
        lambda: server.people.say("ada", "general", "me too"),
        lambda: server.people.edit("ada", message, "mine"),
        lambda: server.people.press("ada", message, "button"),
        lambda: server.people.slash("ada", "general", "ask"),
        lambda: server.people.submit("ada", {}),
        lambda: server.people.tell("nobody", "hello"),
    ]
    for attempt in attempts:
        with pytest.raises(CannotError):
            attempt()


async def test_another_process_controls_it_over_http(server: DiscordServer) -> None:
    def elsewhere() -> None:
        remote = Remote(server.world.base_url)
        assert (remote.api_url, remote.bot_id) == (server.api_url, server.bot_id)
        said = remote.call("people.say", "ada", "general", "hello", mention=True)
        assert remote.call("read.message", said) == said
        remote.set("limits.enforced", True)
        remote.call("faults.plant", "POST *", "error", status=502)
        with pytest.raises(AssertionError, match="nobody here is called 'eve'"):
            remote.call("people.say", "eve", "general", "hello")
        with pytest.raises(AssertionError, match="in vain"):
            remote.call("read.wait_message", "general", "never", within=0.01)

    await asyncio.to_thread(elsewhere)
    assert server.limits.enforced
    assert [it.status for it in server.faults.planted] == [502]


@pytest.mark.slow
def test_it_runs_as_a_process_of_its_own() -> None:
    with in_process(shards=2) as remote:
        remote.call("people.say", "ada", "general", "hello")
        assert [it["content"] for it in remote.call("read.messages", "general")] == ["hello"]

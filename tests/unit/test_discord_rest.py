"""What goes first where many wait for Discord's limit on all requests, and what is left alone that Discord limits."""

from __future__ import annotations

import asyncio
import contextlib
from types import SimpleNamespace
from typing import cast

import aiohttp
import discord
import pytest
from discord.http import Route

from bot.adapters.discord.failures import RefusedError
from bot.adapters.discord.rest import ALL_REQUESTS, Rest
from bot.core.errors import TryLaterError
from tests.fakes.clock import FakeClock, settle

_POST, _TYPE = "/channels/{channel_id}/messages", "/channels/{channel_id}/typing"
_EDIT = "/channels/{channel_id}/messages/{message_id}"


class Sender:
    """Takes all requests, in the order in which they get their turn."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    async def request(self, route: Route, **_options: object) -> dict[str, str]:
        self.paths.append(route.path)
        return {}


async def test_an_aside_lets_all_others_go_first_and_a_second_one_is_left_out_until_it_has_gone() -> None:
    clock, sender = FakeClock(), Sender()
    rest = Rest(clock)
    rest.use(cast("discord.Client", SimpleNamespace(http=sender)))

    async def call(path: str, *, aside: bool = False) -> None:
        await rest.call("POST", path, {"channel_id": "1"}, aside=aside)

    await call(_POST)
    first = asyncio.create_task(call(_TYPE, aside=True))
    await settle()
    with pytest.raises(TryLaterError):
        await call(_TYPE, aside=True)
    later = [asyncio.create_task(call(_POST)) for _ in range(3)]
    for _ in range(4):
        await clock.pass_time(1 / ALL_REQUESTS.per_second)
    await asyncio.gather(first, *later)
    assert sender.paths == [_POST, _POST, _POST, _POST, _TYPE]

    await clock.pass_time(1)
    await call(_TYPE, aside=True)
    assert sender.paths[-1] == _TYPE


class Refuser:
    """Refuses its first request, and takes all others.

    Attributes:
        taken: Paths of the requests that arrived.
    """

    def __init__(self, refusal: Exception) -> None:
        self.refusal: Exception | None = refusal
        self.taken: list[str] = []

    async def request(self, route: Route, **_options: object) -> dict[str, str]:
        self.taken.append(route.url.partition("/channels")[2])
        refusal, self.refusal = self.refusal, None
        if refusal is not None:
            raise refusal
        return {}


def shut_out(**headers: str) -> discord.HTTPException:
    response = SimpleNamespace(status=429, reason="", headers={"Content-Type": "text/html", **headers})
    return discord.HTTPException(cast("aiohttp.ClientResponse", response), "error code: 1015")


class Asking:
    """Requests that one after the other are made to Discord."""

    def __init__(self, refusal: Exception) -> None:
        self.clock, self.refuser = FakeClock(), Refuser(refusal)
        self.rest = Rest(self.clock)
        self.rest.use(cast("discord.Client", SimpleNamespace(http=self.refuser)))

    async def arrives(self, method: str, path: str, channel: int = 1, message: int = 1) -> bool:
        """Whether a request reaches Discord, made a second after the last one: all of them together have a limit."""
        self.clock.advance(1)
        places = {"channel_id": str(channel), "message_id": str(message)}
        before = len(self.refuser.taken)
        with contextlib.suppress(TryLaterError, RefusedError):
            await self.rest.call(method, path, places)
        return len(self.refuser.taken) > before


async def test_a_channel_that_is_limited_for_long_is_left_alone_until_then_and_no_other_is() -> None:
    asking = Asking(discord.RateLimited(3600))
    assert await asking.arrives("POST", _POST)
    assert not await asking.arrives("POST", _POST)
    assert await asking.arrives("POST", _POST, channel=2)
    assert await asking.arrives("PATCH", _EDIT)
    asking.clock.advance(3500)
    assert not await asking.arrives("POST", _POST)
    asking.clock.advance(100)
    assert await asking.arrives("POST", _POST)


async def test_how_long_to_wait_is_said_to_whoever_asks_meanwhile() -> None:
    asking = Asking(discord.RateLimited(3600))
    await asking.arrives("POST", _POST)
    asking.clock.advance(600)
    with pytest.raises(TryLaterError) as caught:
        await asking.rest.call("POST", _POST, {"channel_id": "1"})
    assert (caught.value.reason, caught.value.retry_after) == ("rate-limited", 3000)


async def test_a_limit_of_old_messages_edits_keeps_no_young_one_from_being_edited() -> None:
    asking = Asking(discord.RateLimited(1800))
    await asking.arrives("PATCH", _EDIT, message=1)
    assert not await asking.arrives("PATCH", _EDIT, message=1)
    assert await asking.arrives("PATCH", _EDIT, message=2)


@pytest.mark.parametrize(("headers", "seconds"), [({"Retry-After": "900"}, 900), ({}, 60)])
async def test_an_address_that_is_shut_out_asks_for_nothing_until_then(headers: dict[str, str], seconds: int) -> None:
    asking = Asking(shut_out(**headers))
    await asking.arrives("POST", _POST)
    asking.clock.advance(seconds - 5)
    assert not await asking.arrives("PATCH", _EDIT, channel=2)
    asking.clock.advance(5)
    assert await asking.arrives("PATCH", _EDIT, channel=2)


async def test_a_channel_that_is_refused_again_and_again_shuts_no_other_out() -> None:
    asking = Asking(shut_out(**{"Content-Type": "application/json", "Retry-After": "20"}))
    await asking.arrives("POST", _POST)
    assert not await asking.arrives("POST", _POST)
    assert await asking.arrives("POST", _POST, channel=2)
    asking.clock.advance(20)
    assert await asking.arrives("POST", _POST)


async def test_a_thread_is_a_channel_of_its_own_to_a_limit() -> None:
    channel, thread = 1, 11
    asking = Asking(discord.RateLimited(3600))
    await asking.arrives("POST", _POST, channel=channel)
    assert await asking.arrives("POST", _POST, channel=thread)

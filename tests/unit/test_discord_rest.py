"""What goes first where many requests wait for Discord's limit on all of them together."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast

import discord
import pytest
from discord.http import Route

from bot.adapters.discord.rest import ALL_REQUESTS, Rest
from bot.core.delivery.pace import Pacer
from bot.core.errors import TryLaterError
from tests.fakes.clock import FakeClock, settle

_POST, _TYPE = "/channels/{channel_id}/messages", "/channels/{channel_id}/typing"


class Sender:
    """Takes all requests, in the order in which they get their turn."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    async def request(self, route: Route, **_options: object) -> dict[str, str]:
        self.paths.append(route.path)
        return {}


async def test_an_aside_lets_all_others_go_first_and_a_second_one_is_left_out_until_it_has_gone() -> None:
    clock, sender = FakeClock(), Sender()
    rest = Rest(Pacer(clock))
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

"""What becomes of a connection that Discord ends."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest

from bot.adapters.discord import connecting
from bot.adapters.discord.answers import Answers
from bot.adapters.discord.client import Connection, Pauses
from bot.adapters.discord.connecting import Line
from bot.adapters.discord.rest import Rest
from bot.core.errors import SettingsError
from tests import samples
from tests.fakes.clock import FakeClock
from tests.fakes.log import FakeLog


class QuickClock(FakeClock):
    """Nobody waits."""

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0


class EndError(BaseException):
    """The test is over."""


class Gateway:
    """Ends each connection as it is told to."""

    def __init__(self, *ends: Exception) -> None:
        self.ends = list(ends)
        self.asked: list[bool] = []

    def connect(self, content: bool) -> Connection:
        self.asked.append(content)
        return cast("Connection", self)

    async def start(self, _token: str) -> None:
        raise self.ends.pop(0) if self.ends else EndError

    def is_ready(self) -> bool:
        return False

    async def close(self) -> None:
        pass


def closed(code: int) -> Exception:
    if code == 4014:
        return discord.PrivilegedIntentsRequired(0)
    return discord.ConnectionClosed(cast("Any", None), shard_id=0, code=code)


async def ended(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> tuple[BaseException, FakeLog]:
    async def application(_token: str) -> SimpleNamespace:
        return SimpleNamespace(flags=SimpleNamespace(gateway_message_content=True))

    monkeypatch.setattr(connecting, "application", application)
    log, clock = FakeLog(), QuickClock(samples.NOON)
    line = Line("token", gateway.connect, Rest(clock), Answers("http://127.0.0.1:9", "test"), clock, log)
    with pytest.raises((SettingsError, EndError)) as caught:
        await line.run()
    return caught.value, log


@pytest.mark.parametrize("code", [4013, 4014])
async def test_intents_that_are_refused_are_asked_for_once_more_without_messages_content(
    code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(closed(code))
    assert isinstance((await ended(gateway, monkeypatch))[0], EndError)
    assert gateway.asked == [True, False]


@pytest.mark.parametrize("code", [4013, 4014])
async def test_intents_that_are_refused_even_so_end_with_what_to_do(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    error, _ = await ended(Gateway(closed(code), closed(code)), monkeypatch)
    assert isinstance(error, SettingsError)
    assert str(code) in str(error)


@pytest.mark.parametrize("error", [closed(4004), discord.LoginFailure("401")])
async def test_a_refused_token_ends_with_what_to_do(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = await ended(Gateway(error), monkeypatch)
    assert "Reset Token" in str(found)


async def test_a_version_of_the_gateway_that_is_gone_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = Gateway(closed(4012))
    assert "update Greenroom" in str((await ended(gateway, monkeypatch))[0])
    assert gateway.asked == [True]


@pytest.mark.parametrize(
    "error",
    [
        closed(4010),
        closed(4011),
        aiohttp.ClientError("dropped"),
        OSError("no route"),
        TypeError("what the library does not expect of Discord"),
    ],
)
async def test_what_may_pass_is_tried_again_after_a_while(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = Gateway(error, error)
    assert isinstance((await ended(gateway, monkeypatch))[0], EndError)
    assert gateway.asked == [True, True, True]


def test_new_sessions_keep_more_than_five_seconds_apart_whichever_client_asks() -> None:
    pauses = Pauses(again=0.0)
    assert [pauses.turn(at, initial=first) for at, first in ((100.0, True), (100.0, False), (101.0, False))] == [
        0,
        5.5,
        10,
    ]
    assert pauses.turn(200.0, initial=False) == 0
    assert Pauses().turn(100.0, initial=False) == 5

"""Slack tokens that expire are followed by others in time, once among all processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cryptography.fernet import Fernet
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.rotation import IN_TIME, LOST, Rotation, workspace_of
from bot.adapters.slack.sealing import Seal
from bot.core.errors import StorageError, TryLaterError
from bot.core.installations import Installation, Installations
from storage.database import open_database
from tests.databases import fresh_database
from tests.fakes.clock import START, FakeClock
from tests.fakes.log import FakeLog
from tests.fakes.stores import InMemoryStores
from tests.postgres import migrated_database, running_server

SEAL = Seal(Fernet.generate_key().decode())
LIFETIME = timedelta(hours=12)


class Exchange:
    """Slack's side: a refresh token is good once."""

    def __init__(self) -> None:
        self.good = "xoxe-1-0"
        self.given = 0
        self.refused = 0
        self.fails: list[Exception] = []
        self.held = asyncio.Event()
        self.held.set()
        self.asked = asyncio.Event()

    async def __call__(self, refresh_token: str) -> Mapping[str, Any]:
        if self.fails:
            raise self.fails.pop()
        if refresh_token != self.good:
            self.refused += 1
            raise refusal("invalid_refresh_token")
        self.given += 1
        self.good = f"xoxe-1-{self.given}"
        answer = {"access_token": f"xoxe.xoxb-{self.given}", "refresh_token": self.good, "expires_in": 43_200}
        self.asked.set()
        await self.held.wait()
        return answer


def refusal(code: str, status: int = 200, headers: Mapping[str, str] | None = None) -> SlackApiError:
    response = AsyncSlackResponse(
        client=AsyncWebClient(), http_verb="POST", api_url="", req_args={}, data={"ok": False, "error": code},
        headers=dict(headers or {}), status_code=status,
    )  # fmt: skip
    return SlackApiError(code, response)  # type: ignore[no-untyped-call]


class Setting:
    """An installation whose token expires, and processes that use it."""

    def __init__(self, installations: Installations) -> None:
        self.installations = installations
        self.exchange, self.clock, self.log = Exchange(), FakeClock(), FakeLog()
        self.first = self.process()

    def process(self) -> Rotation:
        return Rotation(self.installations, SEAL, self.exchange, self.clock, self.log)

    async def found(self) -> Installation:
        found = await self.installations.find("slack", "T1")
        assert found is not None
        return found

    async def token(self) -> str:
        return SEAL.open((await self.found()).sealed_token)

    def told(self) -> list[str]:
        return [event for _, event, _ in self.log.told]

    async def install(self) -> None:
        token, refresh = SEAL.seal("xoxe.xoxb-0"), SEAL.seal("xoxe-1-0")
        expires_at = self.clock.now() + LIFETIME
        await self.installations.save(
            Installation("slack", "T1", "Study", token, "U1", "B1", "chat:write", START, refresh, expires_at)
        )

    def advance(self, time: timedelta) -> None:
        self.clock.advance(time.total_seconds())


@pytest.fixture
async def setting() -> Setting:
    made = Setting(InMemoryStores().installations)
    await made.install()
    return made


async def test_a_token_is_left_alone_until_it_is_time(setting: Setting) -> None:
    setting.advance(LIFETIME - IN_TIME - timedelta(seconds=1))
    setting.first.look_at(await setting.found())
    await setting.first.close()
    assert setting.exchange.given == 0


async def test_a_token_that_expires_soon_is_followed_in_time_and_again_and_again(setting: Setting) -> None:
    for number in range(1, 20):
        setting.advance(LIFETIME - IN_TIME)
        setting.first.look_at(await setting.found())
        await setting.first.followed(await setting.found())
        assert await setting.token() == f"xoxe.xoxb-{number}"
        assert (await setting.found()).expires_at == setting.clock.now() + LIFETIME
    assert (setting.exchange.given, setting.exchange.refused) == (19, 0)


async def test_an_installation_whose_token_stays_good_is_never_asked_about(setting: Setting) -> None:
    await setting.installations.save(replace(await setting.found(), sealed_refresh_token=None, expires_at=None))
    setting.advance(10 * LIFETIME)
    setting.first.look_at(await setting.found())
    stays = workspace_of(await setting.found(), SEAL)
    assert await setting.first.renewed(stays, expired=True) is None
    await setting.first.close()
    assert setting.exchange.given == 0


async def test_whoever_has_a_token_that_was_followed_gets_the_next_one(setting: Setting) -> None:
    before = workspace_of(await setting.found(), SEAL)
    await setting.first.followed(await setting.found())
    renewed = await setting.process().renewed(before, expired=False)
    assert renewed is not None
    assert renewed.token == "xoxe.xoxb-1"
    assert setting.exchange.given == 1


async def test_a_token_that_was_taken_back_is_not_followed(setting: Setting) -> None:
    assert await setting.first.renewed(workspace_of(await setting.found(), SEAL), expired=False) is None
    assert setting.exchange.given == 0


@pytest.mark.parametrize(
    "error",
    [aiohttp.ClientConnectionError(), TimeoutError(), refusal("internal_error"), refusal("", 503), KeyError("odd")],
    ids=repr,
)
async def test_what_slack_does_not_answer_is_asked_again_after_a_pause(error: Exception, setting: Setting) -> None:
    setting.exchange.fails.append(error)
    before = workspace_of(await setting.found(), SEAL)
    for _ in range(2):
        with pytest.raises(TryLaterError):
            await setting.first.renewed(before, expired=True)
    setting.clock.advance(5)
    renewed = await setting.first.renewed(before, expired=True)
    assert renewed is not None
    assert renewed.token == "xoxe.xoxb-1"
    assert setting.told() == ["slack_token_not_refreshed", "slack_token_refreshed"]


async def test_a_rate_limit_is_waited_out(setting: Setting) -> None:
    setting.exchange.fails.append(refusal("ratelimited", 429, {"Retry-After": "30"}))
    found = await setting.found()
    assert await setting.first.followed(found) is None
    setting.clock.advance(29)
    assert await setting.first.followed(found) is None
    setting.clock.advance(1)
    assert await setting.first.followed(found) is not None


async def test_a_refresh_token_that_is_used_up_is_told_once_and_its_token_serves_to_its_end(setting: Setting) -> None:
    setting.exchange.good = "another"
    before = workspace_of(await setting.found(), SEAL)
    for _ in range(3):
        assert await setting.first.renewed(before, expired=True) is None
        setting.advance(timedelta(minutes=1))
        setting.first.look_at(await setting.found())
    assert setting.exchange.refused == 1
    assert setting.told() == ["slack_token_lost"]
    assert await setting.token() == "xoxe.xoxb-0"


async def test_who_died_with_new_tokens_is_waited_for_once_more_before_they_are_told_lost(setting: Setting) -> None:
    found, now = await setting.found(), setting.clock.now()
    before = workspace_of(found, SEAL)
    assert await setting.installations.begin_refresh(found, now, now - LOST)
    setting.exchange.good = "another"
    setting.advance(2 * LOST)
    with pytest.raises(TryLaterError):
        await setting.first.renewed(before, expired=True)
    assert setting.told() == []
    setting.advance(2 * LOST)
    assert await setting.first.renewed(before, expired=True) is None
    assert setting.told() == ["slack_token_lost"]


async def test_who_is_taken_for_lost_by_another_whose_clock_is_ahead_loses_nothing(setting: Setting) -> None:
    ahead = FakeClock()
    ahead.advance(2 * LOST.total_seconds())
    other = Rotation(setting.installations, SEAL, setting.exchange, ahead, setting.log)
    found = await setting.found()
    before = workspace_of(found, SEAL)
    setting.exchange.held.clear()
    asking = asyncio.create_task(setting.first.followed(found))
    await setting.exchange.asked.wait()
    with pytest.raises(TryLaterError):
        await other.renewed(before, expired=True)
    assert setting.exchange.refused == 1
    setting.exchange.held.set()
    assert await asking is not None
    renewed = await other.renewed(before, expired=True)
    assert renewed is not None
    assert renewed.token == "xoxe.xoxb-1"
    assert setting.told() == ["slack_token_refreshed"]


async def test_slack_is_asked_less_often_the_longer_it_is_away(setting: Setting) -> None:
    before = workspace_of(await setting.found(), SEAL)
    for _ in range(600):
        setting.exchange.fails = [refusal("internal_error")]
        with pytest.raises(TryLaterError):
            await setting.first.renewed(before, expired=True)
        setting.clock.advance(1)
    assert 10 < len(setting.told()) < 30
    setting.exchange.fails = []
    setting.clock.advance(30)
    assert await setting.first.renewed(before, expired=True) is not None


async def test_a_workspace_that_is_removed_meanwhile_stays_so(setting: Setting) -> None:
    setting.exchange.held.clear()
    found = await setting.found()
    asking = asyncio.create_task(setting.first.followed(found))
    await setting.exchange.asked.wait()
    await setting.installations.remove("slack", "T1")
    setting.exchange.held.set()
    assert await asking is None
    assert await setting.installations.find("slack", "T1") is None
    assert await setting.first.renewed(workspace_of(found, SEAL), expired=True) is None


async def test_a_workspace_that_installs_again_meanwhile_keeps_what_it_got_then(setting: Setting) -> None:
    setting.exchange.held.clear()
    found = await setting.found()
    asking = asyncio.create_task(setting.first.followed(found))
    await setting.exchange.asked.wait()
    await setting.install()
    setting.exchange.held.set()
    after = await asking
    assert after is not None
    assert SEAL.open(after.sealed_token) == await setting.token() == "xoxe.xoxb-0"


async def away(_before: Installation, _after: Installation) -> bool:
    raise StorageError("the database is away", "wait")


async def test_new_tokens_that_cannot_be_stored_are_held_until_they_can(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await setting.found()
    with monkeypatch.context() as patched:
        patched.setattr(setting.installations, "refreshed", away)
        with pytest.raises(StorageError):
            await setting.first.followed(found)
    await setting.first.followed(found)
    assert await setting.token() == "xoxe.xoxb-1"
    assert setting.exchange.refused == 0


async def test_new_tokens_that_could_not_be_stored_are_stored_at_the_end(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(setting.installations, "refreshed", away)
        with pytest.raises(StorageError):
            await setting.first.followed(await setting.found())
    await setting.first.close()
    assert await setting.token() == "xoxe.xoxb-1"


async def test_who_died_before_asking_is_followed_by_another(setting: Setting) -> None:
    found, now = await setting.found(), setting.clock.now()
    assert await setting.installations.begin_refresh(found, now, now - LOST)
    with pytest.raises(TryLaterError):
        await setting.first.renewed(workspace_of(found, SEAL), expired=True)
    setting.clock.advance(LOST.total_seconds() + 1)
    assert await setting.first.renewed(workspace_of(found, SEAL), expired=True) is not None


@pytest.fixture(params=["sqlite", "postgresql"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Installations]:
    if request.param == "sqlite":
        async with await open_database(str(fresh_database(tmp_path))) as database:
            yield database.installations
        return
    server = running_server()
    with migrated_database(server) as name:
        async with await open_database(server.url(name)) as database:
            yield database.installations


async def test_of_many_processes_one_asks(kept: Installations) -> None:
    setting = Setting(kept)
    await setting.install()
    for number in range(1, 4):
        setting.advance(LIFETIME)
        before = workspace_of(await setting.found(), SEAL)
        asking = [setting.process().renewed(before, expired=True) for _ in range(8) for _ in range(2)]
        renewed = await asyncio.gather(*asking, return_exceptions=True)
        later = [one for one in renewed if isinstance(one, TryLaterError)]
        tokens = {one.token for one in renewed if not isinstance(one, BaseException) and one is not None}
        assert tokens == {f"xoxe.xoxb-{number}"}
        assert len(later) + sum(not isinstance(one, BaseException) for one in renewed) == len(renewed)
    assert (setting.exchange.given, setting.exchange.refused) == (3, 0)

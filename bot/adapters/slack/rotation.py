"""Tokens that expire (token rotation): the next one is asked for in time, by one of all processes.

A token is good for twelve hours and comes with a refresh token, which gets the next two and is then used up; the token
before stays good until it expires. The SDK's rotator is left out: it asks without a word to other processes, and where
Slack answers with something else than a bot's token, what it got is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.background import Background
from bot.adapters.slack.refusals import code_of, retry_after_of
from bot.adapters.slack.sealing import Seal
from bot.adapters.slack.workspaces import PLATFORM, Workspace
from bot.core.errors import TryLaterError
from bot.core.installations import Installation, Installations
from bot.core.ports import Clock
from bot.core.worker import WorkerLog

IN_TIME = timedelta(hours=2)
"""How long before a token expires the next one is asked for."""

LOST = timedelta(seconds=20)
"""After which whoever asked for a token and did not come back is followed by another; longer than a call may take."""

_PAUSE, _LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=30)
_SOON = 1.0
_USED_UP = frozenset({"invalid_refresh_token", "invalid_grant", "token_revoked", "account_inactive"})

Exchange = Callable[[str], Awaitable[Mapping[str, Any]]]
"""Slack's answer to a refresh token."""


def workspace_of(found: Installation, seal: Seal) -> Workspace:
    """The app where it is installed."""
    return Workspace(found.workspace, seal.open(found.sealed_token), found.bot_user, found.bot_id)


class Rotation:
    """Has tokens followed by the next ones.

    Args:
        installations: Where they are kept.
        seal: Seals and opens them.
        exchange: Asks Slack.
        clock: Time.
        log: Where it is told that a token cannot be followed.
    """

    def __init__(
        self, installations: Installations, seal: Seal, exchange: Exchange, clock: Clock, log: WorkerLog
    ) -> None:
        self._installations = installations
        self._seal = seal
        self._exchange = exchange
        self._clock = clock
        self._log = log
        self._background = Background(log)
        self._asking: dict[str, asyncio.Task[Installation | None]] = {}
        self._not_before: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}
        self._doubtful: set[str] = set()
        self._used_up: set[str] = set()
        self._unstored: dict[str, tuple[Installation, Installation]] = {}

    def look_at(self, found: Installation) -> None:
        """Begin to ask for what follows an installation's token if it is time; nobody has to wait for it."""
        now = self._clock.now()
        if found.expires_at is None or found.expires_at - now > IN_TIME or found.workspace in self._asking:
            return
        if self._may_ask(found, now):
            self._background.start(self.followed(found), "refresh a token")

    async def renewed(self, workspace: Workspace, *, expired: bool) -> Workspace | None:
        """A workspace with the token that took the place of one that Slack refuses; none if there is no other.

        Raises:
            TryLaterError: There will be one.
        """
        found = await self._installations.find(PLATFORM, workspace.id)
        if found is None:
            return None
        if (kept := workspace_of(found, self._seal)).token != workspace.token:
            return kept
        over = expired or (found.expires_at is not None and found.expires_at <= self._clock.now())
        if not over or found.sealed_refresh_token is None or found.sealed_refresh_token in self._used_up:
            return None
        after = await self.followed(found)
        if after is not None:
            return workspace_of(after, self._seal)
        if found.sealed_refresh_token in self._used_up:
            return None
        raise TryLaterError("the token is being refreshed", retry_after=_SOON)

    async def followed(self, found: Installation) -> Installation | None:
        """An installation with the tokens that follow its own; none if they cannot be had now. One asks at a time."""
        asking = self._asking.get(found.workspace)
        if asking is None:
            asking = asyncio.get_running_loop().create_task(self._followed(found))
            self._asking[found.workspace] = asking
            asking.add_done_callback(lambda _: self._asking.pop(found.workspace, None))
        return await asyncio.shield(asking)

    async def close(self) -> None:
        """End what is still running; what Slack has answered by then is stored."""
        await asyncio.gather(*self._asking.values(), return_exceptions=True)
        await asyncio.gather(*(self._kept(*held) for held in self._unstored.values()), return_exceptions=True)
        await self._background.close()

    def _may_ask(self, found: Installation, now: datetime) -> bool:
        refresh = found.sealed_refresh_token
        if refresh is None or refresh in self._used_up:
            return False
        return now >= self._not_before.get(found.workspace, now)

    async def _followed(self, found: Installation) -> Installation | None:
        if found.workspace in self._unstored:
            return await self._kept(*self._unstored[found.workspace])
        now = self._clock.now()
        if not self._may_ask(found, now) or not await self._installations.begin_refresh(found, now, now - LOST):
            return await self._by_another(found)
        assert found.sealed_refresh_token is not None, "only with one is anything asked for"
        try:
            answer = await self._exchange(self._seal.open(found.sealed_refresh_token))
            after = self._after(found, answer)
        except SlackApiError as error:
            return await self._refused(found, error)
        except (aiohttp.ClientError, TimeoutError, OSError, AttributeError, KeyError, TypeError, ValueError) as error:
            await self._put_off(found, type(error).__name__)
            return None
        return await self._kept(found, after)

    async def _kept(self, found: Installation, after: Installation) -> Installation | None:
        """Store new tokens; where that fails they are held here until it can be done, since none can be had again."""
        self._unstored[found.workspace] = found, after
        stored = await self._installations.refreshed(found, after)
        self._unstored.pop(found.workspace, None)
        self._failures.pop(found.workspace, None)
        if not stored:
            return await self._by_another(found)
        self._log.info("slack_token_refreshed", workspace=found.workspace, good_until=str(after.expires_at))
        return after

    def _after(self, found: Installation, answer: Mapping[str, Any]) -> Installation:
        """An installation with the tokens of an answer."""
        expires_at = self._clock.now() + timedelta(seconds=int(answer["expires_in"]))
        token, refresh = (self._seal.seal(str(answer[name])) for name in ("access_token", "refresh_token"))
        after = replace(found, sealed_token=token, sealed_refresh_token=refresh, expires_at=expires_at)
        return replace(after, refreshing_since=None)

    async def _by_another(self, found: Installation) -> Installation | None:
        """What stands there now, if it is not what was found."""
        held = await self._installations.find(found.platform, found.workspace)
        return held if held is not None and held.sealed_token != found.sealed_token else None

    async def _refused(self, found: Installation, error: SlackApiError) -> Installation | None:
        code = code_of(error)
        if code not in _USED_UP:
            limited = error.response.status_code == 429
            await self._put_off(found, code, timedelta(seconds=retry_after_of(error)) if limited else None)
            return None
        other = await self._by_another(found)
        if other is None:
            self._doubt(found, code)
        return other

    def _doubt(self, found: Installation, code: str) -> None:
        """Take tokens for lost; where another process was asking for them, which may just be storing them, not yet."""
        refresh = str(found.sealed_refresh_token)
        if found.refreshing_since is not None and refresh not in self._doubtful:
            self._doubtful.add(refresh)
            self._not_before[found.workspace] = self._clock.now() + LOST
            return
        self._used_up.add(refresh)
        good_until, remedy = str(found.expires_at), "the workspace has to install the app again before that"
        self._log.error(
            "slack_token_lost", workspace=found.workspace, reason=code, good_until=good_until, remedy=remedy
        )

    async def _put_off(self, found: Installation, reason: str, pause: timedelta | None = None) -> None:
        """Let it be tried again, later each time; where Slack did get the question, it says so then."""
        failures = self._failures[found.workspace] = min(self._failures.get(found.workspace, 0) + 1, 10)
        pause = pause if pause is not None else min(_PAUSE * 2 ** (failures - 1), _LONGEST_PAUSE)
        self._not_before[found.workspace] = self._clock.now() + pause
        await self._installations.end_refresh(found)
        self._log.warning("slack_token_not_refreshed", workspace=found.workspace, reason=reason)

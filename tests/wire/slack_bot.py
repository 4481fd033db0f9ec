"""The bot as its own process, connected to the tests' Slack and to a judge of the tests' own."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.adapters.slack.manifest import manifest
from tests.wire.bot_process import BotProcess, with_a_judge
from tests.wire.running import Home
from tests.wire.slack import Pace, Slack

PATIENCE = 90.0
RETRIES = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
BUSY = 15.0
"""Seconds until this Slack takes a delivery for lost, and for which a trigger is good: the machine may be busy."""


def a_slack(http: str | None = None, *, retries: tuple[float, ...] = RETRIES) -> Slack:
    """A Slack with the app as its manifest sets it up: it tries again sooner than the real one, and waits longer."""
    return Slack(manifest(http), pace=Pace(BUSY, retries, trigger=BUSY))


def free_port() -> int:
    """A port that nobody listens on, nor can be given to whoever connects meanwhile, as those from 32768 on are."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("there is no free port")


@dataclass(kw_only=True)
class SlackBot(BotProcess):
    """The bot.

    Attributes:
        slack: What it is connected to.
        starts: How often it was started.
        failed: Keys of the jobs that were seen to have failed.
    """

    patience = PATIENCE

    slack: Slack
    starts: int = 0
    failed: set[object] = field(default_factory=set)

    @property
    def connection(self) -> Mapping[str, str]:
        return {
            "GREENROOM_SLACK_BASE_URL": self.slack.api_url,
            "GREENROOM_SLACK_BOT_TOKEN": self.slack.bot_token if self.slack.world.installations else "",
            "GREENROOM_SLACK_APP_TOKEN": self.slack.app_token,
        }

    async def start(self, *, connected: bool = True) -> None:
        """Start it, and wait until it listens."""
        opened = self.slack.sockets.opened
        await self.launch()
        self.starts += 1
        if connected:
            await self.until(lambda: self.slack.sockets.opened > opened)

    async def until(self, found: Callable[[], object]) -> None:
        """Wait for something, unless the bot ends before.

        Raises:
            AssertionError: The bot ended.
        """
        await self.slack.read.until(self.while_it_lives(found), PATIENCE)

    async def settle(self, *, refreshed: bool = False, seconds: float = PATIENCE) -> None:
        """Wait until Slack was told that all arrived, and all of it is done.

        Args:
            refreshed: Also until the counts on postings are up to date, which lag behind a little.
            seconds: For how long.
        """
        await asyncio.wait_for(self.slack.deliveries.settled(), seconds)
        async with asyncio.timeout(seconds):
            while self.unsettled(refreshed=refreshed):
                self.look_for_failures()
                await asyncio.sleep(0.02)
        self.look_for_failures()
        await asyncio.wait_for(self.slack.deliveries.settled(), seconds)

    def look_for_failures(self) -> None:
        """See that no job has failed, which is not the same as being put off.

        Raises:
            AssertionError: One has.
        """
        found = self.rows("SELECT key, reason FROM jobs WHERE failures > 0 OR outcome = 'buried'")
        news = [(key, reason) for key, reason in found if key not in self.failed]
        self.failed |= {key for key, _ in news}
        assert not news, news


def slack_bot(folder: Path, slack: Slack, **settings: str) -> AbstractAsyncContextManager[SlackBot]:
    """A bot that is made, not started; ended at the end."""
    return with_a_judge(lambda judge: SlackBot(home=Home(folder), slack=slack, judge=judge, settings=settings))


@asynccontextmanager
async def working_bot(folder: Path) -> AsyncIterator[SlackBot]:
    """A bot at work on a Slack of its own, of which that has nothing to complain."""
    async with a_slack() as slack, slack_bot(folder, slack) as made:
        await made.start()
        yield made
        assert slack.log.complaints == []

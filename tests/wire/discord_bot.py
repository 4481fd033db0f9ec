"""The bot as its own process, connected to the tests' Discord and to a judge of the tests' own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.wire.bot_process import BotProcess, with_a_judge
from tests.wire.discord import DiscordServer
from tests.wire.running import Home

PATIENCE = 90.0


@dataclass(kw_only=True)
class DiscordBot(BotProcess):
    """The bot.

    Attributes:
        discord: What it is connected to.
    """

    patience = PATIENCE

    discord: DiscordServer

    @property
    def connection(self) -> Mapping[str, str]:
        return {
            "GREENROOM_DISCORD_TOKEN": self.discord.token,
            "GREENROOM_DISCORD_BASE_URL": self.discord.api_url,
            "GREENROOM_DISCORD_GATEWAY_URL": self.discord.gateway_url,
        }

    def told(self, event: str) -> int:
        """How often the log tells of something."""
        return self.log.count(event)

    async def start(self, *, ready: bool = True) -> None:
        """Start it, and wait until it is ready."""
        before = self.told("discord_ready")
        await self.launch()
        if ready:
            await self.until(lambda: self.told("discord_ready") > before and self.discord.read.registered())

    async def until(self, found: Callable[[], object], within: float = PATIENCE) -> None:
        """Wait for something, unless the bot ends before.

        Raises:
            AssertionError: The bot ended, or it did not happen in time.
        """
        try:
            await self.discord.read.until(self.while_it_lives(found), within)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log[-6000:]}") from error

    async def restart(self) -> None:
        """End it as a power cut would, and start it again."""
        await self.kill()
        await self.start()

    async def ended(self) -> int:
        """Wait until it has ended by itself; its exit code."""
        assert self.process is not None
        code = await asyncio.wait_for(self.process.wait(), PATIENCE)
        self.process = None
        return code

    async def took(self, key: str) -> None:
        """Wait until an event with this key was kept."""
        await self.until(lambda: self.rows("SELECT 1 FROM jobs WHERE key LIKE ?", f"event:%{key}"))

    async def settle(self, *, refreshed: bool = False) -> None:
        """Wait until everything that was set off is done.

        Args:
            refreshed: Also the counts on postings, which lag behind a little.
        """
        await self.until(self._all_acknowledged)
        await self.until(lambda: not self.unsettled(refreshed=refreshed))

    def _all_acknowledged(self) -> bool:
        return all(it.acknowledged_after is not None for it in self.discord.world.interactions.values())


def discord_bot(folder: Path, discord: DiscordServer, **settings: str) -> AbstractAsyncContextManager[DiscordBot]:
    """A bot that is made, not started; ended at the end. Discord is patient with it: the machine may be busy."""
    discord.world.callback_within = PATIENCE
    return with_a_judge(lambda judge: DiscordBot(home=Home(folder), discord=discord, judge=judge, settings=settings))


@asynccontextmanager
async def working_bot(folder: Path) -> AsyncIterator[DiscordBot]:
    """A bot at work on a Discord of its own, where it never pings everybody."""
    async with DiscordServer() as discord, discord_bot(folder, discord) as started:
        await started.start()
        yield started
        assert discord.read.all_pinged() == []

"""Staying connected: what is tried again, and what only whoever runs Greenroom can mend."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import aiohttp
import discord

from bot.adapters.discord.answers import Answers
from bot.adapters.discord.client import Connection
from bot.adapters.discord.rest import Rest
from bot.core.errors import SettingsError
from bot.core.ports import Clock
from bot.core.retry import backoff
from bot.core.worker import WorkerLog

TOKEN_SETTING: Final = "GREENROOM_DISCORD_TOKEN"  # noqa: S105 - the name of the setting
_TOKEN_REFUSED: Final = "Discord refuses it; reset it in the developer portal (Bot, Reset Token) and set the new one"  # noqa: S105
_CLOSED_TOKEN: Final = 4004
_INTENTS: Final = frozenset({4013, 4014})
_HOPELESS: Final = {
    _CLOSED_TOKEN: _TOKEN_REFUSED,
    4012: "Discord no longer takes this version's gateway (4012); the token is fine: update Greenroom",
    4013: "Discord does not know the intents that are asked for (4013); the token is fine: update Greenroom",
    4014: "Discord refuses the intents (4014); developer portal, Bot: see that the application may use the gateway",
}
"""What only whoever runs Greenroom can mend, by the code with which the gateway closes."""

_EXPECTED: Final = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)

Connect = Callable[[bool], Connection]
"""Makes a client, which asks for messages' content or does not."""


@dataclass(slots=True)
class Line:
    """The connection to Discord, as a platform that is served.

    Attributes:
        token: The bot's token.
        connect: Makes a client.
        rest: Where deliveries go, while connected.
        answers: Where interactions are answered.
        clock: Time.
        log: Where failures are told.
    """

    token: str
    connect: Connect
    rest: Rest
    answers: Answers
    clock: Clock
    log: WorkerLog
    _was_ready: bool = False

    async def run(self) -> None:
        """Stay connected until cancelled.

        Raises:
            SettingsError: The token is refused, or Discord takes no connection of this kind any more.
        """
        content, failures = True, 0
        try:
            while True:
                try:
                    content = content and await self._may_read_content()
                    await self._stay(content=content)
                except Exception as error:  # the library trips over what it does not expect
                    code = _code_of(error)
                    if content and code in _INTENTS:
                        content = False
                        self._say_content_is_off()
                        continue
                    if code in _HOPELESS:
                        raise SettingsError(TOKEN_SETTING, _HOPELESS[code]) from error
                    failures = 1 if self._was_ready else failures + 1
                    wait = backoff(failures, None, random.random())  # noqa: S311 - jitter
                    expected = isinstance(error, _EXPECTED)
                    reason = str(error) or type(error).__name__
                    self.log.warning("discord_not_connected", reason=reason, wait=wait, exc_info=not expected)
                    await self.clock.sleep(wait)
        finally:
            await self.answers.close()

    async def _stay(self, *, content: bool) -> None:
        client = self.connect(content)
        self._was_ready = False
        try:
            await client.start(self.token)
        finally:
            self._was_ready = client.is_ready()
            self.rest.use(None)
            await asyncio.shield(_closed(client.close))

    async def _may_read_content(self) -> bool:
        """Whether the application's owner has enabled the message-content intent."""
        flags = (await application(self.token)).flags
        if flags.gateway_message_content or flags.gateway_message_content_limited:
            return True
        self._say_content_is_off()
        return False

    def _say_content_is_off(self) -> None:
        """Tell, once a start, what goes without the intent."""
        self.log.warning(
            "discord_without_message_content",
            meaning="plain replies in threads are not read; mentions, buttons, commands and direct messages are",
            remedy="to have them read: developer portal, Bot, Message Content Intent, then start again",
        )


def _code_of(error: Exception) -> int | None:
    """The gateway's close code behind an error, if there is one."""
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return 4014
    if isinstance(error, discord.LoginFailure):
        return _CLOSED_TOKEN
    return error.code if isinstance(error, discord.ConnectionClosed) else None


async def application(token: str) -> discord.AppInfo:
    """What Discord knows of the application behind a token.

    Raises:
        discord.LoginFailure: The token is refused.
        discord.HTTPException: Discord fails.
        OSError: It cannot be reached.
        aiohttp.ClientError: Likewise.
    """
    client = discord.Client(intents=discord.Intents(guilds=True))
    try:
        await client.login(token)
        assert client.application is not None, "it is told at login"
        return client.application
    finally:
        await client.close()


async def _closed(close: Callable[[], Awaitable[None]]) -> None:
    """Close, whatever the state of the connection is."""
    with contextlib.suppress(discord.DiscordException, aiohttp.ClientError, OSError, RuntimeError, AttributeError):
        await close()

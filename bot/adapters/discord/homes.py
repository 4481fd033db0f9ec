"""Which server a direct message is about.

Direct messages, and places where Greenroom is only somebody's own app, name no server of ours. What a person does there
belongs to where Greenroom met them first, for good, so that nobody's streak is split and an event that comes twice is
known. Whoever was never met belongs to the server that they share with the bot, if that is exactly one; anybody else
has a practice of their own, until they are met in a server or choose one (`moving_in.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

import discord

from bot.adapters.discord.failures import RefusedError
from bot.adapters.discord.rest import Rest
from bot.adapters.discord.translate import NO_SERVER
from bot.core.errors import GreenroomError
from bot.core.worker import WorkerLog

MOST_SERVERS: Final = 10
"""In how many servers a person whom nobody knows is looked for."""

_SECONDS: Final = 1.0
"""For how long: an interaction has to be responded to within three."""
_SECONDS_ASKED: Final = 2.0
"""For how long where nothing else is done with the interaction."""

_REMEMBERED: Final = 10_000

Shared = list[tuple[str, str]]
"""Servers' ids and names."""

FirstMet = Callable[[str], Awaitable[str | None]]
"""The workspace in which a person was first met."""


class Homes:
    """Finds people's servers.

    Args:
        first_met: What is kept of people.
        rest: Discord.
        log: Hears of what cannot be looked up.
    """

    def __init__(self, first_met: FirstMet, rest: Rest, log: WorkerLog) -> None:
        self._first_met = first_met
        self._rest = rest
        self._log = log
        self._found: OrderedDict[str, str] = OrderedDict()

    async def of(self, user: str, client: discord.Client) -> str | None:
        """The workspace that a person's direct messages belong to; None for one of their own."""
        found = self._found.get(user) or await self._first_met(user)
        if found == NO_SERVER:  # until they are met in a server, or choose one
            return found
        if found is not None:
            self._found[user] = found
            while len(self._found) > _REMEMBERED:
                self._found.popitem(last=False)
            return found
        try:
            return await asyncio.wait_for(self._only_shared(user, client), _SECONDS)
        except (RefusedError, GreenroomError, TimeoutError) as error:
            self._log.info("discord_home_unknown", reason=str(error) or type(error).__name__)
            return None

    async def shared(self, user: str, client: discord.Client, typed: str = "") -> Shared:
        """The servers that a person shares with the bot and that what they typed may mean; the first few of them."""
        guilds = [it for it in client.guilds if typed == str(it.id) or typed.lower() in it.name.lower()]
        looked_at = sorted(guilds, key=lambda guild: guild.name.lower())[:MOST_SERVERS]

        async def found(guild: discord.Guild) -> bool:
            with contextlib.suppress(RefusedError, GreenroomError, TimeoutError):
                return await asyncio.wait_for(self._is_in(str(guild.id), user), _SECONDS_ASKED)
            return False

        there = await asyncio.gather(*map(found, looked_at))
        return [(str(guild.id), guild.name) for guild, is_in in zip(looked_at, there, strict=True) if is_in]

    async def _only_shared(self, user: str, client: discord.Client) -> str | None:
        servers = [str(guild.id) for guild in client.guilds]
        if len(servers) > MOST_SERVERS:
            return None
        shared = [server for server in servers if await self._is_in(server, user)]
        return shared[0] if len(shared) == 1 else None

    async def _is_in(self, server: str, user: str) -> bool:
        try:
            await self._rest.call("GET", "/guilds/{guild_id}/members/{user_id}", {"guild_id": server, "user_id": user})
        except RefusedError as error:
            if error.status in {403, 404}:
                return False
            raise
        return True

"""What is put right on Discord's side: commands are registered, lost places are told, and what was missed is read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import aiohttp
import discord

from bot.adapters.discord.client import Connection, Upkeep
from bot.adapters.discord.places import KnownPlaces
from bot.adapters.discord.receiving import Receiver
from bot.adapters.discord.registering import Registrar
from bot.adapters.discord.rest import Rest
from bot.adapters.discord.translate import NO_SERVER, PLATFORM, edited_event, said_event
from bot.core.chat import ChatEvent
from bot.core.errors import UndeliverableError
from bot.core.ports import Clock
from bot.core.records import Origin
from bot.core.survey import Survey
from bot.core.worker import WorkerLog

MISSED: Final = timedelta(days=3)
"""How far back is read what was written while nobody was connected."""

_MOST: Final = 1_000

Trouble = Callable[[Origin, UndeliverableError], Awaitable[None]]


@dataclass(slots=True)
class Housekeeping(Upkeep):
    """Done at every new session, and as servers and channels come and go.

    Attributes:
        rest: Discord, which is used once the first session is ready.
        places: What channels are.
        receiver: Takes in what was missed.
        registrar: Registers the commands.
        survey: Where Greenroom is expected.
        trouble: Hears of places that are lost.
        clock: Time.
        log: Where failures are told.
    """

    rest: Rest
    places: KnownPlaces
    receiver: Receiver
    registrar: Registrar
    survey: Survey
    trouble: Trouble
    clock: Clock
    log: WorkerLog

    async def ready(self, client: Connection) -> None:
        """A new session began: each of the steps is done, whatever becomes of the others."""
        self.rest.use(client)
        for step in (self._register, self._find_lost_places, self._catch_up):
            try:
                await step(client)
            except Exception as error:
                self.log.error("discord_upkeep_failed", step=step.__name__.strip("_"), exc_info=error)  # noqa: TRY400

    async def server_joined(self, guild: discord.Guild) -> None:
        """The bot was added to a server: it says what to do next where Discord greets people, if it may write there."""
        self.log.info("discord_server_joined", server=str(guild.id))
        channel, joined = guild.system_channel, guild.me.joined_at
        if channel is not None and joined is not None and channel.permissions_for(guild.me).send_messages:
            origin = Origin(PLATFORM, str(guild.id), str(channel.id), "")
            await self.receiver.heard(ChatEvent(f"arrived:{joined.isoformat()}", origin, self.clock.now(), "arrived"))

    async def server_left(self, server: str) -> None:
        """The bot was removed from a server: what was scheduled there is halted."""
        for group in await self.survey.scheduled(PLATFORM):
            if group.workspace == server:
                await self._lost(server, group.channel, UndeliverableError("removed", "workspace"))

    async def channel_deleted(self, server: str, channel: str) -> None:
        """A channel was deleted: what was scheduled there is halted."""
        await self._lost(server, channel, UndeliverableError("no-channel", "channel"))

    async def _register(self, _client: Connection) -> None:
        await self.registrar.register()

    async def _find_lost_places(self, client: Connection) -> None:
        """Halt the schedules of servers and channels that were lost while nobody was connected."""
        for group in await self.survey.scheduled(PLATFORM):
            if group.workspace == NO_SERVER:
                continue
            guild = client.get_guild(int(group.workspace))
            if guild is None:
                await self._lost(group.workspace, group.channel, UndeliverableError("removed", "workspace"))
            elif not guild.unavailable and guild.get_channel_or_thread(int(group.channel)) is None:
                await self._lost(group.workspace, group.channel, UndeliverableError("no-channel", "channel"))

    async def _lost(self, server: str, channel: str, error: UndeliverableError) -> None:
        self.log.warning("discord_place_lost", server=server, channel=channel, reason=error.reason)
        await self.trouble(Origin(PLATFORM, server, channel, ""), error)
        self.receiver.wake()

    async def _catch_up(self, client: Connection) -> None:
        """Read what was written while nobody was connected; what is known already is found by its key."""
        since = self.clock.now() - MISSED
        for guild in client.guilds:
            for thread in guild.threads:
                if str(thread.owner_id) == self.places.me and _written_since(thread, since):
                    await self._read(client, thread, since)
        for group in await self.survey.asked_since(PLATFORM, NO_SERVER, since):
            conversation = client.get_partial_messageable(int(group.channel), type=discord.ChannelType.private)
            await self._read(client, conversation, since)

    async def _read(
        self, client: Connection, place: discord.Thread | discord.PartialMessageable, since: datetime
    ) -> None:
        """Take in the messages of a thread or conversation as if they came now, and the last edit of each."""
        try:
            async for message in place.history(after=since, limit=_MOST, oldest_first=True):
                said = await client.heard(message)
                if said is not None:
                    await self.receiver.heard(said_event(said, self.places.me))
                if said is not None and said.edited_at is not None and said.text:
                    await self.receiver.heard(edited_event(said, self.places.me))
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            self.log.warning("discord_thread_not_read", channel=str(place.id), reason=str(error))


def _written_since(thread: discord.Thread, since: datetime) -> bool:
    last = thread.last_message_id
    return last is not None and discord.utils.snowflake_time(last) >= since

"""What is put right on Discord's side: commands are registered, lost places are told, and what was missed is read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import aiohttp
import discord

from bot.adapters.discord.client import Connection, Upkeep
from bot.adapters.discord.places import KnownPlaces
from bot.adapters.discord.receiving import Receiver
from bot.adapters.discord.registering import Registrar
from bot.adapters.discord.rest import Rest
from bot.adapters.discord.translate import NO_SERVER, PLATFORM, Said, edited_event, said_event
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
        """All is connected: deliveries go out, and the commands are brought up to date."""
        self.rest.use(client)
        await self._try(self.registrar.register())

    async def shard_began(self, client: Connection, shard: int, lost: Collection[str]) -> None:
        """A shard has a new session: schedules of servers that were lost meanwhile are halted."""
        await self._try(self._find_lost_servers(client, shard, lost))
        if shard == 0:  # where direct messages come
            await self._try(self._catch_up_directly(client, NO_SERVER))

    async def server_told(self, client: Connection, guild: discord.Guild) -> None:
        """A server is there in a new session or after an outage: each of the steps, whatever becomes of the others."""
        await self._try(self._find_lost_channels(client, guild))
        await self._try(self._catch_up(client, guild))
        await self._try(self._catch_up_directly(client, str(guild.id)))

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

    async def _try(self, step: Coroutine[None, None, None]) -> None:
        name = str(getattr(step, "__name__", "")).strip("_")
        try:
            await step
        except Exception as error:
            self.log.error("discord_upkeep_failed", step=name, exc_info=error)  # noqa: TRY400

    async def _find_lost_servers(self, client: Connection, shard: int, lost: Collection[str]) -> None:
        for group in await self.survey.scheduled(PLATFORM):
            if group.workspace == NO_SERVER or _shard_of(group.workspace, client) != shard:
                continue
            if group.workspace in lost or client.get_guild(int(group.workspace)) is None:
                await self._lost(group.workspace, group.channel, UndeliverableError("removed", "workspace"))

    async def _find_lost_channels(self, client: Connection, guild: discord.Guild) -> None:
        """Halt the schedules of channels that are gone; a conversation with somebody is none of the server's."""
        server = str(guild.id)
        for group in await self.survey.scheduled(PLATFORM):
            if group.workspace != server or guild.get_channel_or_thread(int(group.channel)) is not None:
                continue
            try:
                await client.fetch_channel(int(group.channel))
            except discord.NotFound:
                await self._lost(server, group.channel, UndeliverableError("no-channel", "channel"))
            except discord.Forbidden:
                await self._lost(server, group.channel, UndeliverableError("no-permission", "channel"))

    async def _lost(self, server: str, channel: str, error: UndeliverableError) -> None:
        self.log.warning("discord_place_lost", server=server, channel=channel, reason=error.reason)
        await self.trouble(Origin(PLATFORM, server, channel, ""), error)
        self.receiver.wake()

    async def _catch_up(self, client: Connection, guild: discord.Guild) -> None:
        """Read what was written while nobody was connected; what is known already is found by its key."""
        since = self.clock.now() - MISSED
        for thread in guild.threads:
            if str(thread.owner_id) == self.places.me and _written_since(thread, since):
                await self._read(client, thread, since)

    async def _catch_up_directly(self, client: Connection, workspace: str) -> None:
        """The same for conversations in which a question was put."""
        since, guild = self.clock.now() - MISSED, client.get_guild(int(workspace)) if workspace.isdecimal() else None
        for group in await self.survey.asked_since(PLATFORM, workspace, since):
            number = int(group.channel)
            if guild is None or guild.get_channel_or_thread(number) is None:
                place = client.get_partial_messageable(number, type=discord.ChannelType.private)
                await self._read(client, place, since, workspace)

    async def _read(
        self,
        client: Connection,
        place: discord.Thread | discord.PartialMessageable,
        since: datetime,
        workspace: str | None = None,
    ) -> None:
        """Take in the messages of a thread or conversation as if they came now, and the last edit of each.

        Args:
            client: Who reads.
            place: The thread or conversation.
            since: From when on.
            workspace: Only what belongs to this one, if given.
        """
        try:
            async for message in place.history(after=since, limit=_MOST, oldest_first=True):
                said = await client.heard(message)
                if said is not None and workspace not in {None, said.spot.origin.workspace}:
                    continue
                if said is None or await self._was_before_home(said):
                    continue
                await self.receiver.heard(said_event(said, self.places.me))
                if said.edited_at is not None and said.text:
                    await self.receiver.heard(edited_event(said, self.places.me))
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            self.log.warning("discord_thread_not_read", channel=str(place.id), reason=str(error))

    async def _was_before_home(self, said: Said) -> bool:
        """Whether a direct message was dealt with before its author's messages belonged to a server."""
        if said.spot.server is not None or said.spot.home is None:
            return False
        event = said_event(replace(said, spot=replace(said.spot, home=None)), self.places.me)
        return said.spot.home != NO_SERVER and await self.receiver.inbox.knows(event)


def _shard_of(server: str, client: Connection) -> int:
    return (int(server) >> 22) % (client.shard_count or 1)


def _written_since(thread: discord.Thread, since: datetime) -> bool:
    last = thread.last_message_id
    return last is not None and discord.utils.snowflake_time(last) >= since

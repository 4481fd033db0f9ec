"""The connection: discord.py's sharded client, which hands on what happens.

A plain `discord.Client` ends when its first connection fails; the sharded one tries again, with one shard as well.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import discord

from bot.adapters.discord.facts import Around, Talk, asked_by, completed, said_by, spot_of
from bot.adapters.discord.homes import Homes
from bot.adapters.discord.messages import EPHEMERAL
from bot.adapters.discord.places import KnownPlaces
from bot.adapters.discord.reactions import reaction_event
from bot.adapters.discord.receiving import Receiver
from bot.adapters.discord.rest import LONGEST_WAIT
from bot.adapters.discord.translate import AUTOCOMPLETE, Said, Spot, deleted_event, edited_event, said_event
from bot.core.worker import WorkerLog

_NEEDED: Final = frozenset({"READY", "RESUMED"})
"""Events without which there is no session: what cannot be read of them ends it, and a new one is begun."""


@dataclass(slots=True)
class Pauses:
    """Waits that a gateway asks for, over all clients of this process.

    Attributes:
        identify: Seconds from one new session to the next: somewhat more than the five in which a second is refused.
        again: Seconds before a session that was lost is begun anew.
        servers: Seconds after the last server was told of until all of them count as told.
    """

    identify: float = 5.5
    again: float = 5.0
    servers: float = 2.0
    _next: float = 0.0

    def turn(self, now: float, *, initial: bool) -> float:
        """How many seconds to wait before a new session; whoever asks next comes after it.

        Args:
            now: Seconds on a clock that only goes on.
            initial: Whether it is a client's first.
        """
        at = max(now if initial else now + self.again, self._next)
        self._next = at + self.identify
        return at - now


class Upkeep(Protocol):
    """What is done as servers come and go."""

    async def ready(self, client: Connection) -> None:
        """All is connected."""
        ...

    async def shard_began(self, client: Connection, shard: int, lost: Collection[str]) -> None:
        """A shard has a new session; what is lost was there in the last one, and is not named in this one."""
        ...

    async def server_told(self, client: Connection, guild: discord.Guild) -> None:
        """A server is there in a new session: whatever happened in it meanwhile was not told."""
        ...

    async def server_joined(self, guild: discord.Guild) -> None:
        """The bot was added to a server."""
        ...

    async def server_left(self, server: str) -> None:
        """The bot was removed from a server."""
        ...

    async def channel_deleted(self, server: str, channel: str) -> None:
        """A channel was deleted."""
        ...


class Connection(discord.AutoShardedClient):
    """The bot, connected.

    Args:
        content: Whether to ask for the content of all messages, which the owner has to enable.
        receiver: Takes in what people do.
        places: What channels are.
        homes: What direct messages belong to.
        upkeep: What is done as servers come and go.
        pauses: Waits that the gateway asks for.
        log: Where failures are told.
    """

    def __init__(
        self,
        receiver: Receiver,
        places: KnownPlaces,
        homes: Homes,
        upkeep: Upkeep,
        pauses: Pauses,
        log: WorkerLog,
        *,
        content: bool,
    ) -> None:
        intents = discord.Intents(
            guilds=True, guild_messages=True, guild_reactions=True, dm_messages=True, message_content=content
        )
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=LONGEST_WAIT,
            guild_ready_timeout=pauses.servers,
        )
        self._receiver = receiver
        self._places = places
        self._homes = homes
        self._upkeep = upkeep
        self._pauses = pauses
        self._log = log
        self._told: dict[int, discord.Guild] = {}
        places.client = self
        parsers = self._connection.parsers
        parsers |= {name: self._guarded(name, parse) for name, parse in parsers.items() if name not in _NEEDED}

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Keep new sessions apart."""
        await asyncio.sleep(self._pauses.turn(time.monotonic(), initial=initial))

    async def on_ready(self) -> None:
        """All shards have their first sessions, or a single one has a new one."""
        self._log.info("discord_ready", servers=len(self.guilds), reads_content=self.intents.message_content)
        await self._upkeep.ready(self)

    async def on_shard_connect(self, shard: int) -> None:
        """A shard has a new session: whatever happened there meanwhile was not told, not even that a server is lost.

        The library keeps what a new session does not name, and makes a new object of what it names.
        """
        there = {guild.id: guild for guild in self.guilds if guild.shard_id == shard}
        lost = {number for number, guild in there.items() if self._told.get(number) is guild}
        self._told |= {number: guild for number, guild in there.items() if number not in lost}
        await self._upkeep.shard_began(self, shard, {str(number) for number in lost})

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is told of in a new session, or is back after an outage."""
        self._told[guild.id] = guild
        await self._upkeep.server_told(self, guild)

    async def on_interaction(self, talk: Talk) -> None:
        """A command, a press, a choice, something typed, or a form that was sent; read from its own data alone."""
        asked = await asked_by(talk, self._places)
        if asked is not None and asked.kind != AUTOCOMPLETE:  # nothing is kept of what is being typed
            asked = replace(asked, spot=await self._at_home(asked.spot))
        if asked is not None:
            await self._receiver.asked(asked)

    async def on_message(self, message: discord.Message) -> None:
        """A message."""
        if self.user is not None and message.author.id == self.user.id:
            self._echo(message)
            return
        said = await self.heard(message)
        if said is not None:
            await self._receiver.heard(said_event(said, self._places.me))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message was edited, or Discord added a link's preview to it, which is no edit."""
        said = await self.heard(payload.message) if payload.message.edited_at is not None else None
        if said is not None and said.text:
            await self._receiver.heard(edited_event(said, self._places.me))

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A message was deleted."""
        await self._deleted(payload.message_id, payload.channel_id, payload.cached_message)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """A moderator deleted several messages."""
        cached = {message.id: message for message in payload.cached_messages}
        for number in sorted(payload.message_ids):
            await self._deleted(number, payload.channel_id, cached.get(number))

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Somebody reacted to a message."""
        await self._reacted(payload)

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Somebody took a reaction back."""
        await self._reacted(payload)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was added to a server."""
        self._told[guild.id] = guild
        await self._upkeep.server_joined(guild)
        await self._upkeep.server_told(self, guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a server."""
        self._told.pop(guild.id, None)
        await self._upkeep.server_left(str(guild.id))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was deleted."""
        await self._upkeep.channel_deleted(str(channel.guild.id), str(channel.id))

    async def on_error(self, event_method: str, /, *_args: object, **_kwargs: object) -> None:
        """One event failed: it is told, and the connection goes on."""
        self._log.error("discord_event_failed", during=event_method, exc_info=True)

    async def heard(self, message: discord.Message) -> Said | None:
        """A message that may be meant for Greenroom."""
        said = await said_by(message, self.user, self._places) if self.user is not None else None
        return None if said is None else replace(said, spot=await self._at_home(said.spot))

    def _guarded(self, name: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
        """A reader of the library's that ends nothing when it cannot read an event: that one is left out."""

        def read(data: Any) -> None:  # noqa: ANN401 - as Discord sends it
            try:
                parse(completed(data) if name == "INTERACTION_CREATE" else data)
            except Exception as error:  # noqa: BLE001 - a poll without an end, say, which Discord allows
                self._log.error("discord_event_not_read", event_name=name, exc_info=error)

        return read

    async def _deleted(self, number: int, channel: int, cached: discord.Message | None) -> None:
        around = await self._around(channel, cached)
        author = cached.author if cached is not None else None
        if around is None or (author is not None and author.bot):
            return
        spot = await self._at_home(spot_of(around, author))
        event = deleted_event(str(number), spot, datetime.now(UTC))
        if around.ours or around.direct or await self._receiver.holds(event):
            await self._receiver.heard(event)

    async def _reacted(self, payload: discord.RawReactionActionEvent) -> None:
        around = await self._around(payload.channel_id, None)
        if around is None or self.user is None:
            return
        event = reaction_event(payload, around, self.user.id, datetime.now(UTC))
        if event is not None:
            await self._receiver.heard(event)

    async def _at_home(self, spot: Spot) -> Spot:
        """A spot that is in no server of ours, with the one that it belongs to."""
        if spot.server is not None or not spot.user:
            return spot
        return replace(spot, home=await self._homes.of(spot.user, self))

    async def _around(self, channel: int, cached: discord.Message | None) -> Around | None:
        return await self._places.around(cached.channel if cached is not None else None, channel)

    def _echo(self, message: discord.Message) -> None:
        """Discord tells of what one member sees alone as if it were a direct message."""
        if message.flags.value & EPHEMERAL and message.components:
            self._receiver.answers.heard(message.components[0].to_dict().get("id"), str(message.id))

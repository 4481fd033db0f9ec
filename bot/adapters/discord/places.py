"""What channels and threads are: from what discord.py keeps, else from Discord."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import discord

from bot.adapters.discord.facts import Around, Places
from bot.adapters.discord.failures import RefusedError, Target, undelivered
from bot.adapters.discord.rest import Rest
from bot.adapters.discord.transport import Home
from bot.core.errors import TryLaterError, UndeliverableError
from bot.core.records import Origin
from bot.core.worker import WorkerLog


class KnownPlaces(Places, Home):
    """Looks in the client's memory first.

    Args:
        rest: Discord.
        log: Hears of what cannot be looked up.
    """

    def __init__(self, rest: Rest, log: WorkerLog) -> None:
        self._rest = rest
        self._log = log
        self.client: discord.Client | None = None

    @property
    def me(self) -> str:
        """The bot's id."""
        user = self.client.user if self.client else None
        return str(user.id) if user else ""

    @property
    def reads(self) -> bool:
        """Whether messages can be read that do not mention the bot, as far as is known."""
        return self.client is None or self.client.intents.message_content

    async def around(self, channel: object, channel_id: int) -> Around | None:
        """What a channel is; a thread that the client has not seen, such as one that was archived, is asked for."""
        if channel is None or isinstance(channel, discord.PartialMessageable):
            channel = self._kept(channel_id) or await self._fetched(channel_id)
        return None if channel is None else self._told(channel, channel_id)

    def known(self, channel_id: int) -> Around | None:
        """What a channel is, if it is remembered."""
        channel = self._kept(channel_id)
        return None if channel is None else self._told(channel, channel_id)

    async def require(self, origin: Origin) -> None:
        """Refuse to write in another server than the origin's: a channel's id that somebody typed may be any.

        Raises:
            UndeliverableError: The channel is elsewhere, or gone.
            TryLaterError: Its server is out of order.
        """
        kept = self.known(int(origin.channel))
        server = kept.server if kept else await self._server_of(origin)
        if server is not None and server != origin.workspace:
            raise UndeliverableError("no-channel", "channel")

    def is_forum(self, channel: str) -> bool:
        """Whether a channel takes posts instead of messages."""
        return isinstance(self._kept(int(channel)), discord.ForumChannel)

    def is_in_server(self, channel: str) -> bool:
        """Whether a channel is known to be in a server."""
        kept = self.known(int(channel))
        return kept is not None and kept.server is not None

    def tags(self, forum: str) -> tuple[Sequence[discord.ForumTag], bool]:
        """A forum's tags that the bot may set, and whether one is required."""
        channel = self._kept(int(forum))
        if not isinstance(channel, discord.ForumChannel):
            return (), False
        moderates = channel.permissions_for(channel.guild.me).manage_threads
        usable = [tag for tag in channel.available_tags if moderates or not tag.moderated]
        return usable, channel.flags.require_tag

    def _kept(self, channel_id: int) -> object | None:
        return self.client.get_channel(channel_id) if self.client else None

    def _told(self, channel: object, channel_id: int) -> Around:
        if isinstance(channel, discord.Thread):
            ours = str(channel.owner_id) == self.me
            return Around(str(channel.guild.id), str(channel.parent_id), str(channel.id), ours)
        if isinstance(channel, discord.DMChannel):
            return Around(
                None, str(channel_id), direct=True, partner=str(channel.recipient.id if channel.recipient else "")
            )
        guild = getattr(channel, "guild", None)
        return Around(str(guild.id) if guild is not None else None, str(channel_id))

    async def _fetched(self, channel_id: int) -> object | None:
        if self.client is None:
            return None
        try:
            return await self.client.fetch_channel(channel_id)
        except (discord.DiscordException, OSError) as error:
            self._log.info("discord_channel_unknown", channel=str(channel_id), reason=str(error))
            return None

    async def _server_of(self, origin: Origin) -> str | None:
        client = await self._rest.client()
        guild = client.get_guild(int(origin.workspace)) if origin.workspace.isdecimal() else None
        if guild is not None and guild.unavailable:
            raise TryLaterError("unavailable", 60.0)
        try:
            told = await self._rest.call("GET", "/channels/{channel_id}", {"channel_id": origin.channel})
        except RefusedError as error:
            raise undelivered(error, Target.CHANNEL) from error
        return cast("dict[str, str]", told).get("guild_id")

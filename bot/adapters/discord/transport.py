"""Discord as the courier's transport."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Protocol

from bot.adapters.discord.alone import Alone
from bot.adapters.discord.channels import Channels, Spot
from bot.adapters.discord.failures import Target
from bot.adapters.discord.handles import Handle
from bot.adapters.discord.marks import opens_thread
from bot.adapters.discord.pages import OPENING, Leaf, leaf_of, pages_of, title_of
from bot.adapters.discord.translate import NO_SERVER
from bot.adapters.discord.words import say
from bot.core.chat import Pin, Reply, Text
from bot.core.delivery.pace import Limit
from bot.core.delivery.ports import Transport
from bot.core.delivery.records import Page, Sent
from bot.core.errors import GreenroomError, UndeliverableError
from bot.core.records import Origin

REQUESTS_A_SECOND: Final = 46.0
"""A little less than `Rest` lets through, so that what else is to be requested finds room."""


class Home(Protocol):
    """What the transport has to know of a channel."""

    async def require(self, origin: Origin) -> None:
        """Raise unless the origin's channel is in the origin's server."""
        ...

    def is_forum(self, channel: str) -> bool:
        """Whether it takes posts instead of messages."""
        ...

    def is_in_server(self, channel: str) -> bool:
        """Whether it is known to be in a server."""
        ...

    @property
    def me(self) -> str:
        """The bot's id."""
        ...

    @property
    def reads(self) -> bool:
        """Whether messages can be read that do not mention the bot."""
        ...


Tags = Callable[[str, str], list[str]]
"""Ids of a forum's tags for a question, by the forum's and the question's ids."""


class DiscordTransport(Transport):
    """Posts, edits, finds and removes messages.

    Args:
        channels: What the bot itself writes.
        alone: What is for one member alone.
        home: What channels are.
        tags: Tags for posts in forums.
    """

    def __init__(self, channels: Channels, alone: Alone, home: Home, tags: Tags) -> None:
        self._channels = channels
        self._alone = alone
        self._home = home
        self._tags = tags
        self._aside: set[asyncio.Task[None]] = set()

    def pages(self, origin: Origin, reply: Reply) -> Sequence[Page]:
        """A reply as messages, each within Discord's limits."""
        public = not (origin.private or origin.direct)
        if public and reply.kind in OPENING and not self._home.reads:
            reply = replace(reply, parts=(*reply.parts, Text(say("reply-to-me"), subtle=True)))
        return pages_of(reply, public=public)

    def limits(self, origin: Origin) -> Sequence[Limit]:
        """How fast: five posts and five edits in five seconds a channel, five in two seconds an interaction."""
        if (handle := self._alone.handle_of(origin)) is not None:
            return (Limit(f"discord/{handle.token}", per_second=2.5, burst=5),)
        place = origin.user if origin.direct or origin.private else origin.thread or origin.channel
        opens = 1 if origin.direct or origin.private or origin.thread else 2  # what stands in a channel gets a thread
        return (Limit("discord", REQUESTS_A_SECOND, cost=opens), Limit(f"discord/{place}", per_second=2, burst=10))

    async def post(self, origin: Origin, page: Page, key: str) -> Sent | None:
        """Show a message that carries a key."""
        leaf = leaf_of(page)
        sent = await self._post(origin, leaf, key)
        if leaf.promises:
            self.think(origin)
        if leaf.pinned in {Pin.WHEN_POSTED, Pin.ANEW} and sent is not None and Handle.read(sent.channel) is None:
            self._begin(self._channels.pin(sent.channel, sent.message), "pin")
        return sent

    async def _post(self, origin: Origin, leaf: Leaf, key: str) -> Sent | None:
        if origin.private or origin.direct:
            return await self._alone.post(origin, leaf, key)
        try:
            sent = await self._post_openly(origin, leaf, key)
        except UndeliverableError as error:
            if not _only_there(origin, error):
                raise
            return await self._alone.post(origin, leaf, key)
        await self._alone.point_to(origin, sent)
        return sent

    async def edit(self, origin: Origin, sent: Sent, page: Page) -> None:
        """Put a page in the place of a message."""
        leaf = leaf_of(page)
        if (handle := Handle.read(sent.channel)) is not None:
            await self._edit_alone(origin, handle, sent, leaf)
        else:
            await self._channels.edit(self._spot_of(origin, sent), sent.message, leaf.message)
            if leaf.pinned in {Pin.ANEW, Pin.NO_MORE}:
                anew = leaf.pinned is Pin.ANEW
                self._begin(self._channels.pin(sent.channel, sent.message, pinned=anew), "pin" if anew else "unpin")
        if leaf.first:
            await self._alone.point_to(origin, sent)

    async def find(self, origin: Origin, key: str, since: datetime) -> Sent | None:
        """The message with a key, if it is there; its thread is opened if that is still to do."""
        if origin.private or origin.direct:
            return await self._alone.find(origin, key, since)
        if self._in_forum(origin):
            return await self._channels.find_in_forum(origin.workspace, origin.channel, key, since, self._home.me)
        spot = _open_spot(origin)
        try:
            shown = await self._channels.find(spot, key, since)
        except UndeliverableError as error:
            if not _only_there(origin, error):
                raise
            return await self._alone.find(origin, key, since)
        if shown is None:
            return None
        thread = origin.thread
        if thread is None and opens_thread(shown):
            thread = await self._channels.open_thread(origin.channel, str(shown["id"]), title_of(shown))
        return Sent(spot.channel, str(shown["id"]), thread)

    async def remove(self, origin: Origin, sent: Sent) -> None:
        """Take a message away; one that is gone already is fine."""
        if (handle := Handle.read(sent.channel)) is not None:
            await self._alone.remove(handle, sent)
        else:
            await self._channels.remove(self._spot_of(origin, sent), sent.message)

    async def begin_draft(self, origin: Origin, reply: Reply, key: str) -> Sent | None:
        """Show the first words of a reply where all see it, or nowhere: a draft is not sent to the member instead."""
        where = origin if origin.private or origin.direct else replace(origin, user="", user_name="")
        return await super().begin_draft(where, reply, key)

    async def nothing_to_say(self, origin: Origin) -> None:
        """Take away that an interaction's answer is awaited."""
        await self._alone.dismiss(origin)

    def think(self, origin: Origin) -> None:
        """Show that the bot is typing, for ten seconds at most; an interaction shows by itself that it is awaited."""
        if self._alone.handle_of(origin) is None and (origin.direct or not origin.private):
            self._begin(self._type(origin), "typing")

    def _begin(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Do what nothing waits for."""

        async def done() -> None:
            with contextlib.suppress(GreenroomError):
                await work

        task = asyncio.create_task(done(), name=name)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def _type(self, origin: Origin) -> None:
        spot = await self._alone.conversation(origin) if origin.direct else _open_spot(origin)
        await self._channels.type(spot)

    async def _post_openly(self, origin: Origin, leaf: Leaf, key: str) -> Sent | None:
        await self._home.require(origin)
        if self._in_forum(origin):
            tags = self._tags(origin.channel, leaf.question_id)
            return await self._channels.post_in_forum(origin.channel, leaf.message, key, leaf.title, tags)
        spot = _open_spot(origin)
        opens = origin.thread is None and leaf.opens and leaf.first
        shown = await self._channels.post(spot, leaf.message, key, opens=opens)
        if shown is None:
            return None
        number = str(shown["id"])
        thread = origin.thread
        if opens:
            thread = await self._channels.open_thread(origin.channel, number, leaf.title)
        return Sent(spot.channel, number, thread)

    async def _edit_alone(self, origin: Origin, handle: Handle, sent: Sent, leaf: Leaf) -> None:
        """Edit what one member saw; where that is over, it does not become a message for all."""
        try:
            await self._alone.edit(handle, sent, leaf.message)
        except UndeliverableError:
            if origin.private or origin.direct:
                raise

    def _in_forum(self, origin: Origin) -> bool:
        return origin.thread is None and self._home.is_forum(origin.channel)

    def _spot_of(self, origin: Origin, sent: Sent) -> Spot:
        """Where a message stands that is to be changed; what may stand in a direct message names its server."""
        server = origin.workspace if origin.workspace != NO_SERVER else None
        if origin.direct:
            return Spot(sent.channel, Target.DIRECT, server)
        if sent.channel == origin.channel:
            return Spot(sent.channel, Target.CHANNEL)
        return Spot(sent.channel, Target.THREAD, None if self._home.is_in_server(sent.channel) else server)


_NOT_IN_THREADS = frozenset({"no-permission", "archived", "no-channel"})


def _only_there(origin: Origin, error: UndeliverableError) -> bool:
    """Whether it is only in its thread, which may be locked or gone, that somebody cannot be shown something."""
    in_thread = bool(origin.thread and origin.user) and error.scope == "message"
    return in_thread and error.reason in _NOT_IN_THREADS


def _open_spot(origin: Origin) -> Spot:
    if origin.thread is not None:
        return Spot(origin.thread, Target.THREAD)
    return Spot(origin.channel, Target.CHANNEL)

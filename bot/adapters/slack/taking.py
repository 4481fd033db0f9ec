"""Keeping what people did, with what Slack knows of them, before Slack is told that it arrived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.adapters.slack.people import PATIENCE, People
from bot.adapters.slack.translate import message_id, moment
from bot.adapters.slack.workspaces import PLATFORM, Workspace
from bot.core.channel_ids import ChannelIds
from bot.core.chat import ChatEvent
from bot.core.commands import find
from bot.core.inbox import Inbox

_PATIENCE_FOR_COMMANDS = 2.0  # which may depend on whether somebody manages the workspace


@dataclass(frozen=True, slots=True)
class Taking:
    """Keeps events.

    Attributes:
        inbox: Where they are kept.
        wake: Lets the workers look at them.
        people: Who people are.
        channel_ids: Channels that got new ids.
    """

    inbox: Inbox
    wake: Callable[[], None]
    people: People
    channel_ids: ChannelIds

    async def take(self, workspace: Workspace, event: ChatEvent) -> None:
        """Keep an event; it is durable when this returns.

        Raises:
            GreenroomError: It could not be kept.
        """
        await self.keep(await self.known(workspace, await self._named_as_then(event)))

    async def keep(self, event: ChatEvent) -> None:
        """Keep an event as it is.

        Raises:
            GreenroomError: It could not be kept.
        """
        await self.inbox.take(event)
        self.wake()

    async def _named_as_then(self, event: ChatEvent) -> ChatEvent:
        """An event about an earlier message, which is known by the id that its channel had when it was written."""
        message = event.origin.message
        if message is None or event.command == "message":
            return event
        channel, ts = message.split("/", 1)
        then = await self.channel_ids.at(PLATFORM, event.origin.workspace, channel, moment(ts))
        return replace(event, origin=replace(event.origin, message=message_id(then, ts)))

    async def known(self, workspace: Workspace, event: ChatEvent) -> ChatEvent:
        """An event with the name of who did it, and whether they manage the workspace."""
        if not event.origin.user:  # Slack did not tell who it was
            return event
        patience = _PATIENCE_FOR_COMMANDS if find(event.command) else PATIENCE
        person = await self.people.person(workspace, event.origin.user, patience)
        return replace(event, origin=replace(event.origin, user_name=person.name), by_admin=person.manages)

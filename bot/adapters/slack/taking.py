"""Keeping what people did, with what Slack knows of them, before Slack is told that it arrived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.adapters.slack.people import PATIENCE, People
from bot.adapters.slack.workspaces import Workspace
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
    """

    inbox: Inbox
    wake: Callable[[], None]
    people: People

    async def take(self, workspace: Workspace, event: ChatEvent) -> None:
        """Keep an event; it is durable when this returns.

        Raises:
            GreenroomError: It could not be kept.
        """
        await self.keep(await self.known(workspace, event))

    async def keep(self, event: ChatEvent) -> None:
        """Keep an event as it is.

        Raises:
            GreenroomError: It could not be kept.
        """
        await self.inbox.take(event)
        self.wake()

    async def known(self, workspace: Workspace, event: ChatEvent) -> ChatEvent:
        """An event with the name of who did it, and whether they manage the workspace."""
        if not event.origin.user:  # Slack did not tell who it was
            return event
        patience = _PATIENCE_FOR_COMMANDS if find(event.command) else PATIENCE
        person = await self.people.person(workspace, event.origin.user, patience)
        return replace(event, origin=replace(event.origin, user_name=person.name), by_admin=person.manages)

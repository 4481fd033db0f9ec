"""The app's own tabs: what stands in a member's Home, and what is suggested where they talk to the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from bot.adapters.slack.api import Api
from bot.adapters.slack.background import Background
from bot.adapters.slack.directs import Directs
from bot.adapters.slack.home import home_message, home_view
from bot.adapters.slack.manifest import prompts
from bot.adapters.slack.message import Message
from bot.adapters.slack.translate import is_direct
from bot.adapters.slack.uploads import Uploads, shown_with_pictures
from bot.adapters.slack.words import say
from bot.adapters.slack.workspaces import PLATFORM, Workspace, Workspaces
from bot.core.chat import ReplyKind
from bot.core.commands.home import home_page
from bot.core.delivery.records import Sent
from bot.core.ports import Clock
from bot.core.records import Origin
from bot.core.room import Room

_GATHERING = 1.0


@dataclass(frozen=True, slots=True)
class Tabs:
    """Fills the Home tab and suggests prompts.

    Attributes:
        room: The use cases.
        api: The Web API.
        workspaces: Where the app is installed.
        directs: Members' conversations with the bot, which are their own groups.
        uploads: Takes pictures.
        background: Runs what may be lost.
        clock: Time.
        open: Whose Home this process has filled; it is kept up to date from then on.
        stale: Whose Home is about to be filled again.
        thinking: What says that a reply is being made, by conversation and thread.
        drawn: A digest of the pictures that stood in each Home last, and Slack's ids of them.
    """

    room: Room
    api: Api
    workspaces: Workspaces
    directs: Directs
    uploads: Uploads
    background: Background
    clock: Clock
    open: set[tuple[str, str]] = field(default_factory=set)
    stale: set[tuple[str, str]] = field(default_factory=set)
    thinking: dict[tuple[str, str], asyncio.Task[None]] = field(default_factory=dict)
    drawn: dict[tuple[str, str], tuple[bytes, Mapping[str, str]]] = field(default_factory=dict)

    async def fill_home(self, workspace: Workspace, user: str) -> None:
        """Show a member how they stand, today's question, their answers and the settings.

        Raises:
            GreenroomError: Not now, or never.
        """
        channel = await self.directs.channel(workspace, user)
        origin = Origin(PLATFORM, workspace.id, channel, user, private=True, direct=True)
        plain = home_message(await home_page(self.room, origin, self.clock.now()))
        shown = plain

        async def publish(message: Message) -> None:
            nonlocal shown
            shown = message
            about = {"user_id": user, "view": home_view(message, channel)}
            await self.api.call(workspace, "views.publish", about)

        whose, pictures = (workspace.id, user), sha256(b"".join(file.content for file in plain.files)).digest()
        if plain.files and self.drawn.get(whose, (b"", {}))[0] != pictures:
            await publish(plain)  # which says the same in words, while Slack takes the pictures
            self.drawn[whose] = pictures, await self.uploads.pictures(workspace, plain)
        pictured = plain.pictured(self.drawn[whose][1]) if plain.files else plain
        await shown_with_pictures(publish, pictured, plain)
        if shown != pictured:  # they are gone from Slack
            self.drawn.pop(whose, None)
        self.open.add(whose)

    async def refresh_home(self, workspace: Workspace, user: str) -> None:
        """Fill a Home that is there again, soon; several times in a row it is done once.

        Raises:
            GreenroomError: Not now, or never.
        """
        whose = (workspace.id, user)
        if whose not in self.open or whose in self.stale:
            return
        self.stale.add(whose)
        try:
            await asyncio.sleep(_GATHERING)
        finally:
            self.stale.discard(whose)
        await self.fill_home(workspace, user)

    async def suggest(self, workspace: Workspace, channel: str, thread: str | None = None) -> None:
        """Suggest what to say in a conversation with the bot.

        Raises:
            GreenroomError: Slack refuses it.
        """
        about = {"channel_id": channel, "thread_ts": thread, "title": say("prompts.title"), "prompts": prompts()}
        await self.api.call(workspace, "assistant.threads.setSuggestedPrompts", about)

    def thinks(self, origin: Origin) -> None:
        """Say in a thread that a reply is being made, until it stands there."""
        if origin.thread is None or origin.direct is not is_direct(origin.channel):
            return
        where = (origin.channel, origin.thread)
        status = self._say_status(origin.workspace, where, say("status.thinking"))
        self.thinking[where] = self.background.start(status, "say that it thinks")

    def keeps_silent(self, origin: Origin) -> None:
        """Say no more that a reply is being made."""
        where = (origin.channel, origin.thread or "")
        said = self.thinking.pop(where, None)
        if said is not None:
            self.background.start(self._unsay(origin.workspace, where, said), "say that it thinks no more")

    async def shown(self, origin: Origin, kind: str, sent: Sent | None) -> None:
        """Keep up with what was shown: a receipt means that somebody's answer is being read, a card that it was."""
        if sent is not None and sent.thread:
            self._shown_in((sent.channel, sent.thread), origin, kind, in_thread=sent.thread != sent.message)
        workspace = await self.workspaces.workspace(origin.workspace) if kind == ReplyKind.CARD else None
        if workspace is not None:
            self.background.start(self.refresh_home(workspace, origin.user), "fill the Home tab")

    def _shown_in(self, where: tuple[str, str], origin: Origin, kind: str, *, in_thread: bool) -> None:
        said = self.thinking.pop(where, None)
        if said is not None and not said.done():  # else Slack has taken it away by itself
            self.background.start(self._unsay(origin.workspace, where, said), "say that it thinks no more")
        statuses: dict[str, str] = {ReplyKind.RECEIPT: say("status.reading"), ReplyKind.CARD: ""}
        if origin.direct and in_thread and kind in statuses:
            reading = self._say_status(origin.workspace, where, statuses[kind])
            self.background.start(reading, "say that it reads")

    async def _unsay(self, team: str, where: tuple[str, str], said: asyncio.Task[None]) -> None:
        await asyncio.wait([said])
        await self._say_status(team, where, "")

    async def _say_status(self, team: str, where: tuple[str, str], status: str) -> None:
        workspace = await self.workspaces.workspace(team)
        if workspace is not None:
            about = {"channel_id": where[0], "thread_ts": where[1], "status": status}
            await self.api.call(workspace, "assistant.threads.setStatus", about)

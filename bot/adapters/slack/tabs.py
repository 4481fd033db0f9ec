"""The app's own tabs: what stands in a member's Home, and what is suggested where they talk to the bot."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.adapters.slack.api import Api
from bot.adapters.slack.background import Background
from bot.adapters.slack.directs import Directs
from bot.adapters.slack.home import home_view
from bot.adapters.slack.manifest import PROMPTS
from bot.adapters.slack.words import say
from bot.adapters.slack.workspaces import PLATFORM, Workspace, Workspaces
from bot.core.chat import Button, Buttons, ChatEvent, Reply, ReplyKind
from bot.core.commands import dispatch, find
from bot.core.delivery.records import Sent
from bot.core.ports import Clock
from bot.core.records import Origin
from bot.core.replies.question import preview_reply
from bot.core.room import Room

_HISTORY = "5"
_GATHERING = 1.0


@dataclass(frozen=True, slots=True)
class Tabs:
    """Fills the Home tab and suggests prompts.

    Attributes:
        room: The use cases.
        api: The Web API.
        workspaces: Where the app is installed.
        directs: Members' conversations with the bot, which are their own groups.
        background: Runs what may be lost.
        clock: Time.
        open: Whose Home this process has filled; it is kept up to date from then on.
        stale: Whose Home is about to be filled again.
    """

    room: Room
    api: Api
    workspaces: Workspaces
    directs: Directs
    background: Background
    clock: Clock
    open: set[tuple[str, str]] = field(default_factory=set)
    stale: set[tuple[str, str]] = field(default_factory=set)

    async def fill_home(self, workspace: Workspace, user: str) -> None:
        """Show a member how they stand, today's question, their answers and the settings.

        Raises:
            GreenroomError: Not now, or never.
        """
        channel = await self.directs.channel(workspace, user)
        origin = Origin(PLATFORM, workspace.id, channel, user, private=True, direct=True)
        view = home_view([reply for reply in await self._replies(origin) if reply is not None])
        await self.api.call(workspace, "views.publish", {"user_id": user, "view": view})
        self.open.add((workspace.id, user))

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

    async def _replies(self, origin: Origin) -> list[Reply | None]:
        now = self.clock.now()
        return [
            await self._asked(ChatEvent("home", origin, now, "progress")),
            await self._todays_question(origin),
            await self._asked(ChatEvent("home", origin, now, "history", options={"limit": _HISTORY})),
            await self._asked(ChatEvent("home", origin, now, "settings")),
        ]

    async def _asked(self, event: ChatEvent) -> Reply | None:
        return await dispatch(self.room, event)

    async def _todays_question(self, origin: Origin) -> Reply:
        """The question, with nothing written: looking at it is not yet being asked."""
        question = await self.room.practice.preview_today(origin, self.clock.now())
        reply = preview_reply(question)
        answer = Button(say("home.answer"), "answer", {"question": question.id}, primary=True)
        return Reply(reply.kind, (*reply.parts, Buttons((answer,))), context=reply.context)

    async def suggest(self, workspace: Workspace, channel: str, thread: str | None = None) -> None:
        """Suggest what to say in a conversation with the bot; commands that there are not yet are left out.

        Raises:
            GreenroomError: Slack refuses it.
        """
        prompts = [{"title": title, "message": message} for title, message in PROMPTS if find(message)]
        about = {"channel_id": channel, "thread_ts": thread, "title": say("prompts.title"), "prompts": prompts}
        await self.api.call(workspace, "assistant.threads.setSuggestedPrompts", about)

    async def shown(self, origin: Origin, kind: str, sent: Sent | None) -> None:
        """Keep up with what was shown: a receipt means that somebody's answer is being read, a card that it was."""
        if kind not in {ReplyKind.RECEIPT, ReplyKind.CARD}:
            return
        workspace = await self.workspaces.workspace(origin.workspace)
        if workspace is None:
            return
        if origin.direct and sent is not None and sent.thread not in {None, sent.message}:
            reading = self._say_reading(workspace, sent, reading=kind == ReplyKind.RECEIPT)
            self.background.start(reading, "say that it reads")
        if kind == ReplyKind.CARD:
            self.background.start(self.refresh_home(workspace, origin.user), "fill the Home tab")

    async def _say_reading(self, workspace: Workspace, sent: Sent, *, reading: bool) -> None:
        about = {
            "channel_id": sent.channel,
            "thread_ts": sent.thread,
            "status": say("status.reading") if reading else "",
        }
        await self.api.call(workspace, "assistant.threads.setStatus", about)

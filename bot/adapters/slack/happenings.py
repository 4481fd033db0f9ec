"""What happens to the app itself: it comes into channels and is thrown out of them, and its tabs are opened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.slack.background import Background
from bot.adapters.slack.payloads import mapping
from bot.adapters.slack.tabs import Tabs
from bot.adapters.slack.translate import Payload, moment
from bot.adapters.slack.workspaces import PLATFORM, Workspace
from bot.core.chat import ChatEvent
from bot.core.delivery.courier import Trouble
from bot.core.errors import UndeliverableError
from bot.core.records import Origin

_LOST_CHANNELS: Mapping[str, str] = {
    "channel_archive": "archived",
    "group_archive": "archived",
    "channel_deleted": "no-channel",
    "group_deleted": "no-channel",
    "channel_left": "removed",
    "group_left": "removed",
}


@dataclass(frozen=True, slots=True)
class Happenings:
    """Sees to what happens to the app.

    Attributes:
        tabs: The app's own tabs.
        background: Runs what may be lost.
        on_trouble: Hears of channels that are out of reach, and halts what depends on them.
        on_leaving: Hears of workspaces that took the app's access back, and when they did.
        on_new_id: Hears of channels that got another id, in which workspace, before and now, and when.
        on_limit: Hears of workspaces of which Slack does not tell all that happens, and since which minute.
    """

    tabs: Tabs
    background: Background
    on_trouble: Trouble
    on_leaving: Callable[[str, datetime], Awaitable[None]]
    on_new_id: Callable[[str, str, str, datetime], Awaitable[None]]
    on_limit: Callable[[str, datetime], None]

    async def left(self, team: str, payload: Payload) -> bool:
        """See to a workspace that took the app's access back; False if an event says nothing of the kind.

        Raises:
            GreenroomError: It could not be seen to, and has to come again.
        """
        event = mapping(payload.get("event"))
        revoked = event.get("type") == "tokens_revoked" and mapping(event.get("tokens")).get("bot")
        if not revoked and event.get("type") != "app_uninstalled":
            return False
        await self.on_leaving(team, moment(payload.get("event_time") or event.get("event_ts")))
        return True

    def limited(self, team: str, payload: Payload) -> bool:
        """See to the word that Slack leaves out events; False if a payload says nothing of the kind."""
        if payload.get("type") != "app_rate_limited":
            return False
        self.on_limit(team, moment(payload.get("minute_rate_limited")))
        return True

    async def heard(self, workspace: Workspace, event: Payload) -> ChatEvent | None:
        """See to an event; what is to be said about it comes back, to be kept.

        Raises:
            GreenroomError: It could not be seen to, and has to come again.
        """
        kind, channel = str(event.get("type", "")), str(event.get("channel", ""))
        if kind in _LOST_CHANNELS:
            origin = Origin(PLATFORM, workspace.id, channel, "")
            await self.on_trouble(origin, UndeliverableError(_LOST_CHANNELS[kind], "channel"))
        elif kind == "channel_id_changed":
            before, now = (str(event.get(name) or "") for name in ("old_channel_id", "new_channel_id"))
            if before and now:
                await self.on_new_id(workspace.id, before, now, moment(event.get("event_ts")))
        elif kind == "app_home_opened":
            self._opened(workspace, event, channel)
        elif kind == "member_joined_channel" and event.get("user") == workspace.bot_user:
            origin = Origin(PLATFORM, workspace.id, channel, str(event.get("inviter") or workspace.bot_user))
            return ChatEvent(f"arrived:{channel}", origin, moment(event.get("event_ts")), "arrived")
        elif kind == "assistant_thread_started":
            return self._pane_opened(workspace, event)
        return None

    def _opened(self, workspace: Workspace, event: Payload, channel: str) -> None:
        if event.get("tab") == "home":
            self.background.start(self.tabs.fill_home(workspace, str(event.get("user", ""))), "fill the Home tab")
        elif channel:
            self.background.start(self.tabs.suggest(workspace, channel), "suggest prompts")

    def _pane_opened(self, workspace: Workspace, event: Payload) -> ChatEvent:
        pane = mapping(event.get("assistant_thread"))
        user, channel, thread = (str(pane.get(name, "")) for name in ("user_id", "channel_id", "thread_ts"))
        self.background.start(self.tabs.suggest(workspace, channel, thread), "suggest prompts")
        origin = Origin(PLATFORM, workspace.id, channel, user, thread=thread, direct=True)
        return ChatEvent(f"arrived:{channel}/{thread}", origin, moment(event.get("event_ts")), "arrived")

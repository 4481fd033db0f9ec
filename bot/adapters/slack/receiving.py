"""What Slack tells, sorted out; whatever matters of it is durable before Slack hears that it arrived."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.adapters.slack.dialogs import Answer, Dialogs
from bot.adapters.slack.directs import Directs
from bot.adapters.slack.happenings import Happenings
from bot.adapters.slack.home import answered_in
from bot.adapters.slack.interactions import command_event, press_event, pressed_at, shortcut_event, user_of
from bot.adapters.slack.manifest import GRADE_SHORTCUT
from bot.adapters.slack.payloads import array, mapping
from bot.adapters.slack.presses import decode, is_ours
from bot.adapters.slack.shared import meant
from bot.adapters.slack.taking import Taking
from bot.adapters.slack.translate import Payload, message_event, reaction_event, those_mentioned
from bot.adapters.slack.workspaces import Workspace, Workspaces
from bot.core.bank.content import Content
from bot.core.chat import ChatEvent
from bot.core.errors import GreenroomError
from bot.core.ports import Clock

_PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """Takes in everything that Slack tells.

    Attributes:
        content: The bank, whose words are told apart in commands.
        workspaces: Where the app is installed.
        directs: Members' conversations with the bot.
        taking: Keeps what people did.
        dialogs: Opens forms and reads them.
        happenings: Sees to what happens to the app itself.
        clock: Time.
    """

    content: Content
    workspaces: Workspaces
    directs: Directs
    taking: Taking
    dialogs: Dialogs
    happenings: Happenings
    clock: Clock

    async def receive(self, team: str, payload: Payload) -> Answer:
        """Take something in.

        Args:
            team: Slack's id of the workspace.
            payload: What Slack sent.

        Returns:
            What Slack is to be told beside that it arrived.

        Raises:
            GreenroomError: It could not be kept, and has to come again.
        """
        if self.happenings.limited(team, payload) or await self.happenings.left(team, payload):
            return None
        workspace = await self._workspace(team, payload)
        if workspace is None:  # the app was removed, or never was there: nothing but what was done can be answered
            self.dialogs.say_in_place(payload.get("response_url"), "not-installed")
            return None
        match payload.get("type"):
            case "event_callback":
                await self._heard(workspace, mapping(payload.get("event")))
            case "block_actions":
                await self._pressed(workspace, payload)
            case "view_submission":
                return await self.dialogs.sent(workspace, payload, self.clock.now())
            case "message_action" if payload.get("callback_id") == GRADE_SHORTCUT:
                await self.taking.take(workspace, await self._at_home(workspace, shortcut_event(payload, workspace)))
            case None if payload.get("command"):
                asked = command_event(payload, workspace, self.content, self.clock.now())
                asked = await self._at_home(workspace, asked)
                await self.dialogs.open_or_take(workspace, asked, str(payload.get("trigger_id", "")))
        return None

    async def _workspace(self, team: str, payload: Payload) -> Workspace | None:
        """The app where something happened; in a channel that companies share, who did it may be of another one.

        Raises:
            TryLaterError: That cannot be told now.
        """
        told = (payload.get("context_team_id"), mapping(payload.get("message")).get("team"))
        for candidate in dict.fromkeys([team, *told]):
            found = await self.workspaces.workspace(str(candidate)) if candidate else None
            if found is not None:
                return await meant(found, self.workspaces, payload)
        return None

    async def _at_home(self, workspace: Workspace, event: ChatEvent) -> ChatEvent:
        """What somebody asks for in a conversation with somebody else belongs to their own one with the bot."""
        origin = event.origin
        if not origin.direct:
            return event
        try:
            async with asyncio.timeout(_PATIENCE):
                own = await self.directs.channel(workspace, origin.user)
        except (GreenroomError, TimeoutError):
            return event
        if own == origin.channel:
            return event
        self.dialogs.say_in_place(origin.handle, "elsewhere")
        return replace(event, origin=replace(origin, channel=own, thread=None))

    async def _heard(self, workspace: Workspace, event: Payload) -> None:
        if event.get("type") in {"message", "app_mention"}:
            said = message_event(event, workspace)
            if said is not None and (others := set(those_mentioned(event)) - {workspace.bot_user}):
                names = await self.taking.people.names(workspace, others | {said.origin.user})  # all at once
                said = message_event(event, workspace, names)
        elif event.get("type") in {"reaction_added", "reaction_removed"}:
            said = reaction_event(event, workspace)
        else:
            said = await self.happenings.heard(workspace, event)
        if said is not None:
            await self.taking.take(workspace, said)

    async def _pressed(self, workspace: Workspace, payload: Payload) -> None:
        user, trigger, where = user_of(payload), str(payload.get("trigger_id", "")), pressed_at(payload)
        if not where.channel:  # in the Home tab, whose answers come in the conversation with the bot
            channel = answered_in(payload) or await self.directs.channel(workspace, user)
            where = replace(where, channel=channel)
        origin, press = where.origin(workspace, user), decode(payload)
        if press is not None:
            await self.dialogs.open_or_take(workspace, press_event(payload, press, origin), trigger)
            return
        action = mapping(next(iter(array(payload.get("actions"))), None))
        if not is_ours(str(action.get("action_id", ""))):  # else a box was ticked, which counts once it is saved
            self.dialogs.tell_words(origin, "old.button", trigger)

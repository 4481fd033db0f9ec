"""What Slack tells, sorted out; whatever matters of it is durable before Slack hears that it arrived."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.adapters.slack.dialogs import Answer, Dialogs
from bot.adapters.slack.directs import Directs
from bot.adapters.slack.happenings import Happenings
from bot.adapters.slack.home import answered_in
from bot.adapters.slack.interactions import command_event, press_event, pressed_at, shortcut_event, user_of
from bot.adapters.slack.manifest import GRADE_SHORTCUT
from bot.adapters.slack.payloads import array, mapping
from bot.adapters.slack.presses import decode, is_ours
from bot.adapters.slack.taking import Taking
from bot.adapters.slack.translate import Payload, message_event, reaction_event, those_mentioned
from bot.adapters.slack.workspaces import Workspace, Workspaces
from bot.core.bank.content import Content
from bot.core.ports import Clock


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
        event = mapping(payload.get("event"))
        if await self.happenings.left(team, event):
            return None
        workspace = await self.workspaces.workspace(team)
        if workspace is None:
            return None  # the app was removed: there is nobody whom it could answer
        match payload.get("type"):
            case "event_callback":
                await self._heard(workspace, event)
            case "block_actions":
                await self._pressed(workspace, payload)
            case "view_submission":
                return await self.dialogs.sent(workspace, payload, self.clock.now())
            case "message_action" if payload.get("callback_id") == GRADE_SHORTCUT:
                await self.taking.take(workspace, shortcut_event(payload, workspace))
            case None if payload.get("command"):
                event_of_it = command_event(payload, workspace, self.content, self.clock.now())
                await self.dialogs.open_or_take(workspace, event_of_it, str(payload.get("trigger_id", "")))
        return None

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

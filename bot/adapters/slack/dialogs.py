"""Forms: opened while Slack lets them be opened, which is for three seconds, and read when they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapters.slack.api import Api
from bot.adapters.slack.background import Background
from bot.adapters.slack.forms import errors, filled, modal
from bot.adapters.slack.interactions import form_event, opened_at, user_of, with_place
from bot.adapters.slack.taking import Taking
from bot.adapters.slack.translate import Payload
from bot.adapters.slack.words import say
from bot.adapters.slack.workspaces import Workspace
from bot.core.chat import ChatEvent, Form, Reply, ReplyKind, Text
from bot.core.commands.forms import form_for, refused_text
from bot.core.errors import GreenroomError
from bot.core.ports import Chat
from bot.core.records import Origin
from bot.core.room import Room

Answer = Mapping[str, Any] | None
"""What Slack is told beside that something arrived, such as what is wrong with a form."""


@dataclass(frozen=True, slots=True)
class Dialogs:
    """Opens forms and takes in what they are filled with.

    Attributes:
        room: The use cases.
        taking: Keeps what people did.
        api: The Web API.
        chat: Says at once what cannot wait, such as why there is no form.
        background: Runs what may be lost.
    """

    room: Room
    taking: Taking
    api: Api
    chat: Chat
    background: Background

    async def open_or_take(self, workspace: Workspace, event: ChatEvent, trigger: str) -> None:
        """Open the form that a command asks for, or keep the command.

        Raises:
            GreenroomError: It could not be kept.
        """
        event = await self.taking.known(workspace, event)
        form = await form_for(self.room, event)
        if isinstance(form, Form):
            self.background.start(self._open(workspace, form, event.origin, trigger), "open a form")
        elif form is not None:
            self.tell(event.origin, form, trigger)
        else:
            await self.taking.keep(event)

    async def sent(self, workspace: Workspace, payload: Payload, now: datetime) -> Answer:
        """Keep a form that was sent, unless what it says cannot be taken; then the answer says why.

        Raises:
            GreenroomError: It could not be kept.
        """
        form, where = filled(payload), opened_at(payload)
        if form is None or where is None:
            return errors(payload, {"text": say("old.form")})
        problem = refused_text(form.command, form.text)
        if problem is not None:
            return errors(payload, {"text": _plain(problem)})
        origin = where.origin(workspace, user_of(payload))
        await self.taking.take(workspace, form_event(payload, form, origin, now))
        return None

    def tell(self, origin: Origin, reply: Reply, trigger: str) -> None:
        """Say something to a member alone, where they are."""
        self.background.start(self.chat.deliver(origin, reply, f"told:{origin.workspace}/{trigger}"), "say something")

    def tell_words(self, origin: Origin, key: str, trigger: str) -> None:
        """Say some of Slack's own words to a member alone."""
        self.tell(origin, Reply(ReplyKind.NOTICE, (Text(say(key)),)), trigger)

    def say_in_place(self, handle: object, key: str) -> None:
        """Say some of Slack's own words to whoever did something, where they did it, by the address that answers it."""
        if handle:
            body = {"response_type": "ephemeral", "replace_original": False, "text": say(key)}
            self.background.start(self.api.respond(str(handle), body), "say something in its place")

    async def _open(self, workspace: Workspace, form: Form, origin: Origin, trigger: str) -> None:
        view = with_place(modal(form), origin)
        try:
            await self.api.call(workspace, "views.open", {"trigger_id": trigger, "view": view})
        except GreenroomError:
            self.tell_words(origin, "not-opened", trigger)
            raise


def _plain(reply: Reply) -> str:
    """What a reply says, without markup, for where Slack shows none."""
    words = " ".join(part.markdown for part in reply.parts if isinstance(part, Text))
    return words.replace("**", "").replace("`", "'")

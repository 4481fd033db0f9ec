"""What is done with what happens on Discord: kept first, then acknowledged; windows are opened and read on the spot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.adapters.discord.addresses import addressed, split_address, with_address
from bot.adapters.discord.answers import CHOICES, DEFER, DEFER_UPDATE, MODAL, Answers
from bot.adapters.discord.failures import RefusedError
from bot.adapters.discord.forms import modal
from bot.adapters.discord.messages import EPHEMERAL, Message
from bot.adapters.discord.moving_in import HOME, SERVER, MovingIn
from bot.adapters.discord.pages import leaf_of, pages_of
from bot.adapters.discord.submissions import Submission, next_page, refused
from bot.adapters.discord.suggestions import suggest
from bot.adapters.discord.translate import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    Asked,
    asked_event,
    press_of,
    sent_event,
    sent_form,
    typing_of,
)
from bot.adapters.discord.translate import MODAL as SENT_FORM
from bot.adapters.discord.words import say
from bot.core.chat import Button, Buttons, ChatEvent, Excerpt, Form, Reply, ReplyKind, Text
from bot.core.commands.forms import form_for, refused_text
from bot.core.commands.listening import message_key
from bot.core.errors import GreenroomError, StorageError
from bot.core.inbox import Inbox
from bot.core.room import Room
from bot.core.worker import WorkerLog

_TRIES: Final = 6
_FIRST_PAUSE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Receiver:
    """Takes in what people do.

    Attributes:
        room: The use cases, of which only forms are asked for here.
        inbox: Keeps events.
        wake: Called when one was kept.
        answers: Responds to interactions.
        log: Where failures are told.
        moving_in: Does the one command that is Discord's own.
    """

    room: Room
    inbox: Inbox
    wake: Callable[[], None]
    answers: Answers
    log: WorkerLog
    moving_in: MovingIn | None = None

    async def heard(self, event: ChatEvent) -> None:
        """Keep a message's event; the gateway sends it once, so what cannot be kept now is tried again for a while."""
        for attempt in range(1, _TRIES + 1):
            try:
                await self.inbox.take(event)
            except Exception as error:  # a full disk, say, may be freed
                self.log.error("discord_event_not_kept", event_key=event.key, attempt=attempt, exc_info=error)  # noqa: TRY400
                await asyncio.sleep(_FIRST_PAUSE * 2**attempt)
            else:
                self.wake()
                return

    async def holds(self, event: ChatEvent) -> bool:
        """Whether the message that was deleted was taken in as it was written, or graded from its menu since.

        It may have been where that cannot be told now: whoever handles the event sees.
        """
        key = message_key(str(event.origin.message))
        try:
            known = await self.inbox.knows(replace(event, key=key))
            return known or await self.room.threads.answer_written(event.origin, key) is not None
        except StorageError:
            return True

    async def asked(self, asked: Asked) -> None:
        """Respond to an interaction; whatever goes wrong, its member gets a word."""
        async with self.answers.responding(asked.token):
            try:
                await self._respond(asked)
            except (RefusedError, GreenroomError) as error:  # Discord takes no response any more
                self.log.info("discord_interaction_not_answered", interaction=asked.id, reason=str(error))
            except Exception as error:
                self.log.error("discord_interaction_failed", interaction=asked.id, exc_info=error)  # noqa: TRY400
                await self._excuse(asked)
        self.wake()

    async def _respond(self, asked: Asked) -> None:
        if asked.kind == AUTOCOMPLETE:
            option, typed = typing_of(asked)
            if self.moving_in is not None and option == SERVER:
                choices = await self.moving_in.offered(asked, typed)
            else:
                choices = suggest(self.room.practice.content, option, typed)
            await self.answers.callback(asked.id, asked.token, CHOICES, {"choices": choices})
        elif asked.kind == SENT_FORM:
            await self._submitted(asked)
        elif self.moving_in is not None and asked.kind == COMMAND and asked.data.get("name") == HOME:
            await self._say(asked, await self.moving_in.done(asked))
        else:
            await self._pressed(asked)

    async def _pressed(self, asked: Asked) -> None:
        event = asked_event(asked)
        if event is None:
            await self._say(asked, Reply(ReplyKind.REFUSAL, (Text(say("press.unknown")),)))
            return
        form = await form_for(self.room, event)
        if isinstance(form, Form):
            press = press_of(asked) if asked.kind == COMPONENT else None
            await self._open(asked, form, press.page if press else 1)
        elif form is not None:
            await self._say(asked, form)
        else:
            await self._keep(asked, event)

    async def _submitted(self, asked: Asked) -> None:
        sent = sent_form(asked)
        if sent is None:
            await self._say(asked, Reply(ReplyKind.REFUSAL, (Text(say("press.unknown")),)))
            return
        event = sent_event(asked, sent)
        if sent.bad_times or not sent.complete:
            await self._go_on(asked, event, sent)
            return
        no = refused_text(sent.command, sent.text)
        await (self._keep(asked, event, sent.page) if no is None else self._say(asked, _with_text(no, event)))

    async def _go_on(self, asked: Asked, event: ChatEvent, sent: Submission) -> None:
        """After a page that is not the last, or one with a time that is none."""
        press = press_of(asked)
        form = await form_for(self.room, replace(event, text="", options=press.options if press else {}))
        if not isinstance(form, Form):
            await (self._keep(asked, event) if form is None else self._say(asked, form))
        elif sent.bad_times:
            await self._say(asked, refused(form, sent))
        else:
            await self._show(asked, next_page(form, sent), update=sent.page > 1)

    async def _keep(self, asked: Asked, event: ChatEvent, page: int = 1) -> None:
        """Keep an event, then tell Discord that its answer is on its way.

        What comes of a choice in a list, of a form's later page, and of a button with the option `here` takes the place
        of the message it was made on.
        """
        try:
            await self.inbox.take(event)
        except Exception as error:
            self.log.error("discord_event_not_kept", event_key=event.key, exc_info=error)  # noqa: TRY400
            await self._say(asked, Reply(ReplyKind.REFUSAL, (Text(say("unsaved")),)))
            return
        if asked.data.get("values") is not None or page > 1 or "here" in event.options:
            await self.answers.callback(asked.id, asked.token, DEFER_UPDATE)
            return
        flags = {"flags": EPHEMERAL} if asked.handle.alone else {}
        await self.answers.callback(asked.id, asked.token, DEFER, flags)

    async def _open(self, asked: Asked, form: Form, page: int) -> None:
        window: Mapping[str, Any] = modal(form, page)
        server, _ = split_address(str(asked.data.get("custom_id", "")))
        if server is not None:
            window = {**window, "custom_id": with_address(str(window["custom_id"]), server)}
        await self.answers.callback(asked.id, asked.token, MODAL, window)

    async def _say(self, asked: Asked, reply: Reply) -> None:
        """Show a reply at once, to the member alone."""
        for number, page in enumerate(pages_of(reply, public=False)):
            message = leaf_of(page).message
            if number == 0:
                await self._show(asked, message)
            else:
                await self.answers.follow_up(asked.handle, message)

    async def _show(self, asked: Asked, message: Message, *, update: bool = False) -> None:
        server, _ = split_address(str(asked.data.get("custom_id", "")))
        if server is not None:
            components = addressed(message.payload.get("components") or (), server)
            message = Message({**message.payload, "components": components}, message.files)
        await self.answers.say(asked.id, asked.token, message, alone=asked.handle.alone, update=update)

    async def _excuse(self, asked: Asked) -> None:
        try:
            await self._say(asked, Reply(ReplyKind.REFUSAL, (Text(say("failed")),)))
        except (RefusedError, GreenroomError) as error:
            self.log.info("discord_interaction_not_answered", interaction=asked.id, reason=str(error))


def _with_text(refusal: Reply, event: ChatEvent) -> Reply:
    """A refusal with the text that was sent, so that it need not be typed again."""
    if not event.text.strip():
        return refusal
    again = Button(say("form.again"), event.command, event.options, primary=True)
    return replace(refusal, parts=(*refusal.parts, Text(say("form.kept")), Excerpt(event.text), Buttons((again,))))

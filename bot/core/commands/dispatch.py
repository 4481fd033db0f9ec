"""From an event to the command that does what it asks for."""

from __future__ import annotations

from dataclasses import replace

from bot.core.chat import ChatEvent, Reply, ReplyKind
from bot.core.commands.command import OptionError
from bot.core.commands.listening import HEARD
from bot.core.commands.table import find, help_reply_of_all
from bot.core.errors import GreenroomError
from bot.core.replies import notices
from bot.core.room import Room


async def dispatch(room: Room, event: ChatEvent) -> Reply | None:
    """Do what an event asks for; what its sender can mend comes back as a refusal, anything else is raised.

    Args:
        room: The use cases.
        event: What happened.

    Raises:
        GreenroomError: Something that no member can mend, such as a database that is gone.
    """
    command = find(event.command)
    handler = command.handler if command else HEARD.get(event.command)
    if handler is None:
        reply = notices.unknown_command(event.command)
        return replace(reply, parts=reply.parts + help_reply_of_all().parts)
    try:
        reply_or_none = await handler(room, event)
    except OptionError as error:
        reply_or_none = error.reply
    except GreenroomError as error:
        reply_or_none = notices.refusal_for(error)
        if reply_or_none is None:
            raise
    refused = reply_or_none is not None and reply_or_none.kind is ReplyKind.REFUSAL
    if reply_or_none is not None and refused and command in _ANSWERING and _would_be_lost(event):
        return notices.giving_back(reply_or_none, event.text)
    return reply_or_none


def _would_be_lost(event: ChatEvent) -> bool:
    """Whether a text stands nowhere any more, because it was filled in or typed after a slash."""
    filled_in = event.origin.private or event.origin.handle is not None
    return bool(event.text.strip()) and filled_in and event.origin.message is None


_ANSWERING = tuple(find(name) for name in ("answer", "revise", "follow-up"))

"""What a member writes where their mock interview is held."""

from __future__ import annotations

from contextlib import suppress

from bot.core.answers import has_words
from bot.core.chat import ChatEvent
from bot.core.commands.hearing import hear_out, is_said
from bot.core.commands.typed import Choices, spoken_command
from bot.core.interviews.holding import is_here
from bot.core.interviews.kept import NoInterviewError
from bot.core.interviews.state import InterviewStateError
from bot.core.room import Room


async def overheard(room: Room, event: ChatEvent) -> bool:
    """Take in a message that is said in an interview of its author; whether it was.

    What others write there is left to the other rules, and so are commands. What the interviewer says to it comes by
    itself.

    Raises:
        NotItsTurnError: It is not to be heard yet, as its author may go on.
    """
    origin = event.origin
    if not origin.direct and origin.thread is None:
        return False  # an interview in a channel has a thread
    try:
        kept = await room.mocks.overheard(origin)
    except InterviewStateError:
        return False
    if kept is None or not is_here(kept, origin):
        return False
    if await room.mocks.said_before(kept, event.key):
        return True
    if not await is_said(room, kept, event):
        return False
    with suppress(NoInterviewError):  # its member has had everything erased meanwhile
        heard = await hear_out(room, kept, event)
        if heard is not None:
            await room.mocks.hear(kept, heard)
    return True


async def written(room: Room, event: ChatEvent) -> bool:
    """Keep what the candidate of a pair writes in its card's thread, unless it is a command; whether it was kept."""
    if event.origin.direct or not has_words(event.text):
        return False
    if "mentioned" in event.options and spoken_command(event.text, Choices.of(room.practice.content)) is not None:
        return False
    return await room.pairs.wrote(event.origin, event.key, event.text, event.at)

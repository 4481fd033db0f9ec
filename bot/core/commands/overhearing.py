"""What a member writes where their mock interview is held."""

from __future__ import annotations

from contextlib import suppress

from bot.core.answers import has_words
from bot.core.chat import ChatEvent
from bot.core.commands.interviewing import heard_of
from bot.core.commands.typed import Choices, spoken_command
from bot.core.interviews.holding import is_here
from bot.core.interviews.listening import note_of, word_of
from bot.core.interviews.state import InterviewStateError, Phase
from bot.core.interviews.storing import Kept, NoInterviewError
from bot.core.room import Room


async def overheard(room: Room, event: ChatEvent) -> bool:
    """Take in a message that is said in an interview of its author; whether it was.

    What others write there is left to the other rules, and so are commands. What the interviewer says to it comes by
    itself.
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
    if _is_command(room, kept, event) or not await room.mocks.is_meant(kept, origin, event.text):
        return False
    with suppress(NoInterviewError):  # its member has had everything erased meanwhile
        await room.mocks.hear(kept, heard_of(event))
    return True


async def written(room: Room, event: ChatEvent) -> bool:
    """Keep what the candidate of a pair writes in its card's thread, unless it is a command; whether it was kept."""
    if event.origin.direct or not has_words(event.text):
        return False
    if "mentioned" in event.options and spoken_command(event.text, Choices.of(room.practice.content)) is not None:
        return False
    return await room.pairs.wrote(event.origin, event.key, event.text, event.at)


def _is_command(room: Room, kept: Kept, event: ChatEvent) -> bool:
    """Whether a text is a command rather than something said.

    While the interview runs, a command that is none of its words needs a slash, but for those about interviews. In the
    terminal every command needs one.
    """
    text = event.text
    if event.origin.platform == "terminal" and not text.strip().startswith("/"):
        return False
    if word_of(text) is not None or note_of(text) is not None:
        return False
    typed = spoken_command(text, Choices.of(room.practice.content))
    if typed is None:
        return False
    return kept.session.phase is not Phase.LIVE or typed.name == "mock" or text.strip().startswith("/")

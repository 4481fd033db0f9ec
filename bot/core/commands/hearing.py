"""Hearing a candidate out in their mock interview: in order, and an answer only once they have been silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.chat import ChatEvent
from bot.core.commands.typed import Choices, spoken_command
from bot.core.errors import NotItsTurnError
from bot.core.interviews.answering import is_open
from bot.core.interviews.kept import Heard, Kept, heard_of
from bot.core.interviews.listening import Word, note_of, word_of
from bot.core.interviews.objecting import objects_without_reason
from bot.core.interviews.silence import Pending, Silence, is_piece, waits
from bot.core.interviews.state import InterviewStateError, Phase
from bot.core.room import Room

_LOOK_AGAIN = 0.5


async def hear_out(room: Room, kept: Kept, event: ChatEvent) -> Heard | None:
    """A message as it is to be heard, once those before it were and its author may have finished.

    An answer is put off until its author has been silent for a while. If they have gone on since, it is a piece of what
    comes next. Words, notes and questions are heard at once, after the answers that still wait.

    Args:
        room: The use cases.
        kept: The interview.
        event: The message.

    Returns:
        What to hear; none if its author has deleted it. Nothing is said in it if it was to end an answer before it.

    Raises:
        NotItsTurnError: It is not to be heard yet.
    """
    silence = _silence(room, event)
    if silence is None:
        return heard_of(event)
    pending = await silence.pending(kept, event)
    place, own = next((place, one) for place, one in enumerate(pending) if one.event.key == event.key)
    event = own.event
    if own.deleted:
        return await _nothing_more(room, kept, pending, event)
    left = silence.left(event)
    if left > 0 and _may_go_on(room, kept, event):
        raise NotItsTurnError("whoever wrote it may go on", retry_after=left)
    before, after = pending[:place], pending[place + 1 :]
    kept = await _hear(room, kept, before, event.text)
    if before and not await is_said(room, kept, event):
        raise NotItsTurnError("what was said before it has made it something else", retry_after=0.0)
    following = [one for one in after if await _is_heard(room, kept, one)]
    piece = bool(following) and _is_piece(room, kept, event.text, following[0].event.text)
    return replace(heard_of(event), goes_on=piece)


async def hear_before(room: Room, kept: Kept, event: ChatEvent, word: Word) -> None:
    """Hear what a candidate wrote before they pressed a word, or gave it from elsewhere, and what still waits.

    Raises:
        NotItsTurnError: It is just being heard.
    """
    silence = _silence(room, event)
    if silence is None:
        return
    before = [one for one in await silence.pending(kept) if one.event.key != event.key and one.event.at <= event.at]
    await _hear(room, kept, before, "", word)


async def is_said(room: Room, kept: Kept, event: ChatEvent) -> bool:
    """Whether a message of its author where their interview is held is said in it."""
    return not _is_command(room, kept, event) and await room.mocks.is_meant(kept, event.origin, event.text, event.at)


async def _nothing_more(room: Room, kept: Kept, pending: Sequence[Pending], event: ChatEvent) -> Heard | None:
    """What a deleted message leaves to be heard: that an answer has ended which was to be taken up with it."""
    others = [one for one in pending if one.event.key != event.key and await _is_heard(room, kept, one)]
    return None if others or not is_open(kept.session) else replace(heard_of(event), text="")


def _silence(room: Room, event: ChatEvent) -> Silence | None:
    """What to wait for; in a terminal whoever ends a line has finished."""
    return None if event.origin.platform == "terminal" else room.mocks.silence


def _may_go_on(room: Room, kept: Kept, event: ChatEvent) -> bool:
    try:
        return waits(room.mocks.script(kept), kept.session, event.text)
    except InterviewStateError:
        return False  # it is told when the message is heard


async def _hear(room: Room, kept: Kept, pending: Sequence[Pending], text: str, word: Word | None = None) -> Kept:
    """Hear messages in their order, each under its own key, so that it does not matter who else does.

    Args:
        room: The use cases.
        kept: The interview.
        pending: The messages.
        text: What was said after them.
        word: What was pressed after them instead.

    Raises:
        NotItsTurnError: One of them is just being heard.
    """
    for place, one in enumerate(pending):
        if not await _is_heard(room, kept, one) or await room.mocks.said_before(kept, one.event.key):
            continue
        if one.under_way:
            raise NotItsTurnError("what was said before is being heard", retry_after=_LOOK_AGAIN)
        later = pending[place + 1 :]
        said = one.event.text
        piece = _is_piece(room, kept, said, *((later[0].event.text,) if later else (text, word)))
        kept = (await room.mocks.hear(kept, replace(heard_of(one.event), goes_on=piece))).kept
    return kept


def _is_piece(room: Room, kept: Kept, text: str, following: str, word: Word | None = None) -> bool:
    objects = not kept.session.over and objects_without_reason(room.mocks.script(kept), kept.session, text)
    return is_piece(text, following, word, objects=objects)


async def _is_heard(room: Room, kept: Kept, one: Pending) -> bool:
    return not one.deleted and await is_said(room, kept, one.event)


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

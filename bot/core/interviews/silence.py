"""Letting a candidate finish: in chats one thought comes as several messages, and only a silence ends it.

What waits is in the queue and nowhere else, so that it is the same for all processes and over their ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from bot.core.answers import has_words
from bot.core.chat import ChatEvent
from bot.core.errors import HopelessJobError
from bot.core.events import event_from
from bot.core.interviews.answering import is_answer
from bot.core.interviews.holding import is_here
from bot.core.interviews.kept import Kept
from bot.core.interviews.listening import Word, command_word, note_of, word_of
from bot.core.interviews.objecting import objects_without_reason
from bot.core.interviews.off_case import off_case
from bot.core.interviews.script import Script
from bot.core.interviews.speech import listen
from bot.core.interviews.state import Session
from bot.core.ports import Clock, JobQueue
from bot.core.records import PendingEvent

_AHEAD = timedelta(minutes=1)
"""How far ahead to look for what is tried again; what waits for longer does not wait for its turn."""

_STUCK = timedelta(minutes=1)
_HOLDS_ON = re.compile(
    r"\b(?:wait|hold|hang|secs?|seconds?|moment|minute|think|let me|give me|one more)\b", re.IGNORECASE
)
_GOING_ON = frozenset({Word.HINT, Word.SKIP, Word.REPEAT, Word.STOP, Word.DONE, Word.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Pending:
    """A message of a candidate where their interview is held, which is not dealt with yet.

    Attributes:
        event: What was written, with the words of its latest edit.
        deleted: Whether its author took it back.
        under_way: Whether it is just being dealt with.
    """

    event: ChatEvent
    deleted: bool
    under_way: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """Tells what a candidate has written that waits to be heard.

    Attributes:
        jobs: Where it waits.
        clock: Time.
        seconds: How long a candidate has to be silent.
    """

    jobs: JobQueue
    clock: Clock
    seconds: float

    def left(self, event: ChatEvent) -> float:
        """Seconds until something that was written can be taken up; not above 0 if it can be now."""
        silent = (self.clock.now() - event.at).total_seconds()
        return 0.0 if silent < -self.seconds else self.seconds - silent  # the platform's clock may be far ahead of ours

    async def pending(self, kept: Kept, own: ChatEvent | None = None) -> Sequence[Pending]:
        """The candidate's messages that wait where an interview is held, in the order in which they were written.

        Args:
            kept: The interview.
            own: A message that is just being dealt with; it is among them even if that has failed before.
        """
        held, now = kept.origin, self.clock.now()
        found = await self.jobs.events_of(held.platform, held.user, now + _AHEAD)
        events = [(event, _under_way(one, now)) for one in found if (event := _event(one)) is not None]
        if own is not None and own.key not in {event.key for event, _ in events}:
            events.append((own, True))
        changes = sorted((event for event, _ in events if event.command == "message-edited"), key=_moment)
        texts = {_message(event): event.text for event in changes}
        gone = {_message(event) for event, _ in events if event.command == "message-deleted"}
        written = [
            Pending(replace(event, text=texts.get(_message(event), event.text)), _message(event) in gone, under_way)
            for event, under_way in events
            if event.command == "message" and event.origin.user == held.user and is_here(kept, event.origin)
        ]
        return sorted(written, key=lambda one: _moment(one.event))

    async def is_speaking(self, kept: Kept) -> bool:
        """Whether the candidate has written something that is about to be heard."""
        now = self.clock.now()
        return any(not one.deleted and now - one.event.at < _STUCK for one in await self.pending(kept))


def waits(script: Script, session: Session, text: str) -> bool:
    """Whether something said may go on: an answer or an objection, and no word, note or question, nor off the case.

    Raises:
        InterviewStateError: The plan has changed since the interview began.
    """
    if session.over or word_of(text) or command_word(text) or note_of(text) is not None or off_case(text):
        return False
    return objects_without_reason(script, session, text) or is_answer(script, script.part(session.stage), text)


def is_piece(text: str, following: str, word: Word | None = None, *, objects: bool = False) -> bool:
    """Whether an answer is a piece of what follows, so that nothing has to be said in between.

    Before "time?", a note or "is that right?" it is not; there it is taken up first.

    Args:
        text: What was said.
        following: What was said next.
        word: What was pressed next instead.
        objects: Whether it speaks against an evaluation and gives no reason: then what follows has to be one.
    """
    if objects:
        return word is None and _goes_on(following, None) and _states(following)
    return off_case(text) is None and _goes_on(following, word)


def _states(text: str) -> bool:
    return word_of(text) is None and command_word(text) is None and not listen(text).questions


def _goes_on(text: str, word: Word | None) -> bool:
    word = word or word_of(text) or command_word(text)
    if word is not None:
        return word in _GOING_ON or (word is Word.WAIT and bool(_HOLDS_ON.search(text)))
    if not has_words(text) or note_of(text) is not None or off_case(text):
        return False
    speech = listen(text)
    return speech.says or bool(speech.questions)


def _event(one: PendingEvent) -> ChatEvent | None:
    try:
        return event_from(cast("Mapping[str, Any]", one.event))
    except HopelessJobError:
        return None  # which is told where it is dealt with


def _moment(event: ChatEvent) -> datetime:
    return event.at


def _message(event: ChatEvent) -> tuple[str, str]:
    """The message that an event is about, whose id is unique in its workspace; one without an id is changed by none."""
    return event.origin.workspace, event.origin.message or event.key


def _under_way(one: PendingEvent, now: datetime) -> bool:
    return one.leased_until is not None and one.leased_until > now

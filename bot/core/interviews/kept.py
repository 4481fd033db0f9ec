"""Interviews as they are kept: what is stored of one, what happens in it, and the store that keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.chat import ChatEvent
from bot.core.errors import GreenroomError
from bot.core.interviews.listening import Word
from bot.core.interviews.state import Rating, Session, Turn
from bot.core.records import NewJob, Origin, Place


class InterviewRunningError(GreenroomError):
    """A member has an interview that is live or paused; they can hold one at a time."""

    def __init__(self, session_id: str, plan_id: str) -> None:
        super().__init__(session_id, plan_id)
        self.session_id = session_id
        self.plan_id = plan_id

    def __str__(self) -> str:
        return f"an interview is under way: {self.plan_id}"


class InPairError(GreenroomError):
    """A member takes part in an interview in pairs that has begun; they can hold one at a time."""

    def __init__(self, pair_id: int, plan_id: str) -> None:
        super().__init__(pair_id, plan_id)
        self.pair_id = pair_id
        self.plan_id = plan_id

    def __str__(self) -> str:
        return f"an interview in pairs is under way: {self.plan_id}"


class NoInterviewError(GreenroomError):
    """A member has no interview that could be gone on with."""


class NotYourInterviewError(NoInterviewError):
    """An interview is somebody else's."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An interview as it is kept.

    Attributes:
        session: The record.
        revision: Grows by one with every event, from 1.
        place: Whose it is.
        origin: Where its turns go; without a thread in a channel until its opening message stands there.
        said: Number of the turn up to which the interviewer's were delivered.
    """

    session: Session
    revision: int
    place: Place
    origin: Origin
    said: int = 0

    @property
    def unsaid(self) -> bool:
        """Whether the interviewer has said something that was not delivered yet."""
        return any(turn.persona is not None for turn in self.session.turns if turn.number > self.said)

    @property
    def unheard(self) -> tuple[Turn, ...]:
        """What could not be shown where it was held, to be said first when it goes on; empty where all could."""
        session = self.session
        return tuple(turn for turn in session.turns if turn.number > self.said) if session.stranded_now else ()


@dataclass(frozen=True, slots=True)
class Told:
    """What an event led to.

    Attributes:
        kept: The interview afterwards; when the event comes again, perhaps as it stands by then.
        turns: What was said for this event, by both sides; the same when the event comes again.
    """

    kept: Kept
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What happens in an interview.

    Attributes:
        key: The event's own key.
        at: When.
        text: What is said.
        word: What a button says.
        handle: The platform's short-lived means to answer what happened.
        goes_on: Whether its author has gone on since, so that nothing is to be said to it by itself.
    """

    key: str
    at: datetime
    text: str = ""
    word: Word | None = None
    handle: str | None = None
    goes_on: bool = False


def heard_of(event: ChatEvent, held: Origin | None = None) -> Heard:
    """An event as something that happens in an interview.

    Args:
        event: What happened.
        held: Where the interview is held; what happened elsewhere is answered there, by a reply and not by a turn.
    """
    elsewhere = held is not None and held.direct and not event.origin.direct
    return Heard(event.key, event.at, event.text, None, None if elsewhere else event.origin.handle)


@dataclass(frozen=True, slots=True)
class DueInterview:
    """An interview that goes on by itself by now; it may be one that this version cannot read."""

    workspace_id: int
    session_id: str


@dataclass(frozen=True, slots=True)
class RatedInterview:
    """What a candidate said of an interviewer."""

    plan_id: str
    personas: tuple[str, ...]
    rating: Rating
    at: datetime


class InterviewStore(Protocol):
    """Interviews; a method is one transaction, and what it did is durable when it returns."""

    async def begin(self, told: Told, event_key: str, due_at: datetime | None, jobs: Sequence[NewJob] = ()) -> Told:
        """Store a new interview with its first turns, and the jobs that deliver them; a known key finds what is there.

        Raises:
            InterviewRunningError: The member has one that is live or paused.
            InPairError: They are in a pair that has begun.
        """
        ...

    async def take(
        self,
        told: Told,
        event_key: str,
        due_at: datetime | None,
        jobs: Sequence[NewJob] = (),
        answered: datetime | None = None,
    ) -> Told | None:
        """Store what an event led to, with the jobs that deliver it, on the revision before `told.kept.revision`.

        A known key changes nothing and finds what the event led to at first. Where turns go, and up to which they were
        delivered, stays as it is stored, whatever `told.kept` says: that is for `settle`.

        Args:
            told: The interview after the event, and what was said.
            event_key: The event's own key.
            due_at: When the interview next goes on by itself.
            jobs: What has to follow.
            answered: When the candidate answered in it: a day that counts for their streak. None where they did not.

        Returns:
            What the event led to; none, with nothing stored, if another event came in between.

        Raises:
            InterviewRunningError: It was parked or stopped and would run again beside another that is live or paused.
            InPairError: It would run again beside a pair that has begun.
        """
        ...

    async def settle(self, workspace_id: int, session_id: str, said: int, origin: Origin | None = None) -> None:
        """Note up to which turn the interviewer's were delivered, and where turns go from now on.

        It is no event: the revision stays. `said` never goes back; without an origin that stays as it is; of an
        interview that is gone nothing is noted.
        """
        ...

    async def told(self, workspace_id: int, event_key: str) -> Told | None:
        """What an event led to, if it was played before."""
        ...

    async def get(self, workspace_id: int, session_id: str) -> Kept | None:
        """An interview of this workspace."""
        ...

    async def current(self, place: Place) -> Kept | None:
        """The member's interview that is live or paused, else the one that they were heard in last."""
        ...

    async def alone_with(self, platform: str, user: str) -> Kept | None:
        """The interview in a user's own conversation with the bot (`origin.direct`): that which runs or is paused.

        Where none does, it is the one that was heard in last.

        Users and platforms are known by the platform's own ids in `origin`, in whatever workspace it was begun: some
        platforms' direct messages belong to none. Of several, which takes one in each of several workspaces, the one
        that was heard in last.
        """
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[DueInterview]:
        """Interviews of all workspaces that go on by themselves by now, those due longest first.

        The records are not read, so that one that cannot be read holds up no other.
        """
        ...

    async def ratings(self, workspace_id: int | None) -> Sequence[RatedInterview]:
        """What candidates of a workspace, or of all, said of interviewers, oldest first."""
        ...


def turn_key(session_id: str, turn: Turn) -> str:
    """The key under which a turn is delivered, once for ever."""
    return f"{said_prefix(session_id)}{turn.number}"


def said_prefix(session_id: str) -> str:
    """How the keys and slots begin of all that is delivered in an interview."""
    return f"interview:{session_id}:"


def session_id_of(workspace_id: int, event_key: str) -> str:
    """The id of the interview that an event opens, unique among all workspaces and short enough for a button."""
    return hashlib.blake2b(f"{workspace_id}/{event_key}".encode(), digest_size=9).hexdigest()

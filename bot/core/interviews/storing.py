"""Where interviews are kept, and holding them from there: each event one transaction under the event's own key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.bank.content import Content
from bot.core.errors import GreenroomError, TryLaterError
from bot.core.interviews.clocks import next_tick
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.floor import Step
from bot.core.interviews.listening import Word
from bot.core.interviews.script import Script, make_script
from bot.core.interviews.state import Rating, Session, Turn
from bot.core.records import NewJob, Origin, Place

_TRIES = 5


class InterviewRunningError(GreenroomError):
    """A member has an interview that is live or paused; they can hold one at a time."""

    def __init__(self, session_id: str, plan_id: str) -> None:
        super().__init__(session_id, plan_id)
        self.session_id = session_id
        self.plan_id = plan_id

    def __str__(self) -> str:
        return f"an interview is under way: {self.plan_id}"


class NoInterviewError(GreenroomError):
    """A member has no interview that could be gone on with."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An interview as it is kept.

    Attributes:
        session: The record.
        revision: Grows by one with every event, from 1.
        place: Whose it is.
        origin: Where its turns go.
    """

    session: Session
    revision: int
    place: Place
    origin: Origin


@dataclass(frozen=True, slots=True)
class Told:
    """What an event led to.

    Attributes:
        kept: The interview afterwards.
        turns: What was said for this event, by both sides; the same when the event comes again.
    """

    kept: Kept
    turns: tuple[Turn, ...]


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
        """
        ...

    async def take(
        self, told: Told, event_key: str, due_at: datetime | None, jobs: Sequence[NewJob] = ()
    ) -> Told | None:
        """Store what an event led to, with the jobs that deliver it, on the revision before `told.kept.revision`.

        A known key changes nothing and finds what the event led to at first.

        Args:
            told: The interview after the event, and what was said.
            event_key: The event's own key.
            due_at: When the interview next goes on by itself.
            jobs: What has to follow.

        Returns:
            What the event led to; none, with nothing stored, if another event came in between.

        Raises:
            InterviewRunningError: It was parked or stopped and would run again beside another that is live or paused.
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

    async def due(self, now: datetime, limit: int) -> Sequence[Kept]:
        """Interviews of all workspaces that go on by themselves by now, those due longest first."""
        ...

    async def ratings(self, workspace_id: int) -> Sequence[RatedInterview]:
        """What candidates said of interviewers, oldest first."""
        ...


JobsFor = Callable[[Told], Sequence[NewJob]]


def turn_key(session_id: str, turn: Turn) -> str:
    """The key under which a turn is delivered, once for ever."""
    return f"interview:{session_id}:{turn.number}"


@dataclass(frozen=True)
class Interviews:
    """Holds interviews that are kept.

    Attributes:
        content: Plans and questions.
        conductor: Plays events through.
        store: Where they are kept.
        jobs_for: The jobs that deliver what was said; stored with it.
    """

    content: Content
    conductor: Conductor
    store: InterviewStore
    jobs_for: JobsFor = lambda _told: ()

    async def begin(self, place: Place, origin: Origin, plan_id: str, event_key: str, at: datetime) -> Told:
        """Open an interview for a member.

        Raises:
            UnknownPlanError: There is no such plan.
            InterviewRunningError: They have one under way.
        """
        script = make_script(self.content, plan_id)
        step = await self.conductor.begin(script, f"{place.workspace_id}-{event_key}", at)
        told = Told(Kept(step.session, 1, place, origin), step.turns)
        return await self.store.begin(told, event_key, next_tick(script, step.session), self.jobs_for(told))

    async def hear(self, place: Place, event_key: str, text: str, at: datetime, word: Word | None = None) -> Told:
        """Take in what the member says or presses in their interview.

        Raises:
            NoInterviewError: They have none.
            InterviewRunningError: It would run again beside another that is under way.
            InterviewStateError: Its plan has changed since it began.
            TryLaterError: Others' events keep coming in between.
        """

        async def play(script: Script, session: Session) -> Step:
            return await self.conductor.hear(script, session, text, at, word)

        async def find() -> Kept | None:
            return await self.store.current(place)

        return await self._take(place.workspace_id, event_key, find, play)

    async def tick(self, workspace_id: int, session_id: str, at: datetime) -> Told:
        """Let time pass in an interview; its key is the revision, so that two clocks tick once.

        Raises:
            NoInterviewError: It is gone.
            InterviewStateError: Its plan has changed since it began.
            TryLaterError: Events keep coming in between.
        """
        kept = await self.store.get(workspace_id, session_id)
        if kept is None:
            raise NoInterviewError(session_id)

        async def play(script: Script, session: Session) -> Step:
            return await self.conductor.tick(script, session, at)

        async def find() -> Kept | None:
            return await self.store.get(workspace_id, session_id)

        return await self._take(workspace_id, f"tick:{session_id}:{kept.revision}", find, play)

    async def _take(
        self,
        workspace_id: int,
        event_key: str,
        find: Callable[[], Awaitable[Kept | None]],
        play: Callable[[Script, Session], Awaitable[Step]],
    ) -> Told:
        for _ in range(_TRIES):
            before = await self.store.told(workspace_id, event_key)
            if before is not None:
                return before
            kept = await find()
            if kept is None:
                raise NoInterviewError(event_key)
            script = make_script(self.content, kept.session.plan_id)
            step = await play(script, kept.session)
            told = Told(Kept(step.session, kept.revision + 1, kept.place, kept.origin), step.turns)
            due_at = next_tick(script, step.session)
            taken = await self.store.take(told, event_key, due_at, self.jobs_for(told))
            if taken is not None:
                return taken
        raise TryLaterError("interview-busy")

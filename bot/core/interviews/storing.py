"""Where interviews are kept, and holding them from there: each event one transaction under the event's own key."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from bot.core.bank.content import Content
from bot.core.chat import ChatEvent
from bot.core.errors import GreenroomError, TryLaterError, UnknownQuestionError
from bot.core.interviews.clocks import next_tick
from bot.core.interviews.conduct import Conductor, Drafted
from bot.core.interviews.floor import Step
from bot.core.interviews.listening import Word
from bot.core.interviews.script import Script, UnknownPlanError, make_script
from bot.core.interviews.session import rate
from bot.core.interviews.state import InterviewStateError, Phase, Rating, Session, Turn
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
        self, told: Told, event_key: str, due_at: datetime | None, jobs: Sequence[NewJob] = ()
    ) -> Told | None:
        """Store what an event led to, with the jobs that deliver it, on the revision before `told.kept.revision`.

        A known key changes nothing and finds what the event led to at first. Where turns go, and up to which they were
        delivered, stays as it is stored, whatever `told.kept` says: that is for `settle`.

        Args:
            told: The interview after the event, and what was said.
            event_key: The event's own key.
            due_at: When the interview next goes on by itself.
            jobs: What has to follow.

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


JobsFor = Callable[[Told, Heard], Sequence[NewJob]]
"""The jobs that deliver what an event led to."""

Playing = Callable[[Drafted | None], Awaitable[Step]]
"""Plays an event, and shows the turn that is being written meanwhile."""

Through = Callable[[Kept, str, Playing], Awaitable[Step]]
"""Has an event played, and may say meanwhile that it takes a while, or show what is being written."""


def turn_key(session_id: str, turn: Turn) -> str:
    """The key under which a turn is delivered, once for ever."""
    return f"{said_prefix(session_id)}{turn.number}"


def said_prefix(session_id: str) -> str:
    """How the keys and slots begin of all that is delivered in an interview."""
    return f"interview:{session_id}:"


def session_id_of(workspace_id: int, event_key: str) -> str:
    """The id of the interview that an event opens, unique among all workspaces and short enough for a button."""
    return hashlib.blake2b(f"{workspace_id}/{event_key}".encode(), digest_size=9).hexdigest()


PaidBy = Callable[[Conductor, Place], Conductor]
"""A conductor at the expense of a member's group."""


async def _at_once(_kept: Kept, _event_key: str, play: Playing) -> Step:
    return await play(None)


@dataclass(frozen=True)
class Interviews:
    """Holds interviews that are kept.

    Attributes:
        content: Plans and questions.
        conductor: Plays events through.
        store: Where they are kept.
        jobs_for: The jobs that deliver what was said; stored with it.
        through: Has an event played and waits for what it leads to.
        paid_by: The conductor at the expense of a member's group.
    """

    content: Content
    conductor: Conductor
    store: InterviewStore
    jobs_for: JobsFor = lambda _told, _event: ()
    through: Through = _at_once
    paid_by: PaidBy = lambda conductor, _place: conductor

    async def begin(self, place: Place, origin: Origin, plan_id: str, event: Heard) -> Told:
        """Open an interview for a member.

        Args:
            place: Whose it is.
            origin: Where its turns go.
            plan_id: The plan.
            event: What asked for it; what was said in it does not count.

        Raises:
            UnknownPlanError: There is no such plan.
            InterviewRunningError: They have one under way.
            InPairError: They are in a pair that has begun.
        """
        script = make_script(self.content, plan_id)
        step = await self.conductor.begin(script, session_id_of(place.workspace_id, event.key), event.at)
        told = Told(Kept(step.session, 1, place, origin), step.turns)
        due_at = next_tick(script, step.session)
        return await self.store.begin(told, event.key, due_at, self.jobs_for(told, event))

    async def hear(self, place: Place, event: Heard, session_id: str | None = None) -> Told:
        """Take in what the member says or presses in their interview.

        Args:
            place: Whose it is.
            event: What they said.
            session_id: Which one; that which runs, or was heard in last, if none is named.

        Raises:
            NoInterviewError: They have none.
            InterviewRunningError: It would run again beside another that is under way.
            InPairError: It would run again beside a pair that has begun.
            InterviewStateError: Its plan has changed since it began.
            TryLaterError: Others' events keep coming in between.
        """
        conductor = self.paid_by(self.conductor, place)

        async def play(script: Script, session: Session, drafted: Drafted | None) -> Step:
            heard = event.text, event.at, event.word
            return await conductor.hear(script, session, *heard, drafted, goes_on=event.goes_on)

        return await self._take(place.workspace_id, event, self._finder(place, session_id), play)

    async def rate(self, place: Place, event: Heard, session_id: str, rating: Rating) -> Told:
        """Keep what the member says of the interviewer; a later word takes the place of an earlier one.

        Raises:
            NoInterviewError: There is no such interview.
            TryLaterError: Others' events keep coming in between.
        """

        async def play(script: Script, session: Session, _drafted: Drafted | None) -> Step:
            return rate(script, session, rating, event.at)

        return await self._take(place.workspace_id, event, self._finder(place, session_id), play)

    async def tick(self, workspace_id: int, session_id: str, at: datetime) -> Told:
        """Let time pass in an interview; its key is the revision, so that two clocks tick once.

        Raises:
            NoInterviewError: It is gone.
            InterviewStateError: Its plan has changed since it began, or it cannot be read.
            TryLaterError: Events keep coming in between.
        """
        kept = await self.store.get(workspace_id, session_id)
        if kept is None:
            raise NoInterviewError(session_id)

        conductor = self.paid_by(self.conductor, kept.place)

        async def play(script: Script, session: Session, _drafted: Drafted | None) -> Step:
            return await conductor.tick(script, session, at)

        async def find() -> Kept | None:
            return await self.store.get(workspace_id, session_id)

        return await self._take(workspace_id, Heard(f"tick:{session_id}:{kept.revision}", at), find, play)

    async def abandon(self, kept: Kept) -> None:
        """End an interview that cannot be gone on with, because its plan has changed; nothing is said in it."""
        session = kept.session.model_copy(update={"phase": Phase.STOPPED, "running_since": None})
        told = Told(replace(kept, session=session, revision=kept.revision + 1), ())
        await self.store.take(told, f"abandon:{session.id}:{kept.revision}", None)

    def _finder(self, place: Place, session_id: str | None) -> Callable[[], Awaitable[Kept | None]]:
        async def find() -> Kept | None:
            if session_id is None:
                return await self.store.current(place)
            return await self.store.get(place.workspace_id, session_id)

        return find

    async def _take(
        self,
        workspace_id: int,
        event: Heard,
        find: Callable[[], Awaitable[Kept | None]],
        play: Callable[[Script, Session, Drafted | None], Awaitable[Step]],
    ) -> Told:
        for _ in range(_TRIES):
            before = await self.store.told(workspace_id, event.key)
            if before is not None:
                return before
            kept = await find()
            if kept is None:
                raise NoInterviewError(event.key)
            script = script_of(self.content, kept.session)
            through = _at_once if event.goes_on else self.through
            step = await through(kept, event.key, partial(play, script, kept.session))
            told = Told(replace(kept, session=step.session, revision=kept.revision + 1), (*kept.unheard, *step.turns))
            due_at = next_tick(script, step.session)
            taken = await self.store.take(told, event.key, due_at, self.jobs_for(told, event))
            if taken is not None:
                return taken
        raise TryLaterError("interview-busy")


def script_of(content: Content, session: Session) -> Script:
    """The plan of a stored interview.

    Raises:
        InterviewStateError: It is gone, or its stages have changed.
    """
    try:
        script = make_script(content, session.plan_id)
    except (UnknownPlanError, UnknownQuestionError) as error:
        raise InterviewStateError("plan", str(error)) from error
    script.check(session)
    return script

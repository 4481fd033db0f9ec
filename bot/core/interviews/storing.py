"""Holding interviews from where they are kept: each event one transaction under the event's own key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from bot.core.bank.content import Content
from bot.core.errors import TryLaterError, UnknownQuestionError
from bot.core.interviews.clocks import next_tick
from bot.core.interviews.conduct import Conductor, Drafted
from bot.core.interviews.floor import Step
from bot.core.interviews.kept import Heard, InterviewStore, Kept, NoInterviewError, Told, session_id_of
from bot.core.interviews.script import Script, UnknownPlanError, make_script
from bot.core.interviews.session import rate
from bot.core.interviews.state import InterviewStateError, Phase, Rating, Session, TurnKind
from bot.core.records import NewJob, Origin, Place
from bot.core.unsaved import Unsaved

_TRIES = 5

JobsFor = Callable[[Told, Heard], Sequence[NewJob]]
"""The jobs that deliver what an event led to."""

Playing = Callable[[Drafted | None], Awaitable[Step]]
"""Plays an event, and shows the turn that is being written meanwhile."""

Through = Callable[[Kept, str, Playing], Awaitable[Step]]
"""Has an event played, and may say meanwhile that it takes a while, or show what is being written."""

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
        unsaved: Steps that the database did not take, by workspace and event: what they asked a model was paid for.
    """

    content: Content
    conductor: Conductor
    store: InterviewStore
    jobs_for: JobsFor = lambda _told, _event: ()
    through: Through = _at_once
    paid_by: PaidBy = lambda conductor, _place: conductor
    unsaved: Unsaved[object, Step] = field(default_factory=Unsaved)

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
        work = workspace_id, event.key
        for _ in range(_TRIES):
            before = await self.store.told(workspace_id, event.key)
            if before is not None:
                return before
            kept = await find()
            if kept is None:
                self.unsaved.drop(work)
                raise NoInterviewError(event.key)
            script = script_of(self.content, kept.session)
            cause = (kept.session, event.text, event.word, event.goes_on)
            step = self.unsaved.take(work, cause)
            if step is None:
                through = _at_once if event.goes_on else self.through
                step = await through(kept, event.key, partial(play, script, kept.session))
            told = Told(replace(kept, session=step.session, revision=kept.revision + 1), (*kept.unheard, *step.turns))
            due_at = next_tick(script, step.session)
            answered = event.at if _is_answered(kept.session, step) else None
            with self.unsaved.saving(work, cause, step):
                taken = await self.store.take(told, event.key, due_at, self.jobs_for(told, event), answered)
            if taken is not None:
                return taken
        raise TryLaterError("interview-busy")


def _is_answered(before: Session, step: Step) -> bool:
    """Whether the candidate answers in a step; what they say once it is over, such as a rating, is no answer."""
    return not before.over and any(turn.kind is TurnKind.ANSWER for turn in step.turns)


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

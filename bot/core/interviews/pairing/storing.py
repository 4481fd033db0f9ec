"""Where pairs are kept, and changing them there: each event one transaction under the event's own key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.bank.content import Content
from bot.core.errors import GreenroomError, TryLaterError
from bot.core.interviews.kept import InterviewStore
from bot.core.interviews.pairing.moves import invite, join, lose, start, stop
from bot.core.interviews.pairing.noting import write
from bot.core.interviews.pairing.state import Home, Pair, PairPhase, PairRefusedError, Role, Seat
from bot.core.interviews.pairing.views import changed_views
from bot.core.interviews.script import Script, make_script
from bot.core.interviews.state import InterviewStateError, Phase
from bot.core.ports import Directory
from bot.core.records import JobKind, NewJob, Origin, Place

_TRIES = 5


@dataclass(frozen=True, slots=True)
class KeptPair:
    """A pair as it is kept.

    Attributes:
        id: The row.
        workspace_id: Whose it is.
        revision: Grows by one with every event, from 1.
        pair: The record.
    """

    id: int
    workspace_id: int
    revision: int
    pair: Pair


class PairRunningError(GreenroomError):
    """A member is in a pair already; carries it."""

    def __init__(self, kept: KeptPair, member_id: int) -> None:
        super().__init__(kept, member_id)
        self.kept = kept
        self.member_id = member_id

    def __str__(self) -> str:
        return f"a pair is under way: {self.kept.pair.plan_id}"


class InterviewingAloneError(GreenroomError):
    """A member holds an interview by themselves, and one at a time is enough."""


JobsFor = Callable[[KeptPair], Sequence[NewJob]]


class PairStore(Protocol):
    """Pairs; a method is one transaction, and what it did is durable when it returns."""

    async def begin(self, workspace_id: int, pair: Pair, event_key: str, jobs_for: JobsFor) -> KeptPair:
        """Store a new pair and what has to follow; a known key finds the pair that it led to.

        Raises:
            PairRunningError: One of its members is in another that is not over.
            TryLaterError: A member was forgotten meanwhile.
        """
        ...

    async def take(
        self, kept: KeptPair, event_key: str, jobs: Sequence[NewJob], answered: datetime | None = None
    ) -> KeptPair | None:
        """Store what an event led to, and what has to follow, on the revision before `kept.revision`.

        A known key changes nothing and finds the pair as it is now.

        Args:
            kept: The pair after the event.
            event_key: The event's own key.
            jobs: What has to follow.
            answered: When the candidate answered in it: a day that counts for their streak. None where they did not.

        Returns:
            The pair; none, with nothing stored, if another event came in between, or the pair is gone.

        Raises:
            PairRunningError: A member who joins is in another that is not over.
            InterviewingAloneError: It has begun, and one of its members holds an interview by themselves.
            TryLaterError: A member was forgotten meanwhile.
        """
        ...

    async def changed_by(self, workspace_id: int, event_key: str) -> KeptPair | None:
        """The pair, as it is now, that an event changed before."""
        ...

    async def get(self, workspace_id: int, pair_id: int) -> KeptPair | None:
        """A pair of this workspace."""
        ...

    async def current(self, workspace_id: int, member_id: int) -> KeptPair | None:
        """The pair of a member that is not over."""
        ...

    async def of_member(self, workspace_id: int, member_id: int) -> Sequence[KeptPair]:
        """All pairs that a member was in, the oldest first."""
        ...


Move = Callable[[Script, Pair], Pair]


@dataclass(frozen=True)
class Pairs:
    """Pairs that are kept.

    Attributes:
        content: Plans and questions.
        store: Where they are kept.
        directory: What members are called.
        alone: Where interviews are kept that members hold by themselves.
    """

    content: Content
    store: PairStore
    directory: Directory
    alone: InterviewStore

    async def invite(
        self,
        place: Place,
        home: Home,
        inviter: Seat,
        plan_id: str,
        event_key: str,
        at: datetime,
        *,
        role: Role = Role.CANDIDATE,
        invited: tuple[str, str] = ("", ""),
    ) -> KeptPair:
        """Look for somebody to pair with.

        Args:
            place: Whose doing it is.
            home: Where they are to meet.
            inviter: The same member, as a seat.
            plan_id: The plan.
            event_key: The event's own key.
            at: The present moment.
            role: What the inviter would like to be.
            invited: The platform's id and the name of the only one who may join.

        Raises:
            UnknownPlanError: There is no such plan.
            PairRefusedError: They invite themselves.
            PairRunningError: They are in a pair already.
            InterviewingAloneError: They hold an interview by themselves.
        """
        script = make_script(self.content, plan_id)
        pair = invite(script, home, inviter, role, at, invited[0])
        if await self.store.changed_by(place.workspace_id, event_key) is None:
            await self._require_free(place.workspace_id, inviter)
        pair = pair.but(invited_name=invited[1], changed={"card": 1, "invitation": 1})
        views = ("invitation",) if pair.invited else ()

        def jobs_for(kept: KeptPair) -> Sequence[NewJob]:
            return _jobs(kept, views, script, at)

        return await self.store.begin(place.workspace_id, pair, event_key, jobs_for)

    async def join(self, place: Place, pair_id: int, event_key: str, at: datetime, seat: Seat, role: Role) -> KeptPair:
        """Join a pair.

        Raises:
            PairRefusedError: They cannot.
            PairRunningError: They are in another.
            InterviewingAloneError: They hold an interview by themselves.
            TryLaterError: Others' events keep coming in between.
        """
        if await self.store.changed_by(place.workspace_id, event_key) is None:
            await self._require_free(place.workspace_id, seat)
        return await self.do(place.workspace_id, pair_id, event_key, at, lambda _script, pair: join(pair, seat, role))

    async def start(self, place: Place, pair_id: int, event_key: str, at: datetime) -> KeptPair:
        """Begin with the first stage.

        Raises:
            PairRefusedError: They cannot.
            InterviewingAloneError: One of the two holds an interview by themselves.
            TryLaterError: Others' events keep coming in between.
        """
        kept = await self.store.get(place.workspace_id, pair_id)
        if kept is not None and kept.pair.phase is PairPhase.READY:
            await self._require_free(place.workspace_id, *kept.pair.seats)
        me = place.member_id
        return await self.do(
            place.workspace_id, pair_id, event_key, at, lambda script, pair: start(script, pair, me, at)
        )

    async def do(self, workspace_id: int, pair_id: int, event_key: str, at: datetime, move: Move) -> KeptPair:
        """Do something in a pair; what changes nothing is not stored.

        Raises:
            PairRefusedError: It cannot be done, or the pair is gone.
            InterviewStateError: Its plan has changed since it began.
            TryLaterError: Others' events keep coming in between.
        """
        for _ in range(_TRIES):
            before = await self.store.changed_by(workspace_id, event_key)
            if before is not None:
                return before
            kept = await self.store.get(workspace_id, pair_id)
            if kept is None:
                raise PairRefusedError("gone")
            script = make_script(self.content, kept.pair.plan_id)
            pair = move(script, kept.pair)
            if pair == kept.pair:
                return kept
            taken = await self._take(kept, pair, event_key, script, at)
            if taken is not None:
                return taken
        raise TryLaterError("pair-busy")

    async def wrote(self, origin: Origin, event_key: str, text: str, at: datetime) -> bool:
        """Keep what a candidate writes in the thread of their pair's card; whether it was that."""
        place = await self.directory.find(origin, "UTC") if origin.thread else None
        if place is None:
            return False
        try:
            kept = await self.store.current(place.workspace_id, place.member_id)
            if kept is None or not _is_written_in(kept.pair, place.member_id, origin):
                return False
            me = place.member_id
            await self.do(place.workspace_id, kept.id, event_key, at, lambda _script, pair: write(pair, me, text))
        except (InterviewStateError, PairRefusedError):
            return False
        return True

    async def found(self, kept: KeptPair, thread: str, at: datetime) -> None:
        """Note which thread belongs to a pair's card."""
        if thread != kept.pair.thread:
            with suppress(PairRefusedError):
                key = f"thread:{kept.id}:{thread}"
                await self.do(kept.workspace_id, kept.id, key, at, lambda _script, pair: pair.but(thread=thread))

    async def lose(self, kept: KeptPair, views: Sequence[str], at: datetime) -> bool:
        """Stop a pair's clock because some of its views cannot be shown where they belong.

        Returns:
            Whether that was news.
        """
        key = f"unshown:{kept.id}:{kept.revision}"
        try:
            after = await self.do(kept.workspace_id, kept.id, key, at, lambda _script, pair: lose(pair, views, at))
        except PairRefusedError:
            return False
        return after.revision > kept.revision and after.pair.phase is PairPhase.PAUSED

    async def abandon(self, place: Place, pair_id: int, event_key: str, at: datetime) -> None:
        """Let a member end a pair whose plan is gone, without anything being shown.

        Raises:
            PairRefusedError: They are not of the two, or the pair is gone.
            TryLaterError: Another event came in between.
        """
        kept = await self.store.get(place.workspace_id, pair_id)
        if kept is None:
            raise PairRefusedError("gone")
        after = replace(kept, revision=kept.revision + 1, pair=stop(kept.pair, place.member_id, at))
        if await self.store.take(after, event_key, ()) is None:
            raise TryLaterError("pair-busy")

    async def _take(self, kept: KeptPair, pair: Pair, event_key: str, script: Script, at: datetime) -> KeptPair | None:
        revision = kept.revision + 1
        views = changed_views(kept.pair, pair)
        pair = pair.but(changed={**pair.changed, **dict.fromkeys(views, revision)})
        after = replace(kept, revision=revision, pair=pair)
        answered = at if pair.candidate is not None and _answers(pair) > _answers(kept.pair) else None
        return await self.store.take(after, event_key, _jobs(after, views, script, at), answered)

    async def _require_free(self, workspace_id: int, *seats: Seat) -> None:
        for seat in seats:
            place = Place(workspace_id, 0, seat.member_id, seat.time_zone)
            try:
                kept = await self.alone.current(place)
            except InterviewStateError:  # nobody can go on with it, so it is in nobody's way
                continue
            if kept is not None and kept.session.phase in {Phase.LIVE, Phase.PAUSED}:
                raise InterviewingAloneError


def _answers(pair: Pair) -> int:
    """How much a candidate has answered, as far as is known: what they wrote, and what was scored above nothing."""
    return sum(len(one.written) + sum(level > 0 for level in one.levels.values()) for one in pair.stages)


def _is_written_in(pair: Pair, member_id: int, origin: Origin) -> bool:
    """Whether something is written by a pair's candidate, where it belongs to the interview."""
    here = (pair.home.platform, pair.home.channel) == (origin.platform, origin.channel)
    heard = pair.phase.begun and pair.role_of(member_id) is Role.CANDIDATE
    return here and heard and origin.thread in {pair.thread, pair.home.thread}


def _jobs(kept: KeptPair, views: Sequence[str], script: Script, at: datetime) -> Sequence[NewJob]:
    """The jobs that show what has changed, and the one that tells the reader when the stage's time is used up."""
    ids = {"workspace_id": kept.workspace_id, "pair_id": kept.id}
    jobs = []
    if views:
        jobs.append(NewJob(JobKind.PAIR, f"pair:{kept.id}:{kept.revision}", ids | {"views": list(views)}, at))
    ends_at = stage_ends_at(script, kept.pair)
    if ends_at is not None and "card" in views and kept.pair.phase is PairPhase.LIVE and ends_at > at:
        key = f"pair:{kept.id}:{kept.revision}:time"
        jobs.append(NewJob(JobKind.PAIR, key, ids | {"stage": kept.pair.stage}, ends_at))
    return jobs


def stage_ends_at(script: Script, pair: Pair) -> datetime | None:
    """When the open stage's time is used up, as the clock runs now; none while it stands."""
    if pair.running_since is None:
        return None
    return pair.running_since + timedelta(seconds=script.part(pair.stage).seconds - pair.open_stage.seconds)

"""Interviews in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.errors import TryLaterError
from bot.core.interviews.kept import (
    DueInterview,
    InPairError,
    InterviewRunningError,
    InterviewStore,
    Kept,
    RatedInterview,
    Told,
    said_prefix,
)
from bot.core.interviews.state import Phase, dump_session, load_session
from bot.core.records import NewJob, Origin, Place
from tests.fakes.jobs import InMemoryJobQueue
from tests.fakes.stores.pairs import InMemoryPairs

_RUNNING = {Phase.LIVE, Phase.PAUSED}


@dataclass
class InMemoryInterviews(InterviewStore):
    """Keeps interviews as the JSON that a database would hold."""

    jobs: InMemoryJobQueue = field(default_factory=InMemoryJobQueue)
    kept: dict[tuple[int, str], tuple[Kept, str, datetime | None]] = field(default_factory=dict)
    events: dict[tuple[int, str], Told] = field(default_factory=dict)
    put: dict[tuple[int, int], set[str]] = field(default_factory=dict)  # keys of jobs, by member
    forgotten: set[tuple[int, int]] = field(default_factory=set)
    pairs: InMemoryPairs | None = None
    note_day: Callable[[Place, datetime], None] = field(default=lambda _place, _at: None, repr=False, compare=False)

    async def begin(self, told: Told, event_key: str, due_at: datetime | None, jobs: Sequence[NewJob] = ()) -> Told:
        before = await self.told(told.kept.place.workspace_id, event_key)
        if before is None and _member(told.kept.place) in self.forgotten:
            raise TryLaterError("the member was forgotten meanwhile")
        return before if before is not None else await self._keep(told, event_key, due_at, jobs)

    async def take(
        self,
        told: Told,
        event_key: str,
        due_at: datetime | None,
        jobs: Sequence[NewJob] = (),
        answered: datetime | None = None,
    ) -> Told | None:
        workspace_id = told.kept.place.workspace_id
        before = await self.told(workspace_id, event_key)
        if before is not None:
            return before
        held = await self.get(workspace_id, told.kept.session.id)
        if held is None or held.revision + 1 != told.kept.revision:
            return None
        settled = replace(told, kept=replace(told.kept, origin=held.origin, said=held.said))
        taken = await self._keep(settled, event_key, due_at, jobs)
        if answered is not None:
            self.note_day(told.kept.place, answered)
        return taken

    async def settle(self, workspace_id: int, session_id: str, said: int, origin: Origin | None = None) -> None:
        held = self.kept.get((workspace_id, session_id))
        if held is not None:
            kept = replace(held[0], said=max(held[0].said, said), origin=origin or held[0].origin)
            self.kept[workspace_id, session_id] = (kept, *held[1:])

    async def told(self, workspace_id: int, event_key: str) -> Told | None:
        return self.events.get((workspace_id, event_key))

    async def get(self, workspace_id: int, session_id: str) -> Kept | None:
        held = self.kept.get((workspace_id, session_id))
        return replace(held[0], session=load_session(held[1])) if held else None

    async def current(self, place: Place) -> Kept | None:
        own = self._own(place)
        own.sort(key=lambda kept: (kept.session.phase in _RUNNING, kept.session.heard))
        return own[-1] if own else None

    async def alone_with(self, platform: str, user: str) -> Kept | None:
        held = [
            kept
            for kept, *_ in self.kept.values()
            if kept.origin.direct and (kept.origin.platform, kept.origin.user) == (platform, user)
        ]
        return max(held, key=lambda kept: (kept.session.phase in _RUNNING, kept.session.heard), default=None)

    async def due(self, now: datetime, limit: int) -> Sequence[DueInterview]:
        due = [(due_at, *key) for key, (_, _, due_at) in self.kept.items() if due_at is not None and due_at <= now]
        return [DueInterview(workspace_id, session_id) for _, workspace_id, session_id in sorted(due)][:limit]

    async def ratings(self, workspace_id: int | None) -> Sequence[RatedInterview]:
        rated = [kept.session for (owner, _), (kept, *_) in self.kept.items() if workspace_id in {owner, None}]
        return [
            RatedInterview(
                session.plan_id,
                tuple(dict.fromkeys(turn.persona for turn in session.turns if turn.persona)),
                session.rating,
                session.heard,
            )
            for session in sorted(rated, key=lambda session: session.heard)
            if session.rating is not None
        ]

    async def _keep(self, told: Told, event_key: str, due_at: datetime | None, jobs: Sequence[NewJob]) -> Told:
        place, session = told.kept.place, told.kept.session
        for other in self._own(place):
            if session.phase in _RUNNING and other.session.phase in _RUNNING and other.session.id != session.id:
                raise InterviewRunningError(other.session.id, other.session.plan_id)
        if session.phase in _RUNNING:
            await self._refuse_beside_a_pair(place)
        self.kept[place.workspace_id, session.id] = (told.kept, dump_session(session), due_at)
        self.events[place.workspace_id, event_key] = told
        self.put.setdefault(_member(place), set()).update(job.key for job in jobs)
        for job in jobs:
            await self.jobs.add(job)
        return told

    async def _refuse_beside_a_pair(self, place: Place) -> None:
        pair = await self.pairs.current(place.workspace_id, place.member_id) if self.pairs else None
        if pair is not None and pair.pair.phase.begun:
            raise InPairError(pair.id, pair.pair.plan_id)

    def forget(self, place: Place) -> tuple[set[str], tuple[str, ...]]:
        """Erase a member's interviews; the keys of their jobs, and how those of what was said in them begin."""
        member = _member(place)
        said = tuple(said_prefix(held[0].session.id) for held in self.kept.values() if _member(held[0].place) == member)
        self.kept = {key: held for key, held in self.kept.items() if _member(held[0].place) != member}
        self.events = {key: told for key, told in self.events.items() if _member(told.kept.place) != member}
        self.forgotten.add(member)
        return self.put.pop(member, set()), said

    def _own(self, place: Place) -> list[Kept]:
        return [
            kept
            for (workspace_id, _), (kept, *_) in self.kept.items()
            if workspace_id == place.workspace_id and kept.place.member_id == place.member_id
        ]


def _member(place: Place) -> tuple[int, int]:
    return place.workspace_id, place.member_id

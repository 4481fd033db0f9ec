"""Interviews in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.interviews.state import Phase, dump_session, load_session
from bot.core.interviews.storing import InterviewRunningError, InterviewStore, Kept, RatedInterview, Told
from bot.core.records import NewJob, Place
from tests.fakes.jobs import InMemoryJobQueue

_RUNNING = {Phase.LIVE, Phase.PAUSED}


@dataclass
class InMemoryInterviews(InterviewStore):
    """Keeps interviews as the JSON that a database would hold."""

    jobs: InMemoryJobQueue = field(default_factory=InMemoryJobQueue)
    kept: dict[tuple[int, str], tuple[Kept, str, datetime | None]] = field(default_factory=dict)
    events: dict[tuple[int, str], Told] = field(default_factory=dict)

    async def begin(self, told: Told, event_key: str, due_at: datetime | None, jobs: Sequence[NewJob] = ()) -> Told:
        before = await self.told(told.kept.place.workspace_id, event_key)
        return before if before is not None else await self._keep(told, event_key, due_at, jobs)

    async def take(
        self, told: Told, event_key: str, due_at: datetime | None, jobs: Sequence[NewJob] = ()
    ) -> Told | None:
        workspace_id = told.kept.place.workspace_id
        before = await self.told(workspace_id, event_key)
        if before is not None:
            return before
        held = await self.get(workspace_id, told.kept.session.id)
        if held is None or held.revision + 1 != told.kept.revision:
            return None
        return await self._keep(told, event_key, due_at, jobs)

    async def told(self, workspace_id: int, event_key: str) -> Told | None:
        return self.events.get((workspace_id, event_key))

    async def get(self, workspace_id: int, session_id: str) -> Kept | None:
        held = self.kept.get((workspace_id, session_id))
        return replace(held[0], session=load_session(held[1])) if held else None

    async def current(self, place: Place) -> Kept | None:
        own = self._own(place)
        own.sort(key=lambda kept: (kept.session.phase in _RUNNING, kept.session.heard))
        return own[-1] if own else None

    async def due(self, now: datetime, limit: int) -> Sequence[Kept]:
        due = [(due_at, kept) for kept, _, due_at in self.kept.values() if due_at is not None and due_at <= now]
        return [kept for _, kept in sorted(due, key=lambda item: item[0])][:limit]

    async def ratings(self, workspace_id: int) -> Sequence[RatedInterview]:
        rated = [kept.session for (owner, _), (kept, *_) in self.kept.items() if owner == workspace_id]
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
        self.kept[place.workspace_id, session.id] = (told.kept, dump_session(session), due_at)
        self.events[place.workspace_id, event_key] = told
        for job in jobs:
            await self.jobs.add(job)
        return told

    def _own(self, place: Place) -> list[Kept]:
        return [
            kept
            for (workspace_id, _), (kept, *_) in self.kept.items()
            if workspace_id == place.workspace_id and kept.place.member_id == place.member_id
        ]

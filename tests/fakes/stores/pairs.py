"""Interviews in pairs, in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from bot.core.errors import TryLaterError
from bot.core.interviews.kept import InterviewStore
from bot.core.interviews.pairing.leaving import after_leaving
from bot.core.interviews.pairing.state import Pair, dump_pair, load_pair
from bot.core.interviews.pairing.storing import (
    InterviewingAloneError,
    JobsFor,
    KeptPair,
    PairRunningError,
    PairStore,
)
from bot.core.interviews.pairing.views import slots_of
from bot.core.interviews.state import Phase
from bot.core.records import NewJob, Place
from tests.fakes.jobs import InMemoryJobQueue


@dataclass
class InMemoryPairs(PairStore):
    """Keeps pairs as the JSON that a database would hold."""

    jobs: InMemoryJobQueue = field(default_factory=InMemoryJobQueue)
    kept: dict[int, tuple[KeptPair, str]] = field(default_factory=dict)
    events: dict[tuple[int, str], int] = field(default_factory=dict)
    forgotten: set[int] = field(default_factory=set)
    ids: count[int] = field(default_factory=lambda: count(1))
    alone: InterviewStore | None = None
    note_day: Callable[[Place, datetime], None] = field(default=lambda _place, _at: None, repr=False, compare=False)

    async def begin(self, workspace_id: int, pair: Pair, event_key: str, jobs_for: JobsFor) -> KeptPair:
        if (before := await self.changed_by(workspace_id, event_key)) is not None:
            return before
        kept = KeptPair(next(self.ids), workspace_id, 1, pair)
        return await self._keep(kept, event_key, jobs_for(kept))

    async def take(
        self, kept: KeptPair, event_key: str, jobs: Sequence[NewJob], answered: datetime | None = None
    ) -> KeptPair | None:
        if (before := await self.changed_by(kept.workspace_id, event_key)) is not None:
            return before
        held = await self.get(kept.workspace_id, kept.id)
        if held is None or held.revision + 1 != kept.revision:
            return None
        taken = await self._keep(kept, event_key, jobs)
        if answered is not None and (seat := kept.pair.candidate) is not None:
            self.note_day(Place(kept.workspace_id, 0, seat.member_id, seat.time_zone), answered)
        return taken

    async def changed_by(self, workspace_id: int, event_key: str) -> KeptPair | None:
        pair_id = self.events.get((workspace_id, event_key))
        return await self.get(workspace_id, pair_id) if pair_id is not None else None

    async def get(self, workspace_id: int, pair_id: int) -> KeptPair | None:
        held = self.kept.get(pair_id)
        if held is None or held[0].workspace_id != workspace_id:
            return None
        return replace(held[0], pair=load_pair(held[1]))

    async def current(self, workspace_id: int, member_id: int) -> KeptPair | None:
        own = await self.of_member(workspace_id, member_id)
        return next((kept for kept in own if not kept.pair.phase.over), None)

    async def of_member(self, workspace_id: int, member_id: int) -> Sequence[KeptPair]:
        found = [await self.get(workspace_id, pair_id) for pair_id in sorted(self.kept)]
        return [kept for kept in found if kept is not None and kept.pair.role_of(member_id) is not None]

    def forget(self, place: Place, user: str) -> set[str]:
        """Erase a member; the slots of what was shown to them."""
        self.forgotten.add(place.member_id)
        slots: set[str] = set()
        for pair_id, (kept, _) in list(self.kept.items()):
            pair = kept.pair
            theirs = pair.role_of(place.member_id) is not None or pair.invited == user
            if kept.workspace_id != place.workspace_id or not theirs:
                continue
            slots |= slots_of(pair_id, pair, place.member_id)
            left, jobs = after_leaving(kept, place.member_id, user)
            if left is None:
                del self.kept[pair_id]
                self.events = {key: found for key, found in self.events.items() if found != pair_id}
            else:
                self.kept[pair_id] = (left, dump_pair(left.pair))
            for job in jobs:
                self.jobs.put(job)
        return slots

    async def _keep(self, kept: KeptPair, event_key: str, jobs: Sequence[NewJob]) -> KeptPair:
        for seat in kept.pair.seats:
            if seat.member_id in self.forgotten:
                raise TryLaterError("the member was forgotten meanwhile")
            other = await self.current(kept.workspace_id, seat.member_id)
            if other is not None and other.id != kept.id and not kept.pair.phase.over:
                raise PairRunningError(other, seat.member_id)
            held = await self.alone.current(Place(kept.workspace_id, 0, seat.member_id, "UTC")) if self.alone else None
            if kept.pair.phase.begun and held is not None and held.session.phase in {Phase.LIVE, Phase.PAUSED}:
                raise InterviewingAloneError
        self.kept[kept.id] = (kept, dump_pair(kept.pair))
        self.events[kept.workspace_id, event_key] = kept.id
        for job in jobs:
            await self.jobs.add(job)
        return kept

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.core.ports import Postings
from bot.core.records import Place, Posting
from tests.fakes.stores.state import MemoryState


class InMemoryPostings(Postings):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def open_posting(
        self,
        place: Place,
        question_id: str,
        key: str,
        posted_at: datetime,
        local_date: date,
        style: str | None = None,
        *,
        closes_at: datetime | None = None,
        private: bool = False,
        note: str | None = None,
    ) -> Posting:
        new = Posting(
            id=next(self._state.ids),
            group_id=place.group_id,
            question_id=question_id,
            posted_at=posted_at,
            local_date=local_date,
            style=style,
            closes_at=closes_at,
            private=private,
            note=note,
        )
        return self._state.postings.setdefault((place.group_id, key), new)

    async def posting_of(self, place: Place, key: str) -> Posting | None:
        return self._state.postings.get((place.group_id, key))

    async def asked(self, place: Place) -> Sequence[str]:
        return [posting.question_id for posting in self._oldest_first(place)]

    async def posting(self, workspace_id: int, posting_id: int) -> Posting | None:
        return self._state.posting(workspace_id, posting_id)

    async def posting_in(self, place: Place, thread: str) -> Posting | None:
        return next((posting for posting in self._oldest_first(place) if posting.thread == thread), None)

    async def latest_posting(self, place: Place, *, for_all: bool = False) -> Posting | None:
        kept = [one for one in self._oldest_first(place) if not for_all or one.schedule_id or one.thread]
        return next(reversed(kept), None)

    async def shown(self, workspace_id: int, posting_id: int, thread: str, late: datetime | None = None) -> None:
        posting = self._state.posting(workspace_id, posting_id)
        if posting is None:
            return
        for other in list(self._state.postings.values()):
            if (other.group_id, other.thread) == (posting.group_id, thread):
                self._state.change_posting(replace(other, thread=None))
        self._state.change_posting(replace(posting, thread=thread, posted_at=late or posting.posted_at))

    async def closed(self, workspace_id: int, posting_id: int, now: datetime) -> bool:
        posting = self._state.posting(workspace_id, posting_id)
        if posting is None or posting.closed_at is not None:
            return False
        self._state.change_posting(replace(posting, closed_at=now))
        return True

    async def pass_on(self, place: Place, posting_id: int, now: datetime) -> None:
        if self._state.posting(place.workspace_id, posting_id) is not None:
            self._state.require_member(place)
            self._state.passes.setdefault((posting_id, place.member_id), now)

    async def passes(self, workspace_id: int, posting_id: int) -> int:
        if self._state.posting(workspace_id, posting_id) is None:
            return 0
        return sum(passed == posting_id for passed, _ in self._state.passes)

    def _oldest_first(self, place: Place) -> list[Posting]:
        mine = (posting for posting in self._state.postings.values() if posting.group_id == place.group_id)
        return sorted(mine, key=lambda one: (one.posted_at, one.id))

"""Asking: which question is put to whom, and that it is put once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.bank.selection import Filters, next_unseen, select
from bot.core.ports import Directory, Ledger, Postings
from bot.core.progress.streaks import local_day
from bot.core.records import GradedAnswer, Origin, Place, Posting


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores that practice needs."""

    directory: Directory
    postings: Postings
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to somebody, and their newest answer to it if they have one."""

    question: Question
    posting: Posting
    earlier: GradedAnswer | None


class Asking:
    """Putting questions, for one bank and one set of stores.

    Args:
        content: The bank and the lenses.
        stores: Where things are kept.
        time_zone: IANA zone in which days are counted where a member or group has none of its own.
    """

    def __init__(self, content: Content, stores: Stores, time_zone: str = "UTC") -> None:
        self.content = content
        self._stores = stores
        self._time_zone = time_zone

    async def place_of(self, origin: Origin) -> Place:
        """Who and where this is; made at first sight."""
        return await self._stores.directory.place_of(origin, self._time_zone)

    async def ask_today(self, origin: Origin, now: datetime) -> Asked:
        """The group's question of the day, the same for everyone all day: its schedule's, else one picked once."""
        place = await self.place_of(origin)
        day = local_day(now, place.time_zone)
        key, posting = await self._posting_of(place, day)
        if posting is not None:
            return await self._asked(place, posting)
        return await self._put(place, await self._unseen(origin, place, Filters(), day), key, now, day)

    async def preview_today(self, origin: Origin, now: datetime) -> Question:
        """The question that `ask_today` gives or would give, with nothing written."""
        place = await self._stores.directory.find(origin, self._time_zone)
        day = local_day(now, place.time_zone if place else self._time_zone)
        posting = (await self._posting_of(place, day))[1] if place else None
        if posting is not None:
            return self.content.bank.get(posting.question_id)
        return await self._unseen(origin, place, Filters(), day)

    async def ask_about(self, origin: Origin, now: datetime, key: str, filters: Filters) -> Asked:
        """A further question that passes the filters; one not asked here before as long as there is one.

        Raises:
            NoMatchingQuestionError: None passes.
        """
        place = await self.place_of(origin)
        day = local_day(now, place.time_zone)
        question = await self._unseen(origin, place, filters, day)
        return await self._put(place, question, f"ask:{key}", now, day, filters.style)

    async def ask_for(self, origin: Origin, now: datetime, key: str, question_id: str, style: str | None) -> Asked:
        """A certain question.

        Raises:
            UnknownQuestionError: There is no such question.
        """
        question = self.content.bank.get(question_id)
        place = await self.place_of(origin)
        return await self._put(place, question, f"ask:{key}", now, local_day(now, place.time_zone), style)

    async def _posting_of(self, place: Place, day: date) -> tuple[str, Posting | None]:
        """A day's posting and its key; where its question has left the bank, the key of the one that replaces it."""
        key = f"day:{day.isoformat()}"
        put = await self._stores.postings.latest_posting(place, for_all=True)
        if put is not None and put.schedule_id is not None and put.local_date == day and self._has(put):
            return key, put
        posting = await self._stores.postings.posting_of(place, key)
        while posting is not None and not self._has(posting):
            key = f"{key}/{posting.question_id}"
            posting = await self._stores.postings.posting_of(place, key)
        return key, posting

    def _has(self, posting: Posting) -> bool:
        return posting.question_id in self.content.bank

    async def _unseen(self, origin: Origin, place: Place | None, filters: Filters, day: date) -> Question:
        seen = await self._stores.postings.asked(place) if place else ()
        return pick(self.content, filters, origin, day, seen)

    async def _put(
        self, place: Place, question: Question, key: str, now: datetime, day: date, style: str | None = None
    ) -> Asked:
        return await self._asked(
            place, await self._stores.postings.open_posting(place, question.id, key, now, day, style)
        )

    async def _asked(self, place: Place, posting: Posting) -> Asked:
        question = self.content.bank.get(posting.question_id)
        return Asked(question, posting, await self._stores.ledger.latest_answer(place, question.id))


def pick(content: Content, filters: Filters, origin: Origin, day: date, seen: Sequence[str] = ()) -> Question:
    """The question a group is asked on a day, among those that pass the filters; the same in every process.

    Args:
        content: The bank.
        filters: What the question must be.
        origin: The group.
        day: The local date.
        seen: Ids of questions asked before, oldest first; they come again only when all have been asked.

    Raises:
        NoMatchingQuestionError: None passes the filters.
    """
    group = f"{origin.platform}/{origin.workspace}/{origin.channel}"
    return next_unseen(select(content.bank, filters), seen, day, group)

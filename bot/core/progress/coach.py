"""The right question next: a member's memory cards kept up to date, and a private question drawn by them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from bot.core.bank.question import Question
from bot.core.bank.selection import Filters, select
from bot.core.errors import GreenroomError
from bot.core.practice import Asked, Practice
from bot.core.progress.cards import Deck, reviewed
from bot.core.progress.ports import Decks, own_key
from bot.core.progress.spacing import REST, Choice, choose
from bot.core.records import Origin, Place


@dataclass
class NothingNextError(GreenroomError):
    """Every question that may be asked was seen lately, and nothing is due.

    Attributes:
        due_at: When the next criterion is due; none if none ever is.
    """

    due_at: datetime | None = None

    def __str__(self) -> str:
        return "every question was seen lately and none is due"


@dataclass(frozen=True, slots=True)
class Next:
    """A question put to a member alone, and why this one."""

    asked: Asked
    choice: Choice


class Coach:
    """Draws the questions that members practise on their own.

    Args:
        practice: Puts the question.
        decks: The memory cards.
    """

    def __init__(self, practice: Practice, decks: Decks) -> None:
        self._practice = practice
        self._decks = decks

    async def next_question(self, origin: Origin, now: datetime, key: str, filters: Filters) -> Next:
        """Put the question that the member should practise next.

        Raises:
            NoMatchingQuestionError: None passes the filters.
            NothingNextError: All that do were seen lately, and none is due.
        """
        place = await self._practice.place_of(origin)
        choice = await self.choice(place, now, filters)
        key = f"{own_key(place)}{key}"
        asked = await self._practice.ask_for(origin, now, key, choice.question.id, filters.style)
        return Next(asked, choice)

    async def choice(self, place: Place, now: datetime, filters: Filters = Filters()) -> Choice:  # noqa: B008 - frozen
        """The question that the member should practise next, with nothing put.

        Raises:
            NoMatchingQuestionError: None passes the filters.
            NothingNextError: All that do were seen lately, and none is due.
        """
        pool = select(self._practice.content.bank, filters)
        deck = await self.deck(place)
        seen = await self._decks.seen(place, now - REST)
        found = choose(pool, deck, seen, now, _shuffled(place, now))
        if found is None:
            ids = {question.id for question in pool}
            coming = (card.due_at for card in deck.cards.values() if card.key.question_id in ids)
            raise NothingNextError(min(coming, default=None))
        return found

    async def deck(self, place: Place) -> Deck:
        """A member's cards, up to date with their grades; of two who do this at once one stores it."""
        deck = await self._decks.deck(place)
        graded = await self._decks.graded_since(place, deck.grade_id)
        if not graded:
            return deck
        changed, latest = reviewed(deck, [entry for _, entry in graded]), graded[-1][0]
        await self._decks.save_deck(place, list(changed.values()), deck.grade_id, latest)
        return Deck({**deck.cards, **changed}, latest)


class _shuffled:  # noqa: N801 - used as a function
    """An order of questions that differs from member to member and day to day, and is the same in every process."""

    def __init__(self, place: Place, now: datetime) -> None:
        self._seed = f"{place.member_id}/{now.date().isoformat()}"

    def __call__(self, question: Question) -> bytes:
        return hashlib.blake2b(f"{self._seed}/{question.id}".encode(), digest_size=8).digest()

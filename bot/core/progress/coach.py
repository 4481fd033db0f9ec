"""The right question next: a member's memory cards kept up to date, and a private question drawn by them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.question import Criterion, Question
from bot.core.bank.selection import Filters, select
from bot.core.errors import GreenroomError
from bot.core.practice import Asked, Practice
from bot.core.progress.cards import Deck, MemoryCard, overtaken, reviewed
from bot.core.progress.ports import Decks, Wishes, own_key
from bot.core.progress.spacing import REST, Choice, Why, choose_due, choose_other
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


@dataclass(frozen=True, slots=True)
class Due:
    """What a member's memory cards say about what comes next.

    Attributes:
        criteria: How many criteria are due now.
        questions: How many questions they belong to.
        weakest: The one of them at the lowest level, if any is due.
        next_at: When the next one after now is due, on the member's clock; none if no other ever is.
    """

    criteria: int = 0
    questions: int = 0
    weakest: Criterion | None = None
    next_at: datetime | None = None


class Coach:
    """Draws the questions that members practise on their own.

    Args:
        practice: Puts the question.
        decks: The memory cards.
        wishes: What members were told to practise, which goes before all else.
    """

    def __init__(self, practice: Practice, decks: Decks, wishes: Wishes | None = None) -> None:
        self._practice = practice
        self._decks = decks
        self._wishes = wishes

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
        pool, order = select(self._practice.content.bank, filters), _shuffled(place, now)
        due = await self._due(place, now)
        if found := await self._wished(place, pool, now) or choose_due(pool, due, now, order):
            return found
        deck, seen = await self._decks.deck(place), await self._decks.seen(place, now - REST)
        if found := choose_other(pool, deck, seen, now, order):
            return found
        ids = {question.id for question in pool}
        coming = (card.due_at for card in deck.cards.values() if card.key.question_id in ids)
        raise NothingNextError(min(coming, default=None))

    async def _wished(self, place: Place, pool: Sequence[Question], now: datetime) -> Choice | None:
        """The first question that the member was told to practise and has not met since, nor within `REST`."""
        wishes = await self._wishes.wishes(place) if self._wishes else ()
        seen = await self._decks.seen(place, now - REST) if wishes else {}
        for wish in wishes:
            question, last = next((one for one in pool if one.id == wish.question_id), None), seen.get(wish.question_id)
            if question is not None and (last is None or last <= min(wish.since, now - REST)):
                return Choice(question, Why.INTERVIEW, skill=wish.skill)
        return None

    async def _due(self, place: Place, now: datetime) -> Sequence[MemoryCard]:
        """The member's cards that are due, which are brought up to date first if they have to be."""
        known, due = await self._decks.due(place, now)
        if known:
            return due
        return [card for card in (await self.deck(place)).cards.values() if card.due_at <= now]

    async def deck(self, place: Place) -> Deck:
        """A member's cards, up to date with their grades; of two who do this at once one stores it."""
        before, deck = await self._decks_of(place)
        if deck is not before:
            changed = [card for key, card in deck.cards.items() if before.cards.get(key) is not card]
            await self._decks.save_deck(place, changed, before.grade_id, deck.grade_id)
        return deck

    async def due(self, place: Place, now: datetime) -> Due:
        """What is due for a member, and when the next criterion is; nothing is written."""
        _, deck = await self._decks_of(place)
        bank = self._practice.content.bank
        cards = [card for card in deck.cards.values() if card.key.question_id in bank]
        due = [(card, found) for card in cards if card.due_at <= now and (found := _criterion(card, bank))]
        later = min((card.due_at for card in cards if card.due_at > now), default=None)
        coming = later.astimezone(ZoneInfo(place.time_zone)) if later else None
        if not due:
            return Due(next_at=coming)
        _, weakest = min(due, key=lambda one: (one[0].level, one[0].due_at, one[0].key.question_id))
        return Due(len(due), len({card.key.question_id for card, _ in due}), weakest, coming)

    async def _decks_of(self, place: Place) -> tuple[Deck, Deck]:
        """A member's cards as they are stored, and as their latest grades make them."""
        deck = await self._decks.deck(place)
        graded = await self._decks.graded_since(place, deck.grade_id)
        if not graded:
            return deck, deck
        learnt = deck
        if overtaken(deck, [entry for _, entry in graded]):
            learnt, graded = Deck({}), await self._decks.graded_since(place, 0)
        changed = reviewed(learnt, [entry for _, entry in graded])
        return deck, Deck({**learnt.cards, **changed}, graded[-1][0])


def _criterion(card: MemoryCard, bank: QuestionBank) -> Criterion | None:
    """The criterion of a card, if its question still has it."""
    rubric = bank.get(card.key.question_id).rubric
    return next((criterion for criterion in rubric if criterion.id == card.key.criterion_id), None)


class _shuffled:  # noqa: N801 - used as a function
    """An order of questions that differs from member to member and day to day, and is the same in every process."""

    def __init__(self, place: Place, now: datetime) -> None:
        self._seed = f"{place.member_id}/{now.date().isoformat()}"

    def __call__(self, question: Question) -> bytes:
        return hashlib.blake2b(f"{self._seed}/{question.id}".encode(), digest_size=8).digest()

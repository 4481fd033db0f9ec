"""Members' memory cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from bot.core.progress.attempts import Attempt
from bot.core.progress.cards import Deck, MemoryCard
from bot.core.progress.ports import Decks, own_key
from bot.core.progress.scores import CriterionKey
from bot.core.records import Place
from storage.attempts import graded_since
from storage.directory import require_member
from storage.moments import moment
from storage.progress_tables import CARDS, DECKS
from storage.rows import AnyRow
from storage.tables import ANSWERS, POSTINGS
from storage.transactions import Transactions
from storage.upsert import insert_all_or_skip, insert_or_replace

_CARDS = select(
    CARDS.c.question_id,
    CARDS.c.criterion_id,
    CARDS.c.level,
    CARDS.c.stability,
    CARDS.c.difficulty,
    moment(CARDS.c.due_at),
    moment(CARDS.c.reviewed_at),
).where(CARDS.c.workspace_id == bindparam("workspace"), CARDS.c.member_id == bindparam("member"))
_DUE = _CARDS.where(CARDS.c.due_at <= bindparam("now"))
_DECK = select(DECKS.c.grade_id).where(
    DECKS.c.workspace_id == bindparam("workspace"), DECKS.c.member_id == bindparam("member")
)
_ANSWERED = (
    select(ANSWERS.c.question_id, moment(func.max(ANSWERS.c.submitted_at)))
    .where(ANSWERS.c.member_id == bindparam("member"))
    .group_by(ANSWERS.c.question_id)
)
_PUT_LATELY = (
    select(POSTINGS.c.question_id, moment(func.max(POSTINGS.c.posted_at)))
    .where(POSTINGS.c.group_id == bindparam("group"), POSTINGS.c.posted_at >= bindparam("since"))
    .where(or_(POSTINGS.c.key.not_like("ask:%"), POSTINGS.c.key.like(bindparam("mine"))))
    .group_by(POSTINGS.c.question_id)
)
_BEGIN = insert_all_or_skip(DECKS, "member_id")
_GO_ON = (
    update(DECKS)
    .where(
        DECKS.c.workspace_id == bindparam("workspace"),
        DECKS.c.member_id == bindparam("member"),
        DECKS.c.grade_id == bindparam("before"),
    )
    .values(grade_id=bindparam("now"))
)
_PUT = insert_or_replace(
    CARDS,
    ("member_id", "question_id", "criterion_id"),
    "level",
    "stability",
    "difficulty",
    "due_at",
    "reviewed_at",
)


class SqlDecks(Decks):
    """Memory cards in a table, and how far each member's are up to date."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def deck(self, place: Place) -> Deck:
        """A member's cards."""

        def query(connection: Connection) -> Deck:
            cards = _cards(connection.execute(_CARDS, _keys(place)).all())
            return Deck({card.key: card for card in cards}, _known(connection, place))

        return await self._transactions.read(query)

    async def due(self, place: Place, now: datetime) -> tuple[bool, Sequence[MemoryCard]]:
        """Whether a member's cards know of all their grades, and which of them are due."""

        def query(connection: Connection) -> tuple[bool, Sequence[MemoryCard]]:
            due = _cards(connection.execute(_DUE, _keys(place) | {"now": now}).all())
            return not graded_since(connection, place, _known(connection, place)), due

        return await self._transactions.read(query)

    async def graded_since(self, place: Place, grade_id: int) -> Sequence[tuple[int, Attempt]]:
        """Answers of a member whose counting grade came later than another, in the order of the grades' ids."""
        return await self._transactions.read(lambda connection: graded_since(connection, place, grade_id))

    async def save_deck(self, place: Place, cards: Sequence[MemoryCard], before: int, grade_id: int) -> bool:
        """Store reviewed cards, and the last grade that they know of; False if the deck was changed meanwhile.

        Raises:
            TryLaterError: The member was forgotten meanwhile.
        """
        rows = [_values(place, card) for card in cards]

        def work(connection: Connection) -> bool:
            ids = {"workspace_id": place.workspace_id, "member_id": place.member_id}
            connection.execute(_BEGIN, ids | {"grade_id": 0})
            require_member(connection, place)
            if not connection.execute(_GO_ON, _keys(place) | {"before": before, "now": grade_id}).rowcount:
                return False
            if rows:
                connection.execute(_PUT, rows)
            return True

        return await self._transactions.write(work)

    async def seen(self, place: Place, since: datetime) -> Mapping[str, datetime]:
        """When questions were last answered by a member, or put to them or their group since a moment, by question."""
        mine = f"ask:{own_key(place)}%"
        keys = {"member": place.member_id, "group": place.group_id, "since": since, "mine": mine}

        def query(connection: Connection) -> dict[str, datetime]:
            found: dict[str, datetime] = {}
            for statement in (_ANSWERED, _PUT_LATELY):
                for question_id, at in connection.execute(statement, keys).all():
                    found[question_id] = max(at, found.get(question_id, at))
            return found

        return await self._transactions.read(query)


def _keys(place: Place) -> dict[str, Any]:
    return {"workspace": place.workspace_id, "member": place.member_id}


def _known(connection: Connection, place: Place) -> int:
    """The last grade that a member's cards know of."""
    return connection.execute(_DECK, _keys(place)).scalar() or 0


def _cards(rows: Sequence[AnyRow]) -> list[MemoryCard]:
    return [MemoryCard(CriterionKey(question_id, criterion_id), *values) for question_id, criterion_id, *values in rows]


def card_from_row(row: AnyRow) -> MemoryCard:
    """The record of a card."""
    key = CriterionKey(row.question_id, row.criterion_id)
    return MemoryCard(key, row.level, row.stability, row.difficulty, row.due_at, row.reviewed_at)


def _values(place: Place, card: MemoryCard) -> dict[str, Any]:
    return {
        "workspace_id": place.workspace_id,
        "member_id": place.member_id,
        "question_id": card.key.question_id,
        "criterion_id": card.key.criterion_id,
        "level": card.level,
        "stability": card.stability,
        "difficulty": card.difficulty,
        "due_at": card.due_at,
        "reviewed_at": card.reviewed_at,
    }

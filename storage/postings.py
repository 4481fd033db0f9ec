"""The questions put to groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Select, bindparam, func, or_, select, update

from bot.core.ports import Postings
from bot.core.records import Place, Posting
from storage.directory import require_member
from storage.rhythm_tables import PASSES
from storage.rows import posting_from_row
from storage.tables import POSTINGS
from storage.transactions import Transactions
from storage.upsert import insert_or_skip

_OPEN = insert_or_skip(POSTINGS, "group_id", "key")
_OF_GROUP = select(POSTINGS).where(
    POSTINGS.c.workspace_id == bindparam("workspace"), POSTINGS.c.group_id == bindparam("group")
)
_ASKED = _OF_GROUP.with_only_columns(POSTINGS.c.question_id).order_by(POSTINGS.c.posted_at, POSTINGS.c.id)
_WITH_KEY = _OF_GROUP.where(POSTINGS.c.key == bindparam("key"))
_IN_THREAD = _OF_GROUP.where(POSTINGS.c.thread == bindparam("thread"))
_LATEST = _OF_GROUP.order_by(POSTINGS.c.posted_at.desc(), POSTINGS.c.id.desc()).limit(1)
_LATEST_FOR_ALL = _LATEST.where(or_(POSTINGS.c.schedule_id.is_not(None), POSTINGS.c.thread.is_not(None)))
_WITH_ID = select(POSTINGS).where(
    POSTINGS.c.workspace_id == bindparam("workspace"), POSTINGS.c.id == bindparam("posting")
)
_CHANGE = update(POSTINGS).where(
    POSTINGS.c.workspace_id == bindparam("workspace"), POSTINGS.c.id == bindparam("posting")
)
_SHOW = _CHANGE.values(thread=bindparam("new_thread"), posted_at=bindparam("put_at"))
_CLOSE = _CHANGE.where(POSTINGS.c.closed_at.is_(None)).values(closed_at=bindparam("now"))
_LEAVE = (
    update(POSTINGS)
    .where(
        POSTINGS.c.group_id == bindparam("group"),
        POSTINGS.c.thread == bindparam("old_thread"),
        POSTINGS.c.id != bindparam("posting"),
    )
    .values(thread=None)
)
_PASS = insert_or_skip(PASSES, "posting_id", "member_id")


class SqlPostings(Postings):
    """Questions put to groups."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

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
        """Record that a question was asked; the same key finds the same posting, whatever its question."""
        values = {
            "workspace_id": place.workspace_id,
            "group_id": place.group_id,
            "key": key,
            "question_id": question_id,
            "style": style,
            "posted_at": posted_at,
            "local_date": local_date,
            "closes_at": closes_at,
            "private": private,
            "note": note,
        }

        def work(connection: Connection) -> Posting:
            connection.execute(_OPEN, values)
            return posting_from_row(connection.execute(_WITH_KEY, _group(place) | {"key": key}).one())

        return await self._transactions.write(work)

    async def posting_of(self, place: Place, key: str) -> Posting | None:
        """The group's posting with this key."""
        return await self._one(_WITH_KEY, _group(place) | {"key": key})

    async def asked(self, place: Place) -> Sequence[str]:
        """Ids of the questions put to the group so far, oldest first, repeats included."""
        values = _group(place)
        return await self._transactions.read(lambda connection: connection.execute(_ASKED, values).scalars().all())

    async def posting(self, workspace_id: int, posting_id: int) -> Posting | None:
        """A posting of this workspace."""
        return await self._one(_WITH_ID, {"workspace": workspace_id, "posting": posting_id})

    async def posting_in(self, place: Place, thread: str) -> Posting | None:
        """The group's posting that is answered in a thread."""
        return await self._one(_IN_THREAD, _group(place) | {"thread": thread})

    async def latest_posting(self, place: Place, *, for_all: bool = False) -> Posting | None:
        """What was put to the group last; `for_all` leaves out what only the member saw who asked for it."""
        return await self._one(_LATEST_FOR_ALL if for_all else _LATEST, _group(place))

    async def shown(self, workspace_id: int, posting_id: int, thread: str, late: datetime | None = None) -> None:
        """Note in which thread a posting is answered, and when it was shown if that was late.

        Another one that was answered in the thread is so no more.
        """
        keys = {"workspace": workspace_id, "posting": posting_id}

        def work(connection: Connection) -> None:
            row = connection.execute(_WITH_ID, keys).one_or_none()
            if row is None or row.thread == thread:
                return
            leaving = {"group": row.group_id, "old_thread": thread, "posting": posting_id}
            connection.execute(_LEAVE, leaving)
            connection.execute(_SHOW, keys | {"new_thread": thread, "put_at": late or row.posted_at})

        await self._transactions.write(work)

    async def closed(self, workspace_id: int, posting_id: int, now: datetime) -> bool:
        """Close a posting; False if it is closed already, or there is none."""
        values = {"workspace": workspace_id, "posting": posting_id, "now": now}
        return bool(await self._transactions.write(lambda connection: connection.execute(_CLOSE, values).rowcount))

    async def pass_on(self, place: Place, posting_id: int, now: datetime) -> None:
        """Note that the member lets this one go; a second time, or for another workspace's, nothing changes.

        Raises:
            TryLaterError: The member was forgotten meanwhile.
        """
        values = {
            "workspace_id": place.workspace_id,
            "posting_id": posting_id,
            "member_id": place.member_id,
            "passed_at": now,
        }

        def work(connection: Connection) -> None:
            posting = {"workspace": place.workspace_id, "posting": posting_id}
            if connection.execute(_WITH_ID, posting).first() is not None:
                connection.execute(_PASS, values)
                require_member(connection, place)

        await self._transactions.write(work)

    async def passes(self, workspace_id: int, posting_id: int) -> int:
        """How many members let a posting go."""
        query = (
            select(func.count())
            .select_from(PASSES)
            .where(PASSES.c.workspace_id == workspace_id, PASSES.c.posting_id == posting_id)
        )
        return int(await self._transactions.read(lambda connection: connection.execute(query).scalar_one()))

    async def _one(self, query: Select[*tuple[object, ...]], keys: dict[str, object]) -> Posting | None:
        row = await self._transactions.read(lambda connection: connection.execute(query, keys).one_or_none())
        return posting_from_row(row) if row else None


def _group(place: Place) -> dict[str, object]:
    return {"workspace": place.workspace_id, "group": place.group_id}

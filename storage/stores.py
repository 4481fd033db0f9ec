"""Workspaces, groups, members, and the questions put to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.core.ports import Directory, Postings
from bot.core.records import Origin, Place, Posting
from storage.rows import AnyRow, posting_from_row
from storage.tables import GROUPS, MEMBERS, POSTINGS, WORKSPACES
from storage.transactions import Transactions
from storage.upsert import found_id, insert_or_skip

_PLACE = (
    select(
        WORKSPACES.c.id.label("workspace_id"),
        GROUPS.c.id.label("group_id"),
        MEMBERS.c.id.label("member_id"),
        MEMBERS.c.name,
        MEMBERS.c.time_zone,
        GROUPS.c.time_zone.label("group_time_zone"),
    )
    .join_from(WORKSPACES, GROUPS, GROUPS.c.workspace_id == WORKSPACES.c.id)
    .join(MEMBERS, MEMBERS.c.workspace_id == WORKSPACES.c.id)
    .where(
        WORKSPACES.c.platform == bindparam("platform"),
        WORKSPACES.c.external_id == bindparam("workspace"),
        GROUPS.c.channel == bindparam("channel"),
        MEMBERS.c.external_id == bindparam("user"),
    )
)
_POSTING = select(POSTINGS).where(
    POSTINGS.c.workspace_id == bindparam("workspace_id"),
    POSTINGS.c.group_id == bindparam("group_id"),
    POSTINGS.c.key == bindparam("key"),
)


class SqlDirectory(Directory):
    """Workspaces, groups and members, made at first sight; a member's new name is taken over."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def place_of(self, origin: Origin, default_time_zone: str) -> Place:
        """The rows behind an origin; the zone is the member's own, else the group's, else the default."""
        row = await self._transactions.read(lambda connection: _look_up(connection, origin))
        if row is None or (origin.user_name and origin.user_name != row.name):
            row = await self._transactions.write(lambda connection: _enter(connection, origin))
        return _place(row, default_time_zone)

    async def find(self, origin: Origin, default_time_zone: str) -> Place | None:
        """The rows behind an origin, if it has been seen; nothing is written."""
        row = await self._transactions.read(lambda connection: _look_up(connection, origin))
        return _place(row, default_time_zone) if row else None

    async def group_time_zone(self, workspace_id: int, group_id: int, default: str) -> str:
        """The IANA zone of a group, or the default where it has none of its own."""
        query = select(GROUPS.c.time_zone).where(GROUPS.c.workspace_id == workspace_id, GROUPS.c.id == group_id)
        return await self._transactions.read(lambda connection: connection.execute(query).scalar()) or default


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
        }

        def work(connection: Connection) -> Posting:
            connection.execute(insert_or_skip(POSTINGS, "group_id", "key"), values)
            return posting_from_row(connection.execute(_POSTING, _posting_key(place, key)).one())

        return await self._transactions.write(work)

    async def posting_of(self, place: Place, key: str) -> Posting | None:
        """The group's posting with this key."""
        row = await self._transactions.read(
            lambda connection: connection.execute(_POSTING, _posting_key(place, key)).one_or_none()
        )
        return posting_from_row(row) if row else None

    async def asked(self, place: Place) -> Sequence[str]:
        """Ids of the questions put to the group so far, oldest first, repeats included."""
        query = (
            select(POSTINGS.c.question_id)
            .where(POSTINGS.c.workspace_id == place.workspace_id, POSTINGS.c.group_id == place.group_id)
            .order_by(POSTINGS.c.posted_at, POSTINGS.c.id)
        )
        return await self._transactions.read(lambda connection: connection.execute(query).scalars().all())


def _place(row: AnyRow, default_time_zone: str) -> Place:
    time_zone = row.time_zone or row.group_time_zone or default_time_zone
    return Place(row.workspace_id, row.group_id, row.member_id, time_zone)


def _look_up(connection: Connection, origin: Origin) -> AnyRow | None:
    names = {
        "platform": origin.platform,
        "workspace": origin.workspace,
        "channel": origin.channel,
        "user": origin.user,
    }
    return connection.execute(_PLACE, names).one_or_none()


def _enter(connection: Connection, origin: Origin) -> AnyRow:
    workspace = found_id(connection, WORKSPACES, {"platform": origin.platform, "external_id": origin.workspace})
    found_id(connection, GROUPS, {"workspace_id": workspace, "channel": origin.channel})
    member = found_id(
        connection, MEMBERS, {"workspace_id": workspace, "external_id": origin.user}, name=origin.user_name
    )
    if origin.user_name:
        connection.execute(update(MEMBERS).where(MEMBERS.c.id == member).values(name=origin.user_name))
    row = _look_up(connection, origin)
    assert row is not None
    return row


def _posting_key(place: Place, key: str) -> dict[str, object]:
    return {"workspace_id": place.workspace_id, "group_id": place.group_id, "key": key}

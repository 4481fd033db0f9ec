"""Members of all workspaces, for whoever runs Greenroom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ScalarSelect, Table, bindparam, func, select

from bot.core.progress.ports import People, Person
from storage.interview_tables import INTERVIEWS
from storage.progress_tables import PREFERENCES
from storage.rows import AnyRow, place_from_row
from storage.tables import ANSWERS, GROUPS, MEMBERS, WORKSPACES
from storage.transactions import Transactions


def _last_group(table: Table, moment: str) -> ScalarSelect[Any]:
    """The group that a member was last seen in, by a table of what they do and its column of when."""
    return (
        select(table.c.group_id)
        .where(table.c.workspace_id == MEMBERS.c.workspace_id, table.c.member_id == MEMBERS.c.id)
        .order_by(table.c[moment].desc(), table.c.id.desc())
        .limit(1)
        .correlate(MEMBERS)
        .scalar_subquery()
    )


_LAST_GROUP = func.coalesce(_last_group(ANSWERS, "submitted_at"), _last_group(INTERVIEWS, "heard_at"))
_PEOPLE = (
    select(
        MEMBERS.c.id.label("member_id"),
        MEMBERS.c.workspace_id,
        MEMBERS.c.external_id,
        MEMBERS.c.name,
        MEMBERS.c.time_zone,
        MEMBERS.c.moves,
        WORKSPACES.c.platform,
        WORKSPACES.c.external_id.label("workspace"),
        GROUPS.c.id.label("group_id"),
        GROUPS.c.time_zone.label("group_time_zone"),
        GROUPS.c.moves.label("group_moves"),
        PREFERENCES.c.late_evenings,
    )
    .join_from(MEMBERS, WORKSPACES, WORKSPACES.c.id == MEMBERS.c.workspace_id)
    .join(GROUPS, GROUPS.c.id == _LAST_GROUP)
    .join(PREFERENCES, PREFERENCES.c.member_id == MEMBERS.c.id, isouter=True)
    .where(MEMBERS.c.external_id == bindparam("user"))
    .order_by(WORKSPACES.c.platform, WORKSPACES.c.external_id)
)


class SqlPeople(People):
    """Members, found by a platform's id."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def people(self, user: str, default_time_zone: str) -> Sequence[Person]:
        """All members with a platform's id who have answered or begun an interview, by platform and workspace."""
        rows = await self._transactions.read(lambda connection: connection.execute(_PEOPLE, {"user": user}).all())
        return [_person(row, default_time_zone) for row in rows]


def _person(row: AnyRow, default: str) -> Person:
    return Person(row.platform, row.workspace, row.external_id, row.name, place_from_row(row, default))

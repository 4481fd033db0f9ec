"""Workspaces, groups and members."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.core.errors import TryLaterError
from bot.core.groups.settings import GroupSettings
from bot.core.ports import Directory
from bot.core.records import Group, Origin, Place
from storage.progress_tables import PREFERENCES
from storage.rows import AnyRow, group_from_row, place_from_row
from storage.tables import GROUPS, MEMBERS, WORKSPACES
from storage.transactions import Transactions
from storage.upsert import found_id

MOST_MOVES = 100
"""How many of a member's moves are kept: the newest."""

_PLACE = (
    select(
        WORKSPACES.c.id.label("workspace_id"),
        GROUPS.c.id.label("group_id"),
        MEMBERS.c.id.label("member_id"),
        MEMBERS.c.name,
        MEMBERS.c.time_zone,
        MEMBERS.c.moves,
        GROUPS.c.time_zone.label("group_time_zone"),
        PREFERENCES.c.late_evenings,
    )
    .join_from(WORKSPACES, GROUPS, GROUPS.c.workspace_id == WORKSPACES.c.id)
    .join(MEMBERS, MEMBERS.c.workspace_id == WORKSPACES.c.id)
    .join(PREFERENCES, PREFERENCES.c.member_id == MEMBERS.c.id, isouter=True)
    .where(
        WORKSPACES.c.platform == bindparam("platform"),
        WORKSPACES.c.external_id == bindparam("workspace"),
        GROUPS.c.channel == bindparam("channel"),
        MEMBERS.c.external_id == bindparam("user"),
    )
)
_GROUP = select(GROUPS, WORKSPACES.c.platform, WORKSPACES.c.external_id.label("workspace")).join_from(
    GROUPS, WORKSPACES, WORKSPACES.c.id == GROUPS.c.workspace_id
)
_LOCK_MEMBER = (
    select(MEMBERS.c.id)
    .where(MEMBERS.c.workspace_id == bindparam("workspace"), MEMBERS.c.id == bindparam("member"))
    .with_for_update(key_share=True)
)
_EXTERNAL_ID = select(MEMBERS.c.external_id).where(
    MEMBERS.c.workspace_id == bindparam("workspace"), MEMBERS.c.id == bindparam("member")
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
        return place_from_row(row, default_time_zone)

    async def find(self, origin: Origin, default_time_zone: str) -> Place | None:
        """The rows behind an origin, if it has been seen; nothing is written."""
        row = await self._transactions.read(lambda connection: _look_up(connection, origin))
        return place_from_row(row, default_time_zone) if row else None

    async def find_group(self, origin: Origin) -> Group | None:
        """The group of an origin, if it has been seen; nothing is written."""
        query = _GROUP.where(
            WORKSPACES.c.platform == origin.platform,
            WORKSPACES.c.external_id == origin.workspace,
            GROUPS.c.channel == origin.channel,
        )
        row = await self._transactions.read(lambda connection: connection.execute(query).one_or_none())
        return group_from_row(row) if row else None

    async def group_time_zone(self, workspace_id: int, group_id: int, default: str) -> str:
        """The IANA zone of a group, or the default where it has none of its own."""
        query = select(GROUPS.c.time_zone).where(GROUPS.c.workspace_id == workspace_id, GROUPS.c.id == group_id)
        return await self._transactions.read(lambda connection: connection.execute(query).scalar()) or default

    async def group(self, workspace_id: int, group_id: int) -> Group | None:
        """A group of this workspace, with its settings."""
        query = _GROUP.where(GROUPS.c.workspace_id == workspace_id, GROUPS.c.id == group_id)
        row = await self._transactions.read(lambda connection: connection.execute(query).one_or_none())
        return group_from_row(row) if row else None

    async def save_group(self, workspace_id: int, group_id: int, settings: GroupSettings) -> None:
        """Store a group's settings in place of those it had."""
        changes = update(GROUPS).where(GROUPS.c.workspace_id == workspace_id, GROUPS.c.id == group_id)
        others = settings.model_dump(mode="json", exclude={"time_zone"})
        changes = changes.values(time_zone=settings.time_zone, settings=others)
        await self._transactions.write(lambda connection: connection.execute(changes))

    async def member_name(self, workspace_id: int, member_id: int) -> str:
        """What a member is called; empty if that is not known."""
        query = select(MEMBERS.c.name).where(MEMBERS.c.workspace_id == workspace_id, MEMBERS.c.id == member_id)
        return await self._transactions.read(lambda connection: connection.execute(query).scalar()) or ""

    async def member_time_zone(self, place: Place) -> str | None:
        """The zone of their own in which a member's days are counted; none for the group's."""
        query = select(MEMBERS.c.time_zone).where(
            MEMBERS.c.workspace_id == place.workspace_id, MEMBERS.c.id == place.member_id
        )
        return await self._transactions.read(lambda connection: connection.execute(query).scalar())

    async def set_member_time_zone(self, place: Place, time_zone: str | None, now: datetime) -> None:
        """Store in which zone a member's days are counted from now on, and the move; none for the group's."""
        theirs = (
            MEMBERS.c.workspace_id == place.workspace_id,
            MEMBERS.c.id == place.member_id,
            MEMBERS.c.external_id != forgotten_id(place.member_id),
        )
        found = select(MEMBERS.c.time_zone, MEMBERS.c.moves).where(*theirs).with_for_update()

        def work(connection: Connection) -> None:
            row = connection.execute(found).one_or_none()
            if row is not None and row.time_zone != time_zone:
                move = {"at": now.isoformat(), "before": row.time_zone, "after": time_zone}
                moves = [*(row.moves or ()), move][-MOST_MOVES:]
                connection.execute(update(MEMBERS).where(*theirs).values(time_zone=time_zone, moves=moves))

        await self._transactions.write(work)


def forgotten_id(member_id: int) -> str:
    """What stands in a forgotten member's row for the platform's id: no platform has such ids."""
    return f"forgotten:{member_id}"


def lock_member(connection: Connection, place: Place) -> None:
    """Be the only transaction that changes what is kept of a member, among those that ask for this."""
    connection.execute(_LOCK_MEMBER, {"workspace": place.workspace_id, "member": place.member_id})


def require_member(connection: Connection, place: Place) -> None:
    """Make sure, within a transaction that has just stored something of a member's, that they were not forgotten.

    Called afterwards, because what was stored refers to the member's row and so waits for whoever changes it.

    Raises:
        TryLaterError: They were; tried again, it finds them as a new member.
    """
    keys = {"workspace": place.workspace_id, "member": place.member_id}
    if connection.execute(_EXTERNAL_ID, keys).scalar() == forgotten_id(place.member_id):
        raise TryLaterError("the member was forgotten meanwhile")


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
    if row is None:
        raise TryLaterError("the member was forgotten meanwhile")
    return row

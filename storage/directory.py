"""Workspaces, groups and members."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.core.errors import TryLaterError
from bot.core.groups.settings import GroupSettings
from bot.core.ports import Directory
from bot.core.records import Group, Origin, Place
from storage.channel_ids import present_channel, taken_over_name
from storage.progress_tables import PREFERENCES
from storage.rows import AnyRow, group_from_row, place_from_row
from storage.tables import GROUPS, MEMBERS, WORKSPACES
from storage.transactions import Transactions
from storage.upsert import found_id

MOST_MOVES = 100
"""How many of a member's or a group's moves are kept: the newest."""

_PLACE = (
    select(
        WORKSPACES.c.id.label("workspace_id"),
        GROUPS.c.id.label("group_id"),
        MEMBERS.c.id.label("member_id"),
        MEMBERS.c.name,
        MEMBERS.c.time_zone,
        MEMBERS.c.moves,
        GROUPS.c.time_zone.label("group_time_zone"),
        GROUPS.c.moves.label("group_moves"),
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
_STANDING = (
    select(MEMBERS.c.external_id, GROUPS.c.channel)
    .join_from(MEMBERS, GROUPS, GROUPS.c.id == bindparam("group"), isouter=True)
    .where(MEMBERS.c.workspace_id == bindparam("workspace"), MEMBERS.c.id == bindparam("member"))
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
        row = await self._transactions.read(lambda connection: _group_at(connection, origin))
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

    async def save_group(self, workspace_id: int, group_id: int, settings: GroupSettings, now: datetime) -> None:
        """Store a group's settings in place of those it had, and from when on its zone is another."""
        this = GROUPS.c.workspace_id == workspace_id, GROUPS.c.id == group_id
        others = settings.model_dump(mode="json", exclude={"time_zone"})
        found = select(GROUPS.c.time_zone, GROUPS.c.moves).where(*this).with_for_update()

        def work(connection: Connection) -> None:
            row = connection.execute(found).one_or_none()
            if row is not None:
                moves = _moved(row, settings.time_zone, now)
                changes = update(GROUPS).where(*this)
                connection.execute(changes.values(time_zone=settings.time_zone, settings=others, moves=moves))

        await self._transactions.write(work)

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
                moves = _moved(row, time_zone, now)
                connection.execute(update(MEMBERS).where(*theirs).values(time_zone=time_zone, moves=moves))

        await self._transactions.write(work)


def forgotten_id(member_id: int) -> str:
    """What stands in a forgotten member's row for the platform's id: no platform has such ids."""
    return f"forgotten:{member_id}"


def lock_member(connection: Connection, place: Place) -> None:
    """Be the only transaction that changes what is kept of a member, among those that ask for this."""
    connection.execute(_LOCK_MEMBER, {"workspace": place.workspace_id, "member": place.member_id})


def require_member(connection: Connection, place: Place) -> None:
    """Make sure, within a transaction that has just stored something of a member's, that they and their group stand.

    Called afterwards, because what was stored refers to their rows and so waits for whoever changes them.

    Raises:
        TryLaterError: They were forgotten, or another group has taken theirs over; tried again, it finds the new ones.
    """
    keys = {"workspace": place.workspace_id, "member": place.member_id, "group": place.group_id}
    row = connection.execute(_STANDING, keys).one_or_none()
    if row is not None and row.external_id == forgotten_id(place.member_id):
        raise TryLaterError("the member was forgotten meanwhile")
    if row is not None and row.channel == taken_over_name(place.group_id):
        raise TryLaterError("the channel has just got another id")


def _moved(row: AnyRow, time_zone: str | None, now: datetime) -> list[dict[str, str | None]] | None:
    """The moves that are kept once a zone is set; those of before where it is the same."""
    if row.time_zone == time_zone:
        kept: list[dict[str, str | None]] | None = row.moves
        return kept
    move = {"at": now.isoformat(), "before": row.time_zone, "after": time_zone}
    return [*(row.moves or ()), move][-MOST_MOVES:]


def _group_at(connection: Connection, origin: Origin) -> AnyRow | None:
    """The group of an origin, whose channel may have got another id since."""
    query = _GROUP.where(
        WORKSPACES.c.platform == origin.platform,
        WORKSPACES.c.external_id == origin.workspace,
        GROUPS.c.channel == bindparam("its_channel"),
    )
    found = connection.execute(query, {"its_channel": origin.channel}).one_or_none()
    if found is None and (channel := _present(connection, origin)):
        return connection.execute(query, {"its_channel": channel}).one_or_none()
    return found


def _look_up(connection: Connection, origin: Origin) -> AnyRow | None:
    """The rows behind an origin, whose channel may have got another id since."""
    found = _rows_at(connection, origin)
    if found is None and (channel := _present(connection, origin)):
        return _rows_at(connection, replace(origin, channel=channel))
    return found


def _present(connection: Connection, origin: Origin) -> str | None:
    return present_channel(connection, origin.platform, origin.workspace, origin.channel)


def _rows_at(connection: Connection, origin: Origin) -> AnyRow | None:
    names = {
        "platform": origin.platform,
        "workspace": origin.workspace,
        "channel": origin.channel,
        "user": origin.user,
    }
    return connection.execute(_PLACE, names).one_or_none()


def _enter(connection: Connection, origin: Origin) -> AnyRow:
    origin = replace(origin, channel=_present(connection, origin) or origin.channel)
    workspace = found_id(connection, WORKSPACES, {"platform": origin.platform, "external_id": origin.workspace})
    found_id(connection, GROUPS, {"workspace_id": workspace, "channel": origin.channel})
    if _present(connection, origin) is not None:  # else a group would be made anew where one has just moved away
        raise TryLaterError("the channel has just got another id")
    member = found_id(
        connection, MEMBERS, {"workspace_id": workspace, "external_id": origin.user}, name=origin.user_name
    )
    if origin.user_name:
        connection.execute(update(MEMBERS).where(MEMBERS.c.id == member).values(name=origin.user_name))
    row = _look_up(connection, origin)
    if row is None:
        raise TryLaterError("the member was forgotten meanwhile")
    return row

"""Channels that got new ids."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.core.channel_ids import ChannelIds
from bot.core.records import Origin
from storage.installation_tables import CHANNEL_IDS
from storage.interview_tables import INTERVIEWS, RUNNING
from storage.merging import take_over
from storage.pair_tables import PAIR_SEATS, PAIRS
from storage.reaching import let_schedules_go_on, redrive_refused
from storage.rhythm_tables import DELIVERIES
from storage.tables import GROUPS, WORKSPACES
from storage.transactions import Transactions
from storage.upsert import insert_or_replace, insert_or_skip

NO_CHANNEL = "no-channel"
"""Why a schedule is halted, and a job given up, whose channel the platform does not find."""

_CLOCKS_APART = timedelta(minutes=5)

_IN_WORKSPACE = (
    CHANNEL_IDS.c.platform == bindparam("of_platform"),
    CHANNEL_IDS.c.workspace == bindparam("of_workspace"),
)
_PRESENT = select(CHANNEL_IDS.c.now).where(*_IN_WORKSPACE, CHANNEL_IDS.c.before == bindparam("channel"))
_AT = (
    select(CHANNEL_IDS.c.before)
    .where(*_IN_WORKSPACE, CHANNEL_IDS.c.now == bindparam("channel"), CHANNEL_IDS.c.changed_at > bindparam("moment"))
    .order_by(CHANNEL_IDS.c.changed_at)
    .limit(1)
)
_NOTE = insert_or_replace(CHANNEL_IDS, ("platform", "workspace", "before"), "now", "changed_at")
_LEAD_ON = update(CHANNEL_IDS).where(*_IN_WORKSPACE, CHANNEL_IDS.c.now == bindparam("old")).values(now=bindparam("new"))
_FORGET = delete(CHANNEL_IDS).where(*_IN_WORKSPACE, CHANNEL_IDS.c.before == bindparam("new"))
_GROUP = (
    select(GROUPS.c.id, GROUPS.c.workspace_id)
    .join_from(GROUPS, WORKSPACES, WORKSPACES.c.id == GROUPS.c.workspace_id)
    .where(
        WORKSPACES.c.platform == bindparam("of_platform"),
        WORKSPACES.c.external_id == bindparam("of_workspace"),
        GROUPS.c.channel == bindparam("channel"),
    )
    .with_for_update(of=GROUPS)
)
_PUT = insert_or_skip(GROUPS, "workspace_id", "channel")
_TAKE_AWAY = delete(GROUPS).where(GROUPS.c.id == bindparam("group"))
_NEWCOMER = (
    select(GROUPS.c.id)
    .where(GROUPS.c.workspace_id == bindparam("workspace_id"), GROUPS.c.channel == bindparam("channel"))
    .with_for_update()
)
_NAME = update(GROUPS).where(GROUPS.c.id == bindparam("group")).values(channel=bindparam("new"))
_DELIVERED = update(DELIVERIES).where(DELIVERIES.c.channel == bindparam("old")).values(channel=bindparam("new"))
_INTERVIEWS = select(INTERVIEWS.c.id, INTERVIEWS.c.origin).where(
    INTERVIEWS.c.workspace_id == bindparam("workspace"), RUNNING
)
_INTERVIEW = update(INTERVIEWS).where(INTERVIEWS.c.id == bindparam("interview")).values(origin=bindparam("whence"))
_PAIRS = (
    select(PAIRS.c.id, PAIRS.c.state, PAIRS.c.revision)
    .where(PAIRS.c.id.in_(select(PAIR_SEATS.c.pair_id).where(PAIR_SEATS.c.workspace_id == bindparam("workspace"))))
    .with_for_update()
)
_PAIR = (
    update(PAIRS)
    .where(PAIRS.c.id == bindparam("pair"))
    .values(state=bindparam("now_state"), revision=bindparam("now_revision"))
)


class SqlChannelIds(ChannelIds):
    """Old ids in a table; what is kept under them and goes on gets the new one in the same transaction.

    What only names a channel to answer there once, as events and answers do, is left as it is: the platform refuses
    the old id, and then the new one is looked up. What was refused before the new one was known is done once more.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def change(self, platform: str, workspace: str, before: str, now: str, at: datetime) -> bool:
        """Have all that is kept of a channel follow to its new id."""
        keys = {"of_platform": platform, "of_workspace": workspace}

        def work(connection: Connection) -> bool:
            group = connection.execute(_GROUP, keys | {"channel": before}).one_or_none()
            if group is None or before == now:
                return False
            _make_room(connection, group.workspace_id, group.id, now)
            connection.execute(_NAME, {"group": group.id, "new": now})
            ids = {"old": before, "new": now}
            connection.execute(_LEAD_ON, keys | ids)
            connection.execute(_FORGET, keys | {"new": now})
            values = {"platform": platform, "workspace": workspace, "before": before, "now": now, "changed_at": at}
            connection.execute(_NOTE, values)
            connection.execute(_DELIVERED, ids)
            # what was refused in the moment between the change and the word of it
            let_schedules_go_on(connection, platform, workspace, NO_CHANNEL, at, group.id)
            redrive_refused(connection, platform, workspace, NO_CHANNEL, at - _CLOCKS_APART, at)
            _move_interviews(connection, group.workspace_id, before, now)
            _move_pairs(connection, group.workspace_id, before, now)
            return True

        return await self._transactions.write(work)

    async def present(self, platform: str, workspace: str, channel: str) -> str | None:
        """The id that a channel has now which had this one; none if it has it still."""
        return await self._transactions.read(
            lambda connection: present_channel(connection, platform, workspace, channel)
        )

    async def at(self, platform: str, workspace: str, channel: str, moment: datetime) -> str:
        """The id that a channel had at a moment, by the one that it has now."""
        keys = {"of_platform": platform, "of_workspace": workspace, "channel": channel, "moment": moment}
        return await self._transactions.read(lambda connection: connection.execute(_AT, keys).scalar()) or channel


def present_channel(connection: Connection, platform: str, workspace: str, channel: str) -> str | None:
    """The id that a channel has now which had this one; none if it has it still."""
    keys = {"of_platform": platform, "of_workspace": workspace, "channel": channel}
    found: str | None = connection.execute(_PRESENT, keys).scalar()
    return found


def taken_over_name(group: int) -> str:
    """What stands in place of its channel at a group that another one has taken over."""
    return f"taken-over:{group}"


def _make_room(connection: Connection, workspace_id: int, group: int, new: str) -> None:
    """Take over what was begun under the new id before the change was heard of.

    A group is put there and taken away again, so that whoever is just making one has to wait, and then finds this one.
    """
    named = {"workspace_id": workspace_id, "channel": new}
    made = connection.execute(_PUT, named).scalar()
    if made is not None:
        connection.execute(_TAKE_AWAY, {"group": made})
        return
    newcomer = connection.execute(_NEWCOMER, named).scalar_one()
    take_over(connection, group, newcomer)
    connection.execute(_NAME, {"group": newcomer, "new": taken_over_name(newcomer)})


def _move_interviews(connection: Connection, workspace_id: int, before: str, now: str) -> None:
    for row in connection.execute(_INTERVIEWS, {"workspace": workspace_id}).all():
        if Origin(**row.origin).channel == before:
            connection.execute(_INTERVIEW, {"interview": row.id, "whence": {**row.origin, "channel": now}})


def _move_pairs(connection: Connection, workspace_id: int, before: str, now: str) -> None:
    """Move the pairs that are not over; whoever is just changing one has to read it anew."""
    for row in connection.execute(_PAIRS, {"workspace": workspace_id}).all():
        state = json.loads(row.state)
        if state["home"]["channel"] == before:
            state["home"]["channel"] = now
            moved = {"pair": row.id, "now_state": json.dumps(state), "now_revision": row.revision + 1}
            connection.execute(_PAIR, moved)

"""When groups get their weekly recaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, exists, select, update

from bot.core.records import Group, NewJob
from bot.core.together.ports import Recaps
from bot.core.together.records import Week
from storage.jobs import put_job
from storage.rhythm_tables import SCHEDULES
from storage.rows import group_from_row
from storage.tables import ANSWERS, GROUPS, WORKSPACES
from storage.together_tables import RECAPS, SHARES
from storage.transactions import Transactions
from storage.upsert import insert_all_or_skip
from storage.weeks import week_of

_GROUPS = select(GROUPS, WORKSPACES.c.platform, WORKSPACES.c.external_id.label("workspace")).join_from(
    GROUPS, WORKSPACES, WORKSPACES.c.id == GROUPS.c.workspace_id
)
_RUNNING = (SCHEDULES.c.ended.is_(False), SCHEDULES.c.halted.is_(None), SCHEDULES.c.next_due_at.is_not(None))
_UNPLANNED = (
    _GROUPS.where(
        exists().where(
            SCHEDULES.c.group_id == GROUPS.c.id, SCHEDULES.c.workspace_id == GROUPS.c.workspace_id, *_RUNNING
        ),
        ~exists().where(RECAPS.c.group_id == GROUPS.c.id),
    )
    .order_by(GROUPS.c.id)
    .limit(bindparam("most"))
)
_DUE = (
    _GROUPS.join(RECAPS, RECAPS.c.group_id == GROUPS.c.id)
    .add_columns(RECAPS.c.due_at)
    .where(RECAPS.c.due_at <= bindparam("now"))
    .order_by(RECAPS.c.due_at, RECAPS.c.group_id)
    .limit(bindparam("most"))
)
_PLAN = insert_all_or_skip(RECAPS, "group_id")
_THIS_PLAN = (RECAPS.c.group_id == bindparam("group"), RECAPS.c.due_at == bindparam("before"))
_REPLAN = update(RECAPS).where(*_THIS_PLAN).values(due_at=bindparam("later"))
_END = delete(RECAPS).where(*_THIS_PLAN)
_UNPLAN = delete(RECAPS).where(RECAPS.c.workspace_id == bindparam("workspace"), RECAPS.c.group_id == bindparam("group"))
_RUNS = (
    select(SCHEDULES.c.id)
    .where(SCHEDULES.c.workspace_id == bindparam("workspace"), SCHEDULES.c.group_id == bindparam("group"), *_RUNNING)
    .limit(1)
)
_NOTE_SHARED = insert_all_or_skip(SHARES, "answer_id")


class SqlRecaps(Recaps):
    """Recaps' times in a table, and their content from the tables of all else."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def unplanned(self, limit: int) -> Sequence[Group]:
        """Groups with a schedule that runs, for whose recap nothing is planned yet."""
        rows = await self._transactions.read(lambda connection: connection.execute(_UNPLANNED, {"most": limit}).all())
        return [group_from_row(row) for row in rows]

    async def plan(self, workspace_id: int, group_id: int, due_at: datetime) -> None:
        """Plan a group's next recap, unless one is planned."""
        values = {"workspace_id": workspace_id, "group_id": group_id, "due_at": due_at}
        await self._transactions.write(lambda connection: connection.execute(_PLAN, values))

    async def due_recaps(self, now: datetime, limit: int) -> Sequence[tuple[Group, datetime]]:
        """Groups whose recap is due, with the time for which it was planned, earliest first."""
        values = {"now": now, "most": limit}
        rows = await self._transactions.read(lambda connection: connection.execute(_DUE, values).all())
        return [(group_from_row(row), row.due_at) for row in rows]

    async def replan(self, group: Group, before: datetime, due_at: datetime | None, job: NewJob | None) -> bool:
        """Plan the next recap in place of one, or none, and queue a job; False, with nothing done, if somebody did."""
        keys: dict[str, object] = {"group": group.id, "before": before}

        def work(connection: Connection) -> bool:
            done = (
                connection.execute(_END, keys)
                if due_at is None
                else connection.execute(_REPLAN, keys | {"later": due_at})
            )
            if not done.rowcount:
                return False
            if job is not None:
                put_job(connection, job)
            return True

        return await self._transactions.write(work)

    async def unplan(self, workspace_id: int, group_id: int) -> None:
        """Forget when a group's recap was to come; it is planned anew."""
        keys = {"workspace": workspace_id, "group": group_id}
        await self._transactions.write(lambda connection: connection.execute(_UNPLAN, keys))

    async def runs(self, workspace_id: int, group_id: int) -> bool:
        """Whether a schedule of the group runs."""
        keys = {"workspace": workspace_id, "group": group_id}
        return await self._transactions.read(lambda connection: connection.execute(_RUNS, keys).first() is not None)

    async def week(self, workspace_id: int, group_id: int, first: date, last: date, default_time_zone: str) -> Week:
        """What happened in a group from one local date to another."""
        keys = {"workspace": workspace_id, "group": group_id, "first": first, "last": last}
        return await self._transactions.read(
            lambda connection: week_of(connection, keys, first, last, default_time_zone)
        )

    async def note_shared(self, workspace_id: int, answer_id: int, now: datetime) -> None:
        """Note that its author showed an answer's score to the group; again, nothing changes."""
        values = {"workspace_id": workspace_id, "answer_id": answer_id, "shared_at": now}

        def work(connection: Connection) -> None:
            there = select(ANSWERS.c.id).where(ANSWERS.c.workspace_id == workspace_id, ANSWERS.c.id == answer_id)
            if connection.execute(there).first() is not None:
                connection.execute(_NOTE_SHARED, values)

        await self._transactions.write(work)

"""When groups get their weekly recaps, and what is in them: a few queries a group, whatever the number of answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, func, or_, select, update

from bot.core.records import Group, Move, NewJob
from bot.core.together.ports import Recaps
from bot.core.together.records import Week, WeekAnswer, WeekMember, WeekPosting
from storage.answers import NOT_WITHDRAWN
from storage.jobs import put_job
from storage.presence import absences_of
from storage.progress_tables import CREDITS, PREFERENCES, STANDINGS
from storage.rhythm_tables import SCHEDULES
from storage.rows import AnyRow, group_from_row, zone_and_moves
from storage.tables import ANSWERS, GRADES, GROUPS, MEMBERS, POSTINGS, WORKSPACES
from storage.together_tables import KUDOS, RECAPS, SHARES
from storage.transactions import Transactions
from storage.upsert import insert_all_or_skip

_A_DAY = timedelta(days=1)
_STREAKS = timedelta(days=800)
"""How far back days are read for streaks."""

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
_IN_WEEK = (
    ANSWERS.c.workspace_id == bindparam("workspace"),
    ANSWERS.c.group_id == bindparam("group"),
    ANSWERS.c.local_date >= bindparam("first"),
    ANSWERS.c.local_date <= bindparam("last"),
    NOT_WITHDRAWN,
)
_ANSWERS = (
    select(
        *(ANSWERS.c[name] for name in ("id", "member_id", "question_id", "posting_id", "local_date", "revises")),
        CREDITS.c.gain,
        SHARES.c.shared_at,
        GRADES.c.judge_name,
        GRADES.c.estimate,
        GRADES.c.total,
    )
    .join_from(ANSWERS, GRADES, GRADES.c.id == ANSWERS.c.grade_id, isouter=True)
    .join(CREDITS, CREDITS.c.answer_id == ANSWERS.c.id, isouter=True)
    .join(SHARES, SHARES.c.answer_id == ANSWERS.c.id, isouter=True)
    .where(*_IN_WEEK)
    .order_by(ANSWERS.c.submitted_at, ANSWERS.c.id)
)
_VERDICTS = (  # by the index of postings; verdicts are long, and only these are spoken of
    select(ANSWERS.c.id, GRADES.c.verdict)
    .join_from(ANSWERS, GRADES, GRADES.c.id == ANSWERS.c.grade_id)
    .where(ANSWERS.c.posting_id.in_(bindparam("postings", expanding=True)), NOT_WITHDRAWN)
)
_KUDOS = (
    select(KUDOS.c.answer_id, func.count(KUDOS.c.member_id.distinct()).label("givers"))
    .where(KUDOS.c.answer_id.in_(bindparam("answers", expanding=True)), KUDOS.c.given)
    .group_by(KUDOS.c.answer_id)
)
_MEMBERS = (
    select(
        MEMBERS.c.id,
        MEMBERS.c.name,
        MEMBERS.c.time_zone,
        MEMBERS.c.moves,
        PREFERENCES.c.on_boards,
        PREFERENCES.c.late_evenings,
        PREFERENCES.c.in_recaps,
    )
    .join_from(MEMBERS, PREFERENCES, PREFERENCES.c.member_id == MEMBERS.c.id, isouter=True)
    .where(MEMBERS.c.id.in_(bindparam("members", expanding=True)))
)
_GROUP_ZONE = select(GROUPS.c.time_zone, GROUPS.c.moves).where(
    GROUPS.c.workspace_id == bindparam("workspace"), GROUPS.c.id == bindparam("group")
)
_DAYS = (
    select(ANSWERS.c.member_id, ANSWERS.c.local_date)
    .where(
        ANSWERS.c.workspace_id == bindparam("workspace"),
        ANSWERS.c.member_id.in_(bindparam("members", expanding=True)),
        ANSWERS.c.local_date >= bindparam("since"),
    )
    .distinct()
    .order_by(ANSWERS.c.member_id, ANSWERS.c.local_date)
)
_OF_GROUP = (POSTINGS.c.workspace_id == bindparam("workspace"), POSTINGS.c.group_id == bindparam("group"))
_POSTINGS = (
    select(POSTINGS)
    .where(
        *_OF_GROUP,
        or_(POSTINGS.c.schedule_id.is_not(None), POSTINGS.c.thread.is_not(None)),  # which stand in the channel
        POSTINGS.c.posted_at >= bindparam("since_moment"),
        POSTINGS.c.local_date >= bindparam("first"),
        POSTINGS.c.local_date <= bindparam("last"),
    )
    .order_by(POSTINGS.c.posted_at, POSTINGS.c.id)
)
_ASKED_AT = (
    select(POSTINGS.c.posted_at)
    .where(*_OF_GROUP, POSTINGS.c.schedule_id.is_not(None), POSTINGS.c.posted_at >= bindparam("since_moment"))
    .order_by(POSTINGS.c.posted_at)
)
_ALL_MEMBERS = (
    select(func.count())
    .select_from(STANDINGS)
    .where(
        STANDINGS.c.workspace_id == bindparam("workspace"),
        STANDINGS.c.group_id == bindparam("group"),
        STANDINGS.c.period == "all",
        STANDINGS.c.points > 0,
    )
)
_TOOK_PART = select(func.count(ANSWERS.c.member_id.distinct())).where(*_IN_WEEK)
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
        return await self._transactions.read(lambda connection: _week(connection, keys, first, last, default_time_zone))

    async def note_shared(self, workspace_id: int, answer_id: int, now: datetime) -> None:
        """Note that its author showed an answer's score to the group; again, nothing changes."""
        values = {"workspace_id": workspace_id, "answer_id": answer_id, "shared_at": now}

        def work(connection: Connection) -> None:
            there = select(ANSWERS.c.id).where(ANSWERS.c.workspace_id == workspace_id, ANSWERS.c.id == answer_id)
            if connection.execute(there).first() is not None:
                connection.execute(_NOTE_SHARED, values)

        await self._transactions.write(work)


def _week(connection: Connection, keys: dict[str, object], first: date, last: date, default: str) -> Week:
    long_ago, before = first - _STREAKS, {**keys, "first": first - 7 * _A_DAY, "last": first - _A_DAY}
    moments = {"since_moment": datetime.combine(first - 2 * _A_DAY, time(), UTC)}
    since = {"since_moment": datetime.combine(long_ago, time(), UTC)}
    rows = connection.execute(_ANSWERS, keys).all()
    members = _members(connection, keys, {row.member_id for row in rows}, long_ago, default)
    kudos = _counted(connection, [row.id for row in rows])
    postings = tuple(_posting(row) for row in connection.execute(_POSTINGS, keys | moments))
    over = {"postings": [posting.id for posting in postings if posting.over]}
    verdicts = {row.id: row.verdict for row in connection.execute(_VERDICTS, over)} if over["postings"] else {}
    return Week(
        first,
        last,
        postings,
        tuple(_answer(row, kudos.get(row.id, 0), verdicts.get(row.id) or {}) for row in rows),
        members,
        connection.execute(_ALL_MEMBERS, keys).scalar_one(),
        connection.execute(_TOOK_PART, before).scalar_one(),
        tuple(connection.execute(_ASKED_AT, keys | since).scalars()),
        absences_of(connection, int(str(keys["workspace"]))),
    )


def _members(
    connection: Connection, keys: dict[str, object], ids: set[int], since: date, default: str
) -> dict[int, WeekMember]:
    if not ids:
        return {}
    listed = {"members": sorted(ids)}
    days: dict[int, list[date]] = {}
    for row in connection.execute(_DAYS, keys | listed | {"since": since}):
        days.setdefault(row.member_id, []).append(row.local_date)
    group = connection.execute(_GROUP_ZONE, keys).one()
    clocks = (group.time_zone, group.moves, default)
    return {
        row.id: _member(row, days.get(row.id, ()), *zone_and_moves(row, *clocks))
        for row in connection.execute(_MEMBERS, listed)
    }


def _member(row: AnyRow, days: Sequence[date], zone: str, moves: tuple[Move, ...]) -> WeekMember:
    wants = row.on_boards is not False, bool(row.in_recaps)
    return WeekMember(row.id, row.name, *wants, zone, bool(row.late_evenings), tuple(days), moves)


def _counted(connection: Connection, answers: list[int]) -> dict[int, int]:
    if not answers:
        return {}
    return {row.answer_id: row.givers for row in connection.execute(_KUDOS, {"answers": answers})}


def _posting(row: AnyRow) -> WeekPosting:
    return WeekPosting(row.id, row.question_id, row.local_date, row.closed_at is not None or row.closes_at is None)


def _answer(row: AnyRow, kudos: int, verdict: Mapping[str, Any]) -> WeekAnswer:
    return WeekAnswer(
        row.id,
        row.member_id,
        row.question_id,
        row.posting_id,
        row.local_date,
        row.revises is not None,
        row.shared_at is not None,
        row.gain or 0,
        kudos,
        row.judge_name or "",
        bool(row.estimate),
        row.total or 0.0,
        verdict,
    )

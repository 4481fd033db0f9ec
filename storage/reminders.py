"""Members who want to be reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, exists, or_, select, union, update

from bot.core.records import NewJob, Origin, Place, Posting
from bot.core.together.ports import Reminders
from bot.core.together.records import Reminder
from storage.answers import NOT_WITHDRAWN
from storage.directory import require_member
from storage.interview_days import STREAK_TABLES
from storage.jobs import put_job
from storage.progress_tables import PREFERENCES
from storage.rhythm_tables import PASSES
from storage.rows import AnyRow, place_from_row, posting_from_row
from storage.tables import ANSWERS, GROUPS, MEMBERS, POSTINGS, WORKSPACES
from storage.together_tables import REMINDERS
from storage.transactions import Transactions
from storage.upsert import insert_or_replace

_A_DAY = timedelta(days=1)
_LATELY = 35 * _A_DAY  # no posting is open for longer

_REMINDERS = (
    select(
        REMINDERS,
        MEMBERS.c.external_id.label("user"),
        MEMBERS.c.name,
        MEMBERS.c.time_zone,
        MEMBERS.c.moves,
        GROUPS.c.channel,
        GROUPS.c.time_zone.label("group_time_zone"),
        GROUPS.c.moves.label("group_moves"),
        WORKSPACES.c.platform,
        WORKSPACES.c.external_id.label("workspace"),
        PREFERENCES.c.late_evenings,
    )
    .join_from(REMINDERS, MEMBERS, MEMBERS.c.id == REMINDERS.c.member_id)
    .join(GROUPS, GROUPS.c.id == REMINDERS.c.group_id)
    .join(WORKSPACES, WORKSPACES.c.id == REMINDERS.c.workspace_id)
    .join(PREFERENCES, PREFERENCES.c.member_id == REMINDERS.c.member_id, isouter=True)
)
_DUE = (
    _REMINDERS.where(REMINDERS.c.due_at <= bindparam("now"))
    .order_by(REMINDERS.c.due_at, REMINDERS.c.member_id)
    .limit(bindparam("most"))
)
_OF_MEMBER = (REMINDERS.c.workspace_id == bindparam("workspace"), REMINDERS.c.member_id == bindparam("member"))
_MINE = _REMINDERS.where(*_OF_MEMBER)
_DROP = delete(REMINDERS).where(*_OF_MEMBER)
_SAVE = insert_or_replace(REMINDERS, "member_id", "group_id", "minute", "due_at")
_PUT_OFF = (
    update(REMINDERS)
    .where(REMINDERS.c.member_id == bindparam("member"), REMINDERS.c.due_at == bindparam("before"))
    .values(due_at=bindparam("later"))
)
_ON_DAY = union(
    *(
        select(table.c.member_id).where(
            table.c.workspace_id == bindparam("workspace"),
            table.c.member_id == bindparam("member"),
            table.c.local_date == bindparam("day"),
        )
        for table in STREAK_TABLES
    )
)
_THEIR_GROUPS = select(ANSWERS.c.group_id).where(
    ANSWERS.c.workspace_id == bindparam("workspace"), ANSWERS.c.member_id == bindparam("member")
)
_ANSWERED = exists().where(
    ANSWERS.c.posting_id == POSTINGS.c.id, ANSWERS.c.member_id == bindparam("member"), NOT_WITHDRAWN
)
_LET_GO = exists().where(PASSES.c.posting_id == POSTINGS.c.id, PASSES.c.member_id == bindparam("member"))
_PUT_LATELY = (
    POSTINGS.c.workspace_id == bindparam("workspace"),
    or_(POSTINGS.c.group_id == bindparam("group"), POSTINGS.c.group_id.in_(_THEIR_GROUPS)),
    or_(POSTINGS.c.schedule_id.is_not(None), POSTINGS.c.thread.is_not(None)),  # which stand in a channel
    POSTINGS.c.posted_at > bindparam("lately"),
    POSTINGS.c.posted_at <= bindparam("now"),
)
_ASKED_LATELY = select(POSTINGS.c.id).where(*_PUT_LATELY).limit(1)
_OPEN = (
    select(POSTINGS)
    .where(
        *_PUT_LATELY,
        POSTINGS.c.closed_at.is_(None),
        or_(
            POSTINGS.c.closes_at > bindparam("now"),
            and_(POSTINGS.c.closes_at.is_(None), POSTINGS.c.posted_at > bindparam("yesterday")),
        ),
        ~_ANSWERED,
        ~_LET_GO,
    )
    .order_by(POSTINGS.c.posted_at.desc(), POSTINGS.c.id.desc())
    .limit(1)
)


class SqlReminders(Reminders):
    """Reminders in a table, one a member."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def reminder(self, place: Place) -> Reminder | None:
        """A member's reminder, in whatever group they asked for it."""
        row = await self._transactions.read(lambda connection: connection.execute(_MINE, _keys(place)).one_or_none())
        return _reminder(row, place.time_zone) if row else None

    async def save_reminder(self, place: Place, minute: int | None, due_at: datetime) -> None:
        """Store that a member wants to be reminded, in place of what they wanted before.

        Raises:
            TryLaterError: The member was forgotten meanwhile.
        """
        ids = {"workspace_id": place.workspace_id, "member_id": place.member_id, "group_id": place.group_id}

        def work(connection: Connection) -> None:
            connection.execute(_SAVE, ids | {"minute": minute, "due_at": due_at})
            require_member(connection, place)

        await self._transactions.write(work)

    async def drop_reminder(self, place: Place) -> bool:
        """Remind a member no more; False if they were not reminded anyway."""
        return bool(await self._transactions.write(lambda connection: connection.execute(_DROP, _keys(place)).rowcount))

    async def due_reminders(self, now: datetime, limit: int, default_time_zone: str) -> Sequence[Reminder]:
        """Reminders to be looked at now, earliest first."""
        values = {"now": now, "most": limit}
        rows = await self._transactions.read(lambda connection: connection.execute(_DUE, values).all())
        return [_reminder(row, default_time_zone) for row in rows]

    async def put_off(self, reminder: Reminder, due_at: datetime, job: NewJob | None) -> bool:
        """Look at a reminder again at another time, and queue a job; False, with nothing done, if somebody else did."""
        values = {"member": reminder.place.member_id, "before": reminder.due_at, "later": due_at}

        def work(connection: Connection) -> bool:
            if not connection.execute(_PUT_OFF, values).rowcount:
                return False
            if job is not None:
                put_job(connection, job)
            return True

        return await self._transactions.write(work)

    async def answered_on(self, place: Place, day: date) -> bool:
        """Whether a member has an answer on a local date, in any group of the workspace or in an interview."""
        keys = _keys(place) | {"day": day}
        return await self._transactions.read(lambda connection: connection.execute(_ON_DAY, keys).first() is not None)

    async def still_open(self, place: Place, now: datetime) -> Posting | None:
        """The newest question to a group that a member can still answer: not closed, not answered, not let go."""
        keys = _keys(place) | {"group": place.group_id, "now": now, "lately": now - _LATELY, "yesterday": now - _A_DAY}
        row = await self._transactions.read(lambda connection: connection.execute(_OPEN, keys).one_or_none())
        return posting_from_row(row) if row else None

    async def asked_lately(self, place: Place, now: datetime) -> bool:
        """Whether any question was put to such a group in the last five weeks."""
        keys = _keys(place) | {"group": place.group_id, "now": now, "lately": now - _LATELY}
        return await self._transactions.read(
            lambda connection: connection.execute(_ASKED_LATELY, keys).first() is not None
        )


def _keys(place: Place) -> dict[str, object]:
    return {"workspace": place.workspace_id, "member": place.member_id}


def _reminder(row: AnyRow, default: str) -> Reminder:
    origin = Origin(row.platform, row.workspace, row.channel, row.user, row.name, private=True, direct=True)
    return Reminder(place_from_row(row, default), origin, row.minute, row.due_at)

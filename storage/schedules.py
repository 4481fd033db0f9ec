"""Schedules, and the questions that members suggest for them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Executable, bindparam, func, insert, select, union, update

from bot.core.records import NewJob, Place, Posting
from bot.core.rhythm.ports import Schedules, Word
from bot.core.rhythm.records import Deed, NewPosting, ScheduleRecord, Settlement, Skip, Suggestion
from storage.deeds import done_to, first_time
from storage.directory import require_member
from storage.jobs import put_jobs
from storage.rhythm_tables import SCHEDULE_SKIPS, SCHEDULES, SUGGESTIONS
from storage.rows import AnyRow, schedule_from_row, suggestion_from_row
from storage.settling import settle_all, swap
from storage.tables import POSTINGS
from storage.transactions import Transactions
from storage.upsert import insert_or_skip

_ADD = insert(SCHEDULES).returning(SCHEDULES)
_GOING_ON = (SCHEDULES.c.workspace_id == bindparam("workspace"), SCHEDULES.c.ended.is_(False))
_ONE = (*_GOING_ON, SCHEDULES.c.id == bindparam("schedule"))
_SCHEDULE = select(SCHEDULES).where(*_ONE)
_ENDED = select(SCHEDULES).where(
    SCHEDULES.c.workspace_id == bindparam("workspace"), SCHEDULES.c.id == bindparam("schedule"), SCHEDULES.c.ended
)
_OF_GROUP = select(SCHEDULES).where(*_GOING_ON, SCHEDULES.c.group_id == bindparam("group")).order_by(SCHEDULES.c.id)
_CHANGE = (
    update(SCHEDULES)
    .where(*_ONE)
    .values(rule=bindparam("new_rule"), next_due_at=bindparam("due"), halted=None)
    .returning(SCHEDULES)
)
_HALTED = _CHANGE.values(halted=bindparam("reason"))
_END = update(SCHEDULES).where(*_ONE).values(ended=True, next_due_at=None)
_PRIME = 1_000_003
_DUE = (  # what is halted or has ended is never due
    select(SCHEDULES)
    .where(SCHEDULES.c.next_due_at <= bindparam("now"))
    .order_by(
        SCHEDULES.c.next_due_at,
        SCHEDULES.c.group_id * bindparam("own", type_=BigInteger) % _PRIME,
        SCHEDULES.c.group_id,
        SCHEDULES.c.id,
    )
    .limit(bindparam("most"))
)
_NEXT_DUE = select(func.min(SCHEDULES.c.next_due_at)).where(SCHEDULES.c.next_due_at.is_not(None))
_HALT = (
    update(SCHEDULES)
    .where(*_GOING_ON, SCHEDULES.c.halted.is_(None))
    .values(halted=bindparam("why"), next_due_at=None)
    .returning(SCHEDULES)
)
_HALT_GROUP = _HALT.where(SCHEDULES.c.group_id == bindparam("group"))
_HALT_ONE = _HALT.where(SCHEDULES.c.id == bindparam("schedule"))
_RESUME = (
    update(SCHEDULES)
    .where(*_ONE, SCHEDULES.c.halted.is_not(None))
    .values(halted=None, next_due_at=bindparam("due"))
    .returning(SCHEDULES.c.id)
)
_HANDLED = union(
    *(
        select(table.c.local_date).where(
            table.c.schedule_id == bindparam("schedule"), table.c.local_date >= bindparam("since")
        )
        for table in (POSTINGS, SCHEDULE_SKIPS)
    )
).order_by("local_date")
_SUGGEST = insert_or_skip(SUGGESTIONS, "group_id", "question_id")
_SUGGESTED = select(SUGGESTIONS).where(
    SUGGESTIONS.c.group_id == bindparam("group_id"), SUGGESTIONS.c.question_id == bindparam("question_id")
)
_IN_STATE = (
    select(SUGGESTIONS)
    .where(
        SUGGESTIONS.c.workspace_id == bindparam("workspace"),
        SUGGESTIONS.c.group_id == bindparam("group"),
        SUGGESTIONS.c.state == bindparam("wanted"),
    )
    .order_by(SUGGESTIONS.c.id)
)
_THIS = (SUGGESTIONS.c.workspace_id == bindparam("workspace"), SUGGESTIONS.c.id == bindparam("suggestion"))
_SUGGESTION = select(SUGGESTIONS).where(*_THIS)
_DECIDE = update(SUGGESTIONS).where(*_THIS).values(state=bindparam("new_state")).returning(SUGGESTIONS)
_DECIDE_OPEN = _DECIDE.where(SUGGESTIONS.c.state == "open")


class SqlSchedules(Schedules):
    """Schedules in a table; a schedule that has ended stays there for its postings.

    Groups that are due at the same moment come in an order of one's own, so that several processes begin at different
    ones and share the work.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._own = random.randrange(1, _PRIME)  # noqa: S311 - no secret

    async def add(
        self, place: Place, rule: Mapping[str, object], created_by: str, next_due_at: datetime | None
    ) -> ScheduleRecord:
        """Store a schedule for a place's group."""
        values = {
            "workspace_id": place.workspace_id,
            "group_id": place.group_id,
            "rule": dict(rule),
            "created_by": created_by,
            "next_due_at": next_due_at,
        }
        (row,) = await self._write(_ADD, values)
        return schedule_from_row(row)

    async def change(
        self,
        workspace_id: int,
        schedule_id: int,
        rule: Mapping[str, object],
        next_due_at: datetime | None,
        seen: ScheduleRecord | None = None,
    ) -> ScheduleRecord | None:
        """Put another rule in a schedule's place, if it is as it was seen; it goes on if it was halted."""
        keys = {"workspace": workspace_id, "schedule": schedule_id}
        changes = {"new_rule": dict(rule), "due": next_due_at}

        def work(connection: Connection) -> ScheduleRecord | None:
            row = connection.execute(_SCHEDULE.with_for_update(), keys).one_or_none()
            if row is None or (seen is not None and (row.rule, row.halted) != (seen.rule, seen.halted)):
                return None
            return schedule_from_row(connection.execute(_CHANGE, keys | changes).one())

        return await self._transactions.write(work)

    async def save(
        self,
        draft: ScheduleRecord,
        seen: ScheduleRecord,
        rule: Mapping[str, object],
        next_due_at: datetime | None,
        deed: Deed | None = None,
        halted: str | None = None,
    ) -> ScheduleRecord | None:
        """Put a rule in a schedule's place, if it is as it was seen, and end the draft; how it stands then."""
        keys = {"workspace": draft.workspace_id, "schedule": seen.id}
        changes = {"new_rule": dict(rule), "due": next_due_at, "reason": halted}

        def work(connection: Connection) -> ScheduleRecord | None:
            row = connection.execute(_SCHEDULE.with_for_update(), keys).one_or_none()
            if row is None or (row.rule, row.halted) != (seen.rule, seen.halted):
                return None
            if first_time(connection, deed, seen.id):
                row = connection.execute(_HALTED, keys | changes).one()
                if draft.id != seen.id:
                    connection.execute(_END, keys | {"schedule": draft.id})
            return schedule_from_row(row)

        return await self._transactions.write(work)

    async def remove(self, workspace_id: int, schedule_id: int, deed: Deed | None = None) -> bool:
        """End a schedule; what it posted stays. False if there is none, or the deed was done before."""
        keys = {"workspace": workspace_id, "schedule": schedule_id}

        def work(connection: Connection) -> bool:
            going_on = connection.execute(_SCHEDULE.with_for_update(), keys).one_or_none()
            if going_on is None or not first_time(connection, deed, schedule_id):
                return False
            connection.execute(_END, keys)
            return True

        return await self._transactions.write(work)

    async def done_to(self, deed: str) -> int | None:
        """The schedule or posting that a deed was done to; none if it was not done yet."""
        return await self._transactions.read(lambda connection: done_to(connection, deed))

    async def ended(self, workspace_id: int, schedule_id: int) -> ScheduleRecord | None:
        """A schedule of this workspace that has ended, as it stood then."""
        rows = await self._read(_ENDED, {"workspace": workspace_id, "schedule": schedule_id})
        return schedule_from_row(rows[0]) if rows else None

    async def of_group(self, workspace_id: int, group_id: int) -> Sequence[ScheduleRecord]:
        """A group's schedules, oldest first."""
        rows = await self._read(_OF_GROUP, {"workspace": workspace_id, "group": group_id})
        return [schedule_from_row(row) for row in rows]

    async def schedule(self, workspace_id: int, schedule_id: int) -> ScheduleRecord | None:
        """A schedule of this workspace that has not ended."""
        rows = await self._read(_SCHEDULE, {"workspace": workspace_id, "schedule": schedule_id})
        return schedule_from_row(rows[0]) if rows else None

    async def due(self, now: datetime, limit: int) -> Sequence[ScheduleRecord]:
        """Schedules to be looked at now, earliest first, halted ones left out."""
        values = {"now": now, "most": limit, "own": self._own}
        return [schedule_from_row(row) for row in await self._read(_DUE, values)]

    async def next_due(self) -> datetime | None:
        """When the earliest schedule has to be looked at."""
        moment: datetime | None = (await self._read(_NEXT_DUE, {}))[0][0]
        return moment

    async def handled(self, schedule_id: int, since: date) -> Sequence[date]:
        """The local dates that a schedule has posted on or skipped, oldest first."""
        rows = await self._read(_HANDLED, {"schedule": schedule_id, "since": since})
        return [row.local_date for row in rows]

    async def settle(
        self,
        schedule: ScheduleRecord,
        posting: NewPosting | None,
        skips: Sequence[Skip],
        next_due_at: datetime | None,
        jobs: Sequence[NewJob] = (),
    ) -> Posting | None:
        """Store what a look at a schedule came to, unless another process did so first; the posting, if made here."""
        return (await self.settle_all([Settlement(schedule, posting, skips, next_due_at, jobs)]))[0]

    async def settle_all(self, settlements: Sequence[Settlement]) -> Sequence[Posting | None]:
        """Store what looks at several schedules came to; for each the posting, if it was made here."""
        return await self._transactions.write(lambda connection: settle_all(connection, settlements))

    async def swap(
        self,
        workspace_id: int,
        posting_id: int,
        question_id: str,
        deed: Deed | None = None,
        job: NewJob | None = None,
    ) -> Posting | None:
        """Put another question in a posting's place, as long as nobody has answered it; none if somebody has."""
        return await self._transactions.write(
            lambda connection: swap(connection, workspace_id, posting_id, question_id, deed, job)
        )

    async def skipped(self, workspace_id: int, schedule_id: int, limit: int) -> Sequence[Skip]:
        """What a schedule skipped, newest first."""
        query = (
            select(SCHEDULE_SKIPS)
            .where(SCHEDULE_SKIPS.c.workspace_id == workspace_id, SCHEDULE_SKIPS.c.schedule_id == schedule_id)
            .order_by(SCHEDULE_SKIPS.c.local_date.desc())
            .limit(limit)
        )
        return [Skip(row.local_date, row.reason) for row in await self._read(query, {})]

    async def halt(
        self, workspace_id: int, group_id: int | None, reason: str, word: Word | None = None
    ) -> Sequence[ScheduleRecord]:
        """Halt all schedules of a group, or of a workspace; returns those that ran until now, oldest first."""
        values = {"workspace": workspace_id, "why": reason}
        if group_id is None:
            return await self._halt(_HALT, values, word)
        return await self._halt(_HALT_GROUP, values | {"group": group_id}, word)

    async def halt_one(self, workspace_id: int, schedule_id: int, reason: str, word: Word | None = None) -> bool:
        """Halt one schedule; False if it is halted already or is none."""
        values = {"workspace": workspace_id, "schedule": schedule_id, "why": reason}
        return bool(await self._halt(_HALT_ONE, values, word))

    async def resume(self, workspace_id: int, schedule_id: int, next_due_at: datetime | None) -> bool:
        """Let a halted schedule go on; False if there is none."""
        values = {"workspace": workspace_id, "schedule": schedule_id, "due": next_due_at}
        return bool(await self._write(_RESUME, values))

    async def suggest(self, place: Place, member: str, question_id: str, note: str) -> Suggestion:
        """Store a member's suggestion; the same question suggested again to a group is the suggestion it has.

        Raises:
            TryLaterError: The member was forgotten meanwhile.
        """
        values = {
            "workspace_id": place.workspace_id,
            "group_id": place.group_id,
            "member_id": place.member_id,
            "member": member,
            "question_id": question_id,
            "note": note,
            "state": "open",
        }

        def work(connection: Connection) -> Suggestion:
            if connection.execute(_SUGGEST, values).scalar() is not None:
                require_member(connection, place)
            found = {"group_id": place.group_id, "question_id": question_id}
            return suggestion_from_row(connection.execute(_SUGGESTED, found).one())

        return await self._transactions.write(work)

    async def suggestions(self, workspace_id: int, group_id: int, state: str) -> Sequence[Suggestion]:
        """A group's suggestions in a state, oldest first."""
        values = {"workspace": workspace_id, "group": group_id, "wanted": state}
        return [suggestion_from_row(row) for row in await self._read(_IN_STATE, values)]

    async def decide_suggestion(
        self,
        workspace_id: int,
        suggestion_id: int,
        state: str,
        *,
        unless_decided: bool = False,
        deed: Deed | None = None,
    ) -> Suggestion | None:
        """Approve, decline, open again or mark as posted, unless it is decided; the suggestion as it stands then."""
        values = {"workspace": workspace_id, "suggestion": suggestion_id}
        decide = _DECIDE_OPEN if unless_decided else _DECIDE

        def work(connection: Connection) -> Suggestion | None:
            row = None
            if first_time(connection, deed, suggestion_id):
                row = connection.execute(decide, values | {"new_state": state}).one_or_none()
            row = row or connection.execute(_SUGGESTION, values).one_or_none()
            return suggestion_from_row(row) if row else None

        return await self._transactions.write(work)

    async def _halt(
        self, statement: Executable, values: Mapping[str, Any], word: Word | None
    ) -> Sequence[ScheduleRecord]:
        def work(connection: Connection) -> Sequence[ScheduleRecord]:
            records = [schedule_from_row(row) for row in connection.execute(statement, values)]
            records.sort(key=lambda record: record.id)
            put_jobs(connection, [job for record in records if word and (job := word(record))])
            return records

        return await self._transactions.write(work)

    async def _read(self, query: Executable, values: Mapping[str, Any]) -> Sequence[AnyRow]:
        return await self._transactions.read(lambda connection: connection.execute(query, values).all())

    async def _write(self, statement: Executable, values: Mapping[str, Any]) -> Sequence[AnyRow]:
        return await self._transactions.write(lambda connection: connection.execute(statement, values).all())

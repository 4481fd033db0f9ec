"""The job queue: rows beside the data, claimed under a lease.

A lease is a token and an end. Whatever is saved for a job presents the token, so that a worker that was given up for
dead cannot store its late result. A lease that has run out but that nobody has taken over still holds: its result is
as good as any.

Where several processes share the database, each claims what no other is just claiming (`SKIP LOCKED`; SQLite has no
need of it), and takes over only leases that have run out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Select, Update, and_, bindparam, case, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.core.ports import JobQueue
from bot.core.records import ANYWHERE, BuriedJob, Job, JobKind, NewJob, PendingEvent, QueueCounts
from bot.core.retry import MAX_ATTEMPTS
from storage.rows import AnyRow, buried_from_row, job_from_row, new_job_values
from storage.tables import JOBS, WORKSPACES
from storage.transactions import Transactions
from storage.upsert import insert_all_or_skip, insert_or_skip

DONE = "done"
BURIED = "buried"

_UNFINISHED = JOBS.c.outcome.is_(None)
_FREE = {"token": None, "leased_until": None}
AGAIN = {"outcome": None, "ended_at": None, "attempts": 0, "failures": 0, "lost_leases": 0}
"""What a job that was given up is like when it is queued again."""

_ADD = insert_or_skip(JOBS, "key")
_ADD_ALL = insert_all_or_skip(JOBS, "key")
_DUE = (
    select(JOBS.c.id)
    .where(
        _UNFINISHED,
        JOBS.c.due_at <= bindparam("now"),
        or_(JOBS.c.leased_until.is_(None), JOBS.c.leased_until <= bindparam("now")),
        JOBS.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(JOBS.c.due_at, JOBS.c.id)
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True, of=JOBS)
)
_PLATFORM = JOBS.c.payload[("event", "origin", "platform")].as_string()
_USER = JOBS.c.payload[("event", "origin", "user")].as_string()
_COMMAND = JOBS.c.payload[("event", "command")].as_string()
_WORKSPACE = JOBS.c.payload["workspace_id"].as_integer()
_OURS = or_(
    JOBS.c.kind.in_(sorted(ANYWHERE)),
    _PLATFORM.in_(bindparam("platforms", expanding=True)),
    _WORKSPACE.in_(select(WORKSPACES.c.id).where(WORKSPACES.c.platform.in_(bindparam("platforms", expanding=True)))),
    and_(_PLATFORM.is_(None), _WORKSPACE.is_(None)),
)

_EVENTS_OF = select(JOBS.c.id, JOBS.c.key, JOBS.c.payload, JOBS.c.leased_until).where(
    _UNFINISHED,
    JOBS.c.due_at <= bindparam("until"),
    JOBS.c.kind == JobKind.EVENT.value,
    JOBS.c.failures == 0,
    bindparam("platform") == _PLATFORM,
    or_(bindparam("user") == _USER, _COMMAND.in_(["message-edited", "message-deleted"])),
)


def _claiming(due: Select[tuple[int]]) -> ReturningUpdate[tuple[Any, ...]]:
    found = due.cte("due")  # a WITH clause is run once; a subquery could be run, and lock, again for each row
    return (
        update(JOBS)
        .where(JOBS.c.id.in_(select(found.c.id)))
        .values(
            token=bindparam("new_token"),
            leased_until=bindparam("until"),
            attempts=JOBS.c.attempts + 1,
            lost_leases=JOBS.c.lost_leases + case((JOBS.c.token.is_(None), 0), else_=1),
        )
        .returning(JOBS)
    )


_CLAIM, _CLAIM_OURS = _claiming(_DUE), _claiming(_DUE.where(_OURS))
_HELD = update(JOBS).where(JOBS.c.id == bindparam("job_id"), JOBS.c.token == bindparam("held"), _UNFINISHED)
_RENEW = _HELD.values(leased_until=bindparam("until"))
_RETRY = _HELD.values(
    **_FREE, failures=JOBS.c.failures + bindparam("failed"), due_at=bindparam("due"), reason=bindparam("why")
)
_END = _HELD.values(**_FREE, outcome=bindparam("ending"), reason=bindparam("why"), ended_at=bindparam("now"))
_END_AND_EMPTY = _END.values(payload={})
_REDRIVE = (
    update(JOBS)
    .where(JOBS.c.id == bindparam("job_id"), JOBS.c.outcome == BURIED)
    .values(**AGAIN, due_at=bindparam("now"))
)

_IS_LEASED = JOBS.c.token.is_not(None)
_BY_KIND = select(JOBS.c.kind, _IS_LEASED, func.count()).where(_UNFINISHED).group_by(JOBS.c.kind, _IS_LEASED)
_ALL = select(func.count()).select_from(JOBS)


class SqlJobQueue(JobQueue):
    """Jobs in a table."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def add(self, job: NewJob) -> bool:
        """Queue a job; False if its key was queued before."""
        return await self._transactions.write(lambda connection: put_job(connection, job))

    async def claim(
        self,
        kinds: Sequence[JobKind],
        limit: int,
        now: datetime,
        lease_seconds: float,
        platforms: Collection[str] | None = None,
    ) -> Sequence[Job]:
        """Take due jobs, oldest first, whose lease is free or has run out, of all platforms or of some.

        A job whose lease has run out under worker after worker is buried instead: it may well be what kills them.
        """
        values: dict[str, object] = {
            "kinds": [kind.value for kind in kinds],
            "most": limit,
            "now": now,
            "until": now + timedelta(seconds=lease_seconds),
            "new_token": uuid4().hex,
        }
        if platforms is not None:
            values["platforms"] = sorted(platforms)
        rows = await self._transactions.write(lambda connection: _claim(connection, values))
        return [job_from_row(row) for row in sorted(rows, key=lambda row: (row.due_at, row.id))]

    async def renew(self, job: Job, now: datetime, lease_seconds: float) -> bool:
        """Hold on to a job; False if the lease was lost."""
        return await self._save(_RENEW, job, {"until": now + timedelta(seconds=lease_seconds)})

    async def finish(self, job: Job, now: datetime) -> bool:
        """Mark a job as done; False if the lease was lost."""
        return await self._transactions.write(lambda connection: finish_job(connection, job, now))

    async def retry(self, job: Job, due_at: datetime, reason: str, *, failed: bool) -> bool:
        """Give a job back to be tried later, and count the failure if it was one; False if the lease was lost."""
        return await self._save(_RETRY, job, {"due": due_at, "why": reason, "failed": int(failed)})

    async def bury(self, job: Job, reason: str, now: datetime) -> bool:
        """Give a job up, visibly; False if the lease was lost."""
        return await self._save(_END, job, {"ending": BURIED, "why": reason, "now": now})

    async def buried(self, limit: int) -> Sequence[BuriedJob]:
        """Jobs that were given up, newest first."""
        query = select(JOBS).where(JOBS.c.outcome == BURIED).order_by(JOBS.c.ended_at.desc(), JOBS.c.id.desc())
        rows = await self._transactions.read(lambda connection: connection.execute(query.limit(limit)).all())
        return [buried_from_row(row) for row in rows]

    async def redrive(self, job_id: int, now: datetime) -> bool:
        """Queue a buried job again with its attempts and failures reset; False if it is not buried."""
        values = {"job_id": job_id, "now": now}
        return await self._transactions.write(lambda connection: _changed(connection, _REDRIVE, values))

    async def counts(self) -> QueueCounts:
        """How the queue stands; `by_kind` counts what is not finished."""
        return await self._transactions.read(_counts)

    async def next_due(self) -> datetime | None:
        """When the earliest job that is not done comes due, leases included."""
        free = select(func.min(JOBS.c.due_at)).where(_UNFINISHED, JOBS.c.leased_until.is_(None))
        leased = select(func.min(JOBS.c.leased_until)).where(_UNFINISHED, JOBS.c.leased_until.is_not(None))
        query = select(free.scalar_subquery(), leased.scalar_subquery())
        moments = await self._transactions.read(lambda connection: connection.execute(query).one())
        return min((moment for moment in moments if moment is not None), default=None)

    async def ended(self, key: str) -> bool | None:
        """Whether a job has ended, done or given up; none if no job ever had this key."""
        query = select(JOBS.c.outcome).where(JOBS.c.key == key)
        row = await self._transactions.read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else row.outcome is not None

    async def events_of(self, platform: str, user: str, until: datetime) -> Sequence[PendingEvent]:
        """What a user did and what is not dealt with yet, and all edits and deletions there, in the order they came."""
        values = {"platform": platform, "user": user, "until": until}
        rows = await self._transactions.read(lambda connection: connection.execute(_EVENTS_OF, values).all())
        in_order = sorted(rows, key=lambda row: int(row.id))  # by the database, it would read all jobs there ever were
        return [PendingEvent(row.key, row.payload["event"], row.leased_until) for row in in_order]

    async def release_leases(self) -> None:
        """Free all leases, because whoever held them is gone; only at start, by the one process that has the file.

        A job whose worker's process has died under it time and again is buried: it may well be what kills them.
        """
        await self._transactions.write(_release_leases)

    async def _save(self, statement: Update, job: Job, values: Mapping[str, object]) -> bool:
        everything = {"job_id": job.id, "held": job.token, **values}
        return await self._transactions.write(lambda connection: _changed(connection, statement, everything))


def put_job(connection: Connection, job: NewJob) -> bool:
    """Queue a job within a transaction; False if its key was queued before."""
    return connection.execute(_ADD, new_job_values(job)).scalar() is not None


def put_jobs(connection: Connection, jobs: Sequence[NewJob]) -> None:
    """Queue jobs within a transaction, those left out whose key was queued before."""
    if jobs:
        connection.execute(_ADD_ALL, [new_job_values(job) for job in jobs])


def finish_job(connection: Connection, job: Job, now: datetime) -> bool:
    """Mark a job as done within a transaction; False if the lease was lost.

    Of an event only the key stays, by which a redelivery is known: what a member wrote is kept with their answer.
    """
    values = {"job_id": job.id, "held": job.token, "ending": DONE, "why": "", "now": now}
    return _changed(connection, _END_AND_EMPTY if job.kind is JobKind.EVENT else _END, values)


def _changed(connection: Connection, statement: Update, values: Mapping[str, object]) -> bool:
    return bool(connection.execute(statement, values).rowcount)


def _claim(connection: Connection, values: Mapping[str, object]) -> Sequence[AnyRow]:
    taken = connection.execute(_CLAIM_OURS if "platforms" in values else _CLAIM, values).all()
    for row in taken:
        if row.lost_leases >= MAX_ATTEMPTS:
            reason = f"its worker was lost {MAX_ATTEMPTS} times while this job ran"
            end = {"job_id": row.id, "held": row.token, "ending": BURIED, "why": reason, "now": values["now"]}
            connection.execute(_END, end)
    return [row for row in taken if row.lost_leases < MAX_ATTEMPTS]


def _release_leases(connection: Connection) -> None:
    held = update(JOBS).where(_UNFINISHED, JOBS.c.token.is_not(None))
    connection.execute(
        held.where(JOBS.c.lost_leases + 1 >= MAX_ATTEMPTS).values(
            outcome=BURIED,
            ended_at=JOBS.c.leased_until,
            reason=f"the process ended {MAX_ATTEMPTS} times while this job ran",
            **_FREE,
        )
    )
    connection.execute(held.values(lost_leases=JOBS.c.lost_leases + 1, **_FREE))


def _counts(connection: Connection) -> QueueCounts:
    """How the queue stands; of what is done, which is nearly all, nothing is looked at but how many there are."""
    totals, by_kind = {True: 0, False: 0}, dict[str, int]()
    for kind, is_leased, number in connection.execute(_BY_KIND):
        totals[bool(is_leased)] += number
        by_kind[kind] = by_kind.get(kind, 0) + number
    buried = connection.execute(_ALL.where(JOBS.c.outcome == BURIED)).scalar_one()
    done = connection.execute(_ALL).scalar_one() - sum(totals.values()) - buried
    return QueueCounts(totals[False], totals[True], done, buried, by_kind)

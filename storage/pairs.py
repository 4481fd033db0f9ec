"""Interviews in pairs: the record as JSON, and every event of it in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from bot.core.interviews.pairing.exporting import exported
from bot.core.interviews.pairing.leaving import after_leaving
from bot.core.interviews.pairing.state import Pair, dump_pair, load_pair
from bot.core.interviews.pairing.storing import (
    InterviewingAloneError,
    JobsFor,
    KeptPair,
    PairRunningError,
    PairStore,
)
from bot.core.interviews.pairing.views import slots_of
from bot.core.interviews.state import InterviewStateError
from bot.core.records import NewJob, Place
from storage.directory import lock_member, require_member
from storage.interview_days import note_day
from storage.interview_tables import INTERVIEWS, RUNNING
from storage.jobs import put_jobs
from storage.pair_tables import PAIR_EVENTS, PAIR_SEATS, PAIRS
from storage.rows import AnyRow
from storage.transactions import Transactions
from storage.upsert import insert_all_or_skip

_ONE = (PAIRS.c.workspace_id == bindparam("workspace"), PAIRS.c.id == bindparam("pair"))
_GET = select(PAIRS).where(*_ONE)
_BEGIN = insert(PAIRS).returning(PAIRS.c.id)
_GO_ON = (
    update(PAIRS)
    .where(*_ONE, PAIRS.c.revision == bindparam("before"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("reader_id", "candidate_id", "invited", "phase", "revision", "state")
        }
    )
)
_CHANGED_BY = (
    select(PAIRS)
    .join_from(PAIR_EVENTS, PAIRS, PAIRS.c.id == PAIR_EVENTS.c.pair_id)
    .where(PAIR_EVENTS.c.workspace_id == bindparam("workspace"), PAIR_EVENTS.c.event_key == bindparam("event"))
)
_CURRENT = (
    select(PAIRS)
    .join_from(PAIR_SEATS, PAIRS, PAIRS.c.id == PAIR_SEATS.c.pair_id)
    .where(PAIR_SEATS.c.workspace_id == bindparam("workspace"), PAIR_SEATS.c.member_id == bindparam("member"))
)
_MINE = or_(PAIRS.c.reader_id == bindparam("member"), PAIRS.c.candidate_id == bindparam("member"))
_OF_MEMBER = select(PAIRS).where(PAIRS.c.workspace_id == bindparam("workspace"), _MINE).order_by(PAIRS.c.id)
_ASKED = (
    select(PAIRS)
    .where(PAIRS.c.workspace_id == bindparam("workspace"), PAIRS.c.invited == bindparam("user"), PAIRS.c.invited != "")
    .order_by(PAIRS.c.id)
)
_ALONE = select(INTERVIEWS.c.id).where(
    INTERVIEWS.c.workspace_id == bindparam("workspace_id"), INTERVIEWS.c.member_id == bindparam("member"), RUNNING
)
_TAKE_SEATS = insert_all_or_skip(PAIR_SEATS, "member_id")
_LEAVE_SEATS = delete(PAIR_SEATS).where(PAIR_SEATS.c.pair_id == bindparam("pair"))
_DROP = (
    delete(PAIR_EVENTS).where(PAIR_EVENTS.c.pair_id == bindparam("pair")),
    delete(PAIRS).where(PAIRS.c.id == bindparam("pair")),
)


class SqlPairs(PairStore):
    """Pairs in tables; whoever changes one has locked its members' rows, the smaller id first."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def begin(self, workspace_id: int, pair: Pair, event_key: str, jobs_for: JobsFor) -> KeptPair:
        """Store a new pair and what has to follow; a known key finds the pair that it led to.

        Raises:
            PairRunningError: One of its members is in another that is not over.
            TryLaterError: A member was forgotten meanwhile.
        """

        def work(connection: Connection) -> KeptPair:
            _lock(connection, workspace_id, pair)
            if (before := _changed_by(connection, workspace_id, event_key)) is not None:
                return before
            values = {"workspace_id": workspace_id, "plan_id": pair.plan_id, "made_at": pair.made}
            pair_id = connection.execute(_BEGIN, values | _changing(pair, 1)).scalar_one()
            kept = KeptPair(pair_id, workspace_id, 1, pair)
            _seat(connection, kept)
            _note(connection, kept, event_key, jobs_for(kept))
            return kept

        return await self._transactions.write(work)

    async def take(
        self, kept: KeptPair, event_key: str, jobs: Sequence[NewJob], answered: datetime | None = None
    ) -> KeptPair | None:
        """Store what an event led to, and what has to follow, on the revision before `kept.revision`.

        Raises:
            PairRunningError: A member who joins is in another that is not over.
            InterviewingAloneError: It has begun, and one of its members holds an interview by themselves.
            TryLaterError: A member was forgotten meanwhile.
        """
        keys = {"workspace": kept.workspace_id, "pair": kept.id, "before": kept.revision - 1}
        values = {f"new_{name}": value for name, value in _changing(kept.pair, kept.revision).items()}

        def work(connection: Connection) -> KeptPair | None:
            _lock(connection, kept.workspace_id, kept.pair)
            if (before := _changed_by(connection, kept.workspace_id, event_key)) is not None:
                return before
            if not connection.execute(_GO_ON, keys | values).rowcount:
                return None
            _seat(connection, kept)
            _note(connection, kept, event_key, jobs)
            if answered is not None and (seat := kept.pair.candidate) is not None:
                note_day(connection, Place(kept.workspace_id, 0, seat.member_id, seat.time_zone), answered)
            return kept

        return await self._transactions.write(work)

    async def changed_by(self, workspace_id: int, event_key: str) -> KeptPair | None:
        """The pair, as it is now, that an event changed before."""
        return await self._transactions.read(lambda connection: _changed_by(connection, workspace_id, event_key))

    async def get(self, workspace_id: int, pair_id: int) -> KeptPair | None:
        """A pair of this workspace."""
        keys = {"workspace": workspace_id, "pair": pair_id}
        row = await self._transactions.read(lambda connection: connection.execute(_GET, keys).one_or_none())
        return _kept(row) if row is not None else None

    async def current(self, workspace_id: int, member_id: int) -> KeptPair | None:
        """The pair of a member that is not over."""
        return await self._transactions.read(lambda connection: _current(connection, workspace_id, member_id))

    async def of_member(self, workspace_id: int, member_id: int) -> Sequence[KeptPair]:
        """All pairs that a member was in, the oldest first."""
        keys = {"workspace": workspace_id, "member": member_id}
        rows = await self._transactions.read(lambda connection: connection.execute(_OF_MEMBER, keys).all())
        return [_kept(row) for row in rows]


def leave_pairs(connection: Connection, place: Place, user: str) -> set[str]:
    """Take a member who leaves for good out of their pairs, with all that was noted in them.

    Returns:
        The slots of what was shown to them alone.
    """
    keys = {"workspace": place.workspace_id, "member": place.member_id, "user": user}
    rows = {row.id: row for query in (_OF_MEMBER, _ASKED) for row in connection.execute(query.with_for_update(), keys)}
    slots: set[str] = set()
    for row in rows.values():
        kept = _readable(row)
        slots |= slots_of(row.id, kept.pair if kept else None, place.member_id)
        left, jobs = after_leaving(kept, place.member_id, user) if kept else (None, ())
        connection.execute(_LEAVE_SEATS, {"pair": row.id})
        if left is None:
            for statement in _DROP:
                connection.execute(statement, {"pair": row.id})
            continue
        values = {f"new_{name}": value for name, value in _changing(left.pair, left.revision).items()}
        connection.execute(_GO_ON, {**keys, "pair": row.id, "before": row.revision} | values)
        _seat(connection, left)
        put_jobs(connection, jobs)
    return slots


def pairs_to_export(connection: Connection, place: Place) -> list[dict[str, Any]]:
    """A member's pairs, the oldest first, for them to take along; of what cannot be read there is the plan alone."""
    rows = connection.execute(_OF_MEMBER, {"workspace": place.workspace_id, "member": place.member_id})
    found = [(row, _readable(row)) for row in rows]
    return [exported(kept.pair, place.member_id) if kept else {"plan": row.plan_id} for row, kept in found]


def _lock(connection: Connection, workspace_id: int, pair: Pair) -> None:
    for member_id in sorted(seat.member_id for seat in pair.seats):
        lock_member(connection, Place(workspace_id, 0, member_id, "UTC"))


def _seat(connection: Connection, kept: KeptPair) -> None:
    """Let a pair's members take their seats, which each may have in one pair at a time.

    Raises:
        PairRunningError: One of them has a seat in another.
        InterviewingAloneError: It has begun, and one of them holds an interview by themselves.
        TryLaterError: One of them was forgotten meanwhile.
    """
    connection.execute(_LEAVE_SEATS, {"pair": kept.id})
    if kept.pair.phase.over:
        return
    ids = {"workspace_id": kept.workspace_id, "pair_id": kept.id}
    connection.execute(_TAKE_SEATS, [ids | {"member_id": seat.member_id} for seat in kept.pair.seats])
    for seat in kept.pair.seats:
        other = _current(connection, kept.workspace_id, seat.member_id)
        if other is not None and other.id != kept.id:
            raise PairRunningError(other, seat.member_id)
        if kept.pair.phase.begun and connection.execute(_ALONE, ids | {"member": seat.member_id}).first():
            raise InterviewingAloneError
        require_member(connection, Place(kept.workspace_id, 0, seat.member_id, "UTC"))


def _note(connection: Connection, kept: KeptPair, event_key: str, jobs: Sequence[NewJob]) -> None:
    event = {"workspace_id": kept.workspace_id, "pair_id": kept.id, "event_key": event_key}
    connection.execute(insert(PAIR_EVENTS), event)
    put_jobs(connection, jobs)


def _changed_by(connection: Connection, workspace_id: int, event_key: str) -> KeptPair | None:
    row = connection.execute(_CHANGED_BY, {"workspace": workspace_id, "event": event_key}).one_or_none()
    return _kept(row) if row is not None else None


def _current(connection: Connection, workspace_id: int, member_id: int) -> KeptPair | None:
    row = connection.execute(_CURRENT, {"workspace": workspace_id, "member": member_id}).one_or_none()
    return _kept(row) if row is not None else None


def _changing(pair: Pair, revision: int) -> dict[str, Any]:
    return {
        "reader_id": pair.reader.member_id if pair.reader else None,
        "candidate_id": pair.candidate.member_id if pair.candidate else None,
        "invited": pair.invited,
        "phase": pair.phase.value,
        "revision": revision,
        "state": dump_pair(pair),
    }


def _kept(row: AnyRow) -> KeptPair:
    return KeptPair(row.id, row.workspace_id, row.revision, load_pair(row.state))


def _readable(row: AnyRow) -> KeptPair | None:
    """A pair, if this version can read it; what it cannot read goes as a whole when a member leaves."""
    try:
        return _kept(row)
    except InterviewStateError:
        return None

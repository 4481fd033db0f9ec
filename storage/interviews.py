"""Mock interviews: the record as JSON, and every event of it in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, insert, select, update

from bot.core.errors import TryLaterError
from bot.core.interviews.kept import (
    DueInterview,
    InPairError,
    InterviewRunningError,
    InterviewStore,
    Kept,
    RatedInterview,
    Told,
)
from bot.core.interviews.rated import rated
from bot.core.interviews.state import Phase, Rating, dump_session, load_session
from bot.core.records import NewJob, Origin, Place
from storage.directory import lock_member, require_member
from storage.interview_days import note_day
from storage.interview_tables import INTERVIEW_EVENTS, INTERVIEW_RATINGS, INTERVIEWS, RUNNING
from storage.jobs import put_jobs
from storage.pair_tables import HAS_BEGUN, PAIR_SEATS, PAIRS
from storage.rows import AnyRow
from storage.transactions import Transactions
from storage.upsert import insert_or_replace, insert_or_skip

_BEGIN = insert_or_skip(INTERVIEWS, "workspace_id", "session_id")
_ONE = (INTERVIEWS.c.workspace_id == bindparam("workspace"), INTERVIEWS.c.session_id == bindparam("session"))
_GET = select(INTERVIEWS).where(*_ONE)
_AS_IT_IS = select(INTERVIEWS.c.revision, INTERVIEWS.c.phase).where(*_ONE)
_GO_ON = (
    update(INTERVIEWS)
    .where(*_ONE)
    .values({name: bindparam(f"new_{name}") for name in ("phase", "revision", "heard_at", "due_at", "state")})
    .returning(INTERVIEWS.c.id, INTERVIEWS.c.origin, INTERVIEWS.c.said)
)
_SAID = update(INTERVIEWS).where(*_ONE, INTERVIEWS.c.said < bindparam("turn")).values(said=bindparam("turn"))
_MOVE = (
    update(INTERVIEWS)
    .where(*_ONE)
    .values({name: bindparam(f"new_{name}") for name in ("origin", "platform", "alone_with")})
)
_PLAYED = (
    select(INTERVIEWS, INTERVIEW_EVENTS.c.turns)
    .join_from(INTERVIEW_EVENTS, INTERVIEWS, INTERVIEWS.c.id == INTERVIEW_EVENTS.c.interview_id)
    .where(
        INTERVIEW_EVENTS.c.workspace_id == bindparam("workspace"), INTERVIEW_EVENTS.c.event_key == bindparam("event")
    )
)
_OF_MEMBER = select(INTERVIEWS).where(
    INTERVIEWS.c.workspace_id == bindparam("workspace"), INTERVIEWS.c.member_id == bindparam("member")
)
_THAT_RUNS = _OF_MEMBER.where(RUNNING)
_NAMED = _THAT_RUNS.with_only_columns(INTERVIEWS.c.session_id, INTERVIEWS.c.plan_id)
_IN_PAIR = (
    select(PAIRS.c.id, PAIRS.c.plan_id)
    .join_from(PAIR_SEATS, PAIRS, PAIRS.c.id == PAIR_SEATS.c.pair_id)
    .where(
        PAIR_SEATS.c.workspace_id == bindparam("workspace"), PAIR_SEATS.c.member_id == bindparam("member"), HAS_BEGUN
    )
)
_HEARD_LAST = _OF_MEMBER.order_by(INTERVIEWS.c.heard_at.desc(), INTERVIEWS.c.id.desc()).limit(1)
_ALONE_WITH = (
    select(INTERVIEWS)
    .where(INTERVIEWS.c.platform == bindparam("on"), INTERVIEWS.c.alone_with == bindparam("user"))
    .order_by(case((RUNNING, 0), else_=1), INTERVIEWS.c.heard_at.desc(), INTERVIEWS.c.id.desc())
    .limit(1)
)
_DUE = (
    select(INTERVIEWS.c.workspace_id, INTERVIEWS.c.session_id)
    .where(INTERVIEWS.c.due_at <= bindparam("now"))
    .order_by(INTERVIEWS.c.due_at, INTERVIEWS.c.id)
    .limit(bindparam("most"))
)
_RATE = insert_or_replace(INTERVIEW_RATINGS, "interview_id", "personas", "stars", "why", "points", "rated_at")
_RUNS = {Phase.LIVE, Phase.PAUSED}


class SqlInterviews(InterviewStore):
    """Interviews in tables; whoever changes one has locked its member's row, and so is alone with all of theirs."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def begin(self, told: Told, event_key: str, due_at: datetime | None, jobs: Sequence[NewJob] = ()) -> Told:
        """Store a new interview with its first turns, and the jobs that deliver them; a known key finds what is there.

        Raises:
            InterviewRunningError: The member has one that is live or paused.
            InPairError: They are in a pair that has begun.
            TryLaterError: The member was forgotten meanwhile.
        """
        values = _values(told.kept, due_at)  # here, for what writes should have nothing else to do

        def work(connection: Connection) -> Told:
            lock_member(connection, told.kept.place)
            if (before := _played(connection, told.kept.place.workspace_id, event_key)) is not None:
                return before
            _refuse_a_second(connection, told.kept)
            interview_id = connection.execute(_BEGIN, values).scalar()
            if interview_id is None:
                raise TryLaterError("the interview was begun by another event")
            require_member(connection, told.kept.place)
            _note(connection, interview_id, told, event_key, jobs)
            return told

        return await self._transactions.write(work)

    async def take(
        self,
        told: Told,
        event_key: str,
        due_at: datetime | None,
        jobs: Sequence[NewJob] = (),
        answered: datetime | None = None,
    ) -> Told | None:
        """Store what an event led to, with the jobs that deliver it, on the revision before `told.kept.revision`.

        Raises:
            InterviewRunningError: It was parked or stopped and would run again beside another that is live or paused.
            InPairError: It would run again beside a pair that has begun.
        """
        kept = told.kept
        keys = {"workspace": kept.place.workspace_id, "session": kept.session.id}
        values = {f"new_{name}": value for name, value in _changing(kept, due_at).items()}

        def work(connection: Connection) -> Told | None:
            lock_member(connection, kept.place)
            if (played := _played(connection, kept.place.workspace_id, event_key)) is not None:
                return played
            before = connection.execute(_AS_IT_IS, keys).one_or_none()
            if before is None or before.revision != kept.revision - 1:
                return None
            if before.phase not in _RUNS:  # while one runs, no other begins
                _refuse_a_second(connection, kept)
            row = connection.execute(_GO_ON, keys | values).one()
            _note(connection, row.id, told, event_key, jobs)
            if answered is not None:
                note_day(connection, kept.place, answered)
            return replace(told, kept=replace(kept, origin=Origin(**row.origin), said=row.said))

        return await self._transactions.write(work)

    async def settle(self, workspace_id: int, session_id: str, said: int, origin: Origin | None = None) -> None:
        """Note up to which turn the interviewer's were delivered, and where turns go from now on."""
        keys = {"workspace": workspace_id, "session": session_id}

        def work(connection: Connection) -> None:
            connection.execute(_SAID, keys | {"turn": said})
            if origin is not None:
                values = {f"new_{name}": value for name, value in _where(origin).items()}
                connection.execute(_MOVE, keys | values)

        await self._transactions.write(work)

    async def told(self, workspace_id: int, event_key: str) -> Told | None:
        """What an event led to, if it was played before."""
        return await self._transactions.read(lambda connection: _played(connection, workspace_id, event_key))

    async def get(self, workspace_id: int, session_id: str) -> Kept | None:
        """An interview of this workspace.

        Raises:
            InterviewStateError: It was written by another version, or cannot be read.
        """
        return await self._first(_GET, {"workspace": workspace_id, "session": session_id})

    async def current(self, place: Place) -> Kept | None:
        """The member's interview that is live or paused, else the one that they were heard in last.

        Raises:
            InterviewStateError: It was written by another version, or cannot be read.
        """
        return await self._first(_THAT_RUNS, _keys(place)) or await self._first(_HEARD_LAST, _keys(place))

    async def alone_with(self, platform: str, user: str) -> Kept | None:
        """The interview that runs, or is paused, in a user's own conversation with the bot, else the latest there.

        Raises:
            InterviewStateError: It was written by another version, or cannot be read.
        """
        return await self._first(_ALONE_WITH, {"on": platform, "user": user})

    async def due(self, now: datetime, limit: int) -> Sequence[DueInterview]:
        """Interviews of all workspaces that go on by themselves by now, those due longest first."""
        rows = await self._read(_DUE, {"now": now, "most": limit})
        return [DueInterview(row.workspace_id, row.session_id) for row in rows]

    async def ratings(self, workspace_id: int | None) -> Sequence[RatedInterview]:
        """What candidates of a workspace, or of all, said of interviewers, oldest first."""
        query: Select[Any] = select(INTERVIEW_RATINGS)
        if workspace_id is not None:
            query = query.where(INTERVIEW_RATINGS.c.workspace_id == workspace_id)
        query = query.order_by(INTERVIEW_RATINGS.c.rated_at, INTERVIEW_RATINGS.c.interview_id)
        return [
            RatedInterview(
                row.plan_id,
                tuple(row.personas),
                Rating(stars=row.stars, why=row.why, points=tuple(row.points)),
                row.rated_at,
            )
            for row in await self._read(query, {})
        ]

    async def _first(self, query: Select[Any], values: Mapping[str, Any]) -> Kept | None:
        rows = await self._read(query, values)
        return _kept(rows[0]) if rows else None

    async def _read(self, query: Select[Any], values: Mapping[str, Any]) -> Sequence[AnyRow]:
        return await self._transactions.read(lambda connection: connection.execute(query, values).all())


def _played(connection: Connection, workspace_id: int, event_key: str) -> Told | None:
    row = connection.execute(_PLAYED, {"workspace": workspace_id, "event": event_key}).one_or_none()
    if row is None:
        return None
    kept, numbers = _kept(row), set(row.turns)
    return Told(kept, tuple(turn for turn in kept.session.turns if turn.number in numbers))


def _refuse_a_second(connection: Connection, kept: Kept) -> None:
    """Make sure that no other interview of the member's runs, alone or in a pair, if this one does."""
    if kept.session.phase not in _RUNS:
        return
    other = connection.execute(_NAMED, _keys(kept.place)).one_or_none()
    if other is not None and other.session_id != kept.session.id:
        raise InterviewRunningError(other.session_id, other.plan_id)
    pair = connection.execute(_IN_PAIR, _keys(kept.place)).one_or_none()
    if pair is not None:
        raise InPairError(pair.id, pair.plan_id)


def _note(connection: Connection, interview_id: int, told: Told, event_key: str, jobs: Sequence[NewJob]) -> None:
    """Store, beside an interview, the event that it is at, the jobs that follow, and its rating."""
    workspace_id = told.kept.place.workspace_id
    event = {
        "workspace_id": workspace_id,
        "interview_id": interview_id,
        "event_key": event_key,
        "revision": told.kept.revision,
        "turns": [turn.number for turn in told.turns],
        "jobs": [job.key for job in jobs],
    }
    connection.execute(insert(INTERVIEW_EVENTS), event)
    put_jobs(connection, jobs)
    opinion = rated(told.kept.session)
    if opinion is not None:
        rating = opinion.rating.model_dump(mode="json")
        names = {"interview_id": interview_id, "workspace_id": workspace_id, "plan_id": opinion.plan_id}
        connection.execute(_RATE, names | rating | {"personas": list(opinion.personas), "rated_at": opinion.at})


def _values(kept: Kept, due_at: datetime | None) -> dict[str, Any]:
    place, session = kept.place, kept.session
    return {
        "workspace_id": place.workspace_id,
        "group_id": place.group_id,
        "member_id": place.member_id,
        "session_id": session.id,
        "plan_id": session.plan_id,
        "began_at": session.began,
        "time_zone": place.time_zone,
        "late_evenings": place.late_evenings,
        "said": kept.said,
        **_where(kept.origin),
        **_changing(kept, due_at),
    }


def _where(origin: Origin) -> dict[str, Any]:
    """Where turns go, and what is asked for of it."""
    alone_with = origin.user if origin.direct else None
    return {"origin": asdict(origin), "platform": origin.platform, "alone_with": alone_with}


def _changing(kept: Kept, due_at: datetime | None) -> dict[str, Any]:
    return {
        "phase": kept.session.phase.value,
        "revision": kept.revision,
        "heard_at": kept.session.heard,
        "due_at": due_at,
        "state": dump_session(kept.session),
    }


def _kept(row: AnyRow) -> Kept:
    place = Place(row.workspace_id, row.group_id, row.member_id, row.time_zone, row.late_evenings)
    return Kept(load_session(row.state), row.revision, place, Origin(**row.origin), row.said)


def _keys(place: Place) -> dict[str, Any]:
    return {"workspace": place.workspace_id, "member": place.member_id}

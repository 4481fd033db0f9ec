"""What people did, remembered in the transaction in which it was done, so that it is not done again.

A deed is kept as a job that is done already: keys of jobs are unique for ever, and so are those of events.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from bot.core.records import JobKind
from bot.core.rhythm.records import Deed
from storage.tables import JOBS
from storage.upsert import insert_or_skip

_NOTE = insert_or_skip(JOBS, "key")
_FIND = select(JOBS.c.payload).where(JOBS.c.key == bindparam("deed"))


def first_time(connection: Connection, deed: Deed | None, about: int) -> bool:
    """Note what a deed was done to, within a transaction; False if it was done before."""
    if deed is None:
        return True
    values = {
        "kind": JobKind.EVENT.value,
        "key": _key(deed.name),
        "payload": {"about": about},
        "due_at": deed.at,
        "ended_at": deed.at,
        "outcome": "done",
    }
    return connection.execute(_NOTE, values).scalar() is not None


def done_to(connection: Connection, name: str) -> int | None:
    """The row that a deed was done to; none if it was not done yet."""
    payload = connection.execute(_FIND, {"deed": _key(name)}).scalar()
    return int(payload["about"]) if payload else None


def _key(name: str) -> str:
    return f"did:{name}"

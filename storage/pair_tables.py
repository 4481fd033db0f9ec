"""The tables of interviews in pairs: the pairs, who takes part in one now, and the events that changed them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field

from storage.table_base import NEVER_REUSE_IDS, Row, ref, row_id, table_of

_INVITED = text("invited <> ''")


class PairRow(Row, table=True):
    """An interview in pairs: its record as JSON with a version of its own, and in columns what is asked for.

    `revision` grows by one with every event; who writes on another one than they read is turned away. `invited` is the
    platform's id of the one who was asked, if only they may join.
    """

    __tablename__ = "pairs"
    __table_args__ = (
        Index(None, "reader_id"),
        Index(None, "candidate_id"),
        Index("ix_pairs_invited", "workspace_id", "invited", sqlite_where=_INVITED, postgresql_where=_INVITED),
        NEVER_REUSE_IDS,
    )

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    reader_id: int | None = ref("members.id", default=None)
    candidate_id: int | None = ref("members.id", default=None)
    invited: str = ""
    plan_id: str
    phase: str
    revision: int
    made_at: datetime
    state: str = Field(sa_type=Text)


class PairSeatRow(Row, table=True):
    """A member takes part in a pair that is not over; in one at a time, so theirs is the key."""

    __tablename__ = "pair_seats"
    __table_args__ = (Index(None, "pair_id"),)

    member_id: int = ref("members.id", primary_key=True)
    workspace_id: int = ref("workspaces.id")
    pair_id: int = ref("pairs.id")


class PairEventRow(Row, table=True):
    """An event that changed a pair."""

    __tablename__ = "pair_events"
    __table_args__ = (UniqueConstraint("workspace_id", "event_key"), Index(None, "pair_id"))

    id: int | None = row_id()
    workspace_id: int = ref("workspaces.id")
    pair_id: int = ref("pairs.id")
    event_key: str


PAIRS = table_of(PairRow)
PAIR_SEATS = table_of(PairSeatRow)
PAIR_EVENTS = table_of(PairEventRow)

HAS_BEGUN = PAIRS.c.phase.in_(("live", "paused"))
"""Whether a pair's interview is under way."""

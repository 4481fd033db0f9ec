"""The days on which members answered in mock interviews: they count for streaks as days with an answer do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from bot.core.progress.streaks import practice_day
from bot.core.records import Place
from storage.interview_tables import INTERVIEW_DAYS
from storage.progress_tables import PREFERENCES
from storage.tables import ANSWERS, GROUPS, MEMBERS
from storage.upsert import insert_all_or_skip

_CALENDAR = (
    select(MEMBERS.c.time_zone, GROUPS.c.time_zone.label("group_time_zone"), PREFERENCES.c.late_evenings)
    .join_from(MEMBERS, GROUPS, GROUPS.c.id == bindparam("group"), isouter=True)
    .join(PREFERENCES, PREFERENCES.c.member_id == MEMBERS.c.id, isouter=True)
    .where(MEMBERS.c.workspace_id == bindparam("workspace"), MEMBERS.c.id == bindparam("member"))
)
STREAK_TABLES = (ANSWERS, INTERVIEW_DAYS)
"""Whose rows' `local_date`, by `workspace_id` and `member_id`, are the days that count for streaks."""

_NOTE = insert_all_or_skip(INTERVIEW_DAYS, "member_id", "local_date")


def note_day(connection: Connection, place: Place, at: datetime) -> None:
    """Note that a member, whose row the transaction has locked, answers in an interview.

    The date is that of their clock as it is now: they may have moved since the interview began.

    Args:
        connection: The transaction.
        place: Whose interview it is; its zone is that of members without one whose group has none.
        at: When they answer, aware.
    """
    keys = {"workspace": place.workspace_id, "group": place.group_id, "member": place.member_id}
    row = connection.execute(_CALENDAR, keys).one()
    zone = row.time_zone or row.group_time_zone or place.time_zone
    day = practice_day(at, zone, late=bool(row.late_evenings))
    ids = {"workspace_id": place.workspace_id, "member_id": place.member_id}
    connection.execute(_NOTE, ids | {"local_date": day})

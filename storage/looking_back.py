"""What a progress page and a streak are made of, read within one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, func, select, union

from bot.core.progress.looking_back import LookBack, Practised
from bot.core.records import Place, SelfCheck
from storage.attempts import attempts
from storage.interview_days import STREAK_TABLES
from storage.moments import moment
from storage.presence import absences_of
from storage.progress_tables import ATTEMPTS
from storage.rows import self_check_from_row
from storage.tables import ANSWERS, POSTINGS, SELF_CHECKS

_DAYS = union(
    *(
        select(table.c.local_date).where(
            table.c.workspace_id == bindparam("workspace"), table.c.member_id == bindparam("member")
        )
        for table in STREAK_TABLES
    )
).order_by("local_date")
_FIRST = (
    select(ANSWERS.c.id)
    .where(
        ANSWERS.c.workspace_id == bindparam("workspace"),
        ANSWERS.c.member_id == bindparam("member"),
        ANSWERS.c.local_date == bindparam("day"),
    )
    .order_by(ANSWERS.c.id)
    .limit(1)
)
_ASKED = (
    select(moment(POSTINGS.c.posted_at))
    .where(
        POSTINGS.c.workspace_id == bindparam("workspace"),
        POSTINGS.c.group_id == bindparam("group"),
        POSTINGS.c.schedule_id.is_not(None),
    )
    .order_by(POSTINGS.c.posted_at)
)
_COUNTED = select(func.count(), func.count(ATTEMPTS.c.question_id.distinct())).where(
    ATTEMPTS.c.workspace_id == bindparam("workspace"), ATTEMPTS.c.member_id == bindparam("member")
)
_CHECKS = (
    select(SELF_CHECKS)
    .join_from(ATTEMPTS, SELF_CHECKS, SELF_CHECKS.c.answer_id == ATTEMPTS.c.answer_id)
    .where(ATTEMPTS.c.workspace_id == bindparam("workspace"), ATTEMPTS.c.member_id == bindparam("member"))
    .order_by(SELF_CHECKS.c.answer_id)
)


def look_back(connection: Connection, place: Place, limit: int) -> LookBack:
    """What a member's progress page is made of, with their newest answers."""
    newest = attempts(connection, place, limit)
    counted = len(newest), len({one.question_id for one in newest})
    if len(newest) >= limit:
        answers, questions = connection.execute(_COUNTED, _keys(place)).one()
        counted = answers, questions
    return LookBack(newest, self_checks(connection, place), practised(connection, place), *counted)


def practised(connection: Connection, place: Place) -> Practised:
    """What a member's streak is made of."""
    days = connection.execute(_DAYS, _keys(place)).scalars().all()
    asked = connection.execute(_ASKED, _keys(place)).scalars().all()
    first = connection.execute(_FIRST, _keys(place) | {"day": days[-1]}).scalar() if days else None
    return Practised(days, asked, absences_of(connection, place.workspace_id), first)


def self_checks(connection: Connection, place: Place) -> list[SelfCheck]:
    """What a member ticked for any of their answers, in all groups; withdrawn answers are left out."""
    return [self_check_from_row(row) for row in connection.execute(_CHECKS, _keys(place)).all()]


def _keys(place: Place) -> dict[str, Any]:
    return {"workspace": place.workspace_id, "member": place.member_id, "group": place.group_id}

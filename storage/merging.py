"""Two groups that turn out to be one: one takes over what the other has, within one transaction.

What may be there once only (a group's question of a day, a suggestion, a recap's date) stays as the group has it that
goes on; a posting whose key is taken gets another one.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.interview_tables import INTERVIEWS
from storage.progress_tables import STANDINGS
from storage.rhythm_tables import SCHEDULES, SUGGESTIONS
from storage.tables import ANSWERS, JUDGE_CALLS, POSTINGS
from storage.together_tables import RECAPS, REMINDERS
from storage.upsert import insert_or_add

_POINTS = ("part", "score", "gain", "estimated", "points")

_OTHER_KEYS = (
    update(POSTINGS)
    .where(
        POSTINGS.c.group_id == bindparam("other"),
        POSTINGS.c.key.in_(select(POSTINGS.c.key).where(POSTINGS.c.group_id == bindparam("group"))),
    )
    .values(key=POSTINGS.c.key + bindparam("suffix"))
)
_TAKE_OVER = tuple(
    update(table).where(table.c.group_id == bindparam("other")).values(group_id=bindparam("group"))
    for table in (POSTINGS, ANSWERS, JUDGE_CALLS, SCHEDULES, REMINDERS, INTERVIEWS)
)
_TAKE_SUGGESTIONS = (
    update(SUGGESTIONS)
    .where(
        SUGGESTIONS.c.group_id == bindparam("other"),
        SUGGESTIONS.c.question_id.not_in(
            select(SUGGESTIONS.c.question_id).where(SUGGESTIONS.c.group_id == bindparam("group"))
        ),
    )
    .values(group_id=bindparam("group"))
)
_STANDINGS = select(STANDINGS).where(STANDINGS.c.group_id == bindparam("other"))
_ADD = insert_or_add(STANDINGS, ("group_id", "period", "member_id"), _POINTS)
_DROP = tuple(delete(table).where(table.c.group_id == bindparam("other")) for table in (STANDINGS, RECAPS))


def take_over(connection: Connection, group: int, other: int) -> None:
    """Have all that another group has belong to a group: what was asked and answered there, points, schedules.

    Answers are taken before points, in the order in which others lock them; so nobody counts in between.
    """
    ids = {"group": group, "other": other}
    connection.execute(_OTHER_KEYS, ids | {"suffix": f"@{other}"})
    for statement in (*_TAKE_OVER, _TAKE_SUGGESTIONS):
        connection.execute(statement, ids)
    for row in connection.execute(_STANDINGS, {"other": other}).all():
        keys = {"workspace_id": row.workspace_id, "group_id": group, "period": row.period, "member_id": row.member_id}
        connection.execute(_ADD, keys | {name: getattr(row, name) for name in _POINTS})
    for dropping in _DROP:
        connection.execute(dropping, {"other": other})

"""Points kept up to date, within the transaction that changes what they come from.

What an answer earned is in `credits`, and the sums by group, member and period are in `standings`: they are always the
sums of the credits. A member's standing for all time is locked before anything is counted, always after answers are.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.core.grading.grade import GradeState
from bot.core.progress.points import (
    A_DAY,
    NOTHING,
    TRIES,
    Period,
    Points,
    Try,
    period_key,
    period_keys,
    question_points,
)
from storage.progress_tables import CREDITS, STANDINGS
from storage.rows import AnyRow
from storage.tables import ANSWERS, GRADES
from storage.upsert import insert_or_add, insert_or_replace

_COLUMNS = ("part", "score", "gain", "estimated")

_ANSWER = select(
    ANSWERS.c.id,
    ANSWERS.c.workspace_id,
    ANSWERS.c.group_id,
    ANSWERS.c.member_id,
    ANSWERS.c.question_id,
    ANSWERS.c.local_date,
).where(ANSWERS.c.id == bindparam("answer"))
_OF_MEMBER = (
    ANSWERS.c.workspace_id == bindparam("workspace"),
    ANSWERS.c.member_id == bindparam("member"),
    ANSWERS.c.group_id == bindparam("group"),
)
_CREDITED = (ANSWERS.c.id, ANSWERS.c.local_date, ANSWERS.c.state, *(CREDITS.c[name] for name in _COLUMNS))
_TRIES = (
    select(
        *_CREDITED,
        GRADES.c.total,
        GRADES.c.judge_name,
        GRADES.c.judge_model,
        GRADES.c.judge_version,
        GRADES.c.estimate,
    )
    .join_from(ANSWERS, GRADES, GRADES.c.id == ANSWERS.c.grade_id, isouter=True)
    .join(CREDITS, CREDITS.c.answer_id == ANSWERS.c.id, isouter=True)
    .where(*_OF_MEMBER, ANSWERS.c.question_id == bindparam("question"))
    .order_by(ANSWERS.c.submitted_at, ANSWERS.c.id)
    .limit(TRIES)
)
_ON_DAY = (
    select(*_CREDITED)
    .join_from(ANSWERS, CREDITS, CREDITS.c.answer_id == ANSWERS.c.id, isouter=True)
    .where(*_OF_MEMBER, ANSWERS.c.local_date == bindparam("day"))
)
_PAID = _ON_DAY.where(CREDITS.c.part > 0).limit(1)
_UNPAID = _ON_DAY.where(ANSWERS.c.state != GradeState.WITHDRAWN.value).order_by(ANSWERS.c.id).limit(1)
_PUT_CREDIT = insert_or_replace(CREDITS, "answer_id", *_COLUMNS)
_DROP_CREDIT = delete(CREDITS).where(CREDITS.c.answer_id == bindparam("answer"))
_ADD = insert_or_add(STANDINGS, ("group_id", "period", "member_id"), (*_COLUMNS, "points"))
_LOCK = (
    update(STANDINGS)
    .where(
        STANDINGS.c.group_id == bindparam("group"),
        STANDINGS.c.period == period_key(Period.ALL, date.min),
        STANDINGS.c.member_id == bindparam("member"),
    )
    .values(points=STANDINGS.c.points)
)


def credit_day(connection: Connection, answer_id: int) -> None:
    """Give an answer that has just been stored the points for its day, unless the day has them."""
    answer = connection.execute(_ANSWER, {"answer": answer_id}).one()
    keys = _keys(answer)
    if connection.execute(_PAID, keys).first() is not None:
        return
    _lock(connection, answer)
    if connection.execute(_PAID, keys).first() is None:
        _credit(connection, answer, answer_id, answer.local_date, NOTHING, Points(part=A_DAY))


def credit_answer(connection: Connection, answer_id: int) -> None:
    """Count the points of an answer's question and day anew, after its grade or state has changed."""
    answer = connection.execute(_ANSWER, {"answer": answer_id}).one_or_none()
    if answer is None:
        return
    _lock(connection, answer)
    rows = connection.execute(_TRIES, _keys(answer)).all()
    earned = question_points([_try(row) for row in rows])
    for row in rows:
        before = _points(row)
        after = Points(before.part, earned[row.id].score, earned[row.id].gain, earned[row.id].estimated)
        _credit(connection, answer, row.id, row.local_date, before, after)
    _move_day(connection, answer)


def _move_day(connection: Connection, answer: AnyRow) -> None:
    """Take the points for a day from an answer that was taken back, and give them to another one of that day."""
    keys = _keys(answer)
    paid = connection.execute(_PAID, keys).first()
    if paid is None or paid.state != GradeState.WITHDRAWN:
        return
    held, day = Points(part=paid.part), answer.local_date
    _credit(connection, answer, paid.id, day, _points(paid), _points(paid) - held)
    heir = connection.execute(_UNPAID, keys).first()
    if heir is not None:
        _credit(connection, answer, heir.id, day, _points(heir), _points(heir) + held)


def _credit(connection: Connection, owner: AnyRow, answer_id: int, day: date, before: Points, after: Points) -> None:
    """Put what one of the owner's answers earns in the place of what it earned, and add the difference up."""
    if after == before:
        return
    if after == NOTHING:
        connection.execute(_DROP_CREDIT, {"answer": answer_id})
    else:
        values = {"answer_id": answer_id, "workspace_id": owner.workspace_id}
        connection.execute(_PUT_CREDIT, values | _values(after))
    for key in period_keys(day):
        _add(connection, owner, key, after - before)


def _lock(connection: Connection, owner: AnyRow) -> None:
    """Let nobody else count the member's points in the group until this transaction ends."""
    locked = connection.execute(_LOCK, {"group": owner.group_id, "member": owner.member_id}).rowcount
    if not locked:
        _add(connection, owner, period_key(Period.ALL, owner.local_date), NOTHING)


def _add(connection: Connection, owner: AnyRow, key: str, points: Points) -> None:
    row = {"workspace_id": owner.workspace_id, "group_id": owner.group_id, "member_id": owner.member_id, "period": key}
    connection.execute(_ADD, row | _values(points) | {"points": points.total})


def _keys(answer: AnyRow) -> dict[str, object]:
    return {
        "workspace": answer.workspace_id,
        "group": answer.group_id,
        "member": answer.member_id,
        "question": answer.question_id,
        "day": answer.local_date,
    }


def _values(points: Points) -> dict[str, int]:
    return {name: getattr(points, name) for name in _COLUMNS}


def _points(row: AnyRow) -> Points:
    return Points(*(getattr(row, name) or 0 for name in _COLUMNS))


def _try(row: AnyRow) -> Try:
    judge = () if row.total is None else (row.judge_name, row.judge_model, row.judge_version)
    withdrawn = row.state == GradeState.WITHDRAWN
    return Try(row.id, withdrawn, row.total, judge, bool(row.estimate))

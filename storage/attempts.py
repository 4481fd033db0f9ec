"""A member's answers as progress counts them, kept together and up to date within the transaction that changes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, tuple_

from bot.core.progress.attempts import Attempt, JudgeKey, Mark
from bot.core.records import Place
from storage.answers import NOT_WITHDRAWN
from storage.moments import moment
from storage.progress_tables import ATTEMPTS, CARDS, DECKS
from storage.tables import ANSWERS, GRADES

_OF_ANSWER = ("member_id", "submitted_at", "workspace_id", "question_id", "local_date", "revises", "grade_id")
_OF_GRADE = ("judge_name", "judge_model", "judge_version", "total", "low", "high", "estimate", "stand_in", "marks")

_KEY = (ANSWERS.c.member_id, ANSWERS.c.submitted_at, ANSWERS.c.id)
_THIS = ANSWERS.c.id == bindparam("answer")
_DROP = (
    delete(ATTEMPTS)
    .where(tuple_(ATTEMPTS.c.member_id, ATTEMPTS.c.submitted_at, ATTEMPTS.c.answer_id).in_(select(*_KEY).where(_THIS)))
    .returning(ATTEMPTS.c.member_id, ATTEMPTS.c.grade_id, ATTEMPTS.c.stand_in)
)
_DROP_DECK = delete(DECKS).where(DECKS.c.member_id == bindparam("member"), DECKS.c.grade_id >= bindparam("learnt"))
_DROP_CARDS = delete(CARDS).where(CARDS.c.member_id == bindparam("member"))
_PUT = insert(ATTEMPTS).from_select(
    ["answer_id", *_OF_ANSWER, *_OF_GRADE],
    select(ANSWERS.c.id, *(ANSWERS.c[name] for name in _OF_ANSWER), *(GRADES.c[name] for name in _OF_GRADE))
    .join_from(ANSWERS, GRADES, GRADES.c.id == ANSWERS.c.grade_id, isouter=True)
    .where(_THIS, NOT_WITHDRAWN),
)
_ALL = select(
    ATTEMPTS.c.grade_id,
    ATTEMPTS.c.answer_id,
    ATTEMPTS.c.question_id,
    moment(ATTEMPTS.c.submitted_at),
    ATTEMPTS.c.local_date,
    ATTEMPTS.c.revises,
    *(ATTEMPTS.c[name] for name in _OF_GRADE),
).where(ATTEMPTS.c.workspace_id == bindparam("workspace"), ATTEMPTS.c.member_id == bindparam("member"))
_NEWEST = _ALL.order_by(ATTEMPTS.c.submitted_at.desc(), ATTEMPTS.c.answer_id.desc()).limit(bindparam("most"))
_SINCE = _ALL.where(ATTEMPTS.c.grade_id > bindparam("known"), ~ATTEMPTS.c.stand_in).order_by(ATTEMPTS.c.grade_id)


def add_attempt(connection: Connection, answer_id: int) -> None:
    """Take over an answer that has just been stored."""
    connection.execute(_PUT, {"answer": answer_id})


def keep_attempt(connection: Connection, answer_id: int) -> None:
    """Take over how an answer stands, after it or which grade counts has changed; a withdrawn one is taken out.

    Memory cards that have learnt from the grade that counted before are made anew when they are next needed.
    """
    before = connection.execute(_DROP, {"answer": answer_id}).one_or_none()
    connection.execute(_PUT, {"answer": answer_id})
    if before is not None and before.grade_id is not None and not before.stand_in:
        member = {"member": before.member_id}
        if connection.execute(_DROP_DECK, member | {"learnt": before.grade_id}).rowcount:
            connection.execute(_DROP_CARDS, member)


def attempts(connection: Connection, place: Place, limit: int) -> Sequence[Attempt]:
    """A member's answers, newest first, withdrawn ones left out."""
    keys = {"workspace": place.workspace_id, "member": place.member_id, "most": limit}
    return [attempt for _, attempt in _read(connection.execute(_NEWEST, keys).all())]


def graded_since(connection: Connection, place: Place, grade_id: int) -> Sequence[tuple[int, Attempt]]:
    """A member's answers whose counting grade came later than another and is no stand-in, by the ids of the grades."""
    keys = {"workspace": place.workspace_id, "member": place.member_id, "known": grade_id}
    return list(_read(connection.execute(_SINCE, keys).all()))


def _read(rows: Sequence[Sequence[Any]]) -> Iterable[tuple[int, Attempt]]:
    """The ids of the grades that count, and the answers; judges are made once."""
    judges: dict[tuple[str, str, str], JudgeKey] = {}
    for grade_id, number, asked, at, day, again, name, model, version, total, low, high, rough, stand_in, marks in rows:
        mark = None
        if grade_id is not None:
            judge = judges.get((name, model, version))
            if judge is None:
                judge = judges[name, model, version] = JudgeKey(name, model, version)
            mark = Mark(judge, total, low, high, rough, stand_in, marks)
        yield grade_id, Attempt(number, asked, at, day, again, mark)

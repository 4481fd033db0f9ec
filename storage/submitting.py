"""Taking in what a member sends, each function within one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, func, select

from bot.core.errors import DailyLimitError, UnknownAnswerError
from bot.core.records import Answer, NewAnswer, NewJob, Place, SelfCheck, Submission
from storage.answers import of_member
from storage.attempts import add_attempt
from storage.crediting import credit_day
from storage.directory import require_member
from storage.jobs import put_job
from storage.rows import answer_from_row, new_answer_values
from storage.tables import ANSWERS, MEMBERS, SELF_CHECKS
from storage.upsert import insert_or_replace, insert_or_skip

_ADD_ANSWER = insert_or_skip(ANSWERS, "workspace_id", "event_key")
_ONE_AT_A_TIME = select(MEMBERS.c.id).where(MEMBERS.c.id == bindparam("member")).with_for_update(key_share=True)
_ANSWER_OF_EVENT = select(ANSWERS).where(
    ANSWERS.c.workspace_id == bindparam("workspace_id"), ANSWERS.c.event_key == bindparam("event_key")
)
_ANSWER = select(ANSWERS).where(ANSWERS.c.workspace_id == bindparam("workspace"), ANSWERS.c.id == bindparam("answer"))
_SAVE_SELF_CHECK = insert_or_replace(SELF_CHECKS, "answer_id", "said", "checked_at")


def submit(connection: Connection, new: NewAnswer, job: NewJob, most_a_day: int) -> Submission:
    """Store an answer and the job that will grade it; a known event key returns what is there."""
    values = new_answer_values(new)
    answer_id = connection.execute(_ADD_ANSWER, values).scalar()
    if answer_id is None:
        key = {"workspace_id": new.place.workspace_id, "event_key": new.event_key}
        return Submission(answer_from_row(connection.execute(_ANSWER_OF_EVENT, key).one()), repeated=True)
    require_member(connection, new.place)  # an error takes the answer out again
    if most_a_day and _count_on(connection, new.place, new.local_date) > most_a_day:
        raise DailyLimitError(most_a_day, new.local_date + timedelta(days=1))
    payload = {**job.payload, "answer_id": answer_id}
    put_job(connection, replace(job, key=f"{job.key}:{answer_id}", payload=payload))
    credit_day(connection, answer_id)
    add_attempt(connection, answer_id)
    return Submission(Answer.stored(answer_id, new), repeated=False)


def save_self_check(connection: Connection, workspace_id: int, check: SelfCheck) -> None:
    """Store what a member ticked, in the place of what they ticked before."""
    if connection.execute(_ANSWER, {"workspace": workspace_id, "answer": check.answer_id}).first() is None:
        raise UnknownAnswerError(check.answer_id)
    connection.execute(
        _SAVE_SELF_CHECK,
        {
            "answer_id": check.answer_id,
            "workspace_id": workspace_id,
            "said": sorted(check.said),
            "checked_at": check.checked_at,
        },
    )


def _count_on(connection: Connection, place: Place, day: date) -> int:
    """How many answers the member has on a date, with those that other transactions are just storing."""
    connection.execute(_ONE_AT_A_TIME, {"member": place.member_id})
    query = select(func.count()).select_from(ANSWERS).where(*of_member(place), ANSWERS.c.local_date == day)
    return int(connection.execute(query).scalar_one())

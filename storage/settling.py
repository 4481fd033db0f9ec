"""What a look at a schedule came to, stored within one transaction.

The schedule's row is locked first, so that of two processes that look at once the second finds what the first stored;
the unique pair of schedule and local date holds whatever happens.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, bindparam, func, insert, select, union_all, update

from bot.core.records import NewJob, Posting
from bot.core.rhythm.records import Deed, NewPosting, ScheduleRecord, Settlement, Skip
from storage.answers import to_posting
from storage.deeds import done_to, first_time
from storage.jobs import put_jobs
from storage.rhythm_tables import SCHEDULE_SKIPS, SCHEDULES
from storage.rows import posting_from_row
from storage.tables import ANSWERS, POSTINGS
from storage.upsert import insert_or_skip

_LOCK = (
    select(SCHEDULES)
    .where(SCHEDULES.c.workspace_id == bindparam("workspace"), SCHEDULES.c.id == bindparam("schedule"))
    .with_for_update(key_share=True)
)
_HANDLED = union_all(
    *(
        select(table.c.local_date).where(
            table.c.schedule_id == bindparam("schedule"), table.c.local_date.in_(bindparam("dates", expanding=True))
        )
        for table in (POSTINGS, SCHEDULE_SKIPS)
    )
)
_POST = insert_or_skip(POSTINGS)
_SKIP = insert(SCHEDULE_SKIPS)
_NEXT = update(SCHEDULES).where(SCHEDULES.c.id == bindparam("schedule")).values(next_due_at=bindparam("due"))
_OF_POSTING = (POSTINGS.c.workspace_id == bindparam("workspace"), POSTINGS.c.id == bindparam("posting"))
_LOCK_POSTING = select(POSTINGS).where(*_OF_POSTING).with_for_update()
_SWAP = update(POSTINGS).where(*_OF_POSTING).values(question_id=bindparam("new_question")).returning(POSTINGS)


def settle_all(connection: Connection, settlements: Sequence[Settlement]) -> Sequence[Posting | None]:
    """Store what looks at schedules came to; for each the posting, if it was not there.

    Rows are locked in the order of their ids, so that two processes do not wait for each other.
    """
    in_order = sorted(settlements, key=lambda each: each.schedule.id)
    made = {id(each): _settle(connection, each) for each in in_order}
    return [made[id(each)] for each in settlements]


def _settle(connection: Connection, settlement: Settlement) -> Posting | None:
    """Store a posting with its jobs, skips, and when to look again."""
    schedule, posting, skips = settlement.schedule, settlement.posting, settlement.skips
    next_due_at = settlement.next_due_at
    keys = {"workspace": schedule.workspace_id, "schedule": schedule.id}
    row = connection.execute(_LOCK, keys).one_or_none()
    if row is None or row.ended or row.halted is not None or row.rule != schedule.rule:
        return None  # what was decided by another rule is nobody's wish any more; the next look decides by this one
    dates = {skip.local_date for skip in skips} | ({posting.local_date} if posting else set())
    handled = _handled(connection, schedule.id, dates)
    made = None
    if posting is not None and posting.local_date not in handled:
        made = _post(connection, schedule, posting, settlement.jobs)
        handled.add(posting.local_date)
    _skip(connection, schedule, {skip.local_date: skip for skip in skips if skip.local_date not in handled}.values())
    if row.next_due_at == schedule.next_due_at != next_due_at:
        connection.execute(_NEXT, {"schedule": schedule.id, "due": next_due_at})
    return made


def swap(
    connection: Connection,
    workspace_id: int,
    posting_id: int,
    question_id: str,
    deed: Deed | None = None,
    job: NewJob | None = None,
) -> Posting | None:
    """Put another question in a posting's place, unless somebody has answered it, and queue what shows it."""
    keys = {"workspace": workspace_id, "posting": posting_id}
    found = connection.execute(_LOCK_POSTING, keys).one_or_none()  # which waits for answers that are being stored
    if found is None:
        return None
    if deed is not None and done_to(connection, deed.name) is not None:
        return posting_from_row(found)
    answered = select(func.count()).select_from(ANSWERS).where(*to_posting(workspace_id, posting_id))
    if connection.execute(answered).scalar_one():
        return None
    first_time(connection, deed, posting_id)
    if job is not None:
        put_jobs(connection, [job])
    return posting_from_row(connection.execute(_SWAP, keys | {"new_question": question_id}).one())


def _handled(connection: Connection, schedule_id: int, dates: Collection[date]) -> set[date]:
    if not dates:
        return set()
    values = {"schedule": schedule_id, "dates": sorted(dates)}
    return set(connection.execute(_HANDLED, values).scalars())


def _post(connection: Connection, schedule: ScheduleRecord, new: NewPosting, jobs: Sequence[NewJob]) -> Posting | None:
    values = {
        "workspace_id": schedule.workspace_id,
        "group_id": schedule.group_id,
        "key": f"schedule:{schedule.id}:{new.local_date.isoformat()}",
        "question_id": new.question_id,
        "style": new.style,
        "posted_at": new.posted_at,
        "local_date": new.local_date,
        "schedule_id": schedule.id,
        "closes_at": new.closes_at,
        "private": new.private,
        "note": new.note,
    }
    posting_id = connection.execute(_POST, values).scalar()
    if posting_id is None:
        return None
    ids = {"workspace_id": schedule.workspace_id, "posting_id": posting_id}
    put_jobs(
        connection,
        [replace(job, key=f"{job.key}:{posting_id}", payload={**job.payload, **ids}) for job in jobs],
    )
    return Posting(
        id=posting_id,
        group_id=schedule.group_id,
        question_id=new.question_id,
        posted_at=new.posted_at,
        local_date=new.local_date,
        style=new.style,
        schedule_id=schedule.id,
        closes_at=new.closes_at,
        private=new.private,
        note=new.note,
    )


def _skip(connection: Connection, schedule: ScheduleRecord, skips: Collection[Skip]) -> None:
    rows = [
        {
            "workspace_id": schedule.workspace_id,
            "schedule_id": schedule.id,
            "local_date": skip.local_date,
            "reason": skip.reason,
        }
        for skip in skips
    ]
    if rows:
        connection.execute(_SKIP, rows)

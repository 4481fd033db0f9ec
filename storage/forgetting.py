"""Erasing a member, within one transaction.

Rows are locked in the order in which others lock them: jobs, the member, answers. Whoever was just saving a verdict
has ended by the time the answers are locked, and what they queued is found by looking for jobs again.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, func, select, update

from bot.core.delivery.names import answer_slot
from bot.core.records import Answer, JobKind, Place
from storage.directory import forgotten_id
from storage.jobs import BURIED, DONE
from storage.progress_tables import CARDS, CREDITS, DECKS, PREFERENCES, STANDINGS
from storage.rhythm_tables import DELIVERIES, PASSES, SUGGESTIONS
from storage.rows import AnyRow, answer_from_row
from storage.tables import ANSWERS, CONTESTS, GRADES, JOBS, MEMBERS, SELF_CHECKS, WORKSPACES

_AT_ONCE = 500

_WHO = (
    select(WORKSPACES.c.platform, WORKSPACES.c.external_id.label("workspace"), MEMBERS.c.external_id.label("member"))
    .join_from(MEMBERS, WORKSPACES, WORKSPACES.c.id == MEMBERS.c.workspace_id)
    .where(MEMBERS.c.workspace_id == bindparam("workspace"), MEMBERS.c.id == bindparam("member"))
)
_OF_MEMBER = (ANSWERS.c.workspace_id == bindparam("workspace"), ANSWERS.c.member_id == bindparam("member"))
_THEIR_ANSWERS = select(ANSWERS.c.id).where(*_OF_MEMBER)
_LOCK_ANSWERS = select(ANSWERS).where(*_OF_MEMBER).with_for_update()
_DROP_JOBS = delete(JOBS).where(JOBS.c.answer_id.in_(_THEIR_ANSWERS))
_MAKE_NAMELESS = (
    update(MEMBERS)
    .where(MEMBERS.c.id == bindparam("member_row"))
    .values(external_id=bindparam("nobody"), name="", time_zone=None)
)
_THEIR_EVENTS = (
    update(JOBS)
    .where(
        JOBS.c.kind == JobKind.EVENT.value,
        JOBS.c.token.is_(None),
        JOBS.c.payload["event", "origin", "platform"].as_string() == bindparam("platform"),
        JOBS.c.payload["event", "origin", "workspace"].as_string() == bindparam("workspace"),
        JOBS.c.payload["event", "origin", "user"].as_string() == bindparam("member"),
    )
    .values(
        outcome=DONE,
        payload={},
        reason="its member was forgotten",
        ended_at=func.coalesce(JOBS.c.ended_at, JOBS.c.due_at),
    )
)
_END_EVENTS = (_THEIR_EVENTS.where(JOBS.c.outcome.is_(None)), _THEIR_EVENTS.where(JOBS.c.outcome == BURIED))
_DROP_DELIVERIES = delete(DELIVERIES).where(DELIVERIES.c.slot.in_(bindparam("slots", expanding=True)))
_DROP_REST = (  # what refers to a row goes before it
    delete(CONTESTS).where(CONTESTS.c.answer_id.in_(_THEIR_ANSWERS)),
    delete(SELF_CHECKS).where(SELF_CHECKS.c.answer_id.in_(_THEIR_ANSWERS)),
    delete(GRADES).where(GRADES.c.answer_id.in_(_THEIR_ANSWERS)),
    delete(CREDITS).where(CREDITS.c.answer_id.in_(_THEIR_ANSWERS)),
    *(
        delete(table).where(table.c.workspace_id == bindparam("workspace"), table.c.member_id == bindparam("member"))
        for table in (STANDINGS, PREFERENCES, DECKS, CARDS)
    ),
    delete(PASSES).where(PASSES.c.workspace_id == bindparam("workspace"), PASSES.c.member_id == bindparam("member")),
    delete(SUGGESTIONS).where(
        SUGGESTIONS.c.workspace_id == bindparam("workspace"), SUGGESTIONS.c.member_id == bindparam("member")
    ),
    delete(ANSWERS).where(*_OF_MEMBER),
)


def forget(connection: Connection, place: Place) -> int:
    """Erase a member; how many answers there were.

    Their row stays for what judging cost to point at, without anything that tells who it was.
    """
    keys = {"workspace": place.workspace_id, "member": place.member_id}
    who = connection.execute(_WHO, keys).one_or_none()
    nobody = forgotten_id(place.member_id)
    if who is None or who.member == nobody:
        return 0
    _end_events(connection, who)
    connection.execute(_DROP_JOBS, keys)
    connection.execute(_MAKE_NAMELESS, {"member_row": place.member_id, "nobody": nobody})
    answers = [answer_from_row(row) for row in connection.execute(_LOCK_ANSWERS, keys)]
    connection.execute(_DROP_JOBS, keys)
    _drop_deliveries(connection, answers)
    for statement in _DROP_REST:
        connection.execute(statement, keys)
    return len(answers)


def _end_events(connection: Connection, who: AnyRow) -> None:
    """End the member's events that nobody is at work on; one under way is emptied when it ends, as any event is."""
    sender = {"platform": who.platform, "workspace": who.workspace, "member": who.member}
    for statement in _END_EVENTS:
        connection.execute(statement, sender)


def _drop_deliveries(connection: Connection, answers: Sequence[Answer]) -> None:
    slots = [answer_slot(answer) for answer in answers]
    for start in range(0, len(slots), _AT_ONCE):
        connection.execute(_DROP_DELIVERIES, {"slots": slots[start : start + _AT_ONCE]})

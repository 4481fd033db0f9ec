"""Erasing a member, within one transaction.

Rows are locked in the order in which others lock them: jobs, the member, answers, interviews. Whoever was just saving
a verdict has ended by the time the answers are locked, and what they queued is found by looking for jobs again; whoever
was playing an event of an interview had locked the member, and has ended by the time that row is ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Delete, bindparam, delete, func, select, update

from bot.core.delivery.names import answer_slot
from bot.core.interviews.kept import said_prefix
from bot.core.records import JobKind, Place
from storage.directory import forgotten_id
from storage.interview_tables import INTERVIEW_DAYS, INTERVIEW_EVENTS, INTERVIEW_RATINGS, INTERVIEWS
from storage.jobs import BURIED, DONE
from storage.pairs import leave_pairs
from storage.progress_tables import ATTEMPTS, CARDS, CREDITS, DECKS, PREFERENCES, STANDINGS
from storage.rhythm_tables import DELIVERIES, PASSES, SUGGESTIONS
from storage.rows import AnyRow, answer_from_row
from storage.tables import ANSWERS, CONTESTS, GRADES, JOBS, MEMBERS, SELF_CHECKS, WORKSPACES
from storage.together_tables import KUDOS, REMINDERS, REVIEWS, SHARES

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
    .values(external_id=bindparam("nobody"), name="", time_zone=None, moves=None)
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
_DROP_DELIVERIES = (
    delete(DELIVERIES).where(DELIVERIES.c.slot.in_(bindparam("names", expanding=True))),
    delete(DELIVERIES).where(DELIVERIES.c.key.in_(bindparam("names", expanding=True))),
)
_DROP_NAMED_JOBS = delete(JOBS).where(JOBS.c.key.in_(bindparam("names", expanding=True)))
_THEIR_INTERVIEWS = select(INTERVIEWS.c.id).where(
    INTERVIEWS.c.workspace_id == bindparam("workspace"), INTERVIEWS.c.member_id == bindparam("member")
)
_IN_INTERVIEWS = (
    select(INTERVIEWS.c.session_id, INTERVIEW_EVENTS.c.jobs)
    .join_from(INTERVIEWS, INTERVIEW_EVENTS, INTERVIEW_EVENTS.c.interview_id == INTERVIEWS.c.id)
    .where(INTERVIEWS.c.workspace_id == bindparam("workspace"), INTERVIEWS.c.member_id == bindparam("member"))
)
_DROP_REST = (  # what refers to a row goes before it
    delete(CONTESTS).where(CONTESTS.c.answer_id.in_(_THEIR_ANSWERS)),
    delete(SELF_CHECKS).where(SELF_CHECKS.c.answer_id.in_(_THEIR_ANSWERS)),
    delete(GRADES).where(GRADES.c.answer_id.in_(_THEIR_ANSWERS)),
    delete(CREDITS).where(CREDITS.c.answer_id.in_(_THEIR_ANSWERS)),
    *(
        delete(table).where(table.c.workspace_id == bindparam("workspace"), table.c.member_id == bindparam("member"))
        for table in (STANDINGS, ATTEMPTS, PREFERENCES, DECKS, CARDS, REMINDERS, KUDOS, REVIEWS, INTERVIEW_DAYS)
    ),
    *(delete(table).where(table.c.answer_id.in_(_THEIR_ANSWERS)) for table in (SHARES, KUDOS, REVIEWS)),
    delete(PASSES).where(PASSES.c.workspace_id == bindparam("workspace"), PASSES.c.member_id == bindparam("member")),
    delete(SUGGESTIONS).where(
        SUGGESTIONS.c.workspace_id == bindparam("workspace"), SUGGESTIONS.c.member_id == bindparam("member")
    ),
    delete(ANSWERS).where(*_OF_MEMBER),
    *(
        delete(table).where(table.c.interview_id.in_(_THEIR_INTERVIEWS))
        for table in (INTERVIEW_RATINGS, INTERVIEW_EVENTS)
    ),
    delete(INTERVIEWS).where(
        INTERVIEWS.c.workspace_id == bindparam("workspace"), INTERVIEWS.c.member_id == bindparam("member")
    ),
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
    _drop_in_parts(connection, _DROP_DELIVERIES, [answer_slot(answer) for answer in answers])
    _drop_what_interviews_said(connection, keys)
    _drop_in_parts(connection, _DROP_DELIVERIES, sorted(leave_pairs(connection, place, who.member)))
    for statement in _DROP_REST:
        connection.execute(statement, keys)
    return len(answers)


def _end_events(connection: Connection, who: AnyRow) -> None:
    """End the member's events that nobody is at work on; one under way is emptied when it ends, as any event is."""
    sender = {"platform": who.platform, "workspace": who.workspace, "member": who.member}
    for statement in _END_EVENTS:
        connection.execute(statement, sender)


def _drop_what_interviews_said(connection: Connection, keys: Mapping[str, int]) -> None:
    """Erase the jobs that interviews put, and what is noted of the turns that were delivered."""
    jobs: list[str] = []
    sessions: set[str] = set()
    for row in connection.execute(_IN_INTERVIEWS, keys):
        jobs += row.jobs
        sessions.add(row.session_id)
    _drop_in_parts(connection, (_DROP_NAMED_JOBS,), jobs)
    for prefix in sorted(said_prefix(session_id) for session_id in sessions):
        for column in (DELIVERIES.c.key, DELIVERIES.c.slot):
            connection.execute(delete(DELIVERIES).where(*_begins_with(column, prefix)))


def _begins_with(column: ColumnElement[str], prefix: str) -> tuple[ColumnElement[bool], ...]:
    """Whether a name begins with a prefix that ends in a colon; found by an index, whatever order texts have there.

    In every order of texts a colon comes before letters, or does not count; so the names lie between the two bounds,
    perhaps with others among them.
    """
    return column >= prefix, column < f"{prefix.removesuffix(':')}zzz", column.startswith(prefix, autoescape=True)


def _drop_in_parts(connection: Connection, statements: Sequence[Delete], names: Sequence[str]) -> None:
    for start in range(0, len(names), _AT_ONCE):
        for statement in statements:
            connection.execute(statement, {"names": names[start : start + _AT_ONCE]})

"""What happened in a group's week: a few queries, whatever the number of answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, Text, bindparam, cast, exists, func, or_, select, union

from bot.core.records import Move
from bot.core.together.records import Week, WeekAnswer, WeekMember, WeekPosting
from bot.core.together.running import may_go_further_back
from storage.answers import NOT_WITHDRAWN
from storage.interview_days import STREAK_TABLES
from storage.presence import absences_of
from storage.progress_tables import CREDITS, PREFERENCES, STANDINGS
from storage.rows import AnyRow, zone_and_moves
from storage.tables import ANSWERS, GRADES, GROUPS, MEMBERS, POSTINGS
from storage.together_tables import KUDOS, SHARES

_A_DAY = timedelta(days=1)
_STREAKS = timedelta(days=120)
"""How far back everybody's days are read for their streaks; of those whose streak may go further, all are."""

_IN_WEEK = (
    ANSWERS.c.workspace_id == bindparam("workspace"),
    ANSWERS.c.group_id == bindparam("group"),
    ANSWERS.c.local_date >= bindparam("first"),
    ANSWERS.c.local_date <= bindparam("last"),
    NOT_WITHDRAWN,
)
_ANSWERS = (
    select(
        *(ANSWERS.c[name] for name in ("id", "member_id", "question_id", "posting_id", "local_date", "revises")),
        CREDITS.c.gain,
        SHARES.c.shared_at,
        GRADES.c.judge_name,
        GRADES.c.estimate,
        GRADES.c.total,
    )
    .join_from(ANSWERS, GRADES, GRADES.c.id == ANSWERS.c.grade_id, isouter=True)
    .join(CREDITS, CREDITS.c.answer_id == ANSWERS.c.id, isouter=True)
    .join(SHARES, SHARES.c.answer_id == ANSWERS.c.id, isouter=True)
    .where(*_IN_WEEK)
    .order_by(ANSWERS.c.submitted_at, ANSWERS.c.id)
)
_VERDICTS = (  # by the index of postings; verdicts are long, only these are spoken of, and few of them are parsed
    select(ANSWERS.c.id, cast(GRADES.c.verdict, Text).label("verdict"), GRADES.c.marks)
    .join_from(ANSWERS, GRADES, GRADES.c.id == ANSWERS.c.grade_id)
    .where(ANSWERS.c.posting_id.in_(bindparam("postings", expanding=True)), NOT_WITHDRAWN)
)
_KUDOS = (
    select(KUDOS.c.answer_id, func.count(KUDOS.c.member_id.distinct()).label("givers"))
    .where(KUDOS.c.answer_id.in_(bindparam("answers", expanding=True)), KUDOS.c.given)
    .group_by(KUDOS.c.answer_id)
)
_MEMBERS = (
    select(
        MEMBERS.c.id,
        MEMBERS.c.name,
        MEMBERS.c.time_zone,
        MEMBERS.c.moves,
        PREFERENCES.c.on_boards,
        PREFERENCES.c.late_evenings,
        PREFERENCES.c.in_recaps,
    )
    .join_from(MEMBERS, PREFERENCES, PREFERENCES.c.member_id == MEMBERS.c.id, isouter=True)
    .where(MEMBERS.c.id.in_(bindparam("members", expanding=True)))
)
_GROUP_ZONE = select(GROUPS.c.time_zone, GROUPS.c.moves).where(
    GROUPS.c.workspace_id == bindparam("workspace"), GROUPS.c.id == bindparam("group")
)
_DAYS = union(
    *(
        select(table.c.member_id, table.c.local_date).where(
            table.c.workspace_id == bindparam("workspace"),
            table.c.member_id.in_(bindparam("members", expanding=True)),
            table.c.local_date >= bindparam("since"),
        )
        for table in STREAK_TABLES
    )
).order_by("member_id", "local_date")
_OF_GROUP = (POSTINGS.c.workspace_id == bindparam("workspace"), POSTINGS.c.group_id == bindparam("group"))
_HERE_BEFORE = select(MEMBERS.c.id).where(
    MEMBERS.c.id.in_(bindparam("members", expanding=True)),
    or_(
        *(
            exists().where(
                table.c.workspace_id == bindparam("workspace"),
                table.c.member_id == MEMBERS.c.id,
                table.c.local_date < bindparam("since"),
            )
            for table in STREAK_TABLES
        )
    ),
)
_POSTINGS = (
    select(POSTINGS)
    .where(
        *_OF_GROUP,
        or_(POSTINGS.c.schedule_id.is_not(None), POSTINGS.c.thread.is_not(None)),  # which stand in the channel
        POSTINGS.c.posted_at >= bindparam("since_moment"),
        POSTINGS.c.local_date >= bindparam("first"),
        POSTINGS.c.local_date <= bindparam("last"),
    )
    .order_by(POSTINGS.c.posted_at, POSTINGS.c.id)
)
_ASKED_AT = (
    select(POSTINGS.c.posted_at).where(*_OF_GROUP, POSTINGS.c.schedule_id.is_not(None)).order_by(POSTINGS.c.posted_at)
)
_ALL_MEMBERS = (
    select(func.count())
    .select_from(STANDINGS)
    .where(
        STANDINGS.c.workspace_id == bindparam("workspace"),
        STANDINGS.c.group_id == bindparam("group"),
        STANDINGS.c.period == "all",
        STANDINGS.c.points > 0,
    )
)
_TOOK_PART = select(func.count(ANSWERS.c.member_id.distinct())).where(*_IN_WEEK)


def week_of(connection: Connection, keys: dict[str, object], first: date, last: date, default: str) -> Week:
    """What happened in a group from one local date to another, read within one transaction.

    Args:
        connection: The transaction.
        keys: The bind values `workspace`, `group`, `first` and `last`.
        first: The first date.
        last: The last date.
        default: IANA zone of members without one whose group has none.
    """
    since, before = first - _STREAKS, {**keys, "first": first - 7 * _A_DAY, "last": first - _A_DAY}
    moments = {"since_moment": datetime.combine(first - 2 * _A_DAY, time(), UTC)}
    rows = connection.execute(_ANSWERS, keys).all()
    kudos = _counted(connection, [row.id for row in rows])
    postings = tuple(_posting(row) for row in connection.execute(_POSTINGS, keys | moments))
    over = {"postings": [posting.id for posting in postings if posting.over]}
    verdicts = {row[0]: row for row in connection.execute(_VERDICTS, over).all()} if over["postings"] else {}
    week = Week(
        first,
        last,
        postings,
        tuple(_answer(row, kudos.get(row.id, 0), verdicts.get(row.id)) for row in rows),
        _members(connection, keys, {row.member_id for row in rows}, since, default),
        connection.execute(_ALL_MEMBERS, keys).scalar_one(),
        connection.execute(_TOOK_PART, before).scalar_one(),
        tuple(connection.execute(_ASKED_AT, keys).scalars().all()),
        absences_of(connection, int(str(keys["workspace"]))),
    )
    return replace(week, members={**week.members, **_read_back(connection, keys, week, since)})


def _members(
    connection: Connection, keys: dict[str, object], ids: set[int], since: date, default: str
) -> dict[int, WeekMember]:
    if not ids:
        return {}
    days = _days(connection, keys, ids, since)
    group = connection.execute(_GROUP_ZONE, keys).one()
    clocks = (group.time_zone, group.moves, default)
    return {
        row.id: _member(row, days.get(row.id, ()), *zone_and_moves(row, *clocks))
        for row in connection.execute(_MEMBERS, {"members": sorted(ids)}).all()
    }


def _read_back(connection: Connection, keys: dict[str, object], week: Week, since: date) -> dict[int, WeekMember]:
    """The members whose streaks may have begun before a date, with all their days."""
    listed = {"members": sorted(week.members), "since": since}
    ids = connection.execute(_HERE_BEFORE, keys | listed).scalars().all() if week.members else ()
    far = {one for one in ids if may_go_further_back(week.members[one], week, since)}
    days = _days(connection, keys, far, date.min) if far else {}
    return {one: replace(week.members[one], days=tuple(theirs)) for one, theirs in days.items()}


def _days(connection: Connection, keys: dict[str, object], members: set[int], since: date) -> dict[int, list[date]]:
    """Members' dates with an answer, or one in an interview, from a date on, oldest first."""
    found: dict[int, list[date]] = {}
    for member, day in connection.execute(_DAYS, keys | {"members": sorted(members), "since": since}).all():
        found.setdefault(member, []).append(day)
    return found


def _member(row: AnyRow, days: Sequence[date], zone: str, moves: tuple[Move, ...]) -> WeekMember:
    wants = row.on_boards is not False, bool(row.in_recaps)
    return WeekMember(row.id, row.name, *wants, zone, bool(row.late_evenings), tuple(days), moves)


def _counted(connection: Connection, answers: list[int]) -> dict[int, int]:
    if not answers:
        return {}
    return {row.answer_id: row.givers for row in connection.execute(_KUDOS, {"answers": answers})}


def _posting(row: AnyRow) -> WeekPosting:
    return WeekPosting(row.id, row.question_id, row.local_date, row.closed_at is not None or row.closes_at is None)


def _answer(row: AnyRow, kudos: int, judged: AnyRow | None) -> WeekAnswer:
    return WeekAnswer(
        row.id,
        row.member_id,
        row.question_id,
        row.posting_id,
        row.local_date,
        row.revises is not None,
        row.shared_at is not None,
        row.gain or 0,
        kudos,
        row.judge_name or "",
        bool(row.estimate),
        row.total or 0.0,
        judged.verdict if judged else "",
        judged.marks if judged else "",
    )

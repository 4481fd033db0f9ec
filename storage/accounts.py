"""What judging took."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, insert, select

from bot.core.grading.grade import Usage
from bot.core.months import month_of, next_month_start
from bot.core.ports import Accounts
from bot.core.records import GRADED, JudgeCall
from bot.core.usage import UsageLine
from storage.rows import AnyRow
from storage.tables import JUDGE_CALLS
from storage.transactions import Transactions

_A_MOMENT = timedelta(microseconds=1)
_OF_USAGE = {
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "cache_read_tokens": "cache_read_tokens",
    "cache_write_tokens": "cache_write_tokens",
    "seconds": "seconds",
    "cost_usd": "cost_usd",
    "calls": "requests",
}
_ADD = insert(JUDGE_CALLS)
_FIRST = select(JUDGE_CALLS.c.at).order_by(JUDGE_CALLS.c.at).limit(1)
_LAST = select(JUDGE_CALLS.c.at).order_by(JUDGE_CALLS.c.at.desc()).limit(1)
_LATEST = select(JUDGE_CALLS).order_by(JUDGE_CALLS.c.at.desc()).limit(1)
_SUMS = (
    select(
        JUDGE_CALLS.c.judge,
        JUDGE_CALLS.c.model,
        func.count().label("tries"),
        func.count().filter(JUDGE_CALLS.c.outcome == GRADED).label("graded"),
        func.count().filter(JUDGE_CALLS.c.cost_usd.is_(None)).label("unpriced"),
        *(func.sum(JUDGE_CALLS.c[column]).label(column) for column in _OF_USAGE.values()),
    )
    .where(JUDGE_CALLS.c.at >= bindparam("since"), JUDGE_CALLS.c.at < bindparam("until"))
    .group_by(JUDGE_CALLS.c.judge, JUDGE_CALLS.c.model)
    .order_by(JUDGE_CALLS.c.judge, JUDGE_CALLS.c.model)
)
_FAILURES = (
    select(JUDGE_CALLS.c.judge, JUDGE_CALLS.c.model, JUDGE_CALLS.c.outcome, func.count().label("tries"))
    .where(
        JUDGE_CALLS.c.at >= bindparam("since"), JUDGE_CALLS.c.at < bindparam("until"), JUDGE_CALLS.c.outcome != GRADED
    )
    .group_by(JUDGE_CALLS.c.judge, JUDGE_CALLS.c.model, JUDGE_CALLS.c.outcome)
    .order_by(JUDGE_CALLS.c.outcome)
)


class SqlAccounts(Accounts):
    """Judges' tries in a table."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def record(self, call: JudgeCall) -> None:
        """Store what a try took that came to no grade."""
        await self._transactions.write(lambda connection: put_call(connection, call))

    async def tries(self, workspace_id: int, answer_id: int, outcomes: Collection[str]) -> int:
        """How many tries at an answer had one of these outcomes."""
        query = (
            select(func.count())
            .select_from(JUDGE_CALLS)
            .where(
                JUDGE_CALLS.c.workspace_id == workspace_id,
                JUDGE_CALLS.c.answer_id == answer_id,
                JUDGE_CALLS.c.outcome.in_(outcomes),
            )
        )
        return int(await self._transactions.read(lambda connection: connection.execute(query).scalar_one()))

    async def spent(self, workspace_id: int, group_id: int, since: datetime) -> float:
        """US dollars that a group's judging has cost since a moment; tries whose cost is unknown count nothing."""
        query = select(func.coalesce(func.sum(JUDGE_CALLS.c.cost_usd), 0.0)).where(
            JUDGE_CALLS.c.workspace_id == workspace_id, JUDGE_CALLS.c.group_id == group_id, JUDGE_CALLS.c.at >= since
        )
        return float(await self._transactions.read(lambda connection: connection.execute(query).scalar_one()))

    async def calls(self, since: datetime | None = None, until: datetime | None = None) -> Sequence[JudgeCall]:
        """All tries of all workspaces, oldest first, from `since` to before `until`."""
        query = select(JUDGE_CALLS).order_by(JUDGE_CALLS.c.at, JUDGE_CALLS.c.id)
        if since is not None:
            query = query.where(JUDGE_CALLS.c.at >= since)
        if until is not None:
            query = query.where(JUDGE_CALLS.c.at < until)
        return await self._transactions.read(lambda connection: [_call(row) for row in connection.execute(query)])

    async def latest(self) -> JudgeCall | None:
        """The latest try of all workspaces."""
        row = await self._transactions.read(lambda connection: connection.execute(_LATEST).one_or_none())
        return _call(row) if row is not None else None

    async def months(
        self, time_zone: str, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[UsageLine]:
        """What judging took in all workspaces, by month of an IANA zone's calendar, judge and model, in this order."""
        return await self._transactions.read(lambda connection: _months(connection, time_zone, since, until))


def _months(connection: Connection, time_zone: str, since: datetime | None, until: datetime | None) -> list[UsageLine]:
    """One month after the other, since no database knows the calendars of all zones."""
    first, last = connection.execute(_FIRST).scalar(), connection.execute(_LAST).scalar()
    if first is None or last is None:
        return []
    begin, end = max(first, since or first), min(last + _A_MOMENT, until or last + _A_MOMENT)
    lines: list[UsageLine] = []
    while begin < end:
        following = min(next_month_start(begin, time_zone), end)
        span = {"since": begin, "until": following}
        sums, failures = connection.execute(_SUMS, span).all(), connection.execute(_FAILURES, span).all()
        lines += [_line(month_of(begin, time_zone), row, failures) for row in sums]
        begin = following
    return lines


def put_call(connection: Connection, call: JudgeCall) -> None:
    """Store a try within a transaction."""
    usage = call.usage
    connection.execute(
        _ADD,
        {
            "workspace_id": call.workspace_id,
            "group_id": call.group_id,
            "member_id": call.member_id,
            "answer_id": call.answer_id,
            "judge": call.judge,
            "model": call.model,
            "requests": usage.calls,
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "cache_read_tokens": usage.cache_read_tokens,
            "cache_write_tokens": usage.cache_write_tokens,
            "seconds": usage.seconds,
            "cost_usd": usage.cost_usd,
            "outcome": call.outcome,
            "at": call.at,
        },
    )


def _line(month: str, row: AnyRow, failures: Sequence[AnyRow]) -> UsageLine:
    failed = {one.outcome: one.tries for one in failures if (one.judge, one.model) == (row.judge, row.model)}
    usage = Usage(**{name: getattr(row, column) for name, column in _OF_USAGE.items()})
    return UsageLine(month, row.judge, row.model, usage, row.tries, row.graded, row.unpriced, failed)


def _call(row: AnyRow) -> JudgeCall:
    usage = Usage(**{name: getattr(row, column) for name, column in _OF_USAGE.items()})
    return JudgeCall(
        workspace_id=row.workspace_id,
        group_id=row.group_id,
        member_id=row.member_id,
        answer_id=row.answer_id,
        judge=row.judge,
        model=row.model,
        usage=usage,
        outcome=row.outcome,
        at=row.at,
    )

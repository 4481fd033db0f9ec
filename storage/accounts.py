"""What judging took."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from bot.core.grading.grade import Usage
from bot.core.ports import Accounts
from bot.core.records import JudgeCall
from storage.rows import AnyRow
from storage.tables import JUDGE_CALLS
from storage.transactions import Transactions

_ADD = insert(JUDGE_CALLS)


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


def _call(row: AnyRow) -> JudgeCall:
    usage = Usage(
        input_tokens=row.input_tokens,
        output_tokens=row.output_tokens,
        cache_read_tokens=row.cache_read_tokens,
        cache_write_tokens=row.cache_write_tokens,
        seconds=row.seconds,
        cost_usd=row.cost_usd,
        calls=row.requests,
    )
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

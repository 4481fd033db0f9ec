"""How a group's members did lately, criterion by criterion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, select

from bot.core.rhythm.weakness import GroupScores, Scored
from storage.answers import NOT_WITHDRAWN
from storage.tables import ANSWERS, GRADES
from storage.transactions import Transactions

_LATEST = (
    select(ANSWERS.c.question_id, GRADES.c.judge_name, GRADES.c.verdict)
    .join_from(ANSWERS, GRADES, GRADES.c.id == ANSWERS.c.grade_id)
    .where(
        ANSWERS.c.workspace_id == bindparam("workspace"),
        ANSWERS.c.group_id == bindparam("group"),
        ANSWERS.c.local_date >= bindparam("since"),
        NOT_WITHDRAWN,
    )
    .order_by(ANSWERS.c.local_date.desc(), ANSWERS.c.id.desc())
    .limit(bindparam("most"))
)


class SqlGroupScores(GroupScores):
    """Reads the verdicts of a group's latest answers."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def recent_scores(self, workspace_id: int, group_id: int, since: date, limit: int) -> Sequence[Scored]:
        """Scores of a group's latest graded answers since a local date, newest first, withdrawn ones left out."""
        keys = {"workspace": workspace_id, "group": group_id, "since": since, "most": limit}
        rows = await self._transactions.read(lambda connection: connection.execute(_LATEST, keys).all())
        return [
            Scored(row.question_id, graded["criterion_id"], row.judge_name, float(graded["score"]))
            for row in rows
            for graded in row.verdict["criteria"]
        ]

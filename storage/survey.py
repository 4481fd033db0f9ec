"""Looking over all workspaces of a platform."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from bot.core.records import Group
from bot.core.survey import Survey
from storage.rhythm_tables import SCHEDULES
from storage.rows import group_from_row
from storage.tables import GROUPS, MEMBERS, POSTINGS, WORKSPACES
from storage.transactions import Transactions

_GROUPS = (
    select(GROUPS, WORKSPACES.c.platform, WORKSPACES.c.external_id.label("workspace"))
    .join_from(GROUPS, WORKSPACES, WORKSPACES.c.id == GROUPS.c.workspace_id)
    .order_by(GROUPS.c.workspace_id, GROUPS.c.id)
)
_RUNNING = select(SCHEDULES.c.group_id).where(SCHEDULES.c.ended.is_(False), SCHEDULES.c.halted.is_(None))


class SqlSurvey(Survey):
    """Reads the tables."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def scheduled(self, platform: str) -> Sequence[Group]:
        """The groups that have a schedule that runs."""
        query = _GROUPS.where(WORKSPACES.c.platform == platform, GROUPS.c.id.in_(_RUNNING))
        return await self._transactions.read(
            lambda connection: [group_from_row(row) for row in connection.execute(query)]
        )

    async def asked_since(self, platform: str, workspace: str, since: datetime) -> Sequence[Group]:
        """The groups of a workspace that a question was put to since a moment."""
        asked = exists().where(POSTINGS.c.group_id == GROUPS.c.id, POSTINGS.c.posted_at >= since)
        query = _GROUPS.where(WORKSPACES.c.platform == platform, WORKSPACES.c.external_id == workspace, asked)
        return await self._transactions.read(
            lambda connection: [group_from_row(row) for row in connection.execute(query)]
        )

    async def first_workspace(self, platform: str, user: str, last: str = "") -> str | None:
        """The workspace of the person's first row; who was forgotten has none."""
        query = (
            select(WORKSPACES.c.external_id)
            .join_from(MEMBERS, WORKSPACES, WORKSPACES.c.id == MEMBERS.c.workspace_id)
            .where(WORKSPACES.c.platform == platform, MEMBERS.c.external_id == user)
            .order_by(WORKSPACES.c.external_id == last, MEMBERS.c.id)
            .limit(1)
        )
        return await self._transactions.read(lambda connection: connection.execute(query).scalar())

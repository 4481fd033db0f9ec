"""What a group may spend on judging in a month."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.errors import JudgeUnavailableError
from bot.core.months import month_start, next_month_start
from bot.core.ports import Accounts, Clock, Directory
from bot.core.records import Answer, Place

LOOK_AGAIN_SECONDS = 3600.0
"""How often an answer is looked at while its group's budget is spent, so that a raised budget helps within the hour."""

SPENT = "budget"
"""The reason of the error."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A monthly budget, by the calendar of each group's own zone.

    It is looked at before each try, so the tries under way when it runs out still go through. Tries whose cost is
    unknown count nothing.

    Attributes:
        accounts: What was spent.
        directory: Knows the groups' zones.
        clock: Time.
        monthly_usd: Most US dollars a group and month.
        time_zone: IANA zone of groups without one of their own.
    """

    accounts: Accounts
    directory: Directory
    clock: Clock
    monthly_usd: float
    time_zone: str

    async def require(self, whose: Answer | Place) -> None:
        """Make sure that the group of an answer, or of a place, has something left.

        Raises:
            JudgeUnavailableError: It has not; `retry_after` leads to the next month's start in steps of an hour.
        """
        now = self.clock.now()
        zone = await self.directory.group_time_zone(whose.workspace_id, whose.group_id, self.time_zone)
        spent = await self.accounts.spent(whose.workspace_id, whose.group_id, month_start(now, zone))
        if spent < self.monthly_usd:
            return
        left = (next_month_start(now, zone) - now).total_seconds()
        detail = f"group {whose.group_id} has spent {spent:.2f} of {self.monthly_usd:.2f} US dollars this month"
        raise JudgeUnavailableError(SPENT, min(left, LOOK_AGAIN_SECONDS), operator=True, detail=detail)

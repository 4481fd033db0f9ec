from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.core.ports import Accounts
from bot.core.records import JudgeCall
from bot.core.usage import UsageLine
from tests.fakes.stores.state import MemoryState
from tests.usage import summarise_usage


class InMemoryAccounts(Accounts):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def record(self, call: JudgeCall) -> None:
        self._state.calls.append(call)

    async def tries(self, workspace_id: int, answer_id: int, outcomes: Collection[str]) -> int:
        mine = (one for one in self._state.calls if (one.workspace_id, one.answer_id) == (workspace_id, answer_id))
        return sum(call.outcome in outcomes for call in mine)

    async def spent(self, workspace_id: int, group_id: int, since: datetime) -> float:
        mine = (one for one in self._state.calls if (one.workspace_id, one.group_id) == (workspace_id, group_id))
        return sum(call.usage.cost_usd or 0.0 for call in mine if call.at >= since)

    async def calls(self, since: datetime | None = None, until: datetime | None = None) -> Sequence[JudgeCall]:
        kept = (one for one in self._state.calls if (not since or one.at >= since) and (not until or one.at < until))
        return sorted(kept, key=lambda call: call.at)

    async def months(
        self, time_zone: str, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[UsageLine]:
        return summarise_usage(await self.calls(since, until), time_zone)

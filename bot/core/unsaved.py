"""What was paid for and could not be saved: kept in memory until the database takes it."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from bot.core.errors import StorageError
from bot.core.ports import Accounts
from bot.core.records import JudgeCall
from bot.core.usage import UsageLine

MOST_UNSAVED = 256
"""How many outcomes are kept that could not be saved; another process may have seen to some of them."""

Cause = TypeVar("Cause")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Unsaved(Generic[Cause, Made]):
    """Outcomes of work that a full or distant database did not take, so that the next try pays for none again.

    Attributes:
        kept: What each outcome was made from, and the outcome, by the name of the work.
    """

    kept: dict[Hashable, tuple[Cause, Made]] = field(default_factory=dict)

    def take(self, work: Hashable, cause: Cause) -> Made | None:
        """The outcome of an earlier try, if it was made from the same; it is kept no longer."""
        found = self.kept.pop(work, None)
        return found[1] if found is not None and found[0] == cause else None

    def drop(self, work: Hashable) -> None:
        """Keep no outcome of work that nobody wants any more."""
        self.kept.pop(work, None)

    @contextmanager
    def saving(self, work: Hashable, cause: Cause, made: Made) -> Iterator[None]:
        """Save an outcome within; it is kept if the database does not take it now, but may later.

        Args:
            work: What the outcome is of.
            cause: What it was made from.
            made: The outcome.
        """
        try:
            yield
        except StorageError as error:
            if error.passes:
                self._keep(work, cause, made)
            raise

    def _keep(self, work: Hashable, cause: Cause, made: Made) -> None:
        self.kept[work] = cause, made
        while len(self.kept) > MOST_UNSAVED:
            del self.kept[next(iter(self.kept))]


@dataclass(frozen=True, slots=True)
class PatientAccounts(Accounts):
    """Accounts that take a call at any time: one that the database does not take now is counted, and stored later.

    Otherwise a paid reply would be lost because its price could not be written down, and be paid for again.

    Attributes:
        accounts: Where calls are stored.
        owed: Calls that are not stored yet, oldest first.
    """

    accounts: Accounts
    owed: deque[JudgeCall] = field(default_factory=deque)

    async def record(self, call: JudgeCall) -> None:
        """Store a call, now or later."""
        self.owed.append(call)
        await self.settle()

    async def settle(self) -> None:
        """Store what is owed, as far as the database takes it."""
        while self.owed:
            call = self.owed.popleft()
            try:
                await self.accounts.record(call)
            except StorageError as error:
                if not error.passes:
                    raise
                self.owed.appendleft(call)
                return

    async def tries(self, workspace_id: int, answer_id: int, outcomes: Collection[str]) -> int:
        """How many tries at an answer had one of these outcomes, stored or owed."""
        stored = await self.accounts.tries(workspace_id, answer_id, outcomes)
        about = [call for call in self.owed if (call.workspace_id, call.answer_id) == (workspace_id, answer_id)]
        return stored + sum(call.outcome in outcomes for call in about)

    async def spent(self, workspace_id: int, group_id: int, since: datetime) -> float:
        """US dollars that a group's judging has cost since a moment, stored or owed."""
        stored = await self.accounts.spent(workspace_id, group_id, since)
        theirs = [call for call in self.owed if (call.workspace_id, call.group_id) == (workspace_id, group_id)]
        return stored + sum(call.usage.cost_usd or 0.0 for call in theirs if call.at >= since)

    async def calls(self, since: datetime | None = None, until: datetime | None = None) -> Sequence[JudgeCall]:
        """All stored tries."""
        return await self.accounts.calls(since, until)

    async def months(
        self, time_zone: str, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[UsageLine]:
        """What stored tries took, by month."""
        return await self.accounts.months(time_zone, since, until)

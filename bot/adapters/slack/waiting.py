"""Waiting before something is tried again: longer each time, and never all at the same moment."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from bot.core.errors import TryLaterError
from bot.core.ports import Clock
from bot.core.worker import WorkerLog

_FIRST = 0.5
_LONGEST = 30.0


@dataclass(slots=True)
class Waiting:
    """Counts failures in a row.

    Attributes:
        clock: Time.
        log: Where failures are told.
        longest: The longest pause, in seconds.
        failures: How many there were since the last success.
    """

    clock: Clock
    log: WorkerLog
    longest: float = _LONGEST
    failures: int = field(default=0)

    async def after(self, event: str, error: TryLaterError) -> None:
        """Tell of a failure and wait, at least for as long as was asked for."""
        pause = min(_FIRST * 2**self.failures, self.longest) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
        pause = max(pause, error.retry_after or 0.0)
        self.failures = min(self.failures + 1, 20)
        self.log.warning(event, reason=error.reason, wait=round(pause, 1))
        await self.clock.sleep(pause)

    def over(self) -> None:
        """It went well."""
        self.failures = 0

"""The real clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from bot.core.ports import Clock


class SystemClock(Clock):
    """The machine's time."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait without holding up anything else."""
        await asyncio.sleep(seconds)

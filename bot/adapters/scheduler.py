"""APScheduler's one job: the tick that makes postings. All else about time is in the database and in pure functions."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK_SECONDS = 5


@contextlib.asynccontextmanager
async def ticking(tick: Callable[[], Awaitable[None]], seconds: float = TICK_SECONDS) -> AsyncIterator[None]:
    """Call a function now and every few seconds; a call that takes long is not joined by another, nor made up for."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        tick, "interval", seconds=seconds, id="tick", coalesce=True, max_instances=1, misfire_grace_time=None
    )
    scheduler.start()
    try:
        await tick()
        yield
    finally:
        scheduler.shutdown(wait=False)

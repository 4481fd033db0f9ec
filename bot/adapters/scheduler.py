"""APScheduler's one job: the tick that makes postings. All else about time is in the database and in pure functions."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK_SECONDS = 5


@contextlib.asynccontextmanager
async def ticking(tick: Callable[[], Awaitable[None]], seconds: float = TICK_SECONDS) -> AsyncIterator[None]:
    """Call a function now and every few seconds; a call that takes long is not joined by another, nor made up for.

    The first call is not waited for: after a long absence it may have much to do, and others have work meanwhile. What
    a call raises is logged, and the next one comes all the same.
    """

    async def call() -> None:
        with contextlib.suppress(asyncio.CancelledError):  # stopping in the middle of one is nothing to tell of
            await tick()

    logger = logging.getLogger(__name__)
    logger.setLevel(logging.ERROR)  # that a call takes longer than a while is nothing to warn of
    scheduler = AsyncIOScheduler(timezone="UTC", logger=logger)
    scheduler.add_job(
        call,
        "interval",
        seconds=seconds,
        next_run_time=datetime.now(UTC),
        id="tick",
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)

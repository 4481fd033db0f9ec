"""Work that nobody waits for: begun at once, told of if it fails, and ended with the process."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.core.errors import GreenroomError
from bot.core.worker import WorkerLog


class Background:
    """Runs what may be lost, such as opening a form, which is of use for three seconds only.

    Args:
        log: Where failures are told.
    """

    def __init__(self, log: WorkerLog) -> None:
        self._log = log
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, object], what: str) -> asyncio.Task[None]:
        """Begin.

        Args:
            work: What to do.
            what: What to call it in the log.

        Returns:
            What runs; it raises nothing.
        """
        task = asyncio.get_running_loop().create_task(self._run(work, what), name=what)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _run(self, work: Coroutine[Any, Any, object], what: str) -> None:
        try:
            await work
        except GreenroomError as error:
            self._log.warning("slack_left_undone", what=what, reason=str(error))
        except Exception as error:  # noqa: BLE001 - one failure must not end the connection
            self._log.error("slack_failed", what=what, exc_info=error)

    async def close(self) -> None:
        """End what is still running."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

"""Workers side by side, so that slow work, such as a judge's or ten thousand posts, never holds up the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.core.ports import Clock, JobQueue
from bot.core.records import JobKind
from bot.core.worker import Handler, Worker, WorkerLog


@dataclass(frozen=True, slots=True)
class Shift:
    """What one of the workers does.

    Attributes:
        kinds: Its kinds of jobs.
        concurrency: How many at once.
        at_a_time: How many are claimed together at least while more are due than can run.
        leads_on: Whether what it does often has something follow at once that somebody waits for.
    """

    kinds: Collection[JobKind]
    concurrency: int
    at_a_time: int = 1
    leads_on: bool = True


SHIFTS = (
    Shift((JobKind.EVENT, JobKind.DELIVER, JobKind.NOTIFY, JobKind.TELL_ADMIN, JobKind.PAIR), 64),
    Shift((JobKind.NUDGE, JobKind.RECAP, JobKind.REVIEWED), 16, at_a_time=8, leads_on=False),
    Shift((JobKind.SAY,), 128),
    Shift((JobKind.GRADE,), 8),
    Shift((JobKind.ESTIMATE,), 2),
    Shift((JobKind.POST, JobKind.REFRESH, JobKind.REMIND, JobKind.CLOSE), 256, at_a_time=32, leads_on=False),
)
"""People who wait come first; judging and posting have workers of their own, and so have interviewers, who pause.

Posts are many: Slack's workspaces take some hundreds a second together, each of which is under way for up to 300 ms.
"""


def _nothing() -> None:
    """Nobody needs to look for jobs sooner than they would."""


class Crew:
    """All workers of a process.

    Args:
        queue: The jobs.
        handlers: What does them, by kind; kinds without a handler are left to other processes.
        clock: Time.
        log: Where failures are told.
        shifts: Who does what.
        platforms: Those that this process is connected to, now or later; what is about others is left to others.
    """

    def __init__(
        self,
        queue: JobQueue,
        handlers: Mapping[JobKind, Handler],
        clock: Clock,
        log: WorkerLog | None = None,
        shifts: Collection[Shift] = SHIFTS,
        platforms: Collection[str] | None = None,
    ) -> None:
        self._workers = [
            Worker(
                queue,
                {kind: handlers[kind] for kind in shift.kinds if kind in handlers},
                clock,
                log=log,
                concurrency=shift.concurrency,
                at_a_time=shift.at_a_time,
                after_each=self.wake if shift.leads_on else _nothing,
                platforms=platforms,
            )
            for shift in shifts
            if any(kind in handlers for kind in shift.kinds)
        ]

    def wake(self) -> None:
        """Look for due jobs now; to be called when one was added."""
        for worker in self._workers:
            worker.wake()

    def stop(self) -> None:
        """Claim no more; `run` returns when what is running has ended, or its time of grace has."""
        for worker in self._workers:
            worker.stop()

    async def run(self) -> None:
        """Run jobs until `stop` is called; if cancelled, or one of the workers fails, give back what is running."""
        async with asyncio.TaskGroup() as group:
            for worker in self._workers:
                group.create_task(worker.run())

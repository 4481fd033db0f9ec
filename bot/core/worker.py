"""The worker: takes due jobs, runs their handlers under a lease, and decides what becomes of those that fail."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from bot.core.errors import (
    GreenroomError,
    HopelessJobError,
    LeaseLostError,
    NotItsTurnError,
    StorageError,
    TryLaterError,
)
from bot.core.ports import Clock, JobQueue
from bot.core.records import Job, JobKind
from bot.core.retry import MAX_ATTEMPTS, backoff

LEASE_SECONDS = 30.0
RENEW_SECONDS = 10.0
POLL_SECONDS = 5.0
NEAR_POLL_SECONDS = 0.5
"""How often to look while jobs of other kinds or platforms are due, which hide when one of ours will be."""

GRACE_SECONDS = 10.0
CONCURRENCY = 4

_REASON_LENGTH = 500


class Handled(Enum):
    """What a handler that did not raise has left to do.

    Attributes:
        DONE: The work is done; the worker marks the job.
        SETTLED: The job is marked already, in the transaction that stored its result.
    """

    DONE = "done"
    SETTLED = "settled"


Handler = Callable[[Job], Awaitable[Handled]]


class WorkerLog(Protocol):
    """Where the worker says what went wrong; a structlog logger is one."""

    def info(self, event: str, **facts: object) -> object:
        """Something could not be done yet, which is no fault of anybody's."""
        ...

    def warning(self, event: str, **facts: object) -> object:
        """Something failed and will be tried again."""
        ...

    def error(self, event: str, **facts: object) -> object:
        """Something failed for good, or in a way that should not happen."""
        ...


class SilentLog(WorkerLog):
    """Says nothing."""

    def info(self, event: str, **facts: object) -> None:
        """Nothing."""

    def warning(self, event: str, **facts: object) -> None:
        """Nothing."""

    def error(self, event: str, **facts: object) -> None:
        """Nothing."""


class Worker:
    """Runs jobs until it is stopped.

    A handler that raises `TryLaterError` is tried again without end, unless the error is permanent: it is no fault of
    the job, and does not use up its tries; nor does a database that is away or full. `HopelessJobError` buries the job
    at once; any other exception is a failure, which is tried again, and the `MAX_ATTEMPTS`th of them buries it. A job
    that fails, hangs or cannot be saved never stops the others.

    Args:
        queue: Where jobs come from.
        handlers: What to do for each kind; only these kinds are claimed.
        clock: Time.
        log: Where failures are told.
        concurrency: Most jobs at once.
        at_a_time: While more jobs are due than can run, so many places have to be free before some are claimed.
        jitter: Random numbers between 0 and 1.
        after_each: Called when a job has ended, which may have queued others.
        platforms: Those that this process is connected to, now or later; what is about others is left to others.
    """

    def __init__(
        self,
        queue: JobQueue,
        handlers: Mapping[JobKind, Handler],
        clock: Clock,
        *,
        log: WorkerLog | None = None,
        concurrency: int = CONCURRENCY,
        at_a_time: int = 1,
        jitter: Callable[[], float] = random.random,
        after_each: Callable[[], None] = lambda: None,
        platforms: Collection[str] | None = None,
    ) -> None:
        self._queue = queue
        self._handlers = dict(handlers)
        self._clock = clock
        self._log = log or SilentLog()
        self._concurrency = concurrency
        self._at_a_time = at_a_time
        self._jitter = jitter
        self._after_each = after_each
        self._platforms = platforms
        self._running: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._more_may_be_due = False
        self._asleep_until: datetime | None = None
        self._stopping = False

    def wake(self) -> None:
        """Look for due jobs now; to be called when one was added."""
        self._changed.set()

    def stop(self) -> None:
        """Claim no more; `run` returns when what is running has ended, or its time of grace has."""
        self._stopping = True
        self._changed.set()

    async def run(self) -> None:
        """Run jobs until `stop` is called; if cancelled, give back at once what is running."""
        try:
            while not self._stopping:
                self._changed.clear()
                if not await self._start_due_jobs():
                    await self._wait_for_work()
            await self._let_jobs_end()
        finally:
            await self._give_back_running_jobs()

    async def _start_due_jobs(self) -> bool:
        free = self._concurrency - len(self._running)
        if free < (self._at_a_time if self._more_may_be_due else 1):
            return False
        jobs = await self._claim(free)
        self._more_may_be_due = len(jobs) == free
        for job in jobs:
            task = asyncio.create_task(self._perform_guarded(job), name=f"job {job.key}")
            self._running.add(task)
            task.add_done_callback(self._ended)
        return bool(jobs)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if self._more_may_be_due:
            self._changed.set()
        self._after_each()

    async def _claim(self, limit: int) -> Sequence[Job]:
        try:
            kinds, now = list(self._handlers), self._clock.now()
            return await self._queue.claim(kinds, limit, now, LEASE_SECONDS, self._platforms)
        except Exception as error:  # noqa: BLE001 - a full disk, say, must not end the worker: it may be freed
            self._log.error("jobs_not_claimed", reason=str(error), exc_info=_unforeseen(error))
            return ()

    async def _wait_for_work(self) -> None:
        """Wait for a wake-up, the next due job or the next poll, whichever is first; if no place is free, for one."""
        if self._more_may_be_due:
            await self._changed.wait()
            return
        pause = await self._pause()
        if pause <= 0:  # due: since the last look, or of a kind or platform that is not ours
            if not self._stopping and await self._start_due_jobs():
                return
            pause = NEAR_POLL_SECONDS
        self._asleep_until = self._clock.now() + timedelta(seconds=pause)
        timer = asyncio.create_task(self._clock.sleep(pause))
        change = asyncio.create_task(self._changed.wait())
        try:
            await asyncio.wait({timer, change}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._asleep_until = None
            timer.cancel()
            change.cancel()

    async def _pause(self) -> float:
        """Seconds until the next job is due, at most until the next poll; not above 0 if one is due now."""
        try:
            due = await self._queue.next_due()
        except Exception as error:  # noqa: BLE001 - as above
            self._log.error("next_job_not_read", reason=str(error), exc_info=_unforeseen(error))
            return POLL_SECONDS
        wait = (due - self._clock.now()).total_seconds() if due else POLL_SECONDS
        return min(wait, POLL_SECONDS)

    async def _perform_guarded(self, job: Job) -> None:
        try:
            await self._perform(job)
        except Exception as error:  # noqa: BLE001 - what became of it could not be saved: its lease will run out
            self._log.error("job_not_settled", job=job.key, reason=str(error), exc_info=_unforeseen(error))

    async def _perform(self, job: Job) -> None:
        handling = asyncio.ensure_future(self._handlers[job.kind](job))
        lease = asyncio.create_task(self._keep_lease(job, handling))
        try:
            await asyncio.wait({handling})
        except asyncio.CancelledError:
            handling.cancel()
            await asyncio.wait({handling})
            await self._queue.retry(job, self._clock.now(), "stopped before it was done", failed=False)
            raise
        finally:
            lease.cancel()
        if handling.cancelled():
            self._log.warning("job_lease_lost", job=job.key)
        elif error := handling.exception():
            await self._fail(job, error)
        elif handling.result() is Handled.DONE:
            await self._queue.finish(job, self._clock.now())

    async def _keep_lease(self, job: Job, handling: asyncio.Future[Handled]) -> None:
        """Renew the lease again and again; when it is lost, end the work, whose result nobody would take."""
        while True:
            await self._clock.sleep(RENEW_SECONDS)
            try:
                held = await self._queue.renew(job, self._clock.now(), LEASE_SECONDS)
            except Exception as error:  # noqa: BLE001 - there is time to try again before it runs out
                self._log.warning("job_lease_not_renewed", job=job.key, reason=str(error), exc_info=_unforeseen(error))
                continue
            if not held:
                handling.cancel()
                return

    async def _fail(self, job: Job, error: BaseException) -> None:
        if isinstance(error, LeaseLostError):
            self._log.warning("job_lease_lost", job=job.key)
        elif isinstance(error, HopelessJobError) or (isinstance(error, TryLaterError) and error.permanent):
            await self._bury(job, error, str(error))
        elif isinstance(error, NotItsTurnError):
            await self._retry(job, error.retry_after, str(error), failed=False)
        elif isinstance(error, TryLaterError):
            await self._put_off(job, error, error.retry_after)
        elif isinstance(error, StorageError) and error.passes:
            await self._put_off(job, error, None)
        else:
            await self._count_failure(job, error)

    async def _put_off(self, job: Job, error: GreenroomError, retry_after: float | None) -> None:
        wait = backoff(job.attempts, retry_after, self._jitter())
        self._log.info("job_put_off", job=job.key, attempts=job.attempts, wait=wait, reason=str(error))
        await self._retry(job, wait, str(error), failed=False)

    async def _count_failure(self, job: Job, error: BaseException) -> None:
        failures, reason = job.failures + 1, f"{type(error).__name__}: {error}"
        if failures >= MAX_ATTEMPTS:
            await self._bury(job, error, f"failed {failures} times, last with {reason}")
            return
        wait = backoff(failures, None, self._jitter())
        self._log.warning("job_failed", job=job.key, failures=failures, wait=wait, reason=reason, exc_info=error)
        await self._retry(job, wait, reason, failed=True)

    async def _retry(self, job: Job, wait: float, reason: str, *, failed: bool) -> None:
        due_at = self._clock.now() + timedelta(seconds=wait)
        await self._queue.retry(job, due_at, reason[:_REASON_LENGTH], failed=failed)
        if self._asleep_until is None or due_at < self._asleep_until:
            self._changed.set()

    async def _bury(self, job: Job, error: BaseException, reason: str) -> None:
        self._log.error("job_buried", job=job.key, attempts=job.attempts, reason=reason, exc_info=_unforeseen(error))
        await self._queue.bury(job, reason[:_REASON_LENGTH], self._clock.now())

    async def _let_jobs_end(self) -> None:
        grace = asyncio.create_task(self._clock.sleep(GRACE_SECONDS))
        try:
            while self._running and not grace.done():
                await asyncio.wait({*self._running, grace}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            grace.cancel()

    async def _give_back_running_jobs(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


def _unforeseen(error: BaseException) -> BaseException | None:
    """What is told with its traceback; of the others the reason says all, in one line also where an outage is long."""
    return None if isinstance(error, GreenroomError) else error

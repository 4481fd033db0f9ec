from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from bot.core.errors import (
    HopelessJobError,
    JudgeUnavailableError,
    LeaseLostError,
    NotItsTurnError,
    StorageError,
)
from bot.core.records import Job, JobKind, NewJob
from bot.core.retry import FIRST_WAIT, LONGEST_WAIT, MAX_ATTEMPTS
from bot.core.worker import (
    GRACE_SECONDS,
    LEASE_SECONDS,
    NEAR_POLL_SECONDS,
    POLL_SECONDS,
    Handled,
    Worker,
    WorkerLog,
)
from tests.fakes.clock import FakeClock, settle
from tests.fakes.jobs import InMemoryJobQueue

GRADE = JobKind.GRADE
Behaviour = Callable[[Job], Awaitable[Handled]]


class Log(WorkerLog):
    def __init__(self) -> None:
        self.events: list[str] = []
        self.facts: list[Mapping[str, object]] = []

    def warning(self, event: str, **facts: object) -> None:
        self.events.append(event)
        self.facts.append(facts)

    def info(self, event: str, **facts: object) -> None:
        self.warning(event, **facts)

    def error(self, event: str, **facts: object) -> None:
        self.warning(event, **facts)


class Workshop:
    """A worker over a queue in memory, with handlers that tests describe by the job's key."""

    def __init__(self, at_a_time: int = 1) -> None:
        self.clock = FakeClock()
        self.queue = FaultyQueue()
        self.log = Log()
        self.handled: list[str] = []
        self.behaviours: dict[str, Behaviour] = {}
        self.worker = Worker(
            self.queue,
            {GRADE: self._handle},
            self.clock,
            log=self.log,
            concurrency=3,
            at_a_time=at_a_time,
            jitter=lambda: 0.0,
        )
        self.running = asyncio.create_task(self.worker.run())

    async def _handle(self, job: Job) -> Handled:
        self.handled.append(job.key)
        behaviour = self.behaviours.get(job.key)
        return await behaviour(job) if behaviour else Handled.DONE

    async def add(self, key: str, behaviour: Behaviour | None = None, kind: JobKind = GRADE) -> None:
        if behaviour:
            self.behaviours[key] = behaviour
        await self.queue.add(NewJob(kind, key, {}, self.clock.now()))
        self.worker.wake()
        await settle()

    async def done(self) -> int:
        return (await self.queue.counts()).done


class FaultyQueue(InMemoryJobQueue):
    """A queue whose methods can be made to fail."""

    def __init__(self) -> None:
        super().__init__()
        self.broken: set[str] = set()
        self.claimed: list[int] = []
        self.before_next_due: Callable[[], None] = lambda: None

    def _check(self, method: str) -> None:
        if method in self.broken:
            raise StorageError("the disk is full", "free some space")

    async def claim(
        self,
        kinds: Sequence[JobKind],
        limit: int,
        now: datetime,
        lease_seconds: float,
        platforms: Collection[str] | None = None,
    ) -> Sequence[Job]:
        self._check("claim")
        jobs = await super().claim(kinds, limit, now, lease_seconds, platforms)
        self.claimed.append(len(jobs))
        return jobs

    async def next_due(self) -> datetime | None:
        self._check("next_due")
        self.before_next_due()
        return await super().next_due()

    async def renew(self, job: Job, now: datetime, lease_seconds: float) -> bool:
        self._check("renew")
        return await super().renew(job, now, lease_seconds)

    async def finish(self, job: Job, now: datetime) -> bool:
        self._check("finish")
        return await super().finish(job, now)


def raising(error: Exception) -> Behaviour:
    async def behave(job: Job) -> Handled:
        raise error

    return behave


async def for_ever(job: Job) -> Handled:
    await asyncio.Event().wait()
    return Handled.DONE


@pytest.fixture
async def shop() -> AsyncIterator[Workshop]:
    shop = Workshop()
    await settle()
    yield shop
    shop.running.cancel()
    await asyncio.gather(shop.running, return_exceptions=True)


async def test_a_job_that_is_done_is_marked(shop: Workshop) -> None:
    await shop.add("one")
    assert shop.handled == ["one"]
    assert await shop.done() == 1


async def test_a_job_that_its_handler_settled_is_left_alone(shop: Workshop) -> None:
    async def settle_it(job: Job) -> Handled:
        await shop.queue.bury(job, "decided by the handler", shop.clock.now())
        return Handled.SETTLED

    shop.queue.broken.add("finish")
    await shop.add("one", settle_it)
    assert [job.reason for job in await shop.queue.buried(10)] == ["decided by the handler"]
    assert shop.log.events == []


async def test_without_a_wake_up_a_job_is_found_at_the_next_poll(shop: Workshop) -> None:
    await shop.queue.add(NewJob(GRADE, "one", {}, shop.clock.now()))
    await shop.clock.pass_time(POLL_SECONDS - 1)
    assert shop.handled == []
    await shop.clock.pass_time(1)
    assert shop.handled == ["one"]


async def test_a_job_due_before_the_next_poll_is_run_when_it_is_due(shop: Workshop) -> None:
    await shop.queue.add(NewJob(GRADE, "one", {}, shop.clock.now() + timedelta(seconds=2)))
    shop.worker.wake()
    await shop.clock.pass_time(1)
    assert shop.handled == []
    await shop.clock.pass_time(1)
    assert shop.handled == ["one"]


async def test_a_job_that_falls_due_between_two_looks_is_run_at_once(shop: Workshop) -> None:
    def pass_a_second() -> None:
        shop.queue.before_next_due = lambda: None
        shop.clock.advance(1)

    await shop.queue.add(NewJob(GRADE, "one", {}, shop.clock.now() + timedelta(seconds=1)))
    shop.queue.before_next_due = pass_a_second
    shop.worker.wake()
    await settle()
    assert shop.handled == ["one"]


async def test_a_worker_told_to_stop_between_two_looks_starts_nothing(shop: Workshop) -> None:
    def stop_a_second_later() -> None:
        shop.clock.advance(1)
        shop.worker.stop()

    await shop.queue.add(NewJob(GRADE, "one", {}, shop.clock.now() + timedelta(seconds=1)))
    shop.queue.before_next_due = stop_a_second_later
    shop.worker.wake()
    await shop.running
    assert shop.handled == []


async def test_jobs_of_other_kinds_are_left_to_others_and_do_not_keep_the_worker_busy(shop: Workshop) -> None:
    await shop.add("deliver", kind=JobKind.DELIVER)
    await shop.add("grade")
    assert shop.handled == ["grade"]
    assert shop.clock.sleeping == 1


async def test_no_more_jobs_run_at_once_than_allowed(shop: Workshop) -> None:
    release = asyncio.Event()

    async def wait(job: Job) -> Handled:
        await release.wait()
        return Handled.DONE

    for number in range(5):
        await shop.add(f"job-{number}", wait)
    assert shop.handled == ["job-0", "job-1", "job-2"]
    assert (await shop.queue.counts()).leased == 3
    release.set()
    await settle()
    assert await shop.done() == 5


async def test_many_jobs_are_claimed_several_at_a_time() -> None:
    shop = Workshop(at_a_time=2)
    ends = [asyncio.Event() for _ in range(7)]

    def until(end: asyncio.Event) -> Behaviour:
        async def behave(job: Job) -> Handled:
            await end.wait()
            return Handled.DONE

        return behave

    for number, end in enumerate(ends):
        shop.behaviours[f"job {number}"] = until(end)
        await shop.queue.add(NewJob(GRADE, f"job {number}", {}, shop.clock.now()))
    shop.worker.wake()
    for end in ends:
        await settle()
        end.set()
    await settle()
    assert await shop.done() == 7
    assert [count for count in shop.queue.claimed if count] == [3, 2, 2]
    shop.worker.stop()
    await shop.running


async def test_a_job_whose_turn_has_not_come_comes_back_exactly_then_and_without_a_word(shop: Workshop) -> None:
    await shop.add("one", raising(NotItsTurnError("pace", 7.25)))
    await shop.clock.pass_time(POLL_SECONDS)
    await shop.clock.pass_time(7.24 - POLL_SECONDS)
    assert shop.handled == ["one"]
    await shop.clock.pass_time(0.01)
    assert shop.handled == ["one", "one"]
    assert shop.log.events == []


async def test_a_job_given_back_while_the_worker_sleeps_is_run_when_it_is_due(shop: Workshop) -> None:
    away = asyncio.Event()

    async def behave(job: Job) -> Handled:
        await away.wait()
        raise NotItsTurnError("pace", 1.0)

    await shop.add("one", behave)
    away.set()
    await settle()
    await shop.clock.pass_time(1.0)
    assert shop.handled == ["one", "one"]


async def test_jobs_of_other_kinds_that_are_due_hide_none_of_ours_for_long(shop: Workshop) -> None:
    await shop.add("not ours", kind=JobKind.DELIVER)
    await shop.queue.add(NewJob(GRADE, "ours", {}, shop.clock.now() + timedelta(seconds=1)))
    for _ in range(3):
        await shop.clock.pass_time(NEAR_POLL_SECONDS)
    assert shop.handled == ["ours"]


async def test_a_lease_is_renewed_as_long_as_the_handler_runs(shop: Workshop) -> None:
    await shop.add("slow", for_ever)
    for _ in range(12):
        await shop.clock.pass_time(10)
    assert shop.handled == ["slow"]
    due = await shop.queue.next_due()
    assert due == shop.clock.now() + timedelta(seconds=LEASE_SECONDS)


async def test_a_lease_that_cannot_be_renewed_once_is_renewed_the_next_time(shop: Workshop) -> None:
    await shop.add("slow", for_ever)
    shop.queue.broken.add("renew")
    await shop.clock.pass_time(10)
    shop.queue.broken.clear()
    for _ in range(3):
        await shop.clock.pass_time(10)
    assert shop.log.events == ["job_lease_not_renewed"]
    assert shop.handled == ["slow"]


async def test_work_whose_lease_is_lost_is_ended_and_changes_nothing(shop: Workshop) -> None:
    await shop.add("slow", for_ever)
    (taken,) = await shop.queue.claim([GRADE], 1, shop.clock.now() + timedelta(seconds=LEASE_SECONDS), LEASE_SECONDS)
    await shop.clock.pass_time(10)
    assert shop.log.events == ["job_lease_lost"]
    assert await shop.queue.finish(taken, shop.clock.now())


async def test_a_handler_that_finds_its_lease_lost_changes_nothing(shop: Workshop) -> None:
    await shop.add("late", raising(LeaseLostError(1)))
    assert shop.log.events == ["job_lease_lost"]
    assert (await shop.queue.counts()).leased == 1


async def test_a_failing_job_is_tried_again_with_growing_waits(shop: Workshop) -> None:
    await shop.add("bad", raising(ValueError("no such luck")))
    await shop.clock.pass_time(FIRST_WAIT - 0.1)
    assert shop.handled == ["bad"]
    await shop.clock.pass_time(0.1)
    assert shop.handled == ["bad"] * 2
    await shop.clock.pass_time(FIRST_WAIT)
    assert shop.handled == ["bad"] * 2
    await shop.clock.pass_time(FIRST_WAIT)
    assert shop.handled == ["bad"] * 3
    assert [facts["reason"] for facts in shop.log.facts] == ["ValueError: no such luck"] * 3


async def test_a_failing_job_is_buried_after_its_last_attempt_with_the_reason(shop: Workshop) -> None:
    await shop.add("bad", raising(ValueError("no such luck")))
    for _ in range(10 * MAX_ATTEMPTS):
        await shop.clock.pass_time(LONGEST_WAIT)
    assert shop.handled == ["bad"] * MAX_ATTEMPTS
    (buried,) = await shop.queue.buried(10)
    assert buried.reason == "failed 8 times, last with ValueError: no such luck"
    assert shop.log.events[-1] == "job_buried"


@pytest.mark.parametrize(("error", "told"), [(HopelessJobError("archived"), None), (ValueError("odd"), ValueError)])
async def test_what_was_foreseen_is_told_by_its_reason_alone(
    shop: Workshop, error: Exception, told: type | None
) -> None:
    await shop.add("bad", raising(error))
    for _ in range(10 * MAX_ATTEMPTS):
        await shop.clock.pass_time(LONGEST_WAIT)
    assert shop.log.events[-1] == "job_buried"
    logged = shop.log.facts[-1]["exc_info"]
    assert (logged and type(logged)) is told


async def test_a_poison_job_never_stops_the_others(shop: Workshop) -> None:
    for number in range(3):
        await shop.add(f"poison-{number}", raising(ValueError("no such luck")))
    await shop.add("hanging", for_ever)
    await shop.add("good")
    assert shop.handled[-1] == "good"
    assert await shop.done() == 1


async def test_a_hopeless_job_is_buried_at_once(shop: Workshop) -> None:
    await shop.add("hopeless", raising(HopelessJobError("the question left the bank")))
    assert [job.reason for job in await shop.queue.buried(10)] == ["the question left the bank"]


async def test_an_unavailable_judge_is_asked_again_without_end(shop: Workshop) -> None:
    await shop.add("waiting", raising(JudgeUnavailableError("timeout")))
    for _ in range(3 * MAX_ATTEMPTS):
        await shop.clock.pass_time(LONGEST_WAIT)
    assert len(shop.handled) > MAX_ATTEMPTS
    assert (await shop.queue.counts()).waiting == 1


def failing_in_turn(*errors: Exception) -> Behaviour:
    """Raises each of them once, then is done."""
    remaining = list(errors)

    async def behave(job: Job) -> Handled:
        if remaining:
            raise remaining.pop(0)
        return Handled.DONE

    return behave


FULL = StorageError("the disk is full", "free some space", passes=True)


@pytest.mark.parametrize("error", [JudgeUnavailableError("timeout"), FULL])
async def test_waiting_out_an_outage_uses_up_none_of_a_jobs_tries(shop: Workshop, error: Exception) -> None:
    outage = [error] * (MAX_ATTEMPTS + 1)
    failures = [RuntimeError("no such luck")] * (MAX_ATTEMPTS - 1)
    await shop.add("one", failing_in_turn(*outage, failures[0], *outage, *failures[1:]))
    for _ in range(4 * MAX_ATTEMPTS):
        await shop.clock.pass_time(LONGEST_WAIT)
    assert await shop.queue.buried(10) == []
    assert await shop.done() == 1


async def test_the_last_failure_buries_a_job_however_often_it_was_put_off_between(shop: Workshop) -> None:
    pairs = [error for _ in range(MAX_ATTEMPTS) for error in (JudgeUnavailableError("timeout"), RuntimeError("no"))]
    await shop.add("one", failing_in_turn(*pairs))
    for _ in range(4 * MAX_ATTEMPTS):
        await shop.clock.pass_time(LONGEST_WAIT)
    assert [job.reason for job in await shop.queue.buried(10)] == ["failed 8 times, last with RuntimeError: no"]
    assert shop.handled == ["one"] * 2 * MAX_ATTEMPTS


async def test_the_first_failure_after_an_outage_is_tried_again_soon(shop: Workshop) -> None:
    await shop.add("one", failing_in_turn(*[JudgeUnavailableError("timeout")] * 5, RuntimeError("no such luck")))
    for _ in range(5):
        await shop.clock.pass_time(LONGEST_WAIT)
    assert shop.log.events[-1] == "job_failed"
    assert shop.log.facts[-1]["wait"] == FIRST_WAIT


async def test_being_given_back_by_workers_that_stop_uses_up_none_of_a_jobs_tries(shop: Workshop) -> None:
    await shop.add("slow", for_ever)
    shop.running.cancel()
    await asyncio.gather(shop.running, return_exceptions=True)
    (again,) = await shop.queue.claim([GRADE], 1, shop.clock.now(), LEASE_SECONDS)
    assert (again.attempts, again.failures) == (2, 0)


async def test_a_judge_is_not_asked_before_the_time_it_named(shop: Workshop) -> None:
    await shop.add("waiting", raising(JudgeUnavailableError("rate-limited", retry_after=60)))
    await shop.clock.pass_time(59)
    assert len(shop.handled) == 1
    await shop.clock.pass_time(1)
    assert len(shop.handled) == 2


async def test_a_judge_that_needs_an_operator_buries_the_job_visibly(shop: Workshop) -> None:
    await shop.add("refused", raising(JudgeUnavailableError("bad-key", permanent=True)))
    assert [job.reason for job in await shop.queue.buried(10)] == ["the judge is unavailable: bad-key"]


async def test_a_redriven_job_runs_again(shop: Workshop) -> None:
    await shop.add("one", raising(HopelessJobError("the question left the bank")))
    (buried,) = await shop.queue.buried(10)
    del shop.behaviours["one"]
    await shop.queue.redrive(buried.id, shop.clock.now())
    shop.worker.wake()
    await settle()
    assert await shop.done() == 1


@pytest.mark.parametrize(("method", "event"), [("claim", "jobs_not_claimed"), ("next_due", "next_job_not_read")])
async def test_a_queue_that_fails_for_a_while_is_tried_again(shop: Workshop, method: str, event: str) -> None:
    shop.queue.broken.add(method)
    await shop.clock.pass_time(POLL_SECONDS)
    assert event in shop.log.events
    shop.queue.broken.clear()
    await shop.queue.add(NewJob(GRADE, "one", {}, shop.clock.now()))
    await shop.clock.pass_time(POLL_SECONDS)
    assert await shop.done() == 1


async def test_an_outage_is_told_in_one_line_at_a_time_and_a_mistake_of_ours_with_its_traceback(
    shop: Workshop,
) -> None:
    shop.queue.broken.add("claim")
    await shop.clock.pass_time(POLL_SECONDS)
    assert shop.log.facts[-1]["exc_info"] is None
    assert shop.log.facts[-1]["reason"]
    await shop.add("one", raising(ValueError("no such luck")))
    shop.queue.broken.clear()
    await shop.clock.pass_time(POLL_SECONDS)
    assert isinstance(shop.log.facts[-1]["exc_info"], ValueError)


async def test_a_job_whose_end_cannot_be_stored_is_run_again_when_its_lease_runs_out(shop: Workshop) -> None:
    shop.queue.broken.add("finish")
    await shop.add("one")
    assert shop.log.events == ["job_not_settled"]
    shop.queue.broken.clear()
    for _ in range(round(LEASE_SECONDS / POLL_SECONDS)):
        await shop.clock.pass_time(POLL_SECONDS)
    assert shop.handled == ["one", "one"]
    assert await shop.done() == 1


async def test_stopping_lets_running_jobs_end_and_starts_no_others(shop: Workshop) -> None:
    release = asyncio.Event()

    async def wait(job: Job) -> Handled:
        await release.wait()
        return Handled.DONE

    await shop.add("running", wait)
    shop.worker.stop()
    await shop.add("too late")
    assert not shop.running.done()
    release.set()
    await shop.running
    assert shop.handled == ["running"]
    assert await shop.done() == 1


async def test_a_job_still_running_after_the_grace_time_is_given_back(shop: Workshop) -> None:
    await shop.add("slow", for_ever)
    shop.worker.stop()
    await shop.clock.pass_time(GRACE_SECONDS)
    await shop.running
    (again,) = await shop.queue.claim([GRADE], 1, shop.clock.now(), LEASE_SECONDS)
    assert again.key == "slow"


async def test_a_cancelled_worker_gives_its_jobs_back_at_once(shop: Workshop) -> None:
    await shop.add("slow", for_ever)
    shop.running.cancel()
    await asyncio.gather(shop.running, return_exceptions=True)
    assert shop.running.cancelled()
    assert (await shop.queue.counts()).waiting == 1


async def test_an_idle_worker_stops_at_once() -> None:
    shop = Workshop()
    await settle()
    shop.worker.stop()
    await shop.running
    assert shop.handled == []

"""Workers side by side."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.core.crew import SHIFTS, Crew
from bot.core.records import Job, JobKind, NewJob
from bot.core.worker import Handled, Handler
from tests.fakes.clock import FakeClock, settle
from tests.fakes.jobs import InMemoryJobQueue


class House:
    """A crew whose judge hangs."""

    def __init__(self) -> None:
        self.clock, self.queue = FakeClock(), InMemoryJobQueue()
        self.done: list[str] = []
        self.graded = asyncio.Event()

    async def note(self, job: Job) -> Handled:
        self.done.append(job.key)
        return Handled.DONE

    async def hang(self, job: Job) -> Handled:
        await self.graded.wait()
        return await self.note(job)

    async def add(self, kind: JobKind, *keys: str) -> None:
        for key in keys:
            await self.queue.add(NewJob(kind, key, {}, self.clock.now()))

    @asynccontextmanager
    async def working(self, handlers: Mapping[JobKind, Handler]) -> AsyncIterator[Crew]:
        crew = Crew(self.queue, handlers, self.clock)
        running = asyncio.create_task(crew.run())
        await settle()
        try:
            yield crew
        finally:
            self.graded.set()
            crew.stop()
            await settle()
            await running


def test_every_kind_of_job_has_one_worker() -> None:
    assert Counter(kind for shift in SHIFTS for kind in shift.kinds) == Counter(JobKind)


async def test_a_slow_kind_never_holds_up_another() -> None:
    house = House()
    handlers = dict.fromkeys(JobKind, house.note) | {JobKind.GRADE: house.hang}
    await house.add(JobKind.GRADE, *(f"grade {number}" for number in range(100)))
    await house.add(JobKind.EVENT, "event")
    await house.add(JobKind.POST, "post")
    async with house.working(handlers):
        assert sorted(house.done) == ["event", "post"]
    assert "grade 0" in house.done


async def test_what_one_worker_queues_another_does_at_once() -> None:
    house = House()

    async def answer(job: Job) -> Handled:
        await house.add(JobKind.GRADE, "grade")
        return await house.note(job)

    async with house.working({JobKind.EVENT: answer, JobKind.GRADE: house.note}) as crew:
        await house.add(JobKind.EVENT, "event")
        crew.wake()
        await settle()
        assert house.done == ["event", "grade"]


async def test_kinds_without_a_handler_are_left_to_other_processes() -> None:
    house = House()
    await house.add(JobKind.GRADE, "grade")
    await house.add(JobKind.EVENT, "event")
    async with house.working({JobKind.EVENT: house.note}):
        assert house.done == ["event"]
    assert (await house.queue.counts()).waiting == 1


async def test_two_processes_leave_each_others_platforms_alone() -> None:
    house, done = House(), {"slack": [], "discord": []}  # type: ignore[var-annotated]
    house.queue.platform_of = lambda workspace: "slack" if workspace == 1 else "discord"
    for number in range(100):  # the foreign ones stand first, and more of them than a worker takes
        await house.queue.add(NewJob(JobKind.POST, f"{number}", {"workspace_id": 2}, house.clock.now()))
    await house.queue.add(NewJob(JobKind.POST, "one", {"workspace_id": 1}, house.clock.now()))

    def noting(platform: str) -> Handler:
        async def note(job: Job) -> Handled:
            done[platform].append((job.key, job.attempts))
            return Handled.DONE

        return note

    connected: dict[str, object] = {}
    slack = Crew(house.queue, {JobKind.POST: noting("slack")}, house.clock, platforms=connected.keys())
    running = asyncio.create_task(slack.run())
    await settle()
    assert not done["slack"]  # it is not connected yet
    connected["slack"] = object()
    slack.wake()
    await settle()
    assert done["slack"] == [("one", 1)]
    discord = Crew(house.queue, {JobKind.POST: noting("discord")}, house.clock, platforms=["discord"])
    also_running = asyncio.create_task(discord.run())
    await settle()
    assert [attempts for _, attempts in done["discord"]] == [1] * 100
    for crew in (slack, discord):
        crew.stop()
    await asyncio.gather(running, also_running)

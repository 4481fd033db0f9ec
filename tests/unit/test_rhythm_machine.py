"""Anything in any order: two processes that tick, clocks that step, crashes, pauses and changes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.core.delivery.pace import Limit
from bot.core.errors import TryLaterError
from bot.core.records import JobKind, Origin, Posting
from bot.core.rhythm.drafts import Draft
from bot.core.rhythm.postings import UNSEEN
from bot.core.rhythm.records import ScheduleRecord, Settlement
from bot.core.schedules.days import ALL_DAYS, WORKDAYS, EveryDays, Weekly
from bot.core.schedules.due import LATENESS, occurrences
from bot.core.schedules.rule import Rule
from tests.fakes.clock import FakeClock
from tests.fakes.stores.schedules import InMemorySchedules
from tests.fakes.transport import FakeTransport
from tests.unit.rhythm_group import DAY, HOUR, MINUTE, Process, RhythmGroup

BEGIN = datetime(2026, 10, 23, 5, 0, tzinfo=UTC)  # clocks are put back on the 25th in Berlin
SECOND = timedelta(seconds=1)
STEPS = (5 * SECOND, 4 * MINUTE, 37 * MINUTE, 3 * HOUR, 5 * HOUR + 59 * MINUTE, 7 * HOUR, DAY, 3 * DAY)
DAYS = (Weekly(ALL_DAYS), Weekly(WORKDAYS), EveryDays(2))
TIMES = (time(7), time(9), time(2, 30), time(23, 59))
ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Auckland")

T = TypeVar("T")


@dataclass
class Life:
    """What has to come of a schedule, worked out anew at each look from all that its rule ever asked for."""

    rule: Rule
    since: datetime
    running: bool = True
    posted: set[date] = field(default_factory=set)
    skipped: set[date] = field(default_factory=set)

    def looked_at(self, now: datetime) -> None:
        """What is due and not done with is posted, or recorded as skipped if it is too late."""
        for found in self._due(now) if self.running else ():
            late = now - found[1] >= LATENESS
            (self.skipped if late else self.posted).add(found[0])

    def changed(self, rule: Rule, now: datetime) -> None:
        """What is due and not done with stays due; before that, nothing is promised by the new rule."""
        pending = [due for _, due in self._due(now)] if self.running else []
        self.rule, self.since, self.running = rule, min([*pending, now]), True

    def _due(self, now: datetime) -> list[tuple[date, datetime]]:
        found = []
        for each in occurrences(self.rule, self.since):
            if each.due_at > now:
                break
            if each.local_date not in self.posted | self.skipped:
                found.append((each.local_date, each.due_at))
        return found


class Shaky(InMemorySchedules):
    """Lets others in between any two steps, and fails before or after it has settled something."""

    failing: str | None = None

    async def due(self, now: datetime, limit: int) -> Sequence[ScheduleRecord]:
        await asyncio.sleep(0)
        return await super().due(now, limit)

    async def handled(self, schedule_id: int, since: date) -> Sequence[date]:
        await asyncio.sleep(0)
        return await super().handled(schedule_id, since)

    async def settle_all(self, settlements: Sequence[Settlement]) -> Sequence[Posting | None]:
        await asyncio.sleep(0)
        if self.failing == "before":
            raise ConnectionError("killed before it was stored")
        made = await super().settle_all(settlements)
        await asyncio.sleep(0)
        if self.failing == "after":
            raise ConnectionError("killed after it was stored")
        return made


class Unhurried(FakeTransport):
    """A platform without speed limits, for a clock that steps back."""

    def limits(self, origin: Origin) -> Sequence[Limit]:
        return ()


class Schedules(RuleBasedStateMachine):
    """A group whose schedules are ticked by two processes."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.group = RhythmGroup(clock=FakeClock(BEGIN), platform=Unhurried())
        self.shaky = Shaky(self.group.stores.state)
        self.group.stores.schedules = self.shaky
        self.processes: list[Process] = [self.group.started(), self.group.started()]
        self.lives: dict[int, Life] = {}

    def teardown(self) -> None:
        self.shaky.failing = None
        self.group.pass_time(DAY)
        self.do(self.finish())
        self.loop.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize(days=st.sampled_from(DAYS), at=st.sampled_from(TIMES), zone=st.sampled_from(ZONES))
    def first(self, days: Weekly | EveryDays, at: time, zone: str) -> None:
        self.add(days, at, zone)

    @precondition(lambda self: len(self.lives) < 3)
    @rule(days=st.sampled_from(DAYS), at=st.sampled_from(TIMES), zone=st.sampled_from(ZONES))
    def add(self, days: Weekly | EveryDays, at: time, zone: str) -> None:
        new = Rule(days, at, zone, start=date(2026, 10, 1), closes_after=5 * HOUR)

        async def work() -> int:
            place, scheduling = await self.group.place(), self.group.room.scheduling
            draft = await scheduling.propose(place, Draft(new), "ada", self.group.now)
            return (await scheduling.save(place, draft.record.id, "ada", self.group.now)).record.id

        self.lives[self.do(work())] = Life(new, self.group.now)

    @rule(step=st.sampled_from(STEPS))
    def time_passes(self, step: timedelta) -> None:
        self.group.pass_time(step)

    @rule(days=st.integers(1, 4), late=st.sampled_from((MINUTE, HOUR, 5 * HOUR, 7 * HOUR)), which=st.integers(0, 1))
    def nothing_runs_for_days(self, days: int, late: timedelta, which: int) -> None:
        """And goes on some time after something was due."""
        due = self.do(self.shaky.next_due()) or self.group.now
        self.group.pass_time(max(due - self.group.now, 0 * DAY) + days * DAY + late)
        self.one_ticks(which)

    @rule(step=st.sampled_from((-HOUR, -MINUTE, HOUR)))
    def a_clock_steps(self, step: timedelta) -> None:
        self.group.pass_time(step)

    @rule(which=st.integers(0, 1))
    def one_ticks(self, which: int) -> None:
        self.do(self.group.tick(self.processes[which]))
        self.expect_looked_at()

    @rule()
    def both_tick_at_once(self) -> None:
        async def work() -> None:
            await asyncio.gather(*(self.group.tick(process) for process in self.processes))

        self.do(work())
        self.expect_looked_at()

    @rule(which=st.integers(0, 1), failing=st.sampled_from(("before", "after")))
    def one_is_killed_while_it_ticks(self, which: int, failing: str) -> None:
        self.shaky.failing = failing
        self.do(self.group.tick(self.processes[which]))
        self.shaky.failing = None
        self.processes[which] = self.group.started()
        if failing == "after":
            self.expect_looked_at()

    @rule(which=st.integers(0, 1), number=st.integers(0, 4), finishes=st.booleans())
    def one_works(self, which: int, number: int, finishes: bool) -> None:
        self.do(self.one_job(self.processes[which], number, finishes=finishes))

    @precondition(lambda self: bool(self.lives))
    @rule(data=st.data(), at=st.sampled_from(TIMES), days=st.sampled_from(DAYS))
    def an_admin_changes_it(self, data: st.DataObject, at: time, days: Weekly | EveryDays) -> None:
        number = data.draw(st.sampled_from(sorted(self.lives)))
        new = replace(self.lives[number].rule, at=at, days=days)

        async def work() -> None:
            place, scheduling = await self.group.place(), self.group.room.scheduling
            draft = await scheduling.propose(place, Draft(new, number), "ada", self.group.now)
            for _ in range(2):  # the second time as after a crash
                await scheduling.save(place, draft.record.id, "ada", self.group.now)
                draft = await scheduling.propose(place, Draft(new, number), "ada", self.group.now)
            await scheduling.discard(place, draft.record.id, "ada")

        self.do(work())
        self.lives[number].changed(new, self.group.now)

    @precondition(lambda self: bool(self.lives))
    @rule(data=st.data())
    def an_admin_pauses_or_resumes_it(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.lives)))
        life, now = self.lives[number], self.group.now

        async def work() -> None:
            place, scheduling = await self.group.place(), self.group.room.scheduling
            if life.running:
                await scheduling.pause(place, number, None, now)
            else:
                await scheduling.resume(place, number, now)

        self.do(work())
        if life.running:
            life.running = False
        else:
            life.changed(life.rule, now)

    @precondition(lambda self: bool(self.lives))
    @rule(data=st.data())
    def an_admin_skips_the_next(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.lives)))
        if not self.lives[number].running:
            return
        now = self.group.now

        async def work() -> Rule:
            place, scheduling = await self.group.place(), self.group.room.scheduling
            await scheduling.skip(place, number, (), now)
            return (await scheduling.skip(place, number, (), now))[0].rule

        skipping = self.do(work())
        assert len(skipping.skip - self.lives[number].rule.skip) <= 1
        self.lives[number].changed(skipping, now)

    @invariant()
    def each_date_is_posted_or_skipped_at_most_once_and_none_is_missed(self) -> None:
        state = self.group.stores.state
        for number, life in self.lives.items():
            dates = Counter(one.local_date for one in state.postings.values() if one.schedule_id == number)
            assert dates == Counter(life.posted)
            assert {day for schedule, day in state.skips if schedule == number} == life.skipped

    @invariant()
    def each_posting_has_one_job_that_shows_it_and_one_that_closes_it(self) -> None:
        rows = [row.new for row in self.group.stores.jobs._rows.values()]
        ids = sorted(posting.id for posting in self.group.stores.state.postings.values())
        for kind in (JobKind.POST, JobKind.CLOSE):
            assert sorted(int(str(job.payload["posting_id"])) for job in rows if job.kind is kind) == ids

    @invariant()
    def nothing_is_shown_twice(self) -> None:
        keys = Counter(message.key for message in self.group.platform.messages.values())
        assert not [key for key, count in keys.items() if count > 1]

    def expect_looked_at(self) -> None:
        for life in self.lives.values():
            life.looked_at(self.group.now)

    async def one_job(self, process: Process, number: int = 0, *, finishes: bool) -> bool:
        """Do a due job, of several the one with a number, and be killed before it is marked as done unless it finishes.

        Others are given back, as if they had been under way at that time and came to nothing.
        """
        queue = self.group.stores.jobs
        jobs = await queue.claim(list(process.handlers), number + 1, self.group.now, 30)
        for job in jobs[:-1]:
            await queue.retry(job, self.group.now, "given back", failed=False)
        for job in jobs[-1:]:
            try:
                await process.handlers[job.kind](job)
            except TryLaterError:
                await queue.retry(job, self.group.now + MINUTE, "not now", failed=False)
            else:
                if finishes:
                    await queue.finish(job, self.group.now)
        return bool(jobs)

    async def finish(self) -> None:
        """Let everything be done; then each posting was shown once, and was summed up once if it was seen at all."""
        for _ in range(40):
            while await self.one_job(self.processes[0], finishes=True):
                pass
            self.group.pass_time(HOUR)
        keys = Counter(message.key for message in self.group.platform.messages.values())
        for posting in self.group.stores.state.postings.values():
            assert keys[f"post/{posting.id}#0"] == 1
            assert posting.closed_at is not None
            assert posting.closes_at is not None
            unseen = posting.closed_at >= posting.closes_at + UNSEEN  # so long that nobody could have answered
            assert keys[f"close/{posting.id}#0"] == 1 or unseen


Schedules.TestCase.settings = settings(max_examples=100, stateful_step_count=20, deadline=None)
TestSchedules = Schedules.TestCase

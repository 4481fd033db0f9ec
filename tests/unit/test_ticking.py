from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.bank.catalogue import QuestionBank
from bot.core.ports import JobQueue
from bot.core.records import JobKind, NewJob, Place, Posting
from bot.core.rhythm.picking import Picker
from bot.core.rhythm.records import NewPosting, ScheduleRecord, Skip
from bot.core.rhythm.ticking import BATCH, Ticker
from bot.core.schedules.due import next_due
from bot.core.schedules.storing import rule_data
from bot.core.schedules.words.parse import parse
from tests import samples
from tests.fakes.log import FakeLog
from tests.fakes.stores import InMemoryStores
from tests.fakes.stores.schedules import InMemorySchedules
from tests.samples import ADA

MONDAY = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
NINE_IN_BERLIN = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)


@dataclass
class Group:
    """A group with a schedule, and the tick of as many processes as one likes."""

    stores: InMemoryStores = field(default_factory=InMemoryStores)
    log: FakeLog = field(default_factory=FakeLog)

    async def scheduled(self, words: str = "weekdays 9:00 Europe/Berlin", since: datetime = MONDAY) -> ScheduleRecord:
        self.place: Place = await self.stores.directory.place_of(ADA, "UTC")
        rule = parse(words, since)
        return await self.stores.schedules.add(self.place, rule_data(rule), "ada", next_due(rule, since))

    async def tick(self, now: datetime, jobs: JobQueue | None = None) -> int:
        picker = Picker(samples.content(), self.stores.postings, self.stores.schedules)
        return await Ticker(self.stores.schedules, picker, log=self.log, jobs=jobs).tick(now)

    async def asked(self) -> list[str]:
        return list(await self.stores.postings.asked(self.place))


@pytest.mark.parametrize("seconds", [-1, 0, 1, 59])
async def test_a_question_is_put_when_it_is_due_and_not_before(seconds: int) -> None:
    group = Group()
    await group.scheduled()
    assert await group.tick(NINE_IN_BERLIN + timedelta(seconds=seconds)) == (seconds >= 0)


async def test_a_tick_that_is_repeated_puts_nothing_again() -> None:
    group = Group()
    await group.scheduled()
    made = [await group.tick(NINE_IN_BERLIN + timedelta(seconds=step)) for step in (0, 0, 5, 3600)]
    assert made == [1, 0, 0, 0]
    assert len(await group.asked()) == 1


async def test_a_clock_that_steps_back_an_hour_repeats_nothing_and_loses_nothing() -> None:
    group = Group()
    await group.scheduled("daily 9:00 UTC")
    nine = MONDAY + timedelta(hours=9)
    for hours in (0, -1, 0, 23, 24, 23, 24.5, 48):
        await group.tick(nine + timedelta(hours=hours))
    assert len(await group.asked()) == 3


async def test_a_posting_less_than_six_hours_late_is_made_with_a_note() -> None:
    group = Group()
    await group.scheduled()
    await group.tick(NINE_IN_BERLIN + timedelta(hours=5, minutes=59))
    posting = await group.stores.postings.latest_posting(group.place)
    assert posting is not None
    assert posting.note == f"posting.late posting.why:{posting.question_id},new"
    assert posting.local_date == date(2026, 11, 16)


async def test_a_posting_later_than_that_is_skipped_and_recorded() -> None:
    group = Group()
    record = await group.scheduled()
    assert await group.tick(NINE_IN_BERLIN + timedelta(days=1, hours=7)) == 0
    assert [skip.local_date.day for skip in await group.stores.schedules.skipped(1, record.id, 10)] == [17, 16]
    assert await group.tick(NINE_IN_BERLIN + timedelta(days=2)) == 1


async def test_a_weekend_has_no_question() -> None:
    group = Group()
    await group.scheduled()
    days = [await group.tick(NINE_IN_BERLIN + timedelta(days=day)) for day in range(14)]
    assert days == [1, 1, 1, 1, 1, 0, 0] * 2


async def test_no_question_comes_again_before_all_were_put_and_then_the_longest_unseen() -> None:
    group = Group()
    await group.scheduled("daily 9:00 UTC")
    for day in range(6):
        await group.tick(MONDAY + timedelta(days=day, hours=9))
    asked = await group.asked()
    assert len(set(asked[:3])) == 3
    assert asked[3:] == asked[:3]


async def test_a_posting_brings_the_jobs_that_show_remind_and_close_it() -> None:
    group = Group()
    place = await group.stores.directory.place_of(ADA, "UTC")
    rule = replace(parse("daily 9:00 UTC", MONDAY), reminder_before=timedelta(hours=2))
    due = MONDAY + timedelta(hours=9)
    await group.stores.schedules.add(place, rule_data(rule), "ada", due)
    await group.tick(due, group.stores.jobs)
    jobs = await group.stores.jobs.claim(list(JobKind), 10, due + timedelta(days=2), 30)
    assert [job.kind for job in jobs] == [JobKind.POST, JobKind.TELL_ADMIN, JobKind.REMIND, JobKind.CLOSE]
    assert len({job.payload["posting_id"] for job in jobs}) == 1


async def test_only_those_who_made_a_posting_say_that_they_did() -> None:
    class Overtaken(InMemorySchedules):
        """Another process is faster between the look and the settling."""

        async def settle(
            self,
            schedule: ScheduleRecord,
            posting: NewPosting | None,
            skips: Sequence[Skip],
            next_due_at: datetime | None,
            jobs: Sequence[NewJob] = (),
        ) -> Posting | None:
            await super().settle(schedule, posting, skips, next_due_at, jobs)
            return await super().settle(schedule, posting, skips, next_due_at, jobs)

    group = Group()
    await group.scheduled()
    group.stores.schedules = Overtaken(group.stores.state)
    assert await group.tick(NINE_IN_BERLIN) == 0
    assert len(await group.asked()) == 1


async def test_an_approved_suggestion_comes_next_and_once() -> None:
    group = Group()
    await group.scheduled("daily 9:00 UTC")
    schedules = group.stores.schedules
    suggestion = await schedules.suggest(group.place, "bob", "say-it-simply", "")
    await schedules.decide_suggestion(group.place.workspace_id, suggestion.id, "approved")
    await group.tick(MONDAY + timedelta(hours=9))
    await group.tick(MONDAY + timedelta(days=1, hours=9))
    first, second = await group.asked()
    assert first == "say-it-simply"
    assert second != first


async def test_an_approved_suggestion_that_left_the_bank_is_passed_over() -> None:
    group = Group()
    await group.scheduled("daily 9:00 UTC")
    schedules = group.stores.schedules
    suggestion = await schedules.suggest(group.place, "bob", "has-left", "")
    await schedules.decide_suggestion(group.place.workspace_id, suggestion.id, "approved")
    assert await group.tick(MONDAY + timedelta(hours=9)) == 1
    assert await group.asked() != ["has-left"]


async def test_two_schedules_due_at_the_same_time_ask_different_questions_and_a_suggestion_once() -> None:
    group = Group()
    for _ in range(2):
        await group.scheduled("daily 9:00 UTC")
    suggestion = await group.stores.schedules.suggest(group.place, "bob", "dice-rolls", "")
    await group.stores.schedules.decide_suggestion(group.place.workspace_id, suggestion.id, "approved")
    assert await group.tick(MONDAY + timedelta(hours=9)) == 2
    asked = await group.asked()
    assert asked[0] == "dice-rolls"
    assert asked[1] != "dice-rolls"


async def test_with_a_long_lateness_each_date_that_was_missed_has_its_own_posting() -> None:
    group = Group()
    record = await group.scheduled("daily 9:00 UTC")
    picker = Picker(samples.content(), group.stores.postings, group.stores.schedules)
    ticker = Ticker(group.stores.schedules, picker, timedelta(days=2, hours=1))
    assert await ticker.tick(MONDAY + timedelta(days=3, hours=9, minutes=30)) == 3
    assert [skip.local_date.day for skip in await group.stores.schedules.skipped(1, record.id, 10)] == [16]


class Faulty(InMemorySchedules):
    """Cannot settle some schedules."""

    broken: frozenset[int] = frozenset()

    async def settle(
        self,
        schedule: ScheduleRecord,
        posting: NewPosting | None,
        skips: Sequence[Skip],
        next_due_at: datetime | None,
        jobs: Sequence[NewJob] = (),
    ) -> Posting | None:
        if schedule.id in self.broken:
            raise ConnectionError("the database is away")
        return await super().settle(schedule, posting, skips, next_due_at, jobs)


async def test_schedules_that_fail_do_not_hold_up_the_others_however_many_they_are() -> None:
    group = Group()
    records = [await group.scheduled("daily 9:00 UTC") for _ in range(2 * BATCH + 50)]
    schedules = Faulty(group.stores.state)
    schedules.broken = frozenset(record.id for record in records[: BATCH + 30])
    group.stores.schedules = schedules
    nine = MONDAY + timedelta(hours=9)
    assert await group.tick(nine) == BATCH + 20
    assert {event for _, event, _ in group.log.told} == {"schedule_not_looked_at"}
    assert len(group.log.told) == BATCH + 30
    schedules.broken = frozenset()
    assert await group.tick(nine + timedelta(seconds=5)) == BATCH + 30


async def test_an_empty_bank_is_told_and_what_comes_too_late_is_recorded() -> None:
    group = Group()
    record = await group.scheduled("daily 9:00 UTC")
    empty = replace(samples.content(), bank=QuestionBank(()))
    ticker = Ticker(group.stores.schedules, Picker(empty, group.stores.postings, group.stores.schedules), log=group.log)
    nine = MONDAY + timedelta(hours=9)
    assert await ticker.tick(nine) == 0
    assert [event for _, event, _ in group.log.told] == ["schedule_not_looked_at"]
    assert await ticker.tick(nine + timedelta(hours=6)) == 0
    assert len(await group.stores.schedules.skipped(1, record.id, 10)) == 1


async def test_a_schedule_that_cannot_be_read_is_halted_and_holds_up_nobody() -> None:
    group = Group()
    bad = await group.scheduled()
    due = await group.stores.schedules.due(NINE_IN_BERLIN, 10)
    assert [record.id for record in due] == [bad.id]
    await group.stores.schedules.change(bad.workspace_id, bad.id, {"version": 99}, bad.next_due_at)
    good = await group.scheduled()
    assert await group.tick(NINE_IN_BERLIN) == 1
    assert good.id != bad.id
    halted = await group.stores.schedules.schedule(bad.workspace_id, bad.id)
    assert halted is not None
    assert halted.halted == "unreadable"

"""The tick: looks at the schedules that are due and makes their postings, in any number of processes."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.ports import JobQueue
from bot.core.records import JobKind, NewJob
from bot.core.rhythm.notes import note_of
from bot.core.rhythm.picking import Picker, note_posted
from bot.core.rhythm.ports import Schedules
from bot.core.rhythm.records import NewPosting, ScheduleRecord, Skip
from bot.core.rhythm.words_to_admins import ahead_job, halted_job
from bot.core.schedules.closing import Closing, closing_of
from bot.core.schedules.due import LATENESS, Action, Decision, decide, handled_from
from bot.core.schedules.errors import ScheduleError
from bot.core.schedules.rule import Mode, Rule
from bot.core.schedules.storing import read_rule
from bot.core.worker import SilentLog, WorkerLog

BATCH = 200
"""Schedules read at once, so that ten thousand due at the same minute do not fill the memory."""

UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Ticker:
    """Makes postings.

    Attributes:
        schedules: Where schedules are kept.
        picker: Chooses the questions.
        lateness: What is late by this or more is skipped, and the skip recorded.
        log: Hears of schedules that cannot be read.
        jobs: Takes the words to those who made the schedules; without it they hear of nothing.
    """

    schedules: Schedules
    picker: Picker
    lateness: timedelta = LATENESS
    log: WorkerLog = field(default_factory=SilentLog)
    jobs: JobQueue | None = None

    async def tick(self, now: datetime) -> int:
        """Do what is due; asked again, or asked by two processes at once, it does nothing twice.

        A schedule that fails does not hold up the others; it is due again at the next tick.

        Returns:
            How many postings were made.
        """
        made, stuck, looked_at = 0, 0, set[int]()
        while due := await self.schedules.due(now, BATCH + stuck):
            new = [record for record in due if record.id not in looked_at]
            still_due = len(due) - len(new)
            if not new and still_due == stuck:
                break
            stuck = still_due  # those that failed stay due and stand before the others
            looked_at.update(record.id for record in new)
            made += sum(await asyncio.gather(*(self._look_in_turn(records, now) for records in _by_group(new))))
        return made

    async def _look_in_turn(self, records: Iterable[ScheduleRecord], now: datetime) -> int:
        """Look at one group's schedules one after the other: what one asks, the next does not ask again."""
        return sum([await self._look_guarded(record, now) for record in records])

    async def _look_guarded(self, record: ScheduleRecord, now: datetime) -> int:
        try:
            return await self._look(record, now)
        except ScheduleError as error:
            self.log.error("schedule_not_understood", schedule=record.id, exc_info=error)  # noqa: TRY400
            await self._halt(record, now)
        except Exception as error:
            self.log.error("schedule_not_looked_at", schedule=record.id, exc_info=error)  # noqa: TRY400
        return 0

    async def _look(self, record: ScheduleRecord, now: datetime) -> int:
        assert record.next_due_at is not None, "a schedule that is never due is not due"
        rule = read_rule(record.rule)
        handled = await self.schedules.handled(record.id, handled_from(record.next_due_at))
        outlook = decide(rule, now, record.next_due_at, handled, self.lateness)
        postings = [found for found in outlook.decisions if found.action is not Action.SKIP]
        skips = [Skip(found.occurrence.local_date, "late") for found in outlook.decisions if found not in postings]
        if not postings:
            await self.schedules.settle(record, None, skips, outlook.next_due_at)
            return 0
        made = 0
        for decision in postings[:-1]:  # the schedule stays due until the last of them is stored
            made += await self._settle(record, rule, decision, (), record.next_due_at, now)
        return made + await self._settle(record, rule, postings[-1], skips, outlook.next_due_at, now)

    async def _settle(
        self,
        record: ScheduleRecord,
        rule: Rule,
        decision: Decision,
        skips: Sequence[Skip],
        next_due_at: datetime | None,
        now: datetime,
    ) -> bool:
        """Store a posting with its jobs; whether this call made it."""
        day = decision.occurrence.local_date
        chosen = await self.picker.pick(record, rule, day)
        closing = closing_of(rule, now)
        posting = NewPosting(
            question_id=chosen.question.id,
            local_date=day,
            posted_at=now,
            style=chosen.style,
            closes_at=closing.closes_at if closing else None,
            private=rule.mode is Mode.PRIVATE,
            note=note_of(late=decision.action is Action.POST_LATE, relaxed=chosen.relaxed),
        )
        jobs = [*posting_jobs(now, closing), *([ahead_job(record, now)] if self.jobs else [])]
        if await self.schedules.settle(record, posting, skips, next_due_at, jobs) is None:
            return False
        await note_posted(self.schedules, record.workspace_id, record.group_id, chosen.question.id)
        return True

    async def _halt(self, record: ScheduleRecord, now: datetime) -> None:
        """Halt a schedule that cannot be read; whoever made it hears of it."""
        if self.jobs is not None:
            await self.jobs.add(halted_job(record, UNREADABLE, str(record.next_due_at), now))
        await self.schedules.halt_one(record.workspace_id, record.id, UNREADABLE)


def _by_group(records: Iterable[ScheduleRecord]) -> Collection[list[ScheduleRecord]]:
    groups: dict[int, list[ScheduleRecord]] = {}
    for record in records:
        groups.setdefault(record.group_id, []).append(record)
    return groups.values()


def posting_jobs(now: datetime, closing: Closing | None) -> Iterator[NewJob]:
    """What has to be done about a posting that is made now; the keys are to get the posting's id."""
    yield NewJob(JobKind.POST, "post", {}, now)
    if closing is not None:
        yield NewJob(JobKind.CLOSE, "close", {}, closing.closes_at)
        if closing.remind_at is not None and closing.remind_at > now:
            yield NewJob(JobKind.REMIND, "remind", {}, closing.remind_at)

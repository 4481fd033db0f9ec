"""The tick: looks at the schedules that are due and makes their postings, in any number of processes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest

from bot.core.ports import JobQueue
from bot.core.records import JobKind, NewJob
from bot.core.rhythm.notes import WHY, note_of, notes_in
from bot.core.rhythm.picking import SUGGESTED, Picker, note_posted
from bot.core.rhythm.ports import Schedules
from bot.core.rhythm.records import NewPosting, ScheduleRecord, Settlement, Skip
from bot.core.rhythm.words_to_admins import ahead_job, halted_job
from bot.core.schedules.closing import Closing, closing_of
from bot.core.schedules.due import LATENESS, Action, Decision, decide, handled_from
from bot.core.schedules.errors import ScheduleError
from bot.core.schedules.rule import Mode, Rule
from bot.core.schedules.storing import read_rule
from bot.core.worker import SilentLog, WorkerLog

BATCH = 200
"""Schedules looked at at once, so that ten thousand due at the same minute do not fill the memory."""

TOGETHER = 50
"""Of these so many are one transaction; the others go beside it, where the database can do several at once."""

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
            for wave in _waves(new):
                made += await self._do(wave, now)
        return made

    async def _do(self, records: Sequence[ScheduleRecord], now: datetime) -> int:
        """Look at schedules of different groups, and store what that comes to together."""
        looks = await asyncio.gather(*(self._look_guarded(record, now) for record in records))
        settlements = [look.last for look in looks if look is not None]
        together = [settlements[first : first + TOGETHER] for first in range(0, len(settlements), TOGETHER)]
        made = await asyncio.gather(*(self._settle_all(several) for several in together))
        return sum(look.made for look in looks if look is not None) + sum(made)

    async def _look_guarded(self, record: ScheduleRecord, now: datetime) -> _Look | None:
        try:
            return await self._look(record, now)
        except ScheduleError as error:
            self.log.error("schedule_not_understood", schedule=record.id, exc_info=error)  # noqa: TRY400
            await self._halt(record, now)
        except Exception as error:  # noqa: BLE001 - it is told of, and due again at the next tick
            self._tell_of(record, error)
        return None

    async def _look(self, record: ScheduleRecord, now: datetime) -> _Look:
        assert record.next_due_at is not None, "a schedule that is never due is not due"
        rule = read_rule(record.rule)
        handled = await self.schedules.handled(record.id, handled_from(record.next_due_at))
        outlook = decide(rule, now, record.next_due_at, handled, self.lateness)
        postings = [found for found in outlook.decisions if found.action is not Action.SKIP]
        skips = tuple(Skip(found.occurrence.local_date, "late") for found in outlook.decisions if found not in postings)
        if not postings:
            return _Look(0, Settlement(record, None, skips, outlook.next_due_at))
        made = 0
        for decision in postings[:-1]:  # the schedule stays due until the last of them is stored
            made += await self._settle(await self._settlement(record, rule, decision, (), record.next_due_at, now))
        return _Look(made, await self._settlement(record, rule, postings[-1], skips, outlook.next_due_at, now))

    async def _settlement(
        self,
        record: ScheduleRecord,
        rule: Rule,
        decision: Decision,
        skips: Sequence[Skip],
        next_due_at: datetime | None,
        now: datetime,
    ) -> Settlement:
        """A posting with its jobs, to be stored."""
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
            note=note_of(late=decision.action is Action.POST_LATE, relaxed=chosen.relaxed, why=chosen.why),
        )
        jobs = (*posting_jobs(now, closing), *([ahead_job(record, now)] if self.jobs else []))
        return Settlement(record, posting, skips, next_due_at, jobs)

    async def _settle_all(self, settlements: Sequence[Settlement]) -> int:
        """Store many in one transaction; if that fails, each by itself. How many postings that made."""
        try:
            made = await self.schedules.settle_all(settlements)
        except Exception:  # noqa: BLE001 - whose fault it is comes out when each is stored by itself
            return sum([await self._settle_guarded(each) for each in settlements])
        ours = [each for each, posting in zip(settlements, made, strict=True) if posting is not None]
        await asyncio.gather(*(self._note(each) for each in ours))
        return len(ours)

    async def _settle_guarded(self, settlement: Settlement) -> bool:
        try:
            return await self._settle(settlement)
        except Exception as error:  # noqa: BLE001 - as above
            self._tell_of(settlement.schedule, error)
        return False

    async def _settle(self, settlement: Settlement) -> bool:
        """Store one; whether a posting was made."""
        if (await self.schedules.settle_all([settlement]))[0] is None:
            return False
        await self._note(settlement)
        return True

    async def _note(self, settlement: Settlement) -> None:
        posting, record = settlement.posting, settlement.schedule
        if posting is not None and any(SUGGESTED in names for key, names in notes_in(posting.note) if key == WHY):
            await note_posted(self.schedules, record.workspace_id, record.group_id, posting.question_id)

    def _tell_of(self, record: ScheduleRecord, error: Exception) -> None:
        self.log.error("schedule_not_looked_at", schedule=record.id, exc_info=error)

    async def _halt(self, record: ScheduleRecord, now: datetime) -> None:
        """Halt a schedule that cannot be read; whoever made it hears of it."""

        def word(halted: ScheduleRecord) -> NewJob:
            return halted_job(halted, UNREADABLE, now)

        await self.schedules.halt_one(record.workspace_id, record.id, UNREADABLE, word)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look at a schedule came to: how many postings it made, and what is still to be stored."""

    made: int
    last: Settlement


def _waves(records: Iterable[ScheduleRecord]) -> Iterator[list[ScheduleRecord]]:
    """Schedules in waves, each with one of a group at most: what one asks, the next does not ask again."""
    groups: dict[int, list[ScheduleRecord]] = {}
    for record in records:
        groups.setdefault(record.group_id, []).append(record)
    for wave in zip_longest(*groups.values()):
        yield [record for record in wave if record is not None]


def posting_jobs(now: datetime, closing: Closing | None) -> Iterator[NewJob]:
    """What has to be done about a posting that is made now; the keys are to get the posting's id."""
    yield NewJob(JobKind.POST, "post", {}, now)
    if closing is not None:
        yield NewJob(JobKind.CLOSE, "close", {}, closing.closes_at)
        if closing.remind_at is not None and closing.remind_at > now:
            yield NewJob(JobKind.REMIND, "remind", {}, closing.remind_at)

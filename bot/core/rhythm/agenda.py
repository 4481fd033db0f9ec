"""A group's schedules as they are kept: found, put into plans, and changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from bot.core.records import Place
from bot.core.rhythm.drafts import Draft, is_draft
from bot.core.rhythm.errors import UnknownScheduleError
from bot.core.rhythm.lookout import Foreseen, Lookout, Stock
from bot.core.rhythm.ports import Schedules
from bot.core.rhythm.records import Deed, ScheduleRecord, Skip
from bot.core.schedules.due import Occurrence, handled_from, next_due, occurrences
from bot.core.schedules.rule import Rule
from bot.core.schedules.storing import read_rule, rule_data

Edit = Callable[[ScheduleRecord, Rule], Rule]
"""What an admin makes of a schedule's rule, whatever it is by then."""

_SHOWN = 3
_SKIPS_SHOWN = 10
_LATELY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule, when it posts next, and what is foreseen of its questions.

    Attributes:
        record: As it is kept.
        rule: Its rule.
        following: Its next postings.
        foreseen: What its admin should know in time.
        stock: How many questions it has; none if it posts no more or was halted.
        skipped: What it skipped in the last month because Greenroom was away too long, newest first.
    """

    record: ScheduleRecord
    rule: Rule
    following: tuple[Occurrence, ...]
    foreseen: tuple[Foreseen, ...] = ()
    stock: Stock | None = None
    skipped: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class Agenda:
    """Groups' schedules.

    Attributes:
        schedules: Where they are kept.
        lookout: Looks ahead.
    """

    schedules: Schedules
    lookout: Lookout

    async def saved(self, place: Place) -> list[ScheduleRecord]:
        """The group's schedules, drafts left out, oldest first."""
        records = await self.schedules.of_group(place.workspace_id, place.group_id)
        return [record for record in records if not is_draft(record)]

    async def drafts(self, place: Place, by: str) -> list[ScheduleRecord]:
        """What an admin proposed to the group and did not save."""
        records = await self.schedules.of_group(place.workspace_id, place.group_id)
        return [record for record in records if is_draft(record) and record.created_by == by]

    async def own(self, place: Place, schedule_id: int) -> ScheduleRecord | None:
        """A schedule or draft of the group."""
        record = await self.schedules.schedule(place.workspace_id, schedule_id)
        return record if record is not None and record.group_id == place.group_id else None

    async def one(self, place: Place, schedule_id: int | None) -> ScheduleRecord:
        """The group's schedule with a number, or its only one.

        Raises:
            UnknownScheduleError: There is none, or several and none was named.
        """
        records = await self.saved(place)
        if schedule_id is None and len(records) == 1:
            return records[0]
        found = next((record for record in records if record.id == schedule_id), None)
        if found is None:
            raise UnknownScheduleError(schedule_id, tuple(record.id for record in records))
        return found

    async def planned(self, record: ScheduleRecord, rule: Rule, now: datetime) -> Planned:
        """A schedule with its next dates under a rule, and what is foreseen."""
        following = await self.upcoming(record, rule, now, _SHOWN)
        foreseen = () if record.halted else await self.lookout.foreseen(record, rule, now)
        stock = None if record.halted else await self.lookout.stock(record, rule, now)
        skipped = await self.schedules.skipped(record.workspace_id, record.id, _SKIPS_SHOWN)
        lately = tuple(skip for skip in skipped if skip.local_date >= now.date() - _LATELY)
        return Planned(record, rule, tuple(following), foreseen, stock, lately)

    async def upcoming(self, record: ScheduleRecord, rule: Rule, now: datetime, count: int) -> Sequence[Occurrence]:
        """The next postings, without those of dates that are done with."""
        handled = set(await self.schedules.handled(record.id, handled_from(now)))
        return list(islice((each for each in occurrences(rule, now) if each.local_date not in handled), count))

    async def change(self, record: ScheduleRecord, edited: Edit, now: datetime) -> Planned:
        """Put another rule in a schedule's place from now on; what was due a moment ago and is not posted stays due.

        Args:
            record: The schedule.
            edited: Makes the new rule; asked again if somebody else has changed the schedule meanwhile.
            now: The time.

        Raises:
            UnknownScheduleError: It has ended meanwhile.
        """
        found: ScheduleRecord | None = record
        while found is not None:
            rule = edited(found, read_rule(found.rule))
            due = await self._due(found, rule, now)
            changed = await self.schedules.change(found.workspace_id, found.id, rule_data(rule), due, found)
            if changed is not None:
                return await self.planned(changed, rule, now)
            found = await self.schedules.schedule(record.workspace_id, record.id)
        raise UnknownScheduleError(record.id, ())

    async def save(
        self, record: ScheduleRecord, draft: Draft, schedule_id: int, now: datetime, deed: Deed | None
    ) -> Planned | None:
        """Do to a schedule what a draft proposes, or let the draft itself begin, and be done with it; once a deed.

        Args:
            record: The draft as it is kept.
            draft: What it proposes.
            schedule_id: The schedule, or the draft.
            now: The time.
            deed: What the admin did.

        Returns:
            The schedule; none if it has ended meanwhile.

        Raises:
            InvalidRuleError: What was proposed does not go together with what the schedule has become.
        """
        while (found := await self.schedules.schedule(record.workspace_id, schedule_id)) is not None:
            if found.id == record.id and not is_draft(found):  # it was saved this moment
                return await self.planned(found, read_rule(found.rule), now)
            rule, halted = draft.applied(found)
            due = None if halted else await self._due(found, rule, now)
            saved = await self.schedules.save(record, found, rule_data(rule), due, deed, halted)
            if saved is not None:
                return await self.planned(saved, read_rule(saved.rule), now)
        return None

    async def _due(self, record: ScheduleRecord, rule: Rule, now: datetime) -> datetime | None:
        since = min(record.next_due_at or now, now)
        return next_due(rule, since, await self.schedules.handled(record.id, handled_from(since)))

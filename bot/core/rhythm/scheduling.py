"""Schedules as their admins see them: proposed, saved, changed, paused, skipped and looked ahead of.

All of it may be done again with the same event after a crash, or because the reply could not be delivered at once, and
changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.bank.content import Content
from bot.core.ports import Directory, JobQueue, Postings
from bot.core.records import Origin, Place
from bot.core.rhythm.agenda import Agenda, Planned
from bot.core.rhythm.by_hand import ByHand
from bot.core.rhythm.drafts import Draft, draft_data, draft_of, is_draft
from bot.core.rhythm.errors import DraftGoneError, HaltedError, TooLateToSwapError, UnknownScheduleError
from bot.core.rhythm.lookout import Coming, Lookout
from bot.core.rhythm.picking import Picker
from bot.core.rhythm.ports import Schedules
from bot.core.rhythm.records import Deed, ScheduleRecord
from bot.core.rhythm.suggesting import Suggesting
from bot.core.schedules.errors import InvalidRuleError, ScheduleError
from bot.core.schedules.rule import Rule
from bot.core.schedules.storing import read_rule

__all__ = ["PAUSED", "Overview", "Planned", "Scheduling", "TooLateToSwapError", "UnknownScheduleError"]

PAUSED, DRAFT = "paused", "draft"

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Overview:
    """A group's schedules.

    Attributes:
        plans: Those that can be read.
        unreadable: Those that cannot, because another version wrote them.
        waiting: How many suggestions nobody has decided on.
    """

    plans: tuple[Planned, ...]
    unreadable: tuple[ScheduleRecord, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Scheduling:
    """A group's schedules.

    Attributes:
        content: The bank.
        directory: The groups.
        schedules: Where schedules are kept.
        postings: What was put.
        picker: Chooses questions.
        jobs: Takes postings that are made by hand.
        time_zone: IANA zone of groups that have none.
    """

    content: Content
    directory: Directory
    schedules: Schedules
    postings: Postings
    picker: Picker
    jobs: JobQueue
    time_zone: str

    @property
    def lookout(self) -> Lookout:
        """Looks ahead."""
        return Lookout(self.content, self.postings, self.schedules, self.picker.scores)

    @property
    def agenda(self) -> Agenda:
        """What is kept."""
        return Agenda(self.schedules, self.lookout)

    @property
    def by_hand(self) -> ByHand:
        """Swaps and puts questions by hand."""
        return ByHand(self.schedules, self.postings, self.picker, self.jobs)

    @property
    def suggesting(self) -> Suggesting:
        """What members suggest."""
        return Suggesting(self.content, self.schedules)

    async def zone_of(self, place: Place) -> str:
        """The zone of a group."""
        return await self.directory.group_time_zone(place.workspace_id, place.group_id, self.time_zone)

    async def names_of(self, origin: Origin, users: Iterable[str]) -> list[str]:
        """What members are called, those left out whose name is not known."""
        names: list[str] = []
        for user in dict.fromkeys(users):
            place = await self.directory.find(replace(origin, user=user, user_name=""), self.time_zone)
            if place and (name := await self.directory.member_name(place.workspace_id, place.member_id)):
                names.append(name)
        return names

    async def makers(self, place: Place) -> list[str]:
        """Platform ids of those who made the group's schedules."""
        return [record.created_by for record in await self.agenda.saved(place)]

    async def of_group(self, place: Place, now: datetime) -> Overview:
        """The group's schedules, drafts left out."""
        plans: list[Planned] = []
        unreadable: list[ScheduleRecord] = []
        for record in await self.agenda.saved(place):
            try:
                plans.append(await self.agenda.planned(record, read_rule(record.rule), now))
            except ScheduleError:
                unreadable.append(record)
        waiting = len(await self.suggesting.open(place))
        return Overview(tuple(plans), tuple(unreadable), waiting)

    async def propose(self, place: Place, draft: Draft, by: str, now: datetime) -> Planned:
        """Keep a draft, which posts nothing until it is saved; the same admin's last one gives way to it."""
        data, kept = draft_data(draft), None
        for record in await self.agenda.drafts(place, by):
            if kept is None and record.rule == data:
                kept = record
            else:
                await self.schedules.remove(record.workspace_id, record.id)
        record = kept or await self.schedules.add(place, data, by, None)
        await self.schedules.halt_one(
            record.workspace_id, record.id, DRAFT
        )  # so that it does not count as one that runs
        old = await self.agenda.own(place, draft.replaces) if draft.replaces is not None else None
        plan = await self.agenda.planned(replace(old or record, halted=None), draft.rule, now)
        return replace(plan, record=record)

    async def save(
        self,
        place: Place,
        schedule_id: int | None,
        by: str,
        now: datetime,
        replaces: int | None = None,
        deed: Deed | None = None,
    ) -> Planned:
        """Let a draft begin, or put its rule in the place of another schedule's.

        Args:
            place: The group.
            schedule_id: The draft; none for the admin's own.
            by: The admin.
            now: The time.
            replaces: The schedule that the draft was to change, for when the draft is gone.
            deed: What the admin did; done again, it changes nothing.

        Raises:
            DraftGoneError: It is saved or dropped already, or a newer one took its place.
            InvalidRuleError: It does not go together with what others made of the schedule meanwhile.
        """
        saved = await self._saved_by(place, deed)
        if saved is not None:
            return await self.agenda.planned(saved, read_rule(saved.rule), now)
        record = await self._draft(place, schedule_id, by)
        if record is None:
            raise DraftGoneError(replaces)
        draft = draft_of(record)
        if draft is None:  # it was saved before
            return await self.agenda.planned(record, read_rule(record.rule), now)
        old = await self.agenda.own(place, draft.replaces) if draft.replaces is not None else None
        changed = await self.agenda.save(record, draft, old.id, now, deed) if old is not None else None
        changed = changed or await self.agenda.save(record, draft, record.id, now, deed)
        if changed is None:
            raise DraftGoneError(replaces)
        return changed

    async def discard(self, place: Place, schedule_id: int | None, by: str, deed: Deed | None = None) -> None:
        """Drop a draft; one that is gone already is fine."""
        record = await self._draft(place, schedule_id, by)
        if record is not None and is_draft(record):
            await self.schedules.remove(record.workspace_id, record.id, deed)

    async def remove(self, place: Place, schedule_id: int | None, deed: Deed | None = None) -> ScheduleRecord:
        """End a schedule; what it posted stays.

        Raises:
            UnknownScheduleError: The group has no such schedule.
        """
        record = await self.removed_by(place, deed) or await self.agenda.one(place, schedule_id)
        await self.schedules.remove(record.workspace_id, record.id, deed)
        return record

    async def removed_by(self, place: Place, deed: Deed | None) -> ScheduleRecord | None:
        """The schedule that a deed ended; none if it was not done yet."""
        found = await self.schedules.done_to(deed.name) if deed else None
        return await self.schedules.ended(place.workspace_id, found) if found is not None else None

    async def pause(self, place: Place, schedule_id: int | None, until: date | None, now: datetime) -> Planned:
        """Post nothing until a date, or until it is resumed.

        Raises:
            UnknownScheduleError: The group has no such schedule.
            InvalidRuleError: It cannot be paused until then.
        """
        record = await self.agenda.one(place, schedule_id)
        rule = read_rule(record.rule)
        if until is None:
            await self.schedules.halt_one(record.workspace_id, record.id, PAUSED)
            return await self.agenda.planned(await self._again(record), rule, now)
        today = now.astimezone(ZoneInfo(rule.zone)).date()
        if until <= today:
            raise InvalidRuleError("pause-over", "paused_until", {"day": until, "next": today + _A_DAY})
        return await self.agenda.change(record, lambda _, rule: replace(rule, paused_until=until), now)

    async def resume(self, place: Place, schedule_id: int | None, now: datetime) -> Planned:
        """Let a paused or halted schedule go on from now.

        Raises:
            UnknownScheduleError: The group has no such schedule.
        """
        record = await self.agenda.one(place, schedule_id)
        rule = read_rule(record.rule)
        if record.halted is None and rule.paused_until is None:
            return await self.agenda.planned(record, rule, now)
        return await self.agenda.change(record, lambda _, rule: replace(rule, paused_until=None), now)

    async def skip(
        self, place: Place, schedule_id: int | None, days: Collection[date], now: datetime
    ) -> tuple[Planned, tuple[date, ...]]:
        """Leave out some dates, or the next one; which ones, if there are any.

        The next one is the next date of the rule as it was before anything was left out, so that doing it again leaves
        out no second one.

        Raises:
            UnknownScheduleError: The group has no such schedule.
            HaltedError: It posts nothing anyway.
        """
        record = await self.agenda.one(place, schedule_id)
        rule = read_rule(record.rule)
        _require_running(record)
        if not days:
            following = await self.agenda.upcoming(record, replace(rule, skip=frozenset()), now, 1)
            days = {each.local_date for each in following}
        left_out = tuple(sorted(days))
        if rule.skip.issuperset(left_out):
            return await self.agenda.planned(record, rule, now), left_out

        def more_left_out(record: ScheduleRecord, rule: Rule) -> Rule:
            _require_running(record)
            return replace(rule, skip=rule.skip.union(left_out))

        return await self.agenda.change(record, more_left_out, now), left_out

    async def unskip(self, place: Place, schedule_id: int | None, days: Collection[date], now: datetime) -> Planned:
        """Ask on dates after all that were left out.

        Raises:
            UnknownScheduleError: The group has no such schedule.
            HaltedError: It posts nothing anyway.
        """
        record = await self.agenda.one(place, schedule_id)
        rule = read_rule(record.rule)
        _require_running(record)
        if rule.skip.isdisjoint(days):
            return await self.agenda.planned(record, rule, now)

        def less_left_out(record: ScheduleRecord, rule: Rule) -> Rule:
            _require_running(record)
            return replace(rule, skip=rule.skip.difference(days))

        return await self.agenda.change(record, less_left_out, now)

    async def coming(self, place: Place, now: datetime, count: int) -> list[Coming]:
        """The group's next postings with their questions, as they stand now."""
        return await self.lookout.coming(place, now, count)

    async def one(self, place: Place, schedule_id: int | None) -> ScheduleRecord:
        """The group's schedule with a number, or its only one.

        Raises:
            UnknownScheduleError: There is none, or several and none was named.
        """
        return await self.agenda.one(place, schedule_id)

    async def saved(self, place: Place) -> list[ScheduleRecord]:
        """The group's schedules, drafts left out."""
        return await self.agenda.saved(place)

    async def _saved_by(self, place: Place, deed: Deed | None) -> ScheduleRecord | None:
        found = await self.schedules.done_to(deed.name) if deed else None
        return await self.agenda.own(place, found) if found is not None else None

    async def _draft(self, place: Place, schedule_id: int | None, by: str) -> ScheduleRecord | None:
        """A draft, or the schedule that it became; without a number the admin's own draft."""
        if schedule_id is not None:
            return await self.agenda.own(place, schedule_id)
        return next(iter(await self.agenda.drafts(place, by)), None)

    async def _again(self, record: ScheduleRecord) -> ScheduleRecord:
        return await self.schedules.schedule(record.workspace_id, record.id) or record


def _require_running(record: ScheduleRecord) -> None:
    if record.halted is not None:
        raise HaltedError(record.id, record.halted)

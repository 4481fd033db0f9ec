"""Schedules as their admins see them: proposed, saved, paused, previewed; and today's question swapped or put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from bot.core.bank.content import Content
from bot.core.errors import GreenroomError
from bot.core.ports import Directory, JobQueue, Postings
from bot.core.progress.streaks import local_day
from bot.core.records import JobKind, NewJob, Place, Posting
from bot.core.rhythm.picking import Picker, seed_of
from bot.core.rhythm.ports import Schedules
from bot.core.rhythm.records import ScheduleRecord, Suggestion
from bot.core.schedules.due import Occurrence, handled_from, next_due, occurrences
from bot.core.schedules.forecast import Coming, Source, coming
from bot.core.schedules.rule import Rule
from bot.core.schedules.storing import read_rule, rule_data
from bot.core.schedules.words.parse import parse

DRAFT = "draft"
PAUSED = "paused"

_SHOWN = 3
_LOOK_AHEAD = timedelta(days=400)


@dataclass
class UnknownScheduleError(GreenroomError):
    """The group has no such schedule, or has several and none was named.

    Attributes:
        schedule_id: What was asked for, if anything.
        ids: The group's schedules.
    """

    schedule_id: int | None
    ids: tuple[int, ...]

    def __str__(self) -> str:
        return f"there is no schedule {self.schedule_id}"


@dataclass
class TooLateToSwapError(GreenroomError):
    """A posting that cannot be swapped any more, or there is none."""

    def __str__(self) -> str:
        return "there is no open posting that nobody has answered"


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule, and when it posts next."""

    record: ScheduleRecord
    rule: Rule
    following: tuple[Occurrence, ...]


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

    async def read(self, place: Place, words: str, now: datetime) -> Rule:
        """The rule that words ask for; without a zone it is the group's.

        Raises:
            ScheduleError: They cannot be understood, or ask for what cannot be.
        """
        zone = await self.directory.group_time_zone(place.workspace_id, place.group_id, self.time_zone)
        return parse(words, now, zone)

    async def of_group(self, place: Place, now: datetime) -> list[Planned]:
        """The group's schedules, drafts left out."""
        records = await self.schedules.of_group(place.workspace_id, place.group_id)
        return [planned(record, now) for record in records if record.halted != DRAFT]

    async def propose(self, place: Place, rule: Rule, by: str, now: datetime) -> Planned:
        """Keep a rule as a draft, which posts nothing until it is saved; the group's last draft gives way to it."""
        for record in await self.schedules.of_group(place.workspace_id, place.group_id):
            if record.halted == DRAFT:
                await self.schedules.remove(record.workspace_id, record.id)
        record = await self.schedules.add(place, rule_data(rule), by, None)
        await self.schedules.halt_one(record.workspace_id, record.id, DRAFT)
        return planned(replace(record, halted=DRAFT), now)

    async def save(self, place: Place, schedule_id: int, now: datetime, replaces: int | None = None) -> Planned:
        """Let a draft begin, in the place of another schedule if one is named.

        Raises:
            UnknownScheduleError: There is no such draft.
        """
        record = await self._own(place, schedule_id)
        if replaces is not None and replaces != schedule_id:
            await self.schedules.remove(place.workspace_id, (await self._own(place, replaces)).id)
        return await self._go_on(record, now)

    async def discard(self, place: Place, schedule_id: int) -> None:
        """Drop a draft; one that is gone already is fine."""
        for record in await self.schedules.of_group(place.workspace_id, place.group_id):
            if record.id == schedule_id and record.halted == DRAFT:
                await self.schedules.remove(record.workspace_id, record.id)

    def rule_of(self, record: ScheduleRecord) -> Rule:
        """What a schedule says."""
        return read_rule(record.rule)

    async def change(self, place: Place, schedule_id: int, rule: Rule, now: datetime) -> Planned:
        """Put another rule in a schedule's place, from now on.

        Raises:
            UnknownScheduleError: The group has no such schedule.
        """
        record = await self._own(place, schedule_id)
        due = await self._next_due(record, rule, now)
        changed = await self.schedules.change(record.workspace_id, record.id, rule_data(rule), due)
        if changed is None:
            raise UnknownScheduleError(schedule_id, ())
        return planned(changed, now)

    async def remove(self, place: Place, schedule_id: int | None) -> ScheduleRecord:
        """End a schedule; what it posted stays.

        Raises:
            UnknownScheduleError: The group has no such schedule.
        """
        record = await self.one(place, schedule_id)
        await self.schedules.remove(record.workspace_id, record.id)
        return record

    async def pause(self, place: Place, schedule_id: int | None, until: date | None, now: datetime) -> Planned:
        """Post nothing until a date, or until it is resumed.

        Raises:
            UnknownScheduleError: The group has no such schedule.
            InvalidRuleError: It cannot be paused until then.
        """
        record = await self.one(place, schedule_id)
        if until is not None:
            return await self.change(place, record.id, replace(read_rule(record.rule), paused_until=until), now)
        await self.schedules.halt_one(record.workspace_id, record.id, PAUSED)
        return planned(replace(record, halted=PAUSED), now)

    async def resume(self, place: Place, schedule_id: int | None, now: datetime) -> Planned:
        """Let a paused or halted schedule go on from now.

        Raises:
            UnknownScheduleError: The group has no such schedule.
        """
        record = await self.one(place, schedule_id)
        rule = read_rule(record.rule)
        if rule.paused_until is not None:
            return await self.change(place, record.id, replace(rule, paused_until=None), now)
        return await self._go_on(record, now)

    async def skip(self, place: Place, schedule_id: int | None, now: datetime) -> tuple[Planned, date | None]:
        """Leave out the next posting; which date that is, if there is one.

        Raises:
            UnknownScheduleError: The group has no such schedule.
        """
        record = await self.one(place, schedule_id)
        rule = read_rule(record.rule)
        following = next(occurrences(rule, record.next_due_at or now), None)
        if following is None:
            return planned(record, now), None
        skipping = replace(rule, skip=rule.skip | {following.local_date})
        return await self.change(place, record.id, skipping, now), following.local_date

    async def preview(self, place: Place, now: datetime, count: int) -> list[tuple[ScheduleRecord, Coming]]:
        """The group's next postings with their questions, as they stand now."""
        records = [
            record
            for record in await self.schedules.of_group(place.workspace_id, place.group_id)
            if record.halted is None
        ]
        asked = await self.postings.asked(place)
        sources = {record.id: Source(read_rule(record.rule), seed_of(record)) for record in records}
        found: list[tuple[ScheduleRecord, Coming]] = []
        for record in records:
            others = [source for other, source in sources.items() if other != record.id]
            ahead = coming(sources[record.id], self.content.bank, asked, now, now + _LOOK_AHEAD, others)
            found += [(record, each) for each in islice(ahead, count)]
        return sorted(found, key=lambda each: each[1].occurrence.due_at)[:count]

    async def swap(self, place: Place, now: datetime) -> Posting:
        """Put another question in the place of the group's latest, as long as nobody has answered it.

        Raises:
            TooLateToSwapError: Somebody has, or it is closed, or there is none.
        """
        posting = await self.postings.latest_posting(place)
        if posting is None or posting.closed_at is not None or posting.schedule_id is None:
            raise TooLateToSwapError
        record = await self._own(place, posting.schedule_id)
        chosen = await self.picker.pick(record, read_rule(record.rule), posting.local_date, but=posting.question_id)
        swapped = await self.schedules.swap(place.workspace_id, posting.id, chosen.question.id)
        if swapped is None:
            raise TooLateToSwapError
        payload = {"workspace_id": place.workspace_id, "posting_id": posting.id}
        await self.jobs.add(NewJob(JobKind.REFRESH, f"swap:{posting.id}:{chosen.question.id}", payload, now))
        return swapped

    async def post_now(self, place: Place, key: str, now: datetime) -> Posting:
        """Put a question at once, beside the schedule; the same key puts it once.

        Raises:
            UnknownScheduleError: The group has no schedule whose filters could choose.
        """
        record = await self.one(place, None)
        rule = read_rule(record.rule)
        day = local_day(now, rule.zone)
        chosen = await self.picker.pick(record, rule, day)
        posting = await self.postings.open_posting(place, chosen.question.id, f"now:{key}", now, day, chosen.style)
        payload = {"workspace_id": place.workspace_id, "posting_id": posting.id}
        await self.jobs.add(NewJob(JobKind.POST, f"post:{posting.id}", payload, now))
        return posting

    async def suggest(self, place: Place, member: str, question_id: str, note: str) -> Suggestion:
        """Keep a member's suggestion for an admin to decide.

        Raises:
            UnknownQuestionError: There is no such question.
        """
        return await self.schedules.suggest(place, member, self.content.bank.get(question_id).id, note)

    async def suggestions(self, place: Place) -> Sequence[Suggestion]:
        """What members suggested and nobody has decided on."""
        return await self.schedules.suggestions(place.workspace_id, place.group_id, "open")

    async def decide(self, place: Place, suggestion_id: int, state: str) -> Suggestion | None:
        """Approve or decline a suggestion of the group; none if it has no such suggestion."""
        mine = await self.schedules.suggestions(place.workspace_id, place.group_id, "open")
        if suggestion_id not in {suggestion.id for suggestion in mine}:
            return None
        return await self.schedules.decide_suggestion(place.workspace_id, suggestion_id, state)

    async def one(self, place: Place, schedule_id: int | None) -> ScheduleRecord:
        """The group's schedule with a number, or its only one.

        Raises:
            UnknownScheduleError: There is none, or several and none was named.
        """
        records = await self.schedules.of_group(place.workspace_id, place.group_id)
        records = [record for record in records if record.halted != DRAFT]
        if schedule_id is None and len(records) == 1:
            return records[0]
        found = next((record for record in records if record.id == schedule_id), None)
        if found is None:
            raise UnknownScheduleError(schedule_id, tuple(record.id for record in records))
        return found

    async def _own(self, place: Place, schedule_id: int) -> ScheduleRecord:
        record = await self.schedules.schedule(place.workspace_id, schedule_id)
        if record is None or record.group_id != place.group_id:
            raise UnknownScheduleError(schedule_id, ())
        return record

    async def _go_on(self, record: ScheduleRecord, now: datetime) -> Planned:
        due = await self._next_due(record, read_rule(record.rule), now)
        await self.schedules.resume(record.workspace_id, record.id, due)
        return planned(replace(record, halted=None, next_due_at=due), now)

    async def _next_due(self, record: ScheduleRecord, rule: Rule, now: datetime) -> datetime | None:
        return next_due(rule, now, await self.schedules.handled(record.id, handled_from(now)))


def planned(record: ScheduleRecord, now: datetime) -> Planned:
    """A schedule with its next dates."""
    rule = read_rule(record.rule)
    return Planned(record, rule, tuple(islice(occurrences(rule, now), _SHOWN)))

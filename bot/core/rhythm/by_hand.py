"""Questions that an admin swaps, or puts beside the schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.ports import JobQueue, Postings
from bot.core.records import JobKind, NewJob, Place, Posting
from bot.core.rhythm.errors import NothingElseError, TooLateToSwapError
from bot.core.rhythm.notes import note_of
from bot.core.rhythm.picking import Picker, note_posted
from bot.core.rhythm.ports import Schedules, posting_key
from bot.core.rhythm.records import Deed, ScheduleRecord
from bot.core.schedules.closing import closing_of
from bot.core.schedules.rule import Mode
from bot.core.schedules.storing import read_rule

_LATELY = timedelta(days=35)  # no posting is open for longer
_A_MOMENT = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class ByHand:
    """What admins do about single postings.

    Attributes:
        schedules: Whose filters choose.
        postings: What was put.
        picker: Chooses questions.
        jobs: Shows them.
    """

    schedules: Schedules
    postings: Postings
    picker: Picker
    jobs: JobQueue

    async def swap(
        self, place: Place, records: Sequence[ScheduleRecord], thread: str | None, deed: Deed, now: datetime
    ) -> Posting:
        """Put another question in the place of an open one that nobody has answered; once a deed.

        Args:
            place: The group.
            records: The schedules of which the newest posting is meant; at least one.
            thread: The thread in which the admin says so; where it is a posting's, that one is meant.
            deed: What the admin did.
            now: The time.

        Raises:
            TooLateToSwapError: Somebody has answered it, or it is closed, or there is none.
            NothingElseError: There is no other question.
        """
        done_to = await self.schedules.done_to(deed.name)
        posting = await self.postings.posting(place.workspace_id, done_to) if done_to is not None else None
        posting = posting or await self._swapped(place, records, thread, deed, now)
        await note_posted(self.schedules, place.workspace_id, place.group_id, posting.question_id)
        return posting

    async def _swapped(
        self, place: Place, records: Sequence[ScheduleRecord], thread: str | None, deed: Deed, now: datetime
    ) -> Posting:
        posting = await self._open_posting(place, records, thread, now)
        if await self.schedules.swap(place.workspace_id, posting.id, posting.question_id) is None:
            raise TooLateToSwapError  # that asked whether anybody has answered, and changed nothing
        record = next((each for each in records if each.id == posting.schedule_id), records[0])
        chosen = await self.picker.pick(record, read_rule(record.rule), posting.local_date, but=posting.question_id)
        if chosen.question.id == posting.question_id:
            raise NothingElseError
        payload = {"workspace_id": place.workspace_id, "posting_id": posting.id, "anew": True}
        shows = NewJob(JobKind.REFRESH, f"swap:{deed.name}", payload, now + _A_MOMENT)
        swapped = await self.schedules.swap(place.workspace_id, posting.id, chosen.question.id, deed, shows)
        if swapped is None:
            raise TooLateToSwapError
        return swapped

    async def post(self, place: Place, record: ScheduleRecord, key: str, now: datetime) -> Posting:
        """Put a question at once, beside the schedule; it closes as the schedule's own do. A key puts it once."""
        rule, key = read_rule(record.rule), f"now:{key}"
        closing = closing_of(rule, now)
        posting = await self.postings.posting_of(place, key)
        if posting is None:
            day = now.astimezone(ZoneInfo(rule.zone)).date()
            chosen = await self.picker.pick(record, rule, day)
            posting = await self.postings.open_posting(
                place,
                chosen.question.id,
                key,
                now,
                day,
                chosen.style,
                closes_at=closing.closes_at if closing else None,
                private=rule.mode is Mode.PRIVATE,
                note=note_of(late=False, relaxed=chosen.relaxed, why=chosen.why),
            )
        await note_posted(self.schedules, place.workspace_id, place.group_id, posting.question_id)
        payload = {"workspace_id": place.workspace_id, "posting_id": posting.id}
        await self.jobs.add(NewJob(JobKind.POST, f"post:{posting.id}", payload, posting.posted_at))
        if closing is not None:
            await self.jobs.add(NewJob(JobKind.CLOSE, f"close:{posting.id}", payload, closing.closes_at))
            if closing.remind_at is not None:
                await self.jobs.add(NewJob(JobKind.REMIND, f"remind:{posting.id}", payload, closing.remind_at))
        return posting

    async def _open_posting(
        self, place: Place, records: Sequence[ScheduleRecord], thread: str | None, now: datetime
    ) -> Posting:
        posting = await self.postings.posting_in(place, thread) if thread else None
        if posting is None:
            last = [found for record in records if (found := await self._last_posting(place, record, now))]
            posting = max(last, key=lambda each: each.posted_at, default=None)
        if posting is None or posting.closed_at is not None:
            raise TooLateToSwapError
        return posting

    async def _last_posting(self, place: Place, record: ScheduleRecord, now: datetime) -> Posting | None:
        """The newest posting of a schedule, if it may still be open."""
        for day in reversed(await self.schedules.handled(record.id, (now - _LATELY).date())):
            if (posting := await self.postings.posting_of(place, posting_key(record.id, day))) is not None:
                return posting
        return None

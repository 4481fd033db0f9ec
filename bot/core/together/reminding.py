"""Reminders that members ask for: before their day ends, on their own clock, once a day, if there is reason."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.chat import Reply
from bot.core.errors import HopelessJobError, TryLaterError
from bot.core.ports import Chat, Clock
from bot.core.practice import Practice
from bot.core.progress.streaks import EVENING_ENDS, WORKDAYS, practice_day
from bot.core.records import Job, JobKind, NewJob, Origin, Place
from bot.core.replies.together import nudge_reply, own_nudge_reply
from bot.core.schedules.moments import moment_of
from bot.core.together.ports import Reminders
from bot.core.together.records import Reminder
from bot.core.worker import Handled, SilentLog, WorkerLog

BEFORE_THE_END = 2
"""Hours before the end of a member's day at which they are reminded if they name no time."""

BATCH = 1000
"""Reminders looked at by one tick, so that ten thousand at the same minute hold up no schedule."""

_A_DAY = timedelta(days=1)
_A_DAYS_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Due:
    """A member's day, and when they are to be reminded of it."""

    day: date
    at: datetime


def next_reminder(minute: int | None, time_zone: str, since: datetime, *, late: bool = False) -> Due:
    """A member's first reminder after a moment.

    It is due when their clock first shows the time, as schedules' questions are: a time that is skipped when clocks are
    put forward is made up for at once, and one that comes twice comes once.

    Args:
        minute: Minutes after midnight; none for two hours before their day ends.
        time_zone: IANA zone in which their days are counted.
        since: Aware; what is due then is past.
        late: Whether their evenings last until 04:00, so that an hour before that belongs to the day before.
    """
    zone = ZoneInfo(time_zone)
    day = practice_day(since, time_zone, late=late) - _A_DAY
    while True:
        at = _at(day, minute, zone, late=late)
        if at is not None and at > since:
            return Due(day, at)
        day += _A_DAY


def day_ends(day: date, time_zone: str, *, late: bool = False) -> datetime | None:
    """When a member's day ends; none for a date that their clock leaves out."""
    return moment_of(day + _A_DAY, time(EVENING_ENDS if late else 0), ZoneInfo(time_zone))


def _at(day: date, minute: int | None, zone: ZoneInfo, *, late: bool) -> datetime | None:
    ends = _A_DAYS_MINUTES + (60 * EVENING_ENDS if late else 0)
    if minute is None:
        minute = ends - 60 * BEFORE_THE_END
    elif late and minute < 60 * EVENING_ENDS:
        minute += _A_DAYS_MINUTES
    days, minute = divmod(minute, _A_DAYS_MINUTES)
    return moment_of(day + days * _A_DAY, time(minute // 60, minute % 60), zone)


@dataclass(frozen=True, slots=True)
class Reminding:
    """Turns reminders on and off.

    Attributes:
        reminders: Where they are kept.
    """

    reminders: Reminders

    async def of(self, place: Place) -> Reminder | None:
        """A member's reminder."""
        return await self.reminders.reminder(place)

    async def on_their_own(self, place: Place, now: datetime) -> bool:
        """Whether a member is in no group that is asked anything, so that they are reminded of practice itself."""
        return not await self.reminders.asked_lately(place, now)

    async def turn_on(self, place: Place, minute: int | None, now: datetime) -> Due:
        """Remind a member every day; returns when they are reminded first."""
        due = next_reminder(minute, place.time_zone, now, late=place.late_evenings)
        await self.reminders.save_reminder(place, minute, due.at)
        return due

    async def turn_off(self, place: Place) -> None:
        """Remind a member no more."""
        await self.reminders.drop_reminder(place)

    async def realign(self, place: Place, now: datetime) -> None:
        """Keep a member's reminder at its time on their clock, after their zone or their evenings have changed."""
        reminder = await self.reminders.reminder(place)
        if reminder is not None:
            due = next_reminder(reminder.minute, place.time_zone, now, late=place.late_evenings)
            await self.reminders.put_off(reminder, due.at, None)


@dataclass(frozen=True, slots=True)
class ReminderTicker:
    """Queues the reminders that are due, in any number of processes.

    Attributes:
        reminders: Where they are kept.
        time_zone: IANA zone of members and groups without one.
        log: Hears of reminders that fail.
    """

    reminders: Reminders
    time_zone: str
    log: WorkerLog = field(default_factory=SilentLog)

    async def tick(self, now: datetime) -> int:
        """Do what is due; asked again, or by two processes at once, it does nothing twice.

        Returns:
            How many reminders were queued.
        """
        due = await self.reminders.due_reminders(now, BATCH, self.time_zone)
        return sum(await asyncio.gather(*(self._look(reminder, now) for reminder in due)))

    async def _look(self, reminder: Reminder, now: datetime) -> bool:
        """Queue a reminder and plan the next; one that fails is due again at the next tick."""
        try:
            place = reminder.place
            planned = next_reminder(
                reminder.minute, place.time_zone, reminder.due_at - _A_MOMENT, late=place.late_evenings
            )
            if planned.at > now:  # the member's clock has changed since it was planned
                await self.reminders.put_off(reminder, planned.at, None)
                return False
            following = next_reminder(reminder.minute, place.time_zone, now, late=place.late_evenings)
            today = practice_day(now, place.time_zone, late=place.late_evenings)
            job = _job(place, today, now) if planned.day == today else None  # else the process was away too long
            return await self.reminders.put_off(reminder, following.at, job) and job is not None
        except Exception as error:
            self.log.error("reminder_not_looked_at", member=reminder.place.member_id, exc_info=error)  # noqa: TRY400
            return False


_A_MOMENT = timedelta(microseconds=1)


def _job(place: Place, day: date, now: datetime) -> NewJob:
    """The reminder of a member's day; its key makes it one a day, whatever their clock does."""
    payload = {
        "workspace_id": place.workspace_id,
        "group_id": place.group_id,
        "member_id": place.member_id,
        "day": day.isoformat(),
    }
    return NewJob(JobKind.NUDGE, f"nudge:{place.member_id}:{day.isoformat()}", payload, now)


@dataclass(frozen=True, slots=True)
class RemindMembers:
    """Handler of members' reminders: a word to the member alone, if their day is still open.

    Attributes:
        reminders: Who wants to be reminded.
        practice: Tells of questions and streaks.
        chats: Platforms by name.
        clock: Time.
        time_zone: IANA zone of members and groups without one.
    """

    reminders: Reminders
    practice: Practice
    chats: Mapping[str, Chat]
    clock: Clock
    time_zone: str

    async def __call__(self, job: Job) -> Handled:
        """Remind the job's member, unless they answered, nothing is open, the day is over, or they want it no more.

        Raises:
            HopelessJobError: The job does not say whom.
            TryLaterError: The platform is not connected in this process, or cannot take the message now.
        """
        try:
            ids = [int(str(job.payload[name])) for name in ("workspace_id", "group_id", "member_id")]
            day = date.fromisoformat(str(job.payload["day"]))
            place = Place(ids[0], ids[1], ids[2], self.time_zone)
        except (KeyError, ValueError) as error:
            raise HopelessJobError("the job does not say whom to remind") from error
        reminder, now = await self.reminders.reminder(place), self.clock.now()
        if reminder is None:
            return Handled.DONE
        reply = await self._reply(reminder, day, now)
        if reply is not None:
            await self._chat(reminder.origin).deliver(
                reminder.origin, reply, f"nudge/{place.member_id}/{day.isoformat()}"
            )
        return Handled.DONE

    async def _reply(self, reminder: Reminder, day: date, now: datetime) -> Reply | None:
        place = reminder.place
        if practice_day(now, place.time_zone, late=place.late_evenings) != day:
            return None
        if await self.reminders.answered_on(place, day):
            return None
        posting = await self.reminders.still_open(place, now)
        streak = await self.practice.streak_of(place, now)
        ends = day_ends(day, place.time_zone, late=place.late_evenings) or now
        if posting is None:
            on_their_own = day.weekday() in WORKDAYS and not await self.reminders.asked_lately(place, now)
            return own_nudge_reply(streak, ends, now) if on_their_own else None
        if posting.question_id not in self.practice.content.bank:
            return None
        return nudge_reply(self.practice.content.bank.get(posting.question_id), posting, streak, ends, now)

    def _chat(self, origin: Origin) -> Chat:
        chat = self.chats.get(origin.platform)
        if chat is None:
            raise TryLaterError(f"{origin.platform} is not connected")
        return chat

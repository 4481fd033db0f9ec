"""Weekly recaps: when they are due, once a group and week, and posting them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.content import Content
from bot.core.errors import HopelessJobError, NoMatchingQuestionError, TryLaterError
from bot.core.groups.settings import GroupSettings
from bot.core.ports import Chat, Clock, Directory
from bot.core.progress.painting import Painter
from bot.core.records import Group, Job, JobKind, NewJob, Origin, Place
from bot.core.replies.recap import Ahead, recap_reply
from bot.core.rhythm.lookout import Lookout
from bot.core.schedules.moments import moment_of
from bot.core.together.ports import Recaps
from bot.core.together.recap import Recap, recap_of
from bot.core.together.records import Week
from bot.core.worker import Handled, SilentLog, WorkerLog

BATCH = 200
"""Groups looked at by one tick, so that many at the same hour hold up no schedule."""

TOO_LATE = timedelta(days=2)
"""A recap that is later than this is left out: the next one is nearer."""

MANY_MEMBERS = 200
"""With so many members in it a week is summed up for some hundredths of a second."""

MOST_AHEAD = 7
_NOON = 12
_A_DAY = timedelta(days=1)
_A_WEEK = 7 * _A_DAY
_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DueRecap:
    """A recap to come: the dates that it is about, both included, and when it is due."""

    first: date
    last: date
    at: datetime

    @property
    def key(self) -> str:
        """The ISO week in which its last day is: a group has one recap a week, also if its day is changed."""
        year, week, _ = self.last.isocalendar()
        return f"{year:04}-W{week:02}"


def next_recap(settings: GroupSettings, time_zone: str, since: datetime) -> DueRecap:
    """A group's first recap after a moment, on its own clock.

    Args:
        settings: The group's day and hour.
        time_zone: IANA zone of its clock.
        since: Aware.
    """
    zone = ZoneInfo(time_zone)
    day = since.astimezone(zone).date() - _A_DAY
    while True:
        at = moment_of(day, time(settings.recap_hour), zone) if day.weekday() == settings.recap_day else None
        if at is not None and at > since:
            last = day if settings.recap_hour >= _NOON else day - _A_DAY
            return DueRecap(last - _A_WEEK + _A_DAY, last, at)
        day += _A_DAY


@dataclass(frozen=True, slots=True)
class RecapTicker:
    """Queues the recaps that are due, in any number of processes.

    Attributes:
        recaps: Where is kept when they are due.
        time_zone: IANA zone of groups without one.
        log: Hears of recaps that fail.
        unread: Groups whose zone cannot be read, with that zone: they are told of once, and looked at each time.
    """

    recaps: Recaps
    time_zone: str
    log: WorkerLog = field(default_factory=SilentLog)
    unread: set[tuple[int, str]] = field(default_factory=set)

    async def tick(self, now: datetime) -> int:
        """Plan recaps for groups that are new to it, and queue those that are due; nothing is done twice.

        Returns:
            How many recaps were queued.
        """
        await asyncio.gather(*(self._plan(group, now) for group in await self.recaps.unplanned(BATCH)))
        due = await self.recaps.due_recaps(now, BATCH)
        return sum(await asyncio.gather(*(self._look(group, due_at, now) for group, due_at in due)))

    async def _plan(self, group: Group, now: datetime) -> None:
        zone = self._zone(group)
        if zone is None:
            return
        try:
            due = next_recap(group.settings, zone, now)
        except Exception as error:
            self.log.error("recap_not_planned", group=group.id, exc_info=error)  # noqa: TRY400
            return
        await self.recaps.plan(group.workspace_id, group.id, due.at)

    def _zone(self, group: Group) -> str | None:
        """The zone of a group; none if it cannot be read, because the system knows it no longer."""
        zone = group.settings.time_zone or self.time_zone
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            if (group.id, zone) not in self.unread:
                self.unread.add((group.id, zone))
                remedy = "set the group's time zone anew, or install the system's time zones"
                self.log.error("recap_not_planned", group=group.id, zone=zone, remedy=remedy)  # noqa: TRY400 - one line
            return None
        return zone

    async def _look(self, group: Group, due_at: datetime, now: datetime) -> bool:
        """Queue a group's recap and plan the next; one that fails is due again at the next tick."""
        zone = self._zone(group)
        if zone is None:
            return False
        try:
            if not await self.recaps.runs(group.workspace_id, group.id):
                await self.recaps.replan(group, due_at, None, None)
                return False
            recap = next_recap(group.settings, zone, due_at - _A_MOMENT)
            if recap.at > now:  # the group's day, hour or zone has changed since it was planned
                await self.recaps.replan(group, due_at, recap.at, None)
                return False
            wanted = group.settings.recap and now - recap.at < TOO_LATE
            following = next_recap(group.settings, zone, now)
            job = _job(group, recap, now) if wanted else None
            return await self.recaps.replan(group, due_at, following.at, job) and wanted
        except Exception as error:
            self.log.error("recap_not_looked_at", group=group.id, exc_info=error)  # noqa: TRY400
            return False


async def _recap_of(week: Week, bank: QuestionBank) -> Recap:
    """A week's recap; that of a big group takes so long that it is made on a thread, beside everything else."""
    if len(week.members) < MANY_MEMBERS:
        return recap_of(week, bank)
    return await asyncio.to_thread(recap_of, week, bank)


def _job(group: Group, recap: DueRecap, now: datetime) -> NewJob:
    payload = {
        "workspace_id": group.workspace_id,
        "group_id": group.id,
        "first": recap.first.isoformat(),
        "last": recap.last.isoformat(),
    }
    return NewJob(JobKind.RECAP, f"recap:{group.id}:{recap.key}", payload, now)


@dataclass(frozen=True, slots=True)
class PostRecap:
    """Handler of recaps: shows a group its week.

    Attributes:
        content: The bank.
        directory: The groups.
        recaps: What happened.
        lookout: Looks ahead.
        chats: Platforms by name.
        clock: Time.
        time_zone: IANA zone of groups without one.
        painter: Draws the weekly card.
    """

    content: Content
    directory: Directory
    recaps: Recaps
    lookout: Lookout
    chats: Mapping[str, Chat]
    clock: Clock
    time_zone: str
    painter: Painter

    async def __call__(self, job: Job) -> Handled:
        """Show the job's recap, unless the group wants none by now, or has been silent for two weeks.

        Raises:
            HopelessJobError: The job does not say which, or the group is gone.
            TryLaterError: The platform is not connected in this process, or cannot take the message now.
        """
        try:
            workspace_id, group_id = int(str(job.payload["workspace_id"])), int(str(job.payload["group_id"]))
            first, last = (date.fromisoformat(str(job.payload[name])) for name in ("first", "last"))
        except (KeyError, ValueError) as error:
            raise HopelessJobError("the job does not say which recap it is for") from error
        group = await self.directory.group(workspace_id, group_id)
        if group is None:
            raise HopelessJobError(f"group {group_id} is gone")
        chat = self.chats.get(group.platform)
        if chat is None:
            raise TryLaterError(f"{group.platform} is not connected")
        if group.settings.recap:
            await self._show(group, chat, first, last, job.key)
        return Handled.DONE

    async def _show(self, group: Group, chat: Chat, first: date, last: date, key: str) -> None:
        week = await self.recaps.week(group.workspace_id, group.id, first, last, self.time_zone)
        if not week.answers and not week.before:
            return
        recap = await _recap_of(week, self.content.bank)
        pictures = await self.painter.week(recap.week) if week.answers else ()
        reply = recap_reply(recap, await self._ahead(group), pictures)
        origin = Origin(group.platform, group.workspace, group.channel, "")
        await chat.deliver(origin, reply, f"recap/{key}", urgent=False)

    async def _ahead(self, group: Group) -> Sequence[Ahead]:
        """What the next week's questions are about, by date; the questions themselves are not told."""
        now, zone = self.clock.now(), group.settings.time_zone or self.time_zone
        try:
            coming = await self.lookout.coming(Place(group.workspace_id, group.id, 0, zone), now, MOST_AHEAD)
        except NoMatchingQuestionError:  # the bank is empty
            return []
        found = []
        for one in coming:
            if one.occurrence.due_at <= now + _A_WEEK:
                theme = one.rule.theme_on(one.occurrence.local_date)
                found.append(Ahead(one.occurrence.local_date, theme.name if theme else "", one.question.track.value))
        return found

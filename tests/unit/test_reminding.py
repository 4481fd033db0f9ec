"""Reminders that members ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands.command import OptionError
from bot.core.commands.remind import is_for_remind, minute_of
from bot.core.commands.typed import spoken_command
from bot.core.errors import TryLaterError
from bot.core.progress.streaks import practice_day
from bot.core.records import JobKind, Origin
from bot.core.rhythm.postings import PutQuestion
from bot.core.together.reminding import ReminderTicker, RemindMembers, next_reminder
from tests.fakes.log import FakeLog
from tests.unit.rhythm_group import ADA, BOB, DAY, HOUR, RhythmGroup

BERLIN = "Europe/Berlin"


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("minute", "late", "day", "moment"),
    [
        (None, False, date(2026, 11, 18), "2026-11-18T22:00"),
        (None, True, date(2026, 11, 18), "2026-11-19T02:00"),
        (21 * 60 + 30, False, date(2026, 11, 18), "2026-11-18T21:30"),
        (60, True, date(2026, 11, 18), "2026-11-19T01:00"),
        (60, False, date(2026, 11, 19), "2026-11-19T01:00"),
    ],
)
def test_a_reminder_comes_two_hours_before_the_members_day_ends_or_at_their_own_time(
    minute: int | None, late: bool, day: date, moment: str
) -> None:
    due = next_reminder(minute, BERLIN, at("2026-11-18T12:00"), late=late)
    assert (due.day, due.at) == (day, at(moment))


def test_a_time_that_clocks_skip_comes_at_once_and_one_that_comes_twice_comes_once() -> None:
    spring = next_reminder(2 * 60 + 30, BERLIN, at("2026-03-28T12:00"))
    assert (spring.day, spring.at) == (date(2026, 3, 29), at("2026-03-29T03:00"))
    autumn = next_reminder(2 * 60 + 30, BERLIN, at("2026-10-24T12:00"))
    assert autumn.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_reminder(2 * 60 + 30, BERLIN, autumn.at).day == date(2026, 10, 26)


ZONES = st.sampled_from(["UTC", BERLIN, "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu"])
MINUTES = st.none() | st.integers(0, 1439)
MOMENTS = st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MINUTES, ZONES, MOMENTS, st.booleans())
def test_reminders_come_once_a_day_in_order_and_on_the_day_that_they_are_for(
    minute: int | None, zone: str, since: datetime, late: bool
) -> None:
    days: list[date] = []
    for _ in range(4):
        due = next_reminder(minute, zone, since, late=late)
        assert due.at > since
        days.append(due.day)
        since = due.at
    assert days == sorted(set(days))
    assert days[-1] - days[0] <= timedelta(days=4)


@given(MINUTES, st.sampled_from(["UTC", "Asia/Kathmandu"]), MOMENTS, st.booleans())
def test_a_reminder_comes_within_the_day_that_it_is_for(
    minute: int | None, zone: str, since: datetime, late: bool
) -> None:
    due = next_reminder(minute, zone, since, late=late)
    assert practice_day(due.at, zone, late=late) == due.day


class Evening:
    """A group that is asked each day at nine, and a member who wants to be reminded."""

    def __init__(self) -> None:
        self.group = RhythmGroup()
        stores = self.group.stores
        practice = self.group.room.practice
        self.reminding = self.group.room.together.reminding
        self.log = FakeLog()
        self.tickers = [ReminderTicker(stores.reminders, "UTC", self.log) for _ in range(2)]
        post = self.group.process.handlers[JobKind.POST]
        assert isinstance(post, PutQuestion)
        self.handler = RemindMembers(stores.reminders, practice, post.board.chats, self.group.clock, "UTC")

    async def begins(self, who: Origin = ADA) -> None:
        await self.group.scheduled()
        self.group.pass_time(9 * HOUR)
        await self.group.posted()
        await self.reminding.turn_on(await self.group.place(who), None, self.group.now)

    async def until(self, moment: datetime) -> list[str]:
        """Time goes on, with two processes that tick; what members are told."""
        while self.group.now < moment:
            self.group.clock.advance(min(timedelta(minutes=30), moment - self.group.now).total_seconds())
            await self.look()
        return self.told

    async def look(self) -> None:
        for ticker in self.tickers:
            await ticker.tick(self.group.now)
        self.group.process.handlers[JobKind.NUDGE] = self.handler
        await self.group.work(kinds=[JobKind.NUDGE])

    @property
    def told(self) -> list[str]:
        return [message.text for message in self.group.platform.messages.values() if "Your day ends" in message.text]


TEN = datetime(2026, 11, 16, 22, 0, tzinfo=UTC)


@pytest.fixture
async def evening() -> Evening:
    made = Evening()
    await made.begins()
    return made


async def test_a_member_is_reminded_once_of_what_is_open(evening: Evening) -> None:
    assert await evening.until(TEN - HOUR) == []
    (told,) = await evening.until(TEN + HOUR)
    assert "Your day ends within 2 hours" in told
    assert "begins a streak" in told


async def test_who_answered_on_that_day_is_left_alone(evening: Evening) -> None:
    await evening.group.answered(ADA)
    assert await evening.until(TEN + HOUR) == []


async def test_who_let_the_question_go_is_left_alone(evening: Evening) -> None:
    place, posting = await evening.group.place(), await evening.group.latest()
    await evening.group.stores.postings.pass_on(place, posting.id, evening.group.now)
    assert await evening.until(TEN + HOUR) == []


async def test_where_nothing_is_open_nobody_is_reminded(evening: Evening) -> None:
    posting = await evening.group.latest()
    await evening.group.stores.postings.closed(
        (await evening.group.place()).workspace_id, posting.id, evening.group.now
    )
    assert await evening.until(TEN + HOUR) == []


async def test_who_is_in_no_group_that_is_asked_is_reminded_of_practice_itself_on_workdays() -> None:
    alone = Evening()
    friend = replace(ADA, channel="D-ada", direct=True)
    alone.group.clock.advance((at("2026-11-20T12:00", "UTC") - alone.group.now).total_seconds())  # a Friday
    place = await alone.group.stores.directory.place_of(friend, "UTC")
    await alone.reminding.turn_on(place, None, alone.group.now)
    (told,) = await alone.until(at("2026-11-21T00:00", "UTC"))
    assert "you have not practised yet. An answer begins a streak." in told
    assert len(await alone.until(at("2026-11-23T12:00", "UTC"))) == 1
    assert len(await alone.until(at("2026-11-24T00:00", "UTC"))) == 2


async def test_who_wants_it_no_more_is_not_reminded(evening: Evening) -> None:
    await evening.reminding.turn_off(await evening.group.place())
    assert await evening.until(TEN + HOUR) == []


async def test_after_a_long_absence_a_day_that_is_over_is_not_reminded_of(evening: Evening) -> None:
    evening.group.pass_time(DAY)  # nothing ticked
    await evening.look()
    assert evening.told == []
    assert evening.log.told == []


async def test_what_was_queued_and_is_done_too_late_reminds_of_nothing(evening: Evening) -> None:
    evening.group.clock.advance((TEN - evening.group.now).total_seconds())
    assert await evening.tickers[0].tick(evening.group.now) == 1
    evening.group.pass_time(3 * HOUR)
    await evening.look()
    assert evening.told == []


async def test_a_member_who_moves_is_reminded_by_their_new_clock(evening: Evening) -> None:
    place = await evening.group.place()
    await evening.group.stores.directory.set_member_time_zone(
        place, "America/New_York", evening.group.now
    )  # where it is five hours earlier
    assert await evening.until(TEN + 4 * HOUR) == []
    moved = await evening.group.place()
    assert moved.time_zone == "America/New_York"
    found = await evening.group.stores.reminders.reminder(moved)
    assert found is not None
    assert found.due_at == TEN + 5 * HOUR


async def test_a_reminder_keeps_its_time_when_the_zone_is_changed_in_settings(evening: Evening) -> None:
    place = await evening.group.place()
    await evening.group.stores.directory.set_member_time_zone(place, BERLIN, evening.group.now)
    await evening.reminding.realign(await evening.group.place(), evening.group.now)
    found = await evening.group.stores.reminders.reminder(place)
    assert found is not None
    assert found.due_at == TEN - HOUR


async def test_a_platform_that_is_away_gets_it_later(evening: Evening) -> None:
    evening.group.clock.advance((TEN - evening.group.now).total_seconds())
    await evening.tickers[0].tick(evening.group.now)
    (job,) = await evening.group.stores.jobs.claim([JobKind.NUDGE], 1, evening.group.now, 30)
    with pytest.raises(TryLaterError):
        await replace(evening.handler, chats={})(job)


async def test_only_those_who_asked_are_reminded(evening: Evening) -> None:
    await evening.reminding.turn_on(await evening.group.place(BOB), 20 * 60, evening.group.now)
    await evening.group.answered(ADA)
    (told,) = await evening.until(TEN + HOUR)
    assert "within 4 hours" in told


@pytest.mark.parametrize(("typed", "minute"), [("21:00", 1260), ("9pm", 1260), ("7:15 am", 435), ("0:00", 0)])
def test_times_are_read_as_schedules_read_them(typed: str, minute: int) -> None:
    assert minute_of(typed) == minute


@pytest.mark.parametrize("typed", ["soon", "25:00", "21:00 Europe/Berlin", ""])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(OptionError):
        minute_of(typed)


def test_remind_is_a_command_among_prose_only_with_words_that_belong_to_it() -> None:
    assert spoken_command("remind me") is not None
    assert spoken_command("remind me at 21:00") is not None
    assert spoken_command("Remind me why we randomise") is None
    assert is_for_remind("off")

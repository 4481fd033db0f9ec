"""What is in a group's weekly recap, and when it comes."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Heading, Picture, Quotation, ReplyKind
from bot.core.errors import TryLaterError
from bot.core.groups.settings import GroupSettings
from bot.core.progress.group_week import GroupWeek
from bot.core.progress.painting import Painter
from bot.core.progress.presence import Absence
from bot.core.records import Answer, JobKind, Origin
from bot.core.replies.recap import Ahead, recap_reply
from bot.core.rhythm.postings import PutQuestion
from bot.core.schedules.storing import rule_data
from bot.core.together import recapping
from bot.core.together.recap import Recap, recap_of
from bot.core.together.recapping import TOO_LATE, PostRecap, RecapTicker, next_recap
from bot.core.together.records import Kudo, Week, WeekMember
from bot.core.together.running import days_running, may_go_further_back
from bot.core.wording import say
from tests.fakes.log import FakeLog
from tests.unit.rhythm_group import ADA, BOB, CLEO, DAY, HOUR, RhythmGroup, words
from tests.unit.schedules_samples import weekdays_at_nine

NEXT_MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
WEEK = 7 * DAY


class Painted(Painter):
    """Draws a picture of nothing."""

    def __init__(self) -> None:
        self.weeks: list[GroupWeek] = []

    async def week(self, week: GroupWeek) -> tuple[Picture, ...]:
        self.weeks.append(week)
        return (Picture("week.png", "The week", b"png"),)


class Club:
    """A group that is asked each day at nine, with a recap on Mondays at eight."""

    def __init__(self) -> None:
        self.group = RhythmGroup()
        stores = self.group.stores
        self.log, self.painter = FakeLog(), Painted()
        self.tickers = [RecapTicker(stores.recaps, "UTC", self.log) for _ in range(2)]
        post = self.group.process.handlers[JobKind.POST]
        assert isinstance(post, PutQuestion)
        self.handler = PostRecap(
            self.group.content,
            stores.directory,
            stores.recaps,
            self.group.room.scheduling.lookout,
            post.board.chats,
            self.group.clock,
            "UTC",
            self.painter,
        )
        self.group.process.handlers[JobKind.RECAP] = self.handler

    async def until(self, moment: datetime, step: timedelta = 3 * HOUR) -> list[str]:
        """Time goes on, with two processes that tick; the recaps that were posted."""
        while self.group.now < moment:
            await self.group.until(min(self.group.now + step, moment))
            for ticker in self.tickers:
                await ticker.tick(self.group.now)
            await self.group.work(kinds=[JobKind.RECAP])
        return self.told

    async def answers(self, who: Origin, *scores: float) -> list[Answer]:
        """Answers to the latest question, an hour apart."""
        return [await self.group.answered(who, score, f"Flip it {score} times.") for score in scores]

    async def set(self, **changes: Any) -> None:
        place = await self.group.place()
        group = await self.group.stores.directory.group(place.workspace_id, place.group_id)
        assert group is not None
        await self.group.stores.directory.save_group(
            group.workspace_id, group.id, group.settings.model_copy(update=changes), self.group.now
        )

    async def recap(self) -> Recap:
        place = await self.group.place()
        first = self.group.now.date() - WEEK
        week = await self.group.stores.recaps.week(place.workspace_id, place.group_id, first, first + 6 * DAY, "UTC")
        return recap_of(week, self.group.content.bank)

    @property
    def told(self) -> list[str]:
        return [message.text for message in self.group.platform.messages.values() if "The week of" in message.text]


@pytest.fixture
async def club() -> Club:
    made = Club()
    await made.group.scheduled()
    await made.until(datetime(2026, 11, 16, 10, 0, tzinfo=UTC))
    return made


async def test_a_groups_recap_comes_once_on_its_day(club: Club) -> None:
    await club.answers(ADA, 3.0)
    assert await club.until(NEXT_MONDAY - 3 * HOUR) == []
    (told,) = await club.until(NEXT_MONDAY + 5 * HOUR)
    assert "The week of 16 to 22 Nov" in told
    assert "**1** member took part, with **1** answer." in told
    assert len(await club.until(NEXT_MONDAY + WEEK + 5 * HOUR, DAY)) == 2
    assert club.log.told == []


async def test_a_group_whose_zone_is_known_no_longer_holds_up_no_other_groups_recap() -> None:
    club = Club()
    await club.set(time_zone="Mars/Olympus")
    await club.group.scheduled()
    elsewhere = await club.group.place(replace(ADA, channel="C2"))
    await club.group.stores.schedules.add(elsewhere, rule_data(weekdays_at_nine()), "ada", club.group.now)
    for _ in range(3):
        await club.tickers[0].tick(club.group.now)
    [(_, event, facts)] = club.log.told
    assert (event, facts["zone"], facts.get("exc_info")) == ("recap_not_planned", "Mars/Olympus", None)
    due = await club.group.stores.recaps.due_recaps(club.group.now + 8 * DAY, 9)
    assert [group.id for group, _ in due] == [elsewhere.group_id]


async def test_a_zone_that_is_known_no_longer_once_a_recap_is_planned_is_told_of_once(club: Club) -> None:
    await club.group.scheduled()
    await club.tickers[0].tick(club.group.now)
    await club.set(time_zone="Mars/Olympus")
    for _ in range(3):
        assert await club.tickers[0].tick(club.group.now + 8 * DAY) == 0
    assert [(event, facts["zone"]) for _, event, facts in club.log.told] == [("recap_not_planned", "Mars/Olympus")]
    await club.set(time_zone="UTC")
    await club.tickers[0].tick(club.group.now + 8 * DAY)
    assert await club.group.stores.recaps.due_recaps(club.group.now + 8 * DAY, 9) == []


async def test_a_big_groups_recap_is_made_beside_everything_else(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []

    def watched(*week: Any) -> Recap:
        threads.append(threading.current_thread())
        return recap_of(*week)

    monkeypatch.setattr(recapping, "recap_of", watched)
    await club.answers(ADA, 3.0)
    await club.until(NEXT_MONDAY - HOUR)
    club.group.clock.advance(HOUR.total_seconds())
    assert await club.tickers[0].tick(club.group.now) == 1
    job = await club.group.job(JobKind.RECAP)
    for fewest in (2, 1):
        monkeypatch.setattr(recapping, "MANY_MEMBERS", fewest)
        await club.handler(job)
    assert [thread is threading.current_thread() for thread in threads] == [True, False]


async def test_a_crash_after_it_was_posted_posts_it_no_second_time(club: Club) -> None:
    await club.answers(ADA, 3.0)
    await club.until(NEXT_MONDAY - HOUR)
    club.group.clock.advance(HOUR.total_seconds())
    assert await club.tickers[0].tick(club.group.now) == 1
    job = await club.group.job(JobKind.RECAP)
    for _ in range(3):
        await club.handler(job)
    assert len(club.told) == 1


async def test_a_group_that_wants_none_has_none(club: Club) -> None:
    await club.answers(ADA, 3.0)
    await club.set(recap=False)
    assert await club.until(NEXT_MONDAY + DAY) == []


async def test_a_group_whose_schedule_has_ended_has_none_until_it_has_one_again(club: Club) -> None:
    await club.answers(ADA, 3.0)
    place = await club.group.place()
    (schedule,) = await club.group.stores.schedules.of_group(place.workspace_id, place.group_id)
    await club.group.stores.schedules.remove(place.workspace_id, schedule.id)
    assert await club.until(NEXT_MONDAY + DAY) == []
    await club.group.scheduled()
    assert len(await club.until(NEXT_MONDAY + WEEK + 5 * HOUR)) == 1


async def test_a_silent_week_after_a_lively_one_is_told_and_then_there_is_silence(club: Club) -> None:
    await club.answers(ADA, 3.0)
    told = await club.until(NEXT_MONDAY + 3 * WEEK, DAY)
    assert ["Nobody answered" in one for one in told] == [False, True]
    assert ["quote_me" in one for one in told] == [True, False]
    assert all("recap=off" in one for one in told)
    assert len(club.painter.weeks) == 1


async def test_a_day_that_is_changed_gives_no_second_recap_in_the_same_week(club: Club) -> None:
    await club.answers(ADA, 3.0)
    await club.until(NEXT_MONDAY + 5 * HOUR)
    place = await club.group.place()
    await club.set(recap_day=2)
    await club.group.stores.recaps.unplan(place.workspace_id, place.group_id)
    await club.answers(BOB, 3.0)
    assert len(await club.until(NEXT_MONDAY + 3 * DAY)) == 2
    assert len(await club.until(NEXT_MONDAY + 6 * DAY)) == 2


async def test_after_a_long_absence_an_old_recap_is_left_out(club: Club) -> None:
    await club.answers(ADA, 3.0)
    club.group.clock.advance((NEXT_MONDAY + TOO_LATE + HOUR - club.group.now).total_seconds())
    assert await club.tickers[0].tick(club.group.now) == 0


async def test_a_platform_that_is_away_gets_it_later(club: Club) -> None:
    await club.until(NEXT_MONDAY - HOUR)
    club.group.clock.advance(HOUR.total_seconds())
    await club.tickers[0].tick(club.group.now)
    with pytest.raises(TryLaterError):
        await replace(club.handler, chats={})(await club.group.job(JobKind.RECAP))


async def test_answers_are_quoted_only_where_their_authors_allow_it(club: Club) -> None:
    for who, score in ((ADA, 4.0), (BOB, 3.0), (CLEO, 3.5)):
        await club.answers(who, score)
    await club.until(NEXT_MONDAY)
    assert (await club.recap()).best == ()
    stores = club.group.stores
    await stores.preferences.save_preferences(await club.group.place(BOB), in_recaps=True)
    (cleos,) = [one for one in stores.state.answers.values() if one.origin.user == "cleo"]
    await stores.recaps.note_shared(cleos.workspace_id, cleos.id, club.group.now)
    best = (await club.recap()).best
    assert [(one.name, one.total, bool(one.quote)) for one in best] == [("Cleo", 87.5, False), ("Bob", 75.0, True)]


async def test_nothing_is_told_of_a_question_that_is_still_open(club: Club) -> None:
    for who in (ADA, BOB, CLEO):
        await club.answers(who, 1.0)
        await club.group.stores.preferences.save_preferences(await club.group.place(who), in_recaps=True)
    place, today = await club.group.place(), club.group.now.date()
    week = await club.group.stores.recaps.week(place.workspace_id, place.group_id, today, today, "UTC")
    recap = recap_of(week, club.group.content.bank)
    assert (recap.best, recap.hardest) == ((), None)
    assert [one.median for one in recap.week.questions] == [None]
    await club.until(NEXT_MONDAY)
    recap = await club.recap()
    assert len(recap.best) == 3
    assert recap.hardest is not None
    assert recap.hardest.mean == 1.0
    assert len(recap.hardest.lesson) == 2


async def test_who_improved_most_and_who_was_cheered_are_named_unless_they_are_off_the_boards(club: Club) -> None:
    (_, _), (better, _) = await club.answers(ADA, 1.0, 2.0), await club.answers(BOB, 1.0, 4.0)
    for giver in (ADA, CLEO):
        kudo = Kudo(better.id, "tada", True, club.group.now)
        await club.group.stores.kudos.note_kudo(await club.group.place(giver), kudo)
    await club.until(NEXT_MONDAY)
    recap = await club.recap()
    assert recap.improved is not None
    assert (recap.improved.name, recap.improved.points) == ("Bob", 75.0)
    assert (recap.kudos, recap.cheered) == (2, ("Bob", 2))
    await club.group.stores.preferences.save_preferences(await club.group.place(BOB), on_boards=False)
    recap = await club.recap()
    assert recap.improved is not None
    assert (recap.improved.name, recap.improved.points) == ("Ada", 25.0)
    assert (recap.kudos, recap.cheered) == (2, None)


async def test_estimates_are_said_to_be_and_never_compared_with_judges_grades(club: Club) -> None:
    for who, score in ((ADA, 2.0), (BOB, 2.0), (CLEO, 4.0)):
        (answer,) = [await club.group.answered(who, None)]
        await club.group.graded(answer, score, estimate=who is not CLEO)
        await club.group.stores.preferences.save_preferences(await club.group.place(who), in_recaps=True)
    await club.until(NEXT_MONDAY)
    best = (await club.recap()).best
    assert [(one.name, one.estimate) for one in best] == [("Ada", True), ("Bob", True)]


LAST = date(2026, 11, 22)
ONCE = st.frozensets(st.integers(1, 150))
TIMES = st.frozensets(st.integers(1, 150), max_size=40)


@given(ONCE, ONCE, TIMES, st.integers(1, 150))
def test_a_streak_that_cannot_go_further_back_is_the_same_without_the_days_before(
    missed: frozenset[int], more: frozenset[int], asked: frozenset[int], window: int
) -> None:
    days = tuple(LAST - step * DAY for step in range(150, -1, -1) if step not in missed - more)
    asked_at = tuple(datetime.combine(LAST - step * DAY, time(9), UTC) for step in sorted(asked, reverse=True))
    week, since = Week(LAST - 6 * DAY, LAST, (), (), {}, 1, 0, asked_at), LAST - window * DAY
    whole = WeekMember(1, "Ada", True, False, "UTC", False, days)
    lately = replace(whole, days=tuple(day for day in days if day >= since))
    if not may_go_further_back(lately, week, since):
        assert days_running(lately, week) == days_running(whole, week)
    if days_running(whole, week) > len(lately.days):
        assert may_go_further_back(lately, week, since)


def test_a_recaps_streaks_forgive_outages_that_left_too_little_of_a_day() -> None:
    asked_at = tuple(datetime.combine(LAST - step * DAY, time(9), UTC) for step in (3, 2, 1))
    evening = datetime.combine(LAST - 2 * DAY, time(16), UTC)
    ada = WeekMember(1, "Ada", True, False, "UTC", False, (LAST - 3 * DAY, LAST - DAY))
    week = Week(LAST - 6 * DAY, LAST, (), (), {1: ada}, 1, 1, asked_at)
    assert days_running(ada, week) == 1
    assert days_running(ada, replace(week, absences=(Absence(evening, evening + 8 * HOUR),))) == 2


def test_a_streak_of_years_is_told_in_full() -> None:
    days = tuple(LAST - step * DAY for step in reversed(range(1_000)))
    ada = WeekMember(1, "Ada", True, False, "UTC", False, days)
    assert days_running(ada, Week(LAST - 6 * DAY, LAST, (), (), {1: ada}, 1, 1, ())) == 1_000


def test_the_reply_has_the_picture_the_lesson_and_what_is_ahead() -> None:
    week = GroupWeek("", (), 3, 0, 0)
    ahead = [Ahead(date(2026, 11, 23 + step), theme, "sql-and-data") for step, theme in enumerate(["", "", "Joins"])]
    reply = recap_reply(Recap(week, 1), ahead, (Picture("week.png", "The week", b"png"),))
    assert (reply.kind, reply.private) == (ReplyKind.SUMMARY, False)
    assert any(isinstance(part, Picture) for part in reply.parts)
    assert "Next week: Mon, Tue: sql and data · Wed: `Joins`." in words(reply)
    assert not any(isinstance(part, Quotation | Heading) for part in reply.parts[1:])
    assert say("recap.silent") in words(reply)


SETTINGS = st.builds(GroupSettings, recap_day=st.integers(0, 6), recap_hour=st.integers(0, 23))
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"])


@given(SETTINGS, ZONES, st.datetimes(datetime(2012, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_recaps_follow_each_other_week_by_week_and_leave_no_day_out(
    settings: GroupSettings, zone: str, since: datetime
) -> None:
    one = next_recap(settings, zone, since)
    other = next_recap(settings, zone, one.at)
    assert since < one.at < other.at
    assert other.first == one.last + DAY
    assert one.last - one.first == 6 * DAY
    assert one.key != other.key

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Skill, Track
from bot.core.chat import Reply, ReplyKind
from bot.core.groups.settings import GroupSettings
from bot.core.records import Origin
from bot.core.rhythm.drafts import is_draft
from bot.core.schedules.days import WORKDAYS, EveryDays, Weekday, Weekly
from bot.core.schedules.public_holidays import HolidayCalendar
from bot.core.schedules.rule import Mode, Rule, Theme
from bot.core.schedules.storing import read_rule
from bot.core.schedules.words import parse
from tests.unit.rhythm_group import ADA, BOB, CLEO, DAY, HOUR, MINUTE, MONDAY, RhythmGroup, buttons, saved, words

WEEKDAYS = "weekdays 9:00 Europe/Berlin"


async def rules(group: RhythmGroup) -> list[Rule]:
    """What the group's schedules say, drafts left out."""
    return [read_rule(record.rule) for record in await group.room.scheduling.saved(await group.place())]


async def rule(group: RhythmGroup) -> Rule:
    [only] = await rules(group)
    return only


async def another_admin(group: RhythmGroup) -> Origin:
    """A member whom the group lets manage it."""
    boss, place = replace(CLEO, user="ada-the-second"), await group.place()
    settings = GroupSettings(admins=(boss.user,))
    await group.stores.directory.save_group(place.workspace_id, place.group_id, settings, group.now)
    return boss


def meanwhile(group: RhythmGroup, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """Have an admin do something between the next look at a schedule and what is made of it."""
    schedules = group.stores.schedules
    handled = schedules.handled

    async def slowly(schedule_id: int, since: date) -> Sequence[date]:
        monkeypatch.undo()
        found = await handled(schedule_id, since)
        await group.does(does)
        return found

    monkeypatch.setattr(schedules, "handled", slowly)


async def stored(group: RhythmGroup) -> tuple[object, ...]:
    """All that a command can change."""
    state = group.stores.state
    jobs = sorted(row.new.key for row in group.stores.jobs._rows.values())
    return dict(state.schedules), dict(state.postings), dict(state.suggestions), jobs


class TestSettingUp:
    async def test_words_are_said_back_with_the_next_three_dates_and_count_when_they_are_saved(self) -> None:
        group = RhythmGroup()
        proposal = await group.does(f"{WEEKDAYS} track=experimentation difficulty=2-4")
        shown = words(proposal)
        assert "**every weekday at 9:00, Europe/Berlin**" in shown
        assert "It asks: track experimentation, difficulty 2-4." in shown
        assert "Next: Mon 16 Nov, 09:00 (Europe/Berlin); Tue 17 Nov" in shown
        assert await rules(group) == []
        assert await group.stores.schedules.next_due() is None
        confirmed = await group.pressed(proposal, "Save")
        assert "Saved: every weekday at 9:00, Europe/Berlin." in words(confirmed)
        assert await group.stores.schedules.next_due() == MONDAY + 8 * HOUR

    async def test_a_proposal_that_is_dropped_changes_nothing(self) -> None:
        group = RhythmGroup()
        proposal = await group.does(WEEKDAYS)
        assert "Dropped" in words(await group.pressed(proposal, "Drop it"))
        assert await rules(group) == []
        assert "dealt with" in words(await group.pressed(proposal, "Save"))
        assert await rules(group) == []

    async def test_without_a_zone_it_is_the_groups(self) -> None:
        group = RhythmGroup()
        place = await group.place()
        await group.stores.directory.save_group(
            place.workspace_id, place.group_id, GroupSettings(time_zone="Asia/Tokyo"), group.now
        )
        await saved(group, "weekdays 9:00")
        assert (await rule(group)).zone == "Asia/Tokyo"

    async def test_a_newer_proposal_of_the_same_admin_takes_the_place_of_the_last_and_not_another_admins(self) -> None:
        group = RhythmGroup()
        boss = await another_admin(group)
        first = await group.does(WEEKDAYS)
        theirs = await group.does("weekdays 18:00 UTC", boss)
        second = await group.does("daily 10:00 UTC")
        assert "dealt with" in words(await group.pressed(first, "Save"))
        await group.pressed(theirs, "Save", boss)
        await group.pressed(second, "Save")
        assert [each.at.hour for each in await rules(group)] == [18, 10]

    async def test_save_without_a_number_means_ones_own_proposal(self) -> None:
        group = RhythmGroup()
        await group.does(WEEKDAYS)
        assert "Saved" in words(await group.does("save"))
        assert len(await rules(group)) == 1

    async def test_a_save_pressed_again_later_does_not_undo_a_pause(self) -> None:
        group = RhythmGroup()
        proposal = await group.does(WEEKDAYS)
        await group.pressed(proposal, "Save")
        await group.does("pause")
        await group.pressed(proposal, "Save")
        assert await group.stores.schedules.next_due() is None

    async def test_what_is_not_understood_is_refused_with_the_remedy(self) -> None:
        group = RhythmGroup()
        assert "Did you mean `weekdays`" in words(await group.does("weekdys 9:00 UTC"))
        assert "Choose from: show" in words(await group.does("", action="dance"))
        assert await stored(group) == ({}, {}, {}, [])

    async def test_without_a_schedule_it_is_said_how_to_set_one(self) -> None:
        group = RhythmGroup()
        assert "There is no schedule yet" in words(await group.does(""))
        assert "This group has no schedule yet." in words(await group.does("pause"))

    async def test_a_group_has_several_schedules_each_with_its_number(self) -> None:
        group = RhythmGroup()
        first, second = await saved(group, WEEKDAYS), await saved(group, "saturdays 10:00 UTC")
        shown = words(await group.does(""))
        assert f"**{first}.** every weekday at 9:00" in shown
        assert f"**{second}.** every Saturday at 10:00" in shown
        refused = await group.does("pause")
        assert f"The group's are: {first}, {second}." in words(refused)
        assert "Paused" in words(await group.does(f"pause {second}"))
        assert (await group.record(first)).halted is None


class TestChanging:
    async def test_what_is_not_named_stays_as_it_was(self) -> None:
        group = RhythmGroup()
        await saved(group, f"{WEEKDAYS} track=experimentation closes=2d reminder=3h mode=private holidays=DE-BE")
        before = await rule(group)
        await group.set_up("change 18:00")
        after = await rule(group)
        assert after == replace(before, at=after.at)
        assert (after.at.hour, after.mode, after.holidays) == (18, Mode.PRIVATE, HolidayCalendar("DE", "BE"))
        await group.set_up("change mondays")
        assert await rule(group) == replace(after, days=Weekly(frozenset({0})))  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("typed", "changes"),
        [
            ("track=sql-and-data", {"filters": Filters(frozenset({Track.SQL_AND_DATA}), easiest=2, hardest=4)}),
            (
                "skill=sql difficulty=5",
                {"filters": Filters(frozenset({Track.EXPERIMENTATION}), frozenset({Skill.SQL}), hardest=5, easiest=5)},
            ),
            ("track=any difficulty=any", {"filters": Filters()}),
            ("style=meta track=any", {"filters": Filters(easiest=2, hardest=4, style="meta")}),
            ("mode=private", {"mode": Mode.PRIVATE}),
            ("closes=12", {"closes_after": 12 * HOUR}),
            ("closes=2d reminder=90m", {"closes_after": 2 * DAY, "reminder_before": timedelta(minutes=90)}),
            ("closes=never", {"closes_after": None}),
            ("holidays=us-ca", {"holidays": HolidayCalendar("US", "CA")}),
            ("holidays=NO", {"holidays": HolidayCalendar("NO")}),
            ("skip=2026-12-24,2026-12-31", {"skip": frozenset({date(2026, 12, 24), date(2026, 12, 31)})}),
            ("start=2026-12-01 end=2027-01-31", {"start": date(2026, 12, 1), "end": date(2027, 1, 31)}),
            ("from 2026-12-01 until 31 January", {"start": date(2026, 12, 1), "end": date(2027, 1, 31)}),
            ("except 2026-12-24", {"skip": frozenset({date(2026, 12, 24)})}),
            ("every 3 days", {"days": EveryDays(3), "start": date(2026, 11, 16)}),
        ],
    )
    async def test_all_of_a_rule_can_be_set_from_chat(self, typed: str, changes: Mapping[str, object]) -> None:
        group = RhythmGroup()
        await saved(group, f"{WEEKDAYS} track=experimentation difficulty=2-4")
        before = await rule(group)
        await group.set_up(f"change {typed}")
        assert await rule(group) == replace(before, **changes)  # type: ignore[arg-type]

    async def test_days_that_are_left_out_are_left_out_of_those_that_it_has(self) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        await group.set_up("change except fridays")
        assert await rule(group) == replace(parse(WEEKDAYS, group.now), days=Weekly(WORKDAYS - {Weekday.FRIDAY}))

    @pytest.mark.parametrize("typed", ["closes=48", "track=experimentation", "closes=nonsense"])
    async def test_options_alone_are_refused_and_not_passed_over(self, typed: str) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        assert (await group.does(typed)).kind is ReplyKind.REFUSAL

    async def test_what_was_set_can_be_taken_away_again(self) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        before = await rule(group)
        await group.set_up("change holidays=DE skip=2026-12-24 start=2026-12-01 end=2027-01-31 closes=2d reminder=1")
        await group.set_up("change holidays=none skip=none start=none end=none closes=1d reminder=none")
        assert await rule(group) == before

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("closes=soon", "`soon` is no length of time that fits closes. Write hours, such as `closes=24`"),
            ("closes=-1", "or `closes=2d`"),
            ("skills=sql", "There is no option `skills`. There are: `track=`, `skill=`"),
            ("start=1999-01-01", "Start: 1999-01-01 is far away"),
            ("closes=40d", "1 minute to 28 days"),
            ("reminder=48h", "it has to come after the posting"),
            ("mode=loud", "Choose from: thread, private"),
            ("holidays=Atlantis", "I know no holidays of `Atlantis`"),
            ("start=someday", "is no date"),
            ("start=2027-02-01 end=2027-01-01", "choose a later end"),
            ("difficulty=7", "1 to 5"),
            ("skill=juggling", "`juggling` is not a skill. Choose from: research-design"),
            ("track=juggling", "`juggling` is not a track. Choose from: communication"),
            ("holidays=DE-XX", "`DE` has no `XX`; leave it out or choose from `BB`"),
            ("style=acme", "Choose from: meta"),
        ],
    )
    async def test_what_cannot_be_is_refused_with_the_remedy(self, typed: str, said: str) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        reply = await group.does(f"change {typed}")
        assert reply.kind is ReplyKind.REFUSAL
        assert said in words(reply)

    async def test_a_date_that_was_posted_on_is_not_posted_on_again_when_the_time_is_changed(self) -> None:
        group = RhythmGroup()
        number = await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR)
        await group.posted()
        proposal = await group.does("change 18:00")
        assert "Next: Tue 17 Nov, 18:00" in words(proposal)
        assert "Next: Tue 17 Nov, 18:00" in words(await group.pressed(proposal, "Save"))
        assert [record.id for record in await group.room.scheduling.saved(await group.place())] == [number]
        group.pass_time(9 * HOUR)
        assert await group.tick() == 0
        group.pass_time(DAY)
        assert await group.tick() == 1

    async def test_a_posting_that_is_due_at_this_moment_is_not_lost_by_a_change(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR + timedelta(seconds=3))
        await group.set_up("change difficulty=2")
        assert await group.tick() == 1

    async def test_saving_a_change_of_a_paused_schedule_lets_it_go_on(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        await group.does("pause")
        proposal = await group.does("change 10:00")
        assert "saving this lets it go on" in words(proposal)
        await group.pressed(proposal, "Save")
        assert await group.stores.schedules.next_due() == MONDAY + 10 * HOUR

    async def test_a_change_of_a_schedule_that_ended_meanwhile_is_saved_as_a_new_one(self) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        proposal = await group.does("change 18:00")
        await group.does("remove")
        await group.pressed(proposal, "Save")
        assert (await rule(group)).at.hour == 18

    async def test_saving_an_older_proposal_undoes_nothing_that_others_did_meanwhile(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        await group.does("skip 2026-11-18")
        await group.does("theme 2026-W48 Sql track=experimentation")
        await group.does("save")
        proposal = await group.does("change 18:00 closes=48")
        boss = await another_admin(group)
        for done in (
            "skip 2026-11-19",
            "unskip 2026-11-18",
            "pause 2026-11-23",
            "theme 2026-W49 Python track=behavioral",
        ):
            await group.does(done, boss)
        await group.does("save", boss)
        confirmed = words(await group.pressed(proposal, "Save"))
        found = await rule(group)
        assert (found.at.hour, found.closes_after, found.paused_until) == (18, 2 * DAY, date(2026, 11, 23))
        assert found.skip == {date(2026, 11, 19)}
        assert [theme.first.day for theme in found.themes] == [23, 30]
        assert "every day at 18:00" in confirmed
        assert "Next: Mon 23 Nov, 18:00" in confirmed

    async def test_a_schedule_that_was_paused_since_a_change_was_proposed_stays_so_when_it_is_saved(self) -> None:
        group = RhythmGroup()
        number = await saved(group, "daily 9:00 UTC")
        proposal = await group.does("change 18:00")
        await group.does("pause")
        confirmed = await group.pressed(proposal, "Save")
        assert "Saved: every day at 18:00, UTC." in words(confirmed)
        assert "an admin paused it" in words(confirmed)
        assert (await group.record(number)).halted == "paused"
        assert await group.stores.schedules.next_due() is None
        await group.pressed(confirmed, "Resume")
        assert await group.stores.schedules.next_due() == MONDAY + 18 * HOUR

    async def test_a_pause_while_a_proposal_is_being_saved_stays(self, monkeypatch: pytest.MonkeyPatch) -> None:
        group = RhythmGroup()
        number = await saved(group, "daily 9:00 UTC")
        proposal = await group.does("change 18:00")
        meanwhile(group, monkeypatch, "pause")
        await group.pressed(proposal, "Save")
        assert ((await rule(group)).at.hour, (await group.record(number)).halted) == (18, "paused")

    async def test_a_proposal_that_what_others_did_does_not_allow_any_more_is_refused(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        proposal = await group.does("theme 2026-W49 Sql track=experimentation")
        boss = await another_admin(group)
        await group.pressed(await group.does("theme 2026-12-01 2026-12-02 Python track=behavioral", boss), "Save", boss)
        refused = await group.pressed(proposal, "Save")
        assert refused.kind is ReplyKind.REFUSAL
        assert [theme.first.day for theme in (await rule(group)).themes] == [1]

    async def test_a_save_that_is_done_again_after_the_change_says_how_it_stands(self) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        proposal = await group.does("change 18:00")
        await group.pressed(proposal, "Save")
        again = await group.pressed(proposal, "Save")
        assert "every weekday at 18:00" in words(again)
        assert len(await rules(group)) == 1


class TestThemesAndDaysOff:
    async def test_a_theme_week_asks_something_else(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        await group.set_up("theme 2026-W50 Test your tests track=experimentation difficulty=4")
        [theme] = (await rule(group)).themes
        asked = Filters(frozenset({Track.EXPERIMENTATION}), easiest=4, hardest=4)
        assert theme == Theme("Test your tests", date(2026, 12, 7), date(2026, 12, 13), asked)
        assert "`Test your tests` from 2026-12-07 to 2026-12-13" in words(await group.does(""))

    @pytest.mark.parametrize(
        ("period", "first", "last"),
        [
            ("2026W7", date(2026, 2, 9), date(2026, 2, 15)),
            ("2026-12-07 2026-12-08", date(2026, 12, 7), date(2026, 12, 8)),
            ("2026-12-07 to 2026-12-08", date(2026, 12, 7), date(2026, 12, 8)),
            ("2026-12-07..2026-12-08", date(2026, 12, 7), date(2026, 12, 8)),
            ("2026-12-07", date(2026, 12, 7), date(2026, 12, 7)),
        ],
    )
    async def test_a_theme_has_a_week_or_dates(self, period: str, first: date, last: date) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        await group.set_up(f"theme {period} Tests track=experimentation")
        [theme] = (await rule(group)).themes
        assert (theme.name, theme.first, theme.last) == ("Tests", first, last)

    async def test_the_same_week_gets_another_theme_and_none_takes_it_away(self) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        await group.set_up("theme 2026-W50 Tests track=experimentation")
        await group.set_up("theme 2026-W50 Stories track=behavioral")
        assert [theme.name for theme in (await rule(group)).themes] == ["Stories"]
        await group.set_up("theme 2026-W50 none")
        assert (await rule(group)).themes == ()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("theme", "When, and what is it about?"),
            ("theme 2026-W60 Tests track=experimentation", "`2026-W60` is no week"),
            ("theme 2026-W50 Tests", "What is asked then?"),
            ("theme 2026-W50 track=experimentation", "give the theme a name"),
            ("theme soon Tests track=experimentation", "is no date"),
            (f"theme 2026-W50 {'long ' * 20} track=experimentation", "60 characters are enough"),
            ("theme 2026-W49 2026-W50 Tests track=x", "Choose from"),
        ],
    )
    async def test_a_theme_that_is_not_understood_is_refused_with_the_remedy(self, typed: str, said: str) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        assert said in words(await group.does(typed))

    async def test_themes_that_share_a_day_are_refused(self) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        await group.set_up("theme 2026-W50 Tests track=experimentation")
        reply = await group.does("theme 2026-12-13 2026-12-15 Stories track=behavioral")
        assert "share 2026-12-13" in words(reply)

    async def test_public_holidays_are_days_off(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        await group.set_up("holidays United States")
        assert (await rule(group)).holidays == HolidayCalendar("US")
        await group.set_up("holidays none")
        assert (await rule(group)).holidays is None
        assert "Whose holidays?" in words(await group.does("holidays"))

    async def test_themes_and_days_off_that_are_over_are_dropped_with_the_next_change(self) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        await group.set_up("theme 2026-W47 Tests track=experimentation")
        await group.does("skip 2026-11-17")
        group.pass_time(30 * DAY)
        await group.set_up("change 18:00")
        assert ((await rule(group)).themes, (await rule(group)).skip) == ((), frozenset())


class TestPausing:
    async def test_a_pause_lasts_until_somebody_resumes(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        paused = await group.does("pause")
        assert "Paused until somebody resumes it." in words(paused)
        group.pass_time(3 * DAY)
        assert await group.tick() == 0
        assert "Saved" in words(await group.pressed(paused, "Resume"))
        group.pass_time(9 * HOUR)
        assert await group.tick() == 1

    @pytest.mark.parametrize("typed", ["pause 2026-11-20", "pause until 20 November", "pause until=2026-11-20"])
    async def test_a_pause_may_end_by_itself(self, typed: str) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        assert "goes on from 2026-11-20" in words(await group.does(typed))
        await group.until(MONDAY + 4 * DAY)
        assert not group.platform.messages
        await group.until(MONDAY + 5 * DAY)
        assert group.platform.messages

    async def test_a_pause_until_a_date_can_be_ended_before(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        paused = await group.does("pause 2026-11-20")
        await group.pressed(paused, "Resume")
        assert await group.stores.schedules.next_due() == MONDAY + 9 * HOUR

    async def test_a_pause_until_a_date_that_is_over_is_refused(self) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        assert "choose 2026-11-17 or later" in words(await group.does("pause 2026-11-16"))

    async def test_a_schedule_that_ended_is_told_with_the_words_that_make_it_anew(self) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        reply = await group.does("remove")
        assert "`schedule every weekday at 9:00, Europe/Berlin`" in words(reply)
        assert await rules(group) == []

    async def test_these_words_make_it_as_it_was_with_its_options(self) -> None:
        group = RhythmGroup()
        options = "track=experimentation,sql-and-data skill=sql difficulty=2-4 style=meta mode=private closes=36h"
        await saved(group, f"{WEEKDAYS} except 2026-12-24 {options} reminder=90m")
        before = await rule(group)
        [again] = re.findall("`schedule (.*)`", words(await group.does("remove")))
        await saved(group, again)
        assert await rule(group) == before
        await group.set_up("change closes=never reminder=none difficulty=any")
        before = await rule(group)
        [again] = re.findall("`schedule (.*)`", words(await group.does("remove")))
        await saved(group, again)
        assert await rule(group) == before


class TestSkipping:
    async def test_the_next_date_is_left_out_and_can_be_put_back(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        skipped = await group.does("skip")
        assert "Left out: 2026-11-16." in words(skipped)
        assert await group.stores.schedules.next_due() == MONDAY + DAY + 9 * HOUR
        assert "Put back." in words(await group.pressed(skipped, "Put it back"))
        assert await group.stores.schedules.next_due() == MONDAY + 9 * HOUR

    async def test_skipping_twice_leaves_out_one_date_and_says_how_to_leave_out_more(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        first, second = await group.does("skip"), await group.does("skip")
        assert words(first) == words(second)
        assert "`schedule skip 2026-12-24`" in words(second)
        assert (await rule(group)).skip == frozenset({MONDAY.date()})

    @pytest.mark.parametrize(
        ("typed", "days"),
        [
            ("2026-11-18", {18}),
            ("2026-11-18 and 2026-11-19", {18, 19}),
            ("18 November", {18}),
            ("tomorrow", {17}),
            ("friday", {20}),
        ],
    )
    async def test_dates_can_be_named(self, typed: str, days: set[int]) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        await group.does(f"skip {typed}")
        assert {day.day for day in (await rule(group)).skip} == days
        await group.does(f"unskip {typed}")
        assert (await rule(group)).skip == frozenset()

    @pytest.mark.parametrize(
        "typed",
        [
            "tomorrow and friday",
            "fridays",
            "the next",
            "next",
            "18 November and friday",
            "18 November at 12:00",
            "tomorrow Tokyo",
        ],
    )
    async def test_what_says_more_than_dates_is_refused_and_not_taken_for_half_of_it(self, typed: str) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        before = await stored(group)
        for action in ("skip", "unskip", "pause until"):
            reply = await group.does(f"{action} {typed}")
            assert reply.kind is ReplyKind.REFUSAL
            assert "no date that I can read" in words(reply)
        assert await stored(group) == before

    async def test_the_button_leaves_out_the_date_that_it_was_made_for(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        shown = await group.does("")
        group.pass_time(DAY)
        await group.pressed(shown, "Skip the next")
        assert (await rule(group)).skip == frozenset({MONDAY.date()})

    async def test_two_admins_who_leave_out_dates_at_once_leave_out_both(self, monkeypatch: pytest.MonkeyPatch) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        meanwhile(group, monkeypatch, "skip 2026-11-19")
        await group.does("skip 2026-11-18")
        assert {day.day for day in (await rule(group)).skip} == {18, 19}

    async def test_what_is_left_out_while_another_admin_pauses_does_not_undo_the_pause(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        group = RhythmGroup()
        number = await saved(group, "daily 9:00 UTC")
        meanwhile(group, monkeypatch, "pause")
        assert "an admin paused it" in words(await group.does("skip 2026-11-18"))
        assert (await group.record(number)).halted == "paused"

    async def test_a_date_that_is_left_out_while_the_tick_looks_at_it_is_not_posted_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR)
        meanwhile(group, monkeypatch, "skip 2026-11-16")
        assert [await group.tick(), await group.tick()] == [0, 0]
        group.pass_time(DAY)
        assert await group.tick() == 1

    async def test_skipping_does_not_let_a_paused_schedule_go_on(self) -> None:
        group = RhythmGroup()
        number = await saved(group, WEEKDAYS)
        await group.does("pause")
        for typed in ("skip", "unskip 2026-11-18"):
            assert "an admin paused it" in words(await group.does(typed))
        assert (await group.record(number)).halted == "paused"

    async def test_a_schedule_that_posts_nothing_any_more_has_nothing_to_leave_out(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC until tomorrow")
        group.pass_time(5 * DAY)
        assert "nothing to leave out" in words(await group.does("skip"))
        assert "Which date?" in words(await group.does("unskip"))


class TestWhoMay:
    @pytest.mark.parametrize("action", ["add", "change", "pause", "resume", "remove", "skip", "swap", "post", "save"])
    async def test_a_member_without_rights_is_told_whom_to_ask(self, action: str) -> None:
        group = RhythmGroup()
        await group.place(CLEO)
        place = await group.place()
        settings = GroupSettings(admins=("cleo", "nobody-has-seen-them"))
        await group.stores.directory.save_group(place.workspace_id, place.group_id, settings, group.now)
        await saved(group, WEEKDAYS)
        before = await stored(group)
        reply = await group.does("", BOB, action=action)
        assert reply.kind is ReplyKind.REFUSAL
        assert "Only the workspace's admins" in words(reply)
        assert "Whom to ask: Cleo, Ada" in words(reply)
        assert await stored(group) == before

    async def test_a_member_whom_the_group_named_may(self) -> None:
        group = RhythmGroup()
        place = await group.place()
        await group.stores.directory.save_group(
            place.workspace_id, place.group_id, GroupSettings(admins=("bob",)), group.now
        )
        assert "Saved" in words(await group.set_up(WEEKDAYS, BOB))

    async def test_members_see_the_schedule_without_what_they_cannot_press(self) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        assert [button.label for button in buttons(await group.does("", BOB))] == ["What is to come"]
        labels = [button.label for button in buttons(await group.does(""))]
        assert labels == ["Change", "Pause", "Skip the next", "What is to come", "Add another"]

    async def test_only_the_workspaces_admins_set_another_channels_schedule(self) -> None:
        group = RhythmGroup()
        place = await group.place()
        await group.stores.directory.save_group(
            place.workspace_id, place.group_id, GroupSettings(admins=("bob",)), group.now
        )
        refused = await group.does(WEEKDAYS, BOB, channel="C2")
        assert "Write this in that channel" in words(refused)
        proposal = await group.does(WEEKDAYS, channel="C2")
        assert "Saved" in words(await group.pressed(proposal, "Save"))
        assert await rules(group) == []
        there = await group.stores.directory.place_of(replace(ADA, channel="C2"), "UTC")
        assert len(await group.room.scheduling.saved(there)) == 1


COMMANDS = [
    WEEKDAYS,
    "change 18:00",
    "theme 2026-W50 Tests track=experimentation",
    "holidays DE",
    "pause",
    "pause 2026-12-01",
    "resume",
    "skip",
    "skip 2026-12-01",
    "unskip 2026-11-17",
    "swap",
    "post",
    "preview",
    "",
]


@pytest.mark.parametrize("typed", COMMANDS)
async def test_a_command_that_is_done_again_after_a_crash_changes_nothing_and_says_the_same(typed: str) -> None:
    group = RhythmGroup()
    await saved(group, "daily 9:00 UTC reminder=1")
    await group.does("skip 2026-11-17")
    group.pass_time(9 * HOUR)
    await group.posted()
    group.pass_time(MINUTE)
    first = await group.does(typed, key="the-event")
    after = await stored(group)
    assert await group.does(typed, key="the-event") == first
    assert await stored(group) == after


@pytest.mark.parametrize("label", ["Save", "Drop it"])
@pytest.mark.parametrize("typed", [WEEKDAYS, "change 18:00"])
async def test_a_button_that_is_pressed_again_changes_nothing(typed: str, label: str) -> None:
    group = RhythmGroup()
    await saved(group, "daily 9:00 UTC")
    proposal = await group.does(typed)
    await group.pressed(proposal, label, key="the-event")
    after = await stored(group)
    await group.pressed(proposal, label, key="the-event")
    assert await stored(group) == after


async def test_a_removal_that_is_done_again_removes_nothing_else() -> None:
    group = RhythmGroup()
    first, second = await saved(group, WEEKDAYS), await saved(group, "daily 9:00 UTC")
    for _ in range(2):
        await group.does(f"remove {first}", key="the-event")
    assert [record.id for record in await group.room.scheduling.saved(await group.place())] == [second]


async def test_drafts_are_never_due_nor_count_as_schedules() -> None:
    group = RhythmGroup()
    await group.does("daily 9:00 UTC")
    group.pass_time(2 * DAY)
    assert await group.tick() == 0
    place = await group.place()
    records = await group.stores.schedules.of_group(place.workspace_id, place.group_id)
    assert [is_draft(record) for record in records] == [True]
    assert "There is no schedule yet" in words(await group.does(""))
    assert "no schedule yet" in words(await group.does("resume"))


async def test_every_command_and_option_in_the_docs_is_understood() -> None:
    text = (Path(__file__).parents[2] / "docs" / "schedules.md").read_text(encoding="utf-8")
    chat = text[text.index("## In chat") : text.index("## The life of a posting")]
    commands = [
        found for line in chat.splitlines() if line.startswith("|") for found in re.findall(r"`schedule ([^`]+)`", line)
    ]
    options = re.findall(r"`([a-z]+=[^` ]+)`", chat)
    assert len(commands) > 10
    assert len(options) > 6
    for typed in (*commands, *(f"change {option}" for option in options if not option.startswith("until"))):
        group = RhythmGroup()
        number = await saved(group, "daily 9:00 UTC reminder=1")
        group.pass_time(9 * HOUR)
        await group.posted()
        group.pass_time(MINUTE)
        reply = await group.does(typed.replace("change 3 ", f"change {number} "))
        assert reply.kind is ReplyKind.SCHEDULE or typed in {"form", "unskip"}, (typed, words(reply))


SOME = """
    weekdays daily 9:00 Berlin 3 1 99 change theme holidays skip unskip pause until add form save swap post DE 2026-W50
    2026-12-24 none any track=experimentation track= difficulty=2-4 closes=2d closes=x reminder=1 mode=private skip=none
    holidays=XX start=tomorrow end=2020-01-01 style=meta until= every other week on monday except ` * <@1> @all
"""
WORDS = st.sampled_from([*SOME.split(), "\0"])


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS | st.text(max_size=8), max_size=7).map(" ".join))
def test_whatever_is_typed_gets_an_answer_and_never_breaks(typed: str) -> None:
    async def said() -> Reply:
        group = RhythmGroup()
        await group.scheduled()
        return await group.does(typed)

    reply = asyncio.run(said())
    assert reply.kind in {ReplyKind.SCHEDULE, ReplyKind.REFUSAL}
    assert words(reply).strip()


class TestWhatAdminsSee:
    async def test_how_many_questions_are_left_and_until_when_they_last(self) -> None:
        group = RhythmGroup()
        await group.scheduled("weekdays 9:00 UTC")
        asks = len(group.content.bank)
        all_left = f"{asks} of {asks} questions that match have not been asked here yet. That lasts for 26 days, until"
        assert f"{all_left} 2026-12-11." in words(await group.does(""))
        await group.until(MONDAY + 36 * HOUR)
        two_gone = f"{asks - 2} of {asks} questions that match have not been asked here yet. That lasts for 24 days,"
        assert f"{two_gone} until 2026-12-11." in words(await group.does(""))

    async def test_what_was_skipped_while_greenroom_was_away_is_told_for_a_month(self) -> None:
        group = RhythmGroup()
        await group.scheduled("daily 9:00 UTC")
        group.pass_time(2 * DAY - HOUR)
        await group.tick()
        assert "Skipped, because Greenroom was away when they were due: 2026-11-16 and 2026-11-17." in words(
            await group.does("")
        )
        await group.until(group.now + 40 * DAY)
        assert "Skipped" not in words(await group.does(""))

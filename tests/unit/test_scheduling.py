from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Skill, Track
from bot.core.chat import Reply, ReplyKind
from bot.core.groups.settings import GroupSettings
from bot.core.records import JobKind
from bot.core.rhythm.drafts import is_draft
from bot.core.rhythm.picking import APPROVED, OPEN, POSTED
from bot.core.schedules.days import EveryDays, Weekly
from bot.core.schedules.public_holidays import HolidayCalendar
from bot.core.schedules.rule import Mode, Rule, Theme
from bot.core.schedules.storing import read_rule
from tests import samples
from tests.unit.rhythm_group import ADA, BOB, CLEO, DAY, HOUR, MINUTE, MONDAY, RhythmGroup, buttons, words

WEEKDAYS = "weekdays 9:00 Europe/Berlin"


async def rules(group: RhythmGroup) -> list[Rule]:
    """What the group's schedules say, drafts left out."""
    return [read_rule(record.rule) for record in await group.room.scheduling.saved(await group.place())]


async def rule(group: RhythmGroup) -> Rule:
    [only] = await rules(group)
    return only


async def stored(group: RhythmGroup) -> tuple[object, ...]:
    """All that a command can change."""
    state = group.stores.state
    jobs = sorted(row.new.key for row in group.stores.jobs._rows.values())
    return dict(state.schedules), dict(state.postings), dict(state.suggestions), jobs


async def saved(group: RhythmGroup, words_: str = WEEKDAYS) -> int:
    await group.set_up(words_)
    return (await group.room.scheduling.saved(await group.place()))[-1].id


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
            place.workspace_id, place.group_id, GroupSettings(time_zone="Asia/Tokyo")
        )
        await saved(group, "weekdays 9:00")
        assert (await rule(group)).zone == "Asia/Tokyo"

    async def test_a_newer_proposal_of_the_same_admin_takes_the_place_of_the_last_and_not_another_admins(self) -> None:
        group = RhythmGroup()
        boss = replace(CLEO, user="ada-the-second")
        place = await group.place()
        settings = GroupSettings(admins=(boss.user,))
        await group.stores.directory.save_group(place.workspace_id, place.group_id, settings)
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
        first, second = await saved(group), await saved(group, "saturdays 10:00 UTC")
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
            ("closes=soon", "`soon` is not a number that fits closes"),
            ("closes=40d", "1 minute to 28 days"),
            ("reminder=48h", "it has to come after the posting"),
            ("mode=loud", "Choose from: thread, private"),
            ("holidays=Atlantis", "I know no holidays of `Atlantis`"),
            ("start=someday", "is no date"),
            ("start=2027-02-01 end=2027-01-01", "choose a later end"),
            ("difficulty=7", "1 to 5"),
            ("style=acme", "Choose from: meta"),
        ],
    )
    async def test_what_cannot_be_is_refused_with_the_remedy(self, typed: str, said: str) -> None:
        group = RhythmGroup()
        await saved(group)
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
        await group.set_up("change 10:00")
        assert await group.stores.schedules.next_due() == MONDAY + 10 * HOUR

    async def test_a_change_of_a_schedule_that_ended_meanwhile_is_saved_as_a_new_one(self) -> None:
        group = RhythmGroup()
        await saved(group)
        proposal = await group.does("change 18:00")
        await group.does("remove")
        await group.pressed(proposal, "Save")
        assert (await rule(group)).at.hour == 18

    async def test_a_save_that_is_done_again_after_the_change_says_how_it_stands(self) -> None:
        group = RhythmGroup()
        await saved(group)
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
        await saved(group)
        await group.set_up(f"theme {period} Tests track=experimentation")
        [theme] = (await rule(group)).themes
        assert (theme.name, theme.first, theme.last) == ("Tests", first, last)

    async def test_the_same_week_gets_another_theme_and_none_takes_it_away(self) -> None:
        group = RhythmGroup()
        await saved(group)
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
        await saved(group)
        assert said in words(await group.does(typed))

    async def test_themes_that_share_a_day_are_refused(self) -> None:
        group = RhythmGroup()
        await saved(group)
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
        await saved(group)
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
        await saved(group)
        assert "choose 2026-11-17 or later" in words(await group.does("pause 2026-11-16"))

    async def test_a_schedule_that_ended_is_told_with_the_words_that_make_it_anew(self) -> None:
        group = RhythmGroup()
        await saved(group)
        reply = await group.does("remove")
        assert "`schedule every weekday at 9:00, Europe/Berlin`" in words(reply)
        assert await rules(group) == []


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

    async def test_the_button_leaves_out_the_date_that_it_was_made_for(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        shown = await group.does("")
        group.pass_time(DAY)
        await group.pressed(shown, "Skip the next")
        assert (await rule(group)).skip == frozenset({MONDAY.date()})

    async def test_skipping_does_not_let_a_paused_schedule_go_on(self) -> None:
        group = RhythmGroup()
        number = await saved(group)
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


class TestByHand:
    async def test_a_question_nobody_has_answered_is_swapped(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR)
        before = await group.posted()
        reply = await group.does("swap")
        after = await group.latest()
        assert (after.id, after.question_id != before.question_id) == (before.id, True)
        assert group.content.bank.get(after.question_id).title in words(reply)
        group.pass_time(MINUTE)
        await group.work()
        assert group.content.bank.get(after.question_id).title in group.platform.messages["1"].text
        assert len(group.platform.messages) == 1

    async def test_a_swap_before_the_question_is_shown_shows_the_new_one_alone(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR)
        await group.tick()
        await group.does("swap")
        for _ in range(3):
            group.pass_time(MINUTE)
            await group.work()
        title = group.content.bank.get((await group.latest()).question_id).title
        assert [title in message.text for message in group.platform.messages.values()] == [True]

    async def test_what_somebody_has_answered_or_is_closed_is_not_swapped(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC closes=1")
        assert "nothing to swap" in words(await group.does("swap"))
        group.pass_time(9 * HOUR)
        posting = await group.posted()
        answer = await group.answered(BOB)
        assert "nothing to swap" in words(await group.does("swap"))
        await group.stores.ledger.withdraw(answer.workspace_id, answer.id)
        await group.until(group.now + 2 * HOUR)
        assert "nothing to swap" in words(await group.does("swap"))
        assert (await group.latest()).question_id == posting.question_id

    async def test_without_another_question_nothing_is_swapped(self) -> None:
        group = RhythmGroup(content=samples.content(samples.question("the-only-one")))
        await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR)
        await group.posted()
        assert "no other question" in words(await group.does("swap"))

    async def test_in_a_thread_the_posting_that_is_answered_there_is_swapped(self) -> None:
        group = RhythmGroup()
        for hour in (9, 10):
            await saved(group, f"daily {hour}:00 UTC")
        await group.until(MONDAY + 11 * HOUR)
        postings = {posting.thread: posting for posting in group.stores.state.postings.values()}
        await group.does("swap", replace(ADA, thread="1"))
        now = {posting.thread: posting for posting in group.stores.state.postings.values()}
        assert now["1"].question_id != postings["1"].question_id
        assert now["2"] == postings["2"]
        await group.does("swap")
        assert next(reversed(group.stores.state.postings.values())).question_id != postings["2"].question_id

    async def test_what_a_member_asked_for_since_is_not_in_the_way_of_a_swap(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR)
        before = await group.posted()
        group.pass_time(MINUTE)
        place = await group.place(BOB)
        await group.stores.postings.open_posting(place, "coin-flips", "ask:1", group.now, group.now.date())
        await group.does("swap")
        after = await group.stores.postings.posting(place.workspace_id, before.id)
        assert after is not None
        assert after.question_id != before.question_id

    async def test_a_question_put_by_hand_closes_as_the_schedules_own_do(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC closes=3")
        reply = await group.does("post")
        assert "goes out now" in words(reply)
        await group.until(MONDAY + 4 * HOUR)
        texts = [message.text.split("\n")[0] for message in group.platform.messages.values()]
        assert len(texts) == 2
        assert texts[1] == f"Closed: {texts[0]}"
        assert "Closed; late answers" in group.platform.messages["1"].text
        await group.until(MONDAY + 10 * HOUR)
        assert len(group.platform.messages) == 3  # and today's own comes all the same

    async def test_a_suggestion_that_is_put_by_hand_is_done_with(self) -> None:
        group = RhythmGroup()
        await saved(group)
        place = await group.place(BOB)
        suggestion = await group.stores.schedules.suggest(place, "bob", "dice-rolls", "")
        await group.stores.schedules.decide_suggestion(place.workspace_id, suggestion.id, APPROVED)
        await group.does("post")
        assert (await group.latest()).question_id == "dice-rolls"
        assert group.stores.state.suggestions[place.group_id, "dice-rolls"].state == POSTED


class TestLookingAhead:
    async def test_those_who_manage_the_group_see_the_questions_and_others_the_tracks(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        ours, theirs = words(await group.does("preview")), words(await group.does("preview", BOB))
        assert "When | Question | Track" in ours
        assert "When | Track" in theirs
        group.pass_time(9 * HOUR)
        title = group.content.bank.get((await group.posted()).question_id).title
        assert title in ours
        assert title not in theirs

    async def test_what_is_foretold_is_what_is_posted_suggestions_and_all_schedules_included(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        await saved(group, "daily 12:00 UTC difficulty=2")
        place = await group.place(BOB)
        suggestion = await group.stores.schedules.suggest(place, "bob", "dice-rolls", "")
        await group.stores.schedules.decide_suggestion(place.workspace_id, suggestion.id, APPROVED)
        coming = await group.room.scheduling.coming(place, MONDAY, 6)
        await group.until(MONDAY + 3 * DAY)
        asked = await group.stores.postings.asked(place)
        assert [each.question.id for each in coming] == list(asked)
        assert coming[0].suggested

    async def test_what_is_special_about_the_coming_questions_is_said(self) -> None:
        group = RhythmGroup(content=samples.content())
        await saved(group, "daily 9:00 UTC")
        await group.set_up("theme 2026-11-17 Stories track=behavioral")
        shown = words(await group.does("preview"))
        assert "Nothing matches on 2026-11-17" in shown
        assert "comes again on" in shown

    async def test_without_a_schedule_that_runs_nothing_comes(self) -> None:
        group = RhythmGroup()
        assert "Nothing is to come" in words(await group.does("preview"))
        await saved(group)
        await group.does("pause")
        assert "Nothing is to come" in words(await group.does("preview"))


class TestSuggesting:
    async def test_a_suggestion_is_approved_and_comes_next(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        assert "is suggested" in words(await group.suggests(question="dice-rolls"))
        assert "1 question that members suggested waits" in words(await group.does(""))
        listed = await group.suggests(ADA)
        assert "Approved" in words(await group.pressed(listed, "Approve"))
        group.pass_time(9 * HOUR)
        assert (await group.posted()).question_id == "dice-rolls"
        assert "posted already" in words(await group.pressed(listed, "Decline"))

    async def test_members_see_what_is_suggested_and_cannot_decide(self) -> None:
        group = RhythmGroup()
        await group.suggests(question="dice-rolls")
        listed = await group.suggests(CLEO)
        assert "A fair die?" in words(listed)
        assert not buttons(listed)
        refused = await group.suggests(CLEO, decision="approve", suggestion="1")
        assert refused.kind is ReplyKind.REFUSAL

    async def test_a_decision_can_be_changed_until_the_question_is_posted(self) -> None:
        group = RhythmGroup()
        await group.suggests(question="dice-rolls")
        listed = await group.suggests(ADA)
        assert "It waits for a schedule" in words(await group.pressed(listed, "Approve"))
        assert "comes next" in words(await group.suggests(question="dice-rolls"))
        assert "Declined" in words(await group.pressed(listed, "Decline"))
        assert "decided against it" in words(await group.suggests(question="dice-rolls"))

    async def test_what_was_posted_can_be_suggested_again(self) -> None:
        group = RhythmGroup()
        await group.suggests(question="dice-rolls")
        place = await group.place(BOB)
        suggestion = group.stores.state.suggestions[place.group_id, "dice-rolls"]
        await group.stores.schedules.decide_suggestion(place.workspace_id, suggestion.id, POSTED)
        assert "is suggested" in words(await group.suggests(question="dice-rolls"))
        assert group.stores.state.suggestions[place.group_id, "dice-rolls"].state == OPEN

    async def test_an_unknown_question_is_refused_with_what_may_have_been_meant(self) -> None:
        group = RhythmGroup()
        assert "Did you mean `dice-rolls`" in words(await group.suggests(question="dice-roll"))


class TestWhoMay:
    @pytest.mark.parametrize("action", ["add", "change", "pause", "resume", "remove", "skip", "swap", "post", "save"])
    async def test_a_member_without_rights_is_told_whom_to_ask(self, action: str) -> None:
        group = RhythmGroup()
        await group.place(CLEO)
        place = await group.place()
        settings = GroupSettings(admins=("cleo", "nobody-has-seen-them"))
        await group.stores.directory.save_group(place.workspace_id, place.group_id, settings)
        await saved(group)
        before = await stored(group)
        reply = await group.does("", BOB, action=action)
        assert reply.kind is ReplyKind.REFUSAL
        assert "Only the workspace's admins" in words(reply)
        assert "Whom to ask: Cleo, Ada" in words(reply)
        assert await stored(group) == before

    async def test_a_member_whom_the_group_named_may(self) -> None:
        group = RhythmGroup()
        place = await group.place()
        await group.stores.directory.save_group(place.workspace_id, place.group_id, GroupSettings(admins=("bob",)))
        assert "Saved" in words(await group.set_up(WEEKDAYS, BOB))

    async def test_members_see_the_schedule_without_what_they_cannot_press(self) -> None:
        group = RhythmGroup()
        await saved(group)
        assert [button.label for button in buttons(await group.does("", BOB))] == ["What is to come"]
        labels = [button.label for button in buttons(await group.does(""))]
        assert labels == ["Change", "Pause", "Skip the next", "What is to come", "Add another"]

    async def test_only_the_workspaces_admins_set_another_channels_schedule(self) -> None:
        group = RhythmGroup()
        place = await group.place()
        await group.stores.directory.save_group(place.workspace_id, place.group_id, GroupSettings(admins=("bob",)))
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
    first, second = await saved(group), await saved(group, "daily 9:00 UTC")
    for _ in range(2):
        await group.does(f"remove {first}", key="the-event")
    assert [record.id for record in await group.room.scheduling.saved(await group.place())] == [second]


async def test_a_swap_that_was_cut_short_between_queueing_and_doing_it_is_done_once() -> None:
    group = RhythmGroup()
    await saved(group, "daily 9:00 UTC")
    group.pass_time(9 * HOUR)
    before = await group.posted()
    await group.does("swap", key="the-event")
    swapped = await group.latest()
    place = await group.place()
    await group.stores.schedules.swap(place.workspace_id, before.id, before.question_id)  # as if it had not been done
    reply: Reply = await group.does("swap", key="the-event")
    assert reply.kind is ReplyKind.SCHEDULE
    group.pass_time(MINUTE)
    await group.work()
    assert (await group.latest()).question_id == swapped.question_id
    assert len(await group.jobs(JobKind.REFRESH)) == 1


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

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Track
from bot.core.delivery.records import Delivery
from bot.core.errors import TryLaterError, UndeliverableError
from bot.core.records import Job, JobKind, NewJob, Origin
from bot.core.rhythm.postings import GRADING, SOON, UNSEEN
from bot.core.schedules.days import ALL_DAYS, Weekly
from bot.core.schedules.rule import Mode, Rule, Theme
from tests import samples
from tests.fakes.stores.deliveries import InMemoryDeliveries
from tests.fakes.transport import FakeTransport
from tests.unit.rhythm_group import ADA, BOB, CLEO, DAY, HOUR, MINUTE, MONDAY, RhythmGroup

NINE = MONDAY + 9 * HOUR
IN_PRIVATE = replace(BOB, private=True)
ALONE = Origin("here", "W1", "D-bob", "bob", "Bob", direct=True)


async def at_nine(words: str | Rule = "daily 9:00 UTC", **changes: object) -> RhythmGroup:
    """A group whose schedule has just posted."""
    group = RhythmGroup()
    await group.scheduled(words, **changes)
    group.pass_time(9 * HOUR)
    await group.posted()
    return group


def shown(group: RhythmGroup, number: str = "1") -> str:
    return group.platform.messages[number].text


async def again(group: RhythmGroup, job: Job) -> None:
    """Do a job once more, as after a crash right before it was marked as done."""
    await group.process.handlers[job.kind](job)


class TestPutting:
    async def test_a_question_is_shown_with_its_end_and_answered_in_its_thread(self) -> None:
        group = await at_nine()
        assert "Nobody has answered yet. Closes within 24 hours: Tue 17 Nov, 09:00 (UTC)." in shown(group)
        assert (await group.latest()).thread == "1"
        assert group.platform.messages["1"].place == "C1/"

    async def test_a_posting_whose_job_is_done_twice_is_shown_once(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.tick()
        job = await group.job(JobKind.POST)
        await again(group, job)
        await again(group, job)
        assert len(group.platform.messages) == 1
        assert (await group.latest()).thread == "1"

    async def test_a_crash_between_showing_and_noting_the_thread_is_made_good(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.tick()
        group.platform.after.append(ConnectionError("killed"))
        job = await group.job(JobKind.POST)
        with pytest.raises(ConnectionError):
            await again(group, job)
        assert (await group.latest()).thread is None
        group.pass_time(2 * MINUTE)
        await again(group, job)
        assert len(group.platform.messages) == 1
        assert (await group.latest()).thread == "1"

    @pytest.mark.parametrize("away", [10 * MINUTE, 5 * HOUR])
    async def test_what_a_platform_could_not_show_for_long_was_put_when_it_was_shown(self, away: timedelta) -> None:
        group = RhythmGroup()
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.tick()
        group.platform.before.append(TryLaterError("unreachable"))
        job = await group.job(JobKind.POST)
        with pytest.raises(TryLaterError):
            await again(group, job)
        group.pass_time(away)
        await again(group, job)
        assert (await group.latest()).posted_at == (NINE if away < HOUR else group.now)

    async def test_times_are_told_in_the_schedules_own_zone(self) -> None:
        group = RhythmGroup()
        await group.scheduled("daily 9:00 Asia/Tokyo")
        group.pass_time(DAY)
        await group.posted()
        assert "Wed 18 Nov, 09:00 (Asia/Tokyo)" in shown(group)

    async def test_a_late_posting_without_a_match_says_both_subtly(self) -> None:
        group = RhythmGroup()
        asked = Filters(tracks=frozenset({Track.EXPERIMENTATION}), easiest=5, style="meta")
        await group.scheduled(filters=asked)
        group.pass_time(9 * HOUR + 3 * HOUR)
        await group.posted()
        assert shown(group).startswith("A little late today")
        assert "the nearest without the company style and the exact difficulty." in shown(group)
        assert (await group.latest()).question_id == "dice-rolls"

    async def test_a_posting_in_a_theme_week_says_what_the_days_are_about(self) -> None:
        theme = Theme("Lies & <b>statistics", MONDAY.date(), (MONDAY + 4 * DAY).date(), Filters())
        group = await at_nine(themes=(theme,))
        assert "What these days are about: `Lies & <b>statistics`" in shown(group)

    async def test_an_approved_suggestion_is_done_with_when_its_question_is_shown_even_after_a_crash(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        place, schedules = await group.place(BOB), group.stores.schedules
        suggestion = await schedules.suggest(place, "bob", "dice-rolls", "")
        await schedules.decide_suggestion(place.workspace_id, suggestion.id, "approved")
        group.pass_time(9 * HOUR)
        await group.tick()
        await schedules.decide_suggestion(place.workspace_id, suggestion.id, "approved")  # as if the tick had ended
        await group.work()
        assert not await schedules.suggestions(place.workspace_id, place.group_id, "approved")

    async def test_a_posting_whose_question_left_the_bank_says_how_it_goes_on(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.tick()
        question_id = (await group.latest()).question_id
        group.content = samples.content(samples.question("another"))
        group.process = group.started()
        await group.work()
        [buried] = await group.stores.jobs.buried(10)
        assert buried.reason == f"there is no question '{question_id}'; bring its pack back, then redrive this job"

    async def test_a_posting_of_a_group_on_a_platform_that_is_not_connected_waits(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.tick()
        assert await group.work(group.started(connected=False)) == []
        group.pass_time(MINUTE)
        assert await group.work() == [JobKind.POST]


class SlowTransport(FakeTransport):
    """A platform on which an edit takes its time."""

    async def edit(self, origin: Origin, sent: object, page: object) -> None:
        for _ in range(20):
            await asyncio.sleep(0)
        await super().edit(origin, sent, page)  # type: ignore[arg-type]


class TestCounting:
    async def test_an_answer_is_counted_on_its_posting(self) -> None:
        group = await at_nine()
        await group.answered(BOB)
        await group.work()
        assert "**1** member has answered." in shown(group)
        assert len(group.platform.messages) == 1

    async def test_a_posting_that_somebody_deleted_stays_away_while_its_answers_count(self) -> None:
        group = await at_nine()
        group.platform.messages.clear()
        await group.answered(BOB)
        await group.work()
        assert not group.platform.messages
        group.pass_time(DAY)
        await group.work(kinds=[JobKind.CLOSE])
        [summary] = group.platform.texts
        assert "1 member answered" in summary

    async def test_a_change_waits_for_its_posting_to_be_shown(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.tick()
        await group.changed(await group.latest())
        assert await group.work(kinds=[JobKind.REFRESH]) == []
        assert not group.platform.messages
        await group.work()
        group.pass_time(MINUTE)
        assert await group.work() == [JobKind.REFRESH]
        assert len(group.platform.messages) == 1

    async def test_a_change_to_a_posting_that_was_never_shown_is_let_go_after_a_while(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.tick()
        group.pass_time(SOON)
        await group.changed(await group.latest())
        assert await group.work(kinds=[JobKind.REFRESH]) == [JobKind.REFRESH]
        assert not group.platform.messages

    async def test_a_burst_of_answers_makes_few_edits_and_ends_with_the_right_count(self) -> None:
        group = RhythmGroup(platform=SlowTransport())
        await group.scheduled()
        group.pass_time(9 * HOUR)
        posting = await group.posted()
        for number in range(30):
            await group.answered(replace(BOB, user=f"member-{number}"), score=None)
        jobs = await group.stores.jobs.claim([JobKind.REFRESH], 99, group.now, 30)
        assert len(jobs) == 30
        await asyncio.gather(*(group.process.handlers[JobKind.REFRESH](job) for job in jobs))
        assert "**30** members have answered." in shown(group)
        assert group.platform.calls.count("edit") <= 2
        assert (await group.latest()).id == posting.id

    async def test_a_swap_among_a_burst_of_answers_puts_anew_what_somebody_has_deleted(self) -> None:
        group = RhythmGroup(platform=SlowTransport())
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.posted()
        group.platform.messages.clear()
        for member in ("bob", "cleo", "dan"):
            await group.answered(replace(BOB, user=member), score=None)
        jobs = list(await group.stores.jobs.claim([JobKind.REFRESH], 9, group.now, 30))
        jobs.append(replace(jobs[0], key="swap:1", payload={**jobs[0].payload, "anew": True}))
        await asyncio.gather(*(group.process.handlers[JobKind.REFRESH](job) for job in jobs))
        assert len(group.platform.messages) == 1

    async def test_whoever_answers_while_a_count_is_shown_is_counted_as_well(self) -> None:
        group = RhythmGroup(platform=SlowTransport())
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.posted()

        async def refreshed() -> None:
            (job,) = await group.stores.jobs.claim([JobKind.REFRESH], 1, group.now, 30)
            await group.process.handlers[JobKind.REFRESH](job)

        await group.answered(BOB, score=None)
        first = asyncio.create_task(refreshed())
        for _ in range(10):
            await asyncio.sleep(0)
        await group.answered(CLEO, score=None)
        await asyncio.gather(first, refreshed())
        assert "**2** members have answered." in shown(group)

    async def test_what_another_process_read_before_never_takes_the_place_of_what_is_true(self) -> None:
        group = await at_nine()

        class Interrupted(InMemoryDeliveries):
            """Somebody answers between reading the count and changing the message."""

            answers = 1

            async def begun(self, slot: str, besides: str) -> Sequence[Delivery]:
                if self.answers:
                    self.answers -= 1
                    await group.answered(CLEO)
                return await super().begun(slot, besides)

        group.stores.deliveries = Interrupted(group.stores.state)
        slow = group.started()
        await group.answered(BOB)
        assert await group.work(slow) == [JobKind.REFRESH]  # the second one; the first has to read again
        group.pass_time(MINUTE)
        assert await group.work(slow) == [JobKind.REFRESH]
        assert "**2** members have answered." in shown(group)

    async def test_withdrawing_an_answer_takes_it_off_the_count(self) -> None:
        group = await at_nine()
        answer = await group.answered(BOB)
        await group.work()
        await group.stores.ledger.withdraw(answer.workspace_id, answer.id)
        await group.changed(await group.latest())
        await group.work()
        assert "Nobody has answered yet." in shown(group)

    async def test_what_a_member_asked_for_alone_never_comes_to_stand_in_the_channel(self) -> None:
        group = RhythmGroup()
        alone = await group.stores.postings.open_posting(
            await group.place(BOB), "coin-flips", "ask:1", group.now, group.now.date()
        )
        await group.answered(BOB, posting=alone)
        await group.changed(alone)
        assert await group.work(kinds=[JobKind.REFRESH]) == [JobKind.REFRESH] * 2
        payload = {"workspace_id": (await group.place()).workspace_id, "posting_id": alone.id}
        for kind in (JobKind.REMIND, JobKind.CLOSE):
            await group.stores.jobs.add(NewJob(kind, kind.value, payload, group.now))
        await group.until(group.now + 3 * DAY)
        assert not group.platform.messages

    async def test_what_left_the_bank_stays_as_it_was_shown(self) -> None:
        group = await at_nine()
        before = shown(group)
        group.content = samples.content(samples.question("another"))
        group.process = group.started()
        await group.changed(await group.latest())
        assert await group.work() == [JobKind.REFRESH]
        assert shown(group) == before


class TestReminding:
    async def reminded(self, group: RhythmGroup) -> str:
        """What the channel says at the reminder, two hours before the end."""
        before = len(group.platform.messages)
        await group.until(group.now + 22 * HOUR + MINUTE)
        new = list(group.platform.messages.values())[before:]
        return new[0].text if new else ""

    async def test_a_reminder_stands_in_the_channel_and_says_how_long_is_left(self) -> None:
        group = await at_nine(reminder_before=2 * HOUR)
        await group.answered(BOB)
        text = await self.reminded(group)
        assert "closes **within 2 hours**. **1** member has answered." in text
        assert [message.place for message in group.platform.messages.values()] == ["C1/", "C1/"]
        assert "Closes within 2 hours" in shown(group)

    async def test_a_reminder_that_is_done_twice_is_shown_once(self) -> None:
        group = await at_nine(reminder_before=2 * HOUR)
        group.pass_time(22 * HOUR)
        job = await group.job(JobKind.REMIND)
        await again(group, job)
        await again(group, job)
        assert len(group.platform.messages) == 2

    async def test_nobody_is_reminded_when_all_who_answered_lately_have_answered(self) -> None:
        group = await at_nine(reminder_before=2 * HOUR)
        for who in (BOB, CLEO):
            await group.answered(who)
        await group.until(NINE + DAY + MINUTE)
        for who in (BOB, CLEO):
            await group.answered(who)
        assert await self.reminded(group) == ""

    async def test_one_who_usually_answers_and_has_not_is_reason_enough(self) -> None:
        group = await at_nine(reminder_before=2 * HOUR)
        for who in (BOB, CLEO):
            await group.answered(who)
        await group.until(NINE + DAY + MINUTE)
        await group.answered(BOB)
        text = await self.reminded(group)
        assert "closes **within 2 hours**" in text
        assert "Cleo" not in text

    async def test_who_passed_is_not_reminded(self) -> None:
        group = await at_nine(reminder_before=2 * HOUR)
        for who in (BOB, CLEO):
            await group.answered(who)
        await group.until(NINE + DAY + MINUTE)
        await group.answered(BOB)
        await group.stores.postings.pass_on(await group.place(CLEO), (await group.latest()).id, group.now)
        assert await self.reminded(group) == ""

    async def test_a_reminder_comes_after_its_posting_and_before_its_end_or_not_at_all(self) -> None:
        group = RhythmGroup()
        await group.scheduled(reminder_before=2 * HOUR)
        group.pass_time(9 * HOUR)
        await group.tick()
        group.pass_time(22 * HOUR)
        assert await group.work(kinds=[JobKind.REMIND]) == []
        assert not group.platform.messages
        group.pass_time(2 * HOUR)
        assert await group.work(kinds=[JobKind.REMIND]) == [JobKind.REMIND]
        assert not group.platform.messages


class TestClosing:
    async def closed(self, group: RhythmGroup) -> str:
        """What is said in the thread at the end."""
        await group.until((await group.latest()).posted_at + DAY + MINUTE)
        return summary(group)

    async def test_at_its_end_a_posting_says_so_and_its_thread_has_the_model_answer(self) -> None:
        group = await at_nine()
        text = await self.closed(group)
        assert shown(group).endswith("Closed; late answers are still graded.")
        assert text.startswith("Closed: ")
        assert "I would flip it many times, count the heads" in text

    async def test_a_closing_that_is_done_twice_sums_up_once(self) -> None:
        group = await at_nine()
        await group.answered(BOB)
        await group.work()
        group.pass_time(DAY)
        job = await group.job(JobKind.CLOSE)
        for _ in range(3):
            await again(group, job)
        assert len(group.platform.messages) == 2
        assert (await group.latest()).closed_at == group.now

    async def test_a_closing_that_is_cut_short_anywhere_is_finished_by_the_next_try(self) -> None:
        group = await at_nine()
        group.pass_time(DAY)
        job = await group.job(JobKind.CLOSE)
        group.platform.after.append(ConnectionError("killed"))
        with pytest.raises(ConnectionError):
            await again(group, job)
        assert (await group.latest()).closed_at is not None
        group.pass_time(2 * MINUTE)
        await again(group, job)
        assert len(group.platform.messages) == 2

    async def test_only_what_was_answered_before_everybodys_eyes_is_quoted(self) -> None:
        group = await at_nine()
        await group.answered(ADA, 3.0, "Publicly, flip it.")
        await group.answered(IN_PRIVATE, 4.0, "Privately, flip it.")
        await group.answered(replace(ALONE, user="cleo"), 4.0, "Directly, flip it.")
        text = await self.closed(group)
        assert "3 members answered." in text
        assert "Publicly," in text
        assert "Privately," not in text
        assert "Directly," not in text

    async def test_the_best_of_several_public_passages_is_quoted(self) -> None:
        group = await at_nine()
        await group.answered(BOB, 3.0, "Good, flip it.")
        await group.answered(CLEO, 4.0, "Better, flip it.")
        await group.answered(ADA, 2.0, "Poor, flip it.")
        text = await self.closed(group)
        assert "Better," in text
        assert "Good," not in text
        assert "Poor," not in text

    async def test_an_answer_to_a_question_that_was_swapped_meanwhile_is_not_summed_up(self) -> None:
        group = await at_nine()
        await group.answered(BOB, 4.0, "Elsewhere, flip it.", replace(await group.latest(), question_id="further-16"))
        text = await self.closed(group)
        assert "Nobody answered" in text
        assert "Elsewhere" not in text

    async def test_a_private_posting_has_no_quotes_at_all(self) -> None:
        group = await at_nine(mode=Mode.PRIVATE)
        await group.answered(BOB, 4.0, "Publicly, flip it.")
        text = await self.closed(group)
        assert "1 member answered." in text
        assert "Publicly" not in text
        assert "Best points" not in text

    async def test_a_late_answer_counts_apart_on_the_posting_and_not_in_the_summary(self) -> None:
        group = await at_nine()
        posting = await group.latest()
        await group.answered(BOB)
        await self.closed(group)
        group.pass_time(HOUR)
        await group.answered(CLEO, 4.0, "Late, flip it.", posting)
        await group.answered(BOB, 4.0, "Again, flip it.", posting)
        await group.work()
        assert "**2** members have answered. **1** member answered late. Closed" in shown(group)

    async def test_answers_that_came_late_to_a_late_closing_are_counted_apart(self) -> None:
        group = await at_nine()
        await group.answered(BOB, 3.0, "Early, flip it.")
        group.pass_time(DAY + HOUR)
        await group.answered(CLEO, 4.0, "Late, flip it.")
        await group.work()
        assert "1 member answered. **1** member answered late." in summary(group)
        assert "Early," in summary(group)
        assert "Late," not in summary(group)

    async def test_the_summary_waits_for_grades_of_answers_that_came_in_time_but_not_for_ever(self) -> None:
        group = await at_nine()
        group.pass_time(DAY - MINUTE)
        answer = await group.answered(BOB, None)
        group.pass_time(2 * MINUTE)
        await group.work()
        assert "Closed; late answers" in shown(group)
        assert len(group.platform.messages) == 1
        await group.graded(answer, 4.0)
        group.pass_time(MINUTE)
        await group.work()
        assert "Best points" in summary(group)

    async def test_without_grades_the_summary_comes_after_a_while(self) -> None:
        group = await at_nine()
        await group.answered(BOB, None)
        await group.until(NINE + DAY + GRADING + MINUTE)
        assert "1 member answered." in summary(group)
        assert "Best points" not in summary(group)

    async def test_a_posting_that_was_never_shown_is_closed_in_silence_in_the_end(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.tick()
        group.pass_time(DAY)
        assert await group.work(kinds=[JobKind.CLOSE]) == []
        assert (await group.latest()).closed_at is None
        group.pass_time(UNSEEN)
        assert await group.work(kinds=[JobKind.CLOSE]) == [JobKind.CLOSE]
        assert (await group.latest()).closed_at is not None
        assert not group.platform.messages

    async def test_a_posting_that_is_shown_after_its_end_is_summed_up_all_the_same(self) -> None:
        group = RhythmGroup()
        await group.scheduled(closes_after=MINUTE)
        group.pass_time(9 * HOUR)
        await group.tick()
        group.pass_time(HOUR)
        await group.work(kinds=[JobKind.CLOSE])
        group.pass_time(MINUTE)
        await group.work()
        group.pass_time(MINUTE)
        await group.work()
        assert [message.text.split(":")[0] for message in group.platform.messages.values()][1] == "Closed"

    async def test_a_posting_whose_question_left_the_bank_is_closed_with_a_word(self) -> None:
        group = await at_nine()
        await group.answered(BOB)
        group.content = samples.content(samples.question("another"))
        group.process = group.started()
        await group.until(NINE + DAY + MINUTE)
        text = next(message.text for message in group.platform.messages.values() if message.place == "C1/1")
        assert text == "Closed. The question has left the bank, so there is no model answer to show. 1 member answered."

    async def test_what_never_closes_has_no_jobs_for_it(self) -> None:
        group = await at_nine(closes_after=None)
        assert "Closes" not in shown(group)
        assert not await group.jobs(JobKind.CLOSE)

    async def test_an_archived_channel_ends_the_job_with_the_reason(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.tick()
        group.platform.before.append(UndeliverableError("archived"))
        await group.work(kinds=[JobKind.POST])
        [buried] = await group.stores.jobs.buried(10)
        assert (buried.kind, buried.reason) == (JobKind.POST, "archived")


def summary(group: RhythmGroup) -> str:
    """What stands in the first posting's thread."""
    texts = [message.text for message in group.platform.messages.values() if message.place == "C1/1"]
    assert len(texts) == 1, texts
    return texts[0]


async def test_two_schedules_of_a_group_post_side_by_side_and_close_each_its_own() -> None:
    group = RhythmGroup()
    await group.scheduled(Rule(Weekly(ALL_DAYS), time(9), "UTC", closes_after=HOUR))
    await group.scheduled(Rule(Weekly(ALL_DAYS), time(9), "UTC"))
    await group.until(NINE + 2 * HOUR)
    first, second = (group.platform.messages[number].text for number in ("1", "2"))
    assert "Closed; late" in first
    assert "Closes within 24 hours" in second  # which stays true until it is shown anew
    assert first.splitlines()[0] != second.splitlines()[0]
    assert [message.place for message in group.platform.messages.values()] == ["C1/", "C1/", "C1/1"]

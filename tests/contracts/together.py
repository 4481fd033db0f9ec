"""What stores of reminders, recaps, kudos and reviews have to do."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.core.errors import TryLaterError
from bot.core.groups.settings import GroupSettings
from bot.core.progress.attempts import unpacked
from bot.core.records import Answer, JobKind, Move, NewJob, Origin, Place, Posting
from bot.core.rhythm.records import NewPosting, ScheduleRecord
from bot.core.together.records import Kudo, Review, Week
from tests.contracts.opened import TODAY, OpenedStores, new_answer, new_job
from tests.contracts.progress import WithAnswers
from tests.samples import ADA, BOB, NOON, verdict

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVE = Origin("terminal", "local", "room", "eve", "Eve")


def job(key: str = "nudge") -> NewJob:
    return NewJob(JobKind.NUDGE, key, {}, NOON)


class Posted(WithAnswers):
    """A group with a schedule that has posted."""

    async def schedule(self, stores: OpenedStores, origin: Origin = ADA) -> ScheduleRecord:
        return await stores.schedules.add(await self.place(stores, origin), {"rule": 1}, "ada", NOON)

    async def posted(
        self,
        stores: OpenedStores,
        schedule: ScheduleRecord,
        day: date = TODAY,
        at: datetime = NOON,
        closes_at: datetime | None = NOON + DAY,
        question_id: str = "coin-flips",
    ) -> Posting:
        posting = await stores.schedules.settle(schedule, NewPosting(question_id, day, at, None, closes_at), [], NOON)
        assert posting is not None
        return posting

    async def week_of(self, stores: OpenedStores, place: Place) -> Week:
        first, last = TODAY - 6 * DAY, TODAY
        return await stores.recaps.week(place.workspace_id, place.group_id, first, last, "UTC")

    async def answers(
        self, stores: OpenedStores, posting: Posting, origin: Origin = ADA, key: str = "answer", day: date = TODAY
    ) -> Answer:
        new = new_answer(await self.place(stores, origin), key, posting.question_id, local_date=day)
        stored = await stores.ledger.submit(replace(new, posting_id=posting.id, origin=origin), new_job(key))
        return stored.answer


class RemindersContract(Posted):
    async def test_who_asked_for_none_has_none(self, stores: OpenedStores) -> None:
        assert await stores.reminders.reminder(await self.place(stores)) is None
        assert not await stores.reminders.drop_reminder(await self.place(stores))

    async def test_a_reminder_is_kept_replaced_and_dropped(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        await stores.reminders.save_reminder(place, None, NOON)
        await stores.reminders.save_reminder(place, 1200, NOON + HOUR)
        found = await stores.reminders.reminder(place)
        assert found is not None
        assert (found.place, found.minute, found.due_at) == (place, 1200, NOON + HOUR)
        assert found.origin == replace(ADA, private=True, direct=True)
        assert await stores.reminders.reminder(await self.place(stores, BOB)) is None
        assert await stores.reminders.drop_reminder(place)
        assert await stores.reminders.reminder(place) is None

    async def test_those_that_are_due_come_earliest_first(self, stores: OpenedStores) -> None:
        for origin, hours in ((ADA, 2), (BOB, 1), (EVE, 3)):
            await stores.reminders.save_reminder(await self.place(stores, origin), None, NOON + hours * HOUR)
        due = await stores.reminders.due_reminders(NOON + 2 * HOUR, 10, "UTC")
        assert [one.origin.user for one in due] == ["bob", "ada"]
        assert len(await stores.reminders.due_reminders(NOON + 3 * HOUR, 1, "UTC")) == 1

    async def test_the_zone_and_the_evenings_are_the_members_own(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        await stores.directory.set_member_time_zone(place, "Asia/Tokyo", NOON)
        await stores.preferences.save_preferences(place, late_evenings=True)
        await stores.reminders.save_reminder(place, None, NOON)
        (found,) = await stores.reminders.due_reminders(NOON, 10, "UTC")
        assert (found.place.time_zone, found.place.late_evenings) == ("Asia/Tokyo", True)

    async def test_the_moves_are_those_of_the_member_and_of_the_group_they_asked_in(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        await stores.reminders.save_reminder(place, None, NOON)
        for hours, zone in ((1, "Asia/Tokyo"), (2, "Pacific/Apia")):
            settings = GroupSettings(time_zone=zone)
            await stores.directory.save_group(place.workspace_id, place.group_id, settings, NOON + hours * HOUR)
        await stores.directory.set_member_time_zone(place, "Europe/Berlin", NOON + 3 * HOUR)
        moved, mine = await self.place(stores), await stores.reminders.reminder(place)
        (due,) = await stores.reminders.due_reminders(NOON, 10, "UTC")
        assert mine is not None
        assert mine.place == due.place == moved
        assert [move.after for move in moved.moves] == ["Asia/Tokyo", "Pacific/Apia", "Europe/Berlin"]

    async def test_of_many_who_look_at_once_one_queues_the_job(self, stores: OpenedStores) -> None:
        await stores.reminders.save_reminder(await self.place(stores), None, NOON)
        (due,) = await stores.reminders.due_reminders(NOON, 10, "UTC")
        looks = (stores.reminders.put_off(due, NOON + DAY, job()) for _ in range(8))
        assert sorted(await asyncio.gather(*looks)) == [False] * 7 + [True]
        assert len(await stores.jobs.claim([JobKind.NUDGE], 10, NOON, 30)) == 1
        assert await stores.reminders.due_reminders(NOON, 10, "UTC") == []

    async def test_an_answer_counts_on_its_day_wherever_it_was_given(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        await self.submit(stores, "e1", replace(ADA, channel="elsewhere"))
        assert await stores.reminders.answered_on(place, TODAY)
        assert not await stores.reminders.answered_on(place, TODAY + DAY)
        assert not await stores.reminders.answered_on(await self.place(stores, BOB), TODAY)

    async def test_an_open_question_is_one_that_is_neither_closed_answered_nor_let_go(
        self, stores: OpenedStores
    ) -> None:
        schedule, place = await self.schedule(stores), await self.place(stores)
        older = await self.posted(stores, schedule, TODAY - DAY, NOON - DAY, NOON + DAY)
        newer = await self.posted(stores, schedule)
        later = NOON + HOUR
        assert await stores.reminders.still_open(place, later) == newer
        await self.answers(stores, newer)
        assert await stores.reminders.still_open(place, later) == older
        assert await stores.reminders.still_open(await self.place(stores, BOB), later) == newer
        await stores.postings.pass_on(place, older.id, NOON)
        assert await stores.reminders.still_open(place, later) is None
        await stores.postings.closed(place.workspace_id, newer.id, NOON)
        assert await stores.reminders.still_open(await self.place(stores, BOB), later) == older
        assert await stores.reminders.still_open(await self.place(stores, BOB), NOON + 2 * DAY) is None
        assert await stores.reminders.asked_lately(place, NOON + 2 * DAY)
        assert not await stores.reminders.asked_lately(place, NOON + 60 * DAY)
        assert not await stores.reminders.asked_lately(place, NOON - 60 * DAY)

    async def test_what_stands_in_the_channel_is_open_and_what_a_member_asked_for_alone_is_not(
        self, stores: OpenedStores
    ) -> None:
        place = await self.place(stores)
        asked = await stores.postings.open_posting(place, "coin-flips", "ask:1", NOON, TODAY)
        assert await stores.reminders.still_open(place, NOON + HOUR) is None
        assert (await self.week_of(stores, place)).postings == ()
        await stores.postings.shown(place.workspace_id, asked.id, "T1")
        found = await stores.reminders.still_open(place, NOON + HOUR)
        assert found is not None
        assert found.id == asked.id
        week = await self.week_of(stores, place)
        assert [one.id for one in week.postings] == [asked.id]
        assert week.asked_at == ()

    async def test_a_question_that_never_closes_is_open_for_a_day(self, stores: OpenedStores) -> None:
        posting = await self.posted(stores, await self.schedule(stores), closes_at=None)
        place = await self.place(stores)
        assert await stores.reminders.still_open(place, NOON + 23 * HOUR) == posting
        assert await stores.reminders.still_open(place, NOON + 25 * HOUR) is None

    async def test_open_questions_are_those_of_groups_in_which_the_member_takes_part(
        self, stores: OpenedStores
    ) -> None:
        posting = await self.posted(stores, await self.schedule(stores))
        alone = replace(ADA, channel="D-ada")
        assert await stores.reminders.still_open(await self.place(stores, alone), NOON + HOUR) is None
        await self.submit(stores, "e1")
        assert await stores.reminders.still_open(await self.place(stores, alone), NOON + HOUR) == posting

    async def test_a_forgotten_member_is_reminded_no_more(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        await stores.reminders.save_reminder(place, None, NOON)
        await stores.ledger.forget(place)
        assert await stores.reminders.due_reminders(NOON, 10, "UTC") == []
        with pytest.raises(TryLaterError):
            await stores.reminders.save_reminder(place, None, NOON)


class RecapsContract(Posted):
    async def test_groups_whose_schedule_runs_are_to_be_planned_once(self, stores: OpenedStores) -> None:
        schedule, place = await self.schedule(stores), await self.place(stores)
        await self.place(stores, replace(ADA, channel="elsewhere"))
        assert [group.id for group in await stores.recaps.unplanned(10)] == [place.group_id]
        assert await stores.recaps.runs(place.workspace_id, place.group_id)
        for moment in (NOON, NOON + DAY):
            await stores.recaps.plan(place.workspace_id, place.group_id, moment)
        assert await stores.recaps.unplanned(10) == []
        ((group, due_at),) = await stores.recaps.due_recaps(NOON, 10)
        assert (group.id, due_at) == (place.group_id, NOON)
        await stores.recaps.unplan(place.workspace_id, place.group_id)
        assert len(await stores.recaps.unplanned(10)) == 1
        await stores.schedules.remove(place.workspace_id, schedule.id)
        assert await stores.recaps.unplanned(10) == []
        assert not await stores.recaps.runs(place.workspace_id, place.group_id)

    async def test_of_many_who_look_at_once_one_queues_the_recap(self, stores: OpenedStores) -> None:
        await self.schedule(stores)
        place = await self.place(stores)
        await stores.recaps.plan(place.workspace_id, place.group_id, NOON)
        ((group, due_at),) = await stores.recaps.due_recaps(NOON, 10)
        recap = NewJob(JobKind.RECAP, "recap", {}, NOON)
        looks = (stores.recaps.replan(group, due_at, NOON + 7 * DAY, recap) for _ in range(8))
        assert sorted(await asyncio.gather(*looks)) == [False] * 7 + [True]
        assert len(await stores.jobs.claim([JobKind.RECAP], 10, NOON, 30)) == 1
        assert await stores.recaps.replan(group, NOON + 7 * DAY, None, None)
        assert await stores.recaps.due_recaps(NOON + 99 * DAY, 10) == []

    async def test_a_week_has_its_postings_answers_and_members(self, stores: OpenedStores) -> None:
        schedule, place = await self.schedule(stores), await self.place(stores)
        posting = await self.posted(stores, schedule)
        await self.posted(stores, schedule, TODAY - 8 * DAY, NOON - 8 * DAY)
        answer = await self.answers(stores, posting)
        await self.grade(stores, answer, 3.0)
        await self.submit(stores, "old", BOB, day=TODAY - 7 * DAY)
        week = await self.week(stores, place)
        assert [one.id for one in week.postings] == [posting.id]
        assert not week.postings[0].over
        (told,) = week.answers
        assert (told.id, told.member_id, told.posting_id) == (answer.id, place.member_id, posting.id)
        assert (told.judge, told.estimate, told.total, told.gain) == ("fake", False, 75.0, 0)
        assert (told.shared, told.kudos, told.verdict, told.marks) == (False, 0, "", "")
        assert (week.group_members, week.before, len(week.asked_at)) == (2, 1, 2)
        (member,) = week.members.values()
        assert (member.name, member.named, member.quoted, member.days) == ("Ada", True, False, (TODAY,))

    async def test_verdicts_come_with_answers_to_questions_that_are_over(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        posting = await self.posted(stores, await self.schedule(stores))
        await self.grade(stores, await self.answers(stores, posting), 3.0)
        await stores.postings.closed(place.workspace_id, posting.id, NOON)
        week = await self.week(stores, place)
        assert week.postings[0].over
        (told,) = week.answers
        assert json.loads(told.verdict)["criteria"][0]["criterion_id"] == "design"
        assert unpacked([told.marks])[0][0][0] == "design"

    async def test_days_are_read_as_far_back_as_a_streak_goes(self, stores: OpenedStores) -> None:
        place, bob = await self.place(stores), await self.place(stores, BOB)
        run = [TODAY - step * DAY for step in reversed(range(130))]
        for day in run:
            await self.submit(stores, f"ada {day}", day=day)
        for day in (run[0], *run[-5:]):
            await self.submit(stores, f"bob {day}", BOB, day=day)
        members = (await self.week(stores, place)).members
        assert members[place.member_id].days == tuple(run)
        assert members[bob.member_id].days[-5:] == tuple(run[-5:])

    async def test_what_members_chose_and_did_is_told_with_their_answers(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        await self.answered(stores, "first", 2.0)
        better = await self.answered(stores, "second", 4.0, at=NOON + HOUR)
        await stores.preferences.save_preferences(place, on_boards=False, in_recaps=True)
        await stores.recaps.note_shared(place.workspace_id, better.id, NOON)
        await stores.kudos.note_kudo(await self.place(stores, BOB), Kudo(better.id, "tada", True, NOON))
        week = await self.week(stores, place)
        assert [(one.gain, one.shared, one.kudos) for one in week.answers] == [(0, False, 0), (5, True, 1)]
        assert [(one.named, one.quoted) for one in week.members.values()] == [(False, True)]

    async def test_members_move_with_their_group_unless_they_have_a_zone_of_their_own(
        self, stores: OpenedStores
    ) -> None:
        place, bob = await self.place(stores), await self.place(stores, BOB)
        await stores.directory.set_member_time_zone(bob, "Europe/Berlin", NOON)
        settings = GroupSettings(time_zone="Asia/Tokyo")
        await stores.directory.save_group(place.workspace_id, place.group_id, settings, NOON + HOUR)
        await self.submit(stores, "e1")
        await self.submit(stores, "e2", BOB)
        members = (await self.week(stores, place)).members
        ada, berlin = members[place.member_id], members[bob.member_id]
        assert (ada.time_zone, ada.moves) == ("Asia/Tokyo", (Move(NOON + HOUR, "UTC", "Asia/Tokyo"),))
        assert (berlin.time_zone, berlin.moves) == ("Europe/Berlin", (Move(NOON, "UTC", "Europe/Berlin"),))

    async def test_nothing_of_a_group_is_told_in_another_workspace(self, stores: OpenedStores) -> None:
        await self.schedule(stores)
        place, there = await self.place(stores), await self.place(stores, replace(ADA, platform="slack"))
        answer = await self.submit(stores, "e1")
        await stores.presence.seen(["terminal"], NOON - 2 * DAY)
        await stores.presence.seen(["terminal"], NOON)
        await stores.recaps.note_shared(there.workspace_id, answer.id, NOON)
        theirs = await self.week(stores, replace(there, group_id=place.group_id))
        assert (theirs.answers, theirs.postings, theirs.asked_at, theirs.members, theirs.absences) == (
            (),
            (),
            (),
            {},
            (),
        )
        ours = await self.week(stores, place)
        assert [one.shared for one in ours.answers] == [False]
        assert [(one.began_at, one.ended_at) for one in ours.absences] == [(NOON - 2 * DAY, NOON)]

    async def test_taken_back_answers_and_those_of_other_groups_are_left_out(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        answer = await self.submit(stores, "e1")
        await self.submit(stores, "e2", replace(ADA, channel="elsewhere"))
        await stores.ledger.withdraw(place.workspace_id, answer.id)
        week = await self.week(stores, place)
        assert (week.answers, week.members) == ((), {})

    async def week(self, stores: OpenedStores, place: Place) -> Week:
        return await self.week_of(stores, place)


class KudosContract(WithAnswers):
    async def test_reactions_count_once_a_member_and_answer(self, stores: OpenedStores) -> None:
        answer = await self.submit(stores, "e1")
        bob, eve = await self.place(stores, BOB), await self.place(stores, EVE)
        for place, emoji in ((bob, "tada"), (bob, "clap"), (eve, "tada"), (bob, "tada")):
            await stores.kudos.note_kudo(place, Kudo(answer.id, emoji, True, NOON))
        assert await stores.kudos.kudos_for(await self.place(stores)) == (1, 2)
        assert await stores.kudos.kudos_for(bob) == (0, 0)

    async def test_what_was_taken_back_counts_no_more_in_whatever_order_it_is_heard_of(
        self, stores: OpenedStores
    ) -> None:
        answer, bob = await self.submit(stores, "e1"), await self.place(stores, BOB)
        await stores.kudos.note_kudo(bob, Kudo(answer.id, "tada", False, NOON + HOUR))
        await stores.kudos.note_kudo(bob, Kudo(answer.id, "tada", True, NOON))
        assert await stores.kudos.kudos_for(await self.place(stores)) == (0, 0)
        await stores.kudos.note_kudo(bob, Kudo(answer.id, "tada", True, NOON + 2 * HOUR))
        assert await stores.kudos.kudos_for(await self.place(stores)) == (1, 1)

    async def test_kudos_for_what_is_not_there_or_elsewhere_come_to_nothing(self, stores: OpenedStores) -> None:
        answer = await self.submit(stores, "e1")
        there = await self.place(stores, replace(BOB, workspace="another"))
        await stores.kudos.note_kudo(there, Kudo(answer.id, "tada", True, NOON))
        await stores.kudos.note_kudo(await self.place(stores, BOB), Kudo(answer.id + 99, "tada", True, NOON))
        assert await stores.kudos.kudos_for(await self.place(stores)) == (0, 0)

    async def test_kudos_go_with_who_gave_and_with_who_got_them(self, stores: OpenedStores) -> None:
        answer, bob = await self.submit(stores, "e1"), await self.place(stores, BOB)
        await stores.kudos.note_kudo(bob, Kudo(answer.id, "tada", True, NOON))
        await stores.ledger.forget(bob)
        assert await stores.kudos.kudos_for(await self.place(stores)) == (0, 0)
        with pytest.raises(TryLaterError):
            await stores.kudos.note_kudo(bob, Kudo(answer.id, "tada", True, NOON + HOUR))


def review(answer: Answer, level: int = 3, note: str = "Clear.", at: datetime = NOON) -> Review:
    return Review(answer.id, {"design": level, "numbers": 2, "advice": 1}, note, at)


class ReviewsContract(WithAnswers):
    async def test_a_reviewers_last_word_counts(self, stores: OpenedStores) -> None:
        answer, bob = await self.submit(stores, "e1"), await self.place(stores, BOB)
        assert await stores.reviews.review_by(bob, answer.id) is None
        await stores.reviews.save_review(bob, review(answer, 1), new_job("r1", JobKind.REVIEWED))
        last = review(answer, 4, at=NOON + HOUR)
        await stores.reviews.save_review(bob, last, new_job("r2", JobKind.REVIEWED))
        assert await stores.reviews.reviews_of(bob.workspace_id, answer.id) == [last]
        assert await stores.reviews.review_by(bob, answer.id) == last
        assert await stores.reviews.reviews_of(bob.workspace_id + 1, answer.id) == []
        assert len(await stores.jobs.claim([JobKind.REVIEWED], 10, NOON, 30)) == 2

    async def test_reviewed_answers_come_with_their_grades_the_newest_review_first(self, stores: OpenedStores) -> None:
        first, second = [await self.answered(stores, key, 3.0) for key in ("e1", "e2")]
        waits = await self.submit(stores, "e3")
        bob, eve = await self.place(stores, BOB), await self.place(stores, EVE)
        for number, (place, answer) in enumerate(((bob, second), (bob, first), (eve, second), (bob, waits))):
            about = review(answer, at=NOON + number * HOUR)
            await stores.reviews.save_review(place, about, new_job(f"r{number}", JobKind.REVIEWED))
        found = await stores.reviews.reviewed(10)
        assert [(one.graded.answer.id, len(one.reviews)) for one in found] == [(second.id, 2), (first.id, 1)]
        assert all(one.graded.grade for one in found)
        assert len(await stores.reviews.reviewed(1)) == 1

    async def test_reviews_go_with_who_wrote_and_with_who_got_them(self, stores: OpenedStores) -> None:
        answer, bob = await self.answered(stores, "e1", 3.0), await self.place(stores, BOB)
        await stores.reviews.save_review(bob, review(answer), new_job("r1", JobKind.REVIEWED))
        await stores.ledger.forget(bob)
        assert await stores.reviews.reviewed(10) == []
        again = await self.place(stores, BOB)
        await stores.reviews.save_review(again, review(answer), new_job("r2", JobKind.REVIEWED))
        await stores.ledger.forget(await self.place(stores))
        assert await stores.reviews.reviewed(10) == []


class KeptTogetherContract(WithAnswers):
    async def test_all_of_it_is_handed_over_to_whom_it_belongs(self, stores: OpenedStores) -> None:
        answer, ada, bob = await self.submit(stores, "e1"), await self.place(stores), await self.place(stores, BOB)
        await stores.reminders.save_reminder(ada, None, NOON)
        await stores.recaps.note_shared(ada.workspace_id, answer.id, NOON)
        await stores.kudos.note_kudo(bob, Kudo(answer.id, "tada", True, NOON))
        await stores.reviews.save_review(bob, review(answer), new_job("r1", JobKind.REVIEWED))
        at = NOON.isoformat()
        told = {"answer": answer.id, "levels": dict(review(answer).levels), "note": "Clear.", "at": at}
        assert (await stores.keeping.keepsakes(ada)).together == {
            "reminder": {"minute": None, "due_at": at},
            "shared": [{"answer": answer.id, "at": at}],
            "kudos_received": [{"answer": answer.id, "members": 1}],
            "reviews_received": [told],
        }
        assert (await stores.keeping.keepsakes(bob)).together == {
            "kudos_given": [{"answer": answer.id, "emoji": "tada", "at": at}],
            "reviews_written": [told],
        }
        await stores.ledger.forget(ada)
        for place in (ada, bob):
            assert (await stores.keeping.keepsakes(place)).together == {}


class GroupScoresContract(WithAnswers):
    async def test_the_latest_grades_of_a_group_tell_how_it_does(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        await self.answered(stores, "old", 1.0, day=TODAY - 99 * DAY)
        await self.answered(stores, "first", 2.0, day=TODAY - DAY)
        await self.answered(stores, "second", 3.0, BOB, "dice-rolls")
        await self.answered(stores, "elsewhere", 4.0, replace(ADA, channel="elsewhere"))
        await self.submit(stores, "waits")
        gone = await self.answered(stores, "gone", 4.0, question_id="say-it-simply")
        await stores.ledger.withdraw(place.workspace_id, gone.id)
        ids = place.workspace_id, place.group_id
        found = await stores.group_scores.recent_scores(*ids, TODAY - 90 * DAY, 10)
        assert [(one.question_id, one.criterion_id, one.score) for one in found] == [
            (question, criterion, score)
            for question, score in (("dice-rolls", 3.0), ("coin-flips", 2.0))
            for criterion in ("design", "numbers", "advice")
        ]
        assert {one.judge for one in found} == {verdict().judge.name}
        assert len(await stores.group_scores.recent_scores(*ids, TODAY - 90 * DAY, 1)) == 3

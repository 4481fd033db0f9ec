from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy.exc import StatementError

from bot.core.records import JobKind, NewJob, Place, Posting
from bot.core.rhythm.records import Deed, NewPosting, ScheduleRecord, Settlement, Skip
from tests.contracts.opened import TODAY, OpenedStores, new_answer, new_job
from tests.samples import ADA, BOB, NOON

RULE: dict[str, object] = {"at": "09:00", "days": ["mon", "fri"], "zone": "Europe/Berlin", "until": None}
DAY = timedelta(days=1)
POST, CLOSE = new_job("post", JobKind.POST), new_job("close", JobKind.CLOSE, NOON + DAY, why="it is time")


def posting_on(day: date = TODAY, question_id: str = "coin-flips") -> NewPosting:
    return NewPosting(question_id, day, NOON, "meta", NOON + DAY, private=True, note="late")


class WithASchedule:
    @pytest.fixture
    async def place(self, stores: OpenedStores) -> Place:
        return await stores.directory.place_of(ADA, "UTC")

    @pytest.fixture
    async def elsewhere(self, stores: OpenedStores) -> Place:
        return await stores.directory.place_of(replace(ADA, workspace="other"), "UTC")

    @pytest.fixture
    async def schedule(self, stores: OpenedStores, place: Place) -> ScheduleRecord:
        return await stores.schedules.add(place, RULE, ADA.user, NOON)

    async def now(self, stores: OpenedStores, schedule: ScheduleRecord) -> ScheduleRecord:
        found = await stores.schedules.schedule(schedule.workspace_id, schedule.id)
        assert found is not None
        return found


class KeepingContract(WithASchedule):
    async def test_a_schedule_comes_back_as_it_was_given(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        ids = schedule.id, place.workspace_id, place.group_id
        assert schedule == ScheduleRecord(*ids, RULE, ADA.user, NOON)
        assert await self.now(stores, schedule) == schedule

    async def test_a_rule_is_handed_out_as_it_is_stored(self, stores: OpenedStores, place: Place) -> None:
        made = await stores.schedules.add(place, {"days": ("mon", "fri")}, ADA.user, NOON)
        assert made.rule == {"days": ["mon", "fri"]}
        assert await self.now(stores, made) == made

    async def test_a_group_has_several_schedules_oldest_first(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        second = await stores.schedules.add(place, RULE, BOB.user, None)
        other = await stores.schedules.add(there, RULE, ADA.user, NOON)
        assert await stores.schedules.of_group(place.workspace_id, place.group_id) == [schedule, second]
        assert await stores.schedules.of_group(place.workspace_id, there.group_id) == [other]

    async def test_another_workspaces_schedule_is_not_found_or_touched(
        self, stores: OpenedStores, place: Place, elsewhere: Place, schedule: ScheduleRecord
    ) -> None:
        ids = elsewhere.workspace_id, schedule.id
        assert await stores.schedules.schedule(*ids) is None
        assert await stores.schedules.change(*ids, {}, None) is None
        assert not await stores.schedules.remove(*ids)
        assert not await stores.schedules.halt_one(*ids, "archived")
        assert not await stores.schedules.resume(*ids, NOON)
        assert not await stores.schedules.halt(elsewhere.workspace_id, place.group_id, "archived")
        assert not await stores.schedules.of_group(elsewhere.workspace_id, place.group_id)
        assert not await stores.schedules.skipped(*ids, 10)
        assert await self.now(stores, schedule) == schedule

    async def test_a_changed_rule_takes_the_old_ones_place_and_lets_a_halted_schedule_go_on(
        self, stores: OpenedStores, schedule: ScheduleRecord
    ) -> None:
        await stores.schedules.halt_one(schedule.workspace_id, schedule.id, "archived")
        changed = await stores.schedules.change(schedule.workspace_id, schedule.id, {"at": "18:00"}, NOON + DAY)
        assert changed == replace(schedule, rule={"at": "18:00"}, next_due_at=NOON + DAY)
        assert await self.now(stores, schedule) == changed

    async def test_a_rule_that_is_not_what_it_was_when_it_was_seen_is_not_changed(
        self, stores: OpenedStores, schedule: ScheduleRecord
    ) -> None:
        ids = schedule.workspace_id, schedule.id
        newer = await stores.schedules.change(*ids, {"at": "18:00"}, NOON, schedule)
        assert newer == replace(schedule, rule={"at": "18:00"})
        assert await stores.schedules.change(*ids, {"at": "19:00"}, NOON, schedule) is None
        await stores.schedules.halt_one(*ids, "paused")
        assert await stores.schedules.change(*ids, {"at": "19:00"}, NOON, newer) is None
        assert await self.now(stores, schedule) == replace(newer, halted="paused", next_due_at=None)

    async def test_a_schedule_ends_once_and_what_it_came_to_stays(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        skip = Skip(TODAY - DAY, "late")
        made = await stores.schedules.settle(schedule, posting_on(), [skip], NOON + DAY)
        assert await stores.schedules.remove(place.workspace_id, schedule.id)
        assert not await stores.schedules.remove(place.workspace_id, schedule.id)
        assert await stores.schedules.schedule(place.workspace_id, schedule.id) is None
        assert not await stores.schedules.of_group(place.workspace_id, place.group_id)
        assert not await stores.schedules.due(NOON + 9 * DAY, 10)
        assert await stores.schedules.change(place.workspace_id, schedule.id, RULE, NOON) is None
        assert await stores.postings.latest_posting(place) == made
        assert await stores.schedules.skipped(place.workspace_id, schedule.id, 10) == [skip]

    async def test_a_saved_draft_takes_a_schedules_place_and_ends_and_the_same_deed_does_so_once(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        draft = await stores.schedules.add(place, {"draft": True}, ADA.user, None)
        deed, new, newer = Deed("slack/W/event-1", NOON), {"at": "18:00"}, {"at": "19:00"}
        assert await stores.schedules.done_to(deed.name) is None
        saved = await stores.schedules.save(draft, schedule, new, NOON + DAY, deed)
        assert saved == replace(schedule, rule=new, next_due_at=NOON + DAY)
        assert await stores.schedules.of_group(place.workspace_id, place.group_id) == [saved]
        assert await stores.schedules.done_to(deed.name) == schedule.id
        changed = await stores.schedules.change(place.workspace_id, schedule.id, newer, NOON)
        assert changed is not None
        assert await stores.schedules.save(draft, changed, new, NOON + DAY, deed) == changed
        assert await stores.jobs.next_due() is None

    async def test_a_draft_is_not_saved_over_what_was_changed_since_it_was_looked_at(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        draft, deed = await stores.schedules.add(place, {"draft": True}, ADA.user, None), Deed("event", NOON)
        changed = await stores.schedules.change(place.workspace_id, schedule.id, {"at": "19:00"}, NOON)
        assert await stores.schedules.save(draft, schedule, {"at": "18:00"}, NOON, deed) is None
        assert await stores.schedules.done_to(deed.name) is None
        assert await stores.schedules.of_group(place.workspace_id, place.group_id) == [changed, draft]
        await stores.schedules.halt_one(place.workspace_id, schedule.id, "paused")
        assert changed is not None
        assert await stores.schedules.save(draft, changed, {"at": "18:00"}, NOON, deed) is None
        paused = await stores.schedules.schedule(place.workspace_id, schedule.id)
        assert paused is not None
        saved = await stores.schedules.save(draft, paused, {"at": "18:00"}, None, deed, "paused")
        assert saved == replace(paused, rule={"at": "18:00"}, next_due_at=None, halted="paused")
        assert await stores.schedules.of_group(place.workspace_id, place.group_id) == [saved]

    async def test_a_draft_may_become_a_schedule_itself(self, stores: OpenedStores, place: Place) -> None:
        draft = await stores.schedules.add(place, {"draft": True}, ADA.user, None)
        await stores.schedules.halt_one(place.workspace_id, draft.id, "draft")
        halted = await stores.schedules.schedule(place.workspace_id, draft.id)
        assert halted is not None
        saved = await stores.schedules.save(draft, halted, RULE, NOON)
        assert saved == replace(draft, rule=RULE, next_due_at=NOON)
        assert await stores.schedules.due(NOON, 10) == [saved]

    async def test_a_draft_is_not_saved_over_a_schedule_that_has_ended(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        draft, deed = await stores.schedules.add(place, {"draft": True}, ADA.user, None), Deed("event", NOON)
        await stores.schedules.remove(place.workspace_id, schedule.id)
        assert await stores.schedules.save(draft, schedule, RULE, NOON, deed) is None
        assert await stores.schedules.done_to(deed.name) is None
        assert await stores.schedules.of_group(place.workspace_id, place.group_id) == [draft]

    async def test_a_deed_ends_one_schedule_which_is_known_by_it_afterwards(
        self, stores: OpenedStores, place: Place, elsewhere: Place, schedule: ScheduleRecord
    ) -> None:
        deed, other = Deed("event", NOON), await stores.schedules.add(place, RULE, ADA.user, NOON)
        assert await stores.schedules.remove(place.workspace_id, schedule.id, deed)
        assert not await stores.schedules.remove(place.workspace_id, other.id, deed)
        assert await stores.schedules.done_to(deed.name) == schedule.id
        ended = await stores.schedules.ended(place.workspace_id, schedule.id)
        assert ended == replace(schedule, next_due_at=None)
        assert await stores.schedules.ended(elsewhere.workspace_id, schedule.id) is None
        assert await stores.schedules.ended(place.workspace_id, other.id) is None

    async def test_what_is_due_comes_earliest_first_up_to_the_limit(self, stores: OpenedStores, place: Place) -> None:
        due = [NOON + minutes * timedelta(minutes=1) for minutes in (3, 1, 2, 1)]
        made = [await stores.schedules.add(place, RULE, ADA.user, moment) for moment in due]
        await stores.schedules.add(place, RULE, ADA.user, None)
        found = await stores.schedules.due(NOON + timedelta(minutes=2), 10)
        assert found == [made[1], made[3], made[2]]
        assert await stores.schedules.due(NOON + timedelta(minutes=2), 1) == [made[1]]
        assert not await stores.schedules.due(NOON, 10)
        assert await stores.schedules.next_due() == due[1]

    async def test_without_schedules_nothing_is_due(self, stores: OpenedStores) -> None:
        assert await stores.schedules.next_due() is None
        assert not await stores.schedules.due(NOON, 10)


class HaltingContract(WithASchedule):
    async def test_halting_a_group_returns_what_ran_until_now_once(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        other = await stores.schedules.add(there, RULE, ADA.user, NOON)
        second = await stores.schedules.add(place, RULE, ADA.user, NOON)
        halted = await stores.schedules.halt(place.workspace_id, place.group_id, "archived")
        assert halted == [replace(one, halted="archived", next_due_at=None) for one in (schedule, second)]
        assert not await stores.schedules.halt(place.workspace_id, place.group_id, "archived")
        assert await self.now(stores, schedule) == halted[0]
        assert await stores.schedules.due(NOON, 10) == [other]
        assert await stores.schedules.next_due() == NOON

    async def test_whoever_halts_queues_the_words_about_what_ran_until_now(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        second = await stores.schedules.add(place, RULE, ADA.user, NOON)

        def word(record: ScheduleRecord) -> NewJob | None:
            assert record.halted is not None
            return None if record.id == second.id else new_job(f"halted:{record.id}", JobKind.TELL_ADMIN)

        for _ in range(2):
            await stores.schedules.halt(place.workspace_id, place.group_id, "archived", word)
        await stores.schedules.resume(place.workspace_id, second.id, NOON)
        await stores.schedules.halt_one(place.workspace_id, second.id, "archived", lambda _: new_job("one"))
        told = await stores.jobs.claim([JobKind.TELL_ADMIN, JobKind.GRADE], 10, NOON, 30)
        assert [job.key for job in told] == [f"halted:{schedule.id}", "one"]

    async def test_of_many_who_halt_at_once_one_hears_of_it(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        halts = (stores.schedules.halt(place.workspace_id, place.group_id, "archived") for _ in range(10))
        assert sum(len(halted) for halted in await asyncio.gather(*halts)) == 1

    async def test_halting_a_workspace_halts_all_its_groups(
        self, stores: OpenedStores, place: Place, elsewhere: Place, schedule: ScheduleRecord
    ) -> None:
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        await stores.schedules.add(there, RULE, ADA.user, NOON)
        spared = await stores.schedules.add(elsewhere, RULE, ADA.user, NOON)
        assert len(await stores.schedules.halt(place.workspace_id, None, "revoked")) == 2
        assert await stores.schedules.due(NOON, 10) == [spared]

    async def test_one_schedule_can_be_halted_alone_and_once(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        other = await stores.schedules.add(place, RULE, ADA.user, NOON)
        assert await stores.schedules.halt_one(place.workspace_id, schedule.id, "unreadable")
        assert not await stores.schedules.halt_one(place.workspace_id, schedule.id, "archived")
        assert not await stores.schedules.halt_one(place.workspace_id, 4711, "archived")
        assert (await self.now(stores, schedule)).halted == "unreadable"
        assert await stores.schedules.due(NOON, 10) == [other]

    async def test_a_halted_schedule_goes_on_when_it_is_resumed(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        assert not await stores.schedules.resume(place.workspace_id, schedule.id, NOON + DAY)
        await stores.schedules.halt(place.workspace_id, place.group_id, "archived")
        assert await stores.schedules.resume(place.workspace_id, schedule.id, NOON + DAY)
        assert await self.now(stores, schedule) == replace(schedule, next_due_at=NOON + DAY)
        await stores.schedules.remove(place.workspace_id, schedule.id)
        assert not await stores.schedules.resume(place.workspace_id, schedule.id, NOON)

    async def test_a_schedule_that_has_ended_is_not_halted(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        await stores.schedules.remove(place.workspace_id, schedule.id)
        assert not await stores.schedules.halt(place.workspace_id, None, "archived")
        assert not await stores.schedules.halt_one(place.workspace_id, schedule.id, "archived")


class SettlingContract(WithASchedule):
    async def test_a_posting_is_made_with_its_jobs_and_the_next_look(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        made = await stores.schedules.settle(schedule, posting_on(), [], NOON + DAY, [POST, CLOSE])
        assert made is not None
        assert made == Posting(
            id=made.id,
            group_id=place.group_id,
            question_id="coin-flips",
            posted_at=NOON,
            local_date=TODAY,
            style="meta",
            schedule_id=schedule.id,
            closes_at=NOON + DAY,
            private=True,
            note="late",
        )
        assert await stores.postings.posting(place.workspace_id, made.id) == made
        assert await stores.postings.asked(place) == ["coin-flips"]
        jobs = await stores.jobs.claim([JobKind.POST, JobKind.CLOSE], 10, NOON + DAY, 30)
        ids = {"workspace_id": place.workspace_id, "posting_id": made.id}
        assert [(job.key, job.payload) for job in jobs] == [
            (f"post:{made.id}", ids),
            (f"close:{made.id}", {"why": "it is time"} | ids),
        ]
        assert (await self.now(stores, schedule)).next_due_at == NOON + DAY

    async def test_of_many_who_settle_the_same_look_one_makes_the_posting(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        looks = (
            stores.schedules.settle(schedule, posting_on(question_id=f"q-{number}"), [], NOON + DAY, [POST])
            for number in range(20)
        )
        made = [posting for posting in await asyncio.gather(*looks) if posting is not None]
        assert len(made) == 1
        assert await stores.postings.asked(place) == [made[0].question_id]
        assert (await stores.jobs.counts()).by_kind == {"post": 1}

    async def test_a_late_second_look_changes_nothing(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        await stores.schedules.settle(schedule, posting_on(), [], NOON + DAY, [POST])
        again = await stores.schedules.settle(
            schedule, posting_on(question_id="dice-rolls"), [], NOON + 2 * DAY, [POST]
        )
        assert again is None
        assert await stores.postings.asked(place) == ["coin-flips"]
        assert (await self.now(stores, schedule)).next_due_at == NOON + DAY

    async def test_several_dates_are_settled_one_after_another(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        for day, due in ((TODAY - DAY, NOON), (TODAY, NOON + DAY)):
            assert await stores.schedules.settle(schedule, posting_on(day), [], due, [POST]) is not None
        assert await stores.schedules.handled(schedule.id, TODAY - DAY) == [TODAY - DAY, TODAY]
        assert (await self.now(stores, schedule)).next_due_at == NOON + DAY
        assert (await stores.jobs.counts()).by_kind == {"post": 2}

    async def test_skips_are_recorded_with_their_reasons_newest_first(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        skips = [Skip(TODAY - days * DAY, reason) for days, reason in ((3, "late"), (1, "admin"), (2, "late"))]
        assert await stores.schedules.settle(schedule, None, skips, NOON + DAY) is None
        found = await stores.schedules.skipped(place.workspace_id, schedule.id, 2)
        assert found == [Skip(TODAY - DAY, "admin"), Skip(TODAY - 2 * DAY, "late")]
        assert await stores.schedules.handled(schedule.id, TODAY - 2 * DAY) == [TODAY - 2 * DAY, TODAY - DAY]

    async def test_a_date_that_was_skipped_is_not_posted_on(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        await stores.schedules.settle(schedule, None, [Skip(TODAY, "admin")], NOON)
        assert await stores.schedules.settle(schedule, posting_on(), [], NOON + DAY, [POST]) is None
        assert not await stores.postings.asked(place)
        assert not (await stores.jobs.counts()).by_kind

    async def test_a_date_that_was_posted_on_is_not_skipped_and_the_rest_is_stored(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        await stores.schedules.settle(schedule, posting_on(), [], NOON)
        late = [Skip(TODAY, "late"), Skip(TODAY - DAY, "late"), Skip(TODAY - DAY, "again")]
        await stores.schedules.settle(schedule, None, late, NOON + DAY)
        (skip,) = await stores.schedules.skipped(place.workspace_id, schedule.id, 10)
        assert skip.local_date == TODAY - DAY
        await stores.schedules.settle(schedule, None, [Skip(TODAY - DAY, "once more")], NOON + DAY)
        assert await stores.schedules.skipped(place.workspace_id, schedule.id, 10) == [skip]

    async def test_two_schedules_of_a_group_post_on_the_same_date(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        second = await stores.schedules.add(place, RULE, ADA.user, NOON)
        for one in (schedule, second):
            assert await stores.schedules.settle(one, posting_on(), [], NOON + DAY, [POST]) is not None
        assert await stores.postings.asked(place) == ["coin-flips", "coin-flips"]

    async def test_a_rule_that_was_changed_meanwhile_posts_nothing_by_the_old_one_and_keeps_its_own_next_look(
        self, stores: OpenedStores, schedule: ScheduleRecord
    ) -> None:
        await stores.schedules.change(schedule.workspace_id, schedule.id, {"at": "18:00"}, NOON)
        skip = Skip(TODAY - DAY, "late")
        assert await stores.schedules.settle(schedule, posting_on(), [skip], NOON + DAY) is None
        changed = await self.now(stores, schedule)
        assert changed.next_due_at == NOON
        assert await stores.schedules.handled(schedule.id, TODAY - DAY) == []
        assert await stores.schedules.settle(changed, posting_on(), [skip], NOON + DAY) is not None

    async def test_the_last_look_leaves_nothing_due(self, stores: OpenedStores, schedule: ScheduleRecord) -> None:
        await stores.schedules.settle(schedule, posting_on(), [], None)
        assert (await self.now(stores, schedule)).next_due_at is None
        assert await stores.schedules.next_due() is None

    @pytest.mark.parametrize("end", ["halted", "ended"])
    async def test_a_schedule_that_was_halted_or_has_ended_meanwhile_posts_nothing(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord, end: str
    ) -> None:
        if end == "halted":
            await stores.schedules.halt_one(place.workspace_id, schedule.id, "archived")
        else:
            await stores.schedules.remove(place.workspace_id, schedule.id)
        skips = [Skip(TODAY - DAY, "late")]
        assert await stores.schedules.settle(schedule, posting_on(), skips, NOON + DAY, [POST]) is None
        assert not await stores.schedules.handled(schedule.id, TODAY - 9 * DAY)
        assert not await stores.schedules.due(NOON + 9 * DAY, 10)
        assert not (await stores.jobs.counts()).by_kind

    async def test_a_question_is_swapped_as_long_as_nobody_has_answered_it(
        self, stores: OpenedStores, place: Place, elsewhere: Place, schedule: ScheduleRecord
    ) -> None:
        made = await stores.schedules.settle(schedule, posting_on(), [], NOON + DAY)
        assert made is not None
        assert await stores.schedules.swap(elsewhere.workspace_id, made.id, "dice-rolls") is None
        swapped = await stores.schedules.swap(place.workspace_id, made.id, "dice-rolls")
        assert swapped == replace(made, question_id="dice-rolls")
        answer = replace(new_answer(place, question_id="dice-rolls"), posting_id=made.id)
        stored = (await stores.ledger.submit(answer, new_job())).answer
        assert await stores.schedules.swap(place.workspace_id, made.id, "coin-flips") is None
        assert await stores.postings.posting(place.workspace_id, made.id) == swapped
        await stores.ledger.withdraw(place.workspace_id, stored.id)
        assert await stores.schedules.swap(place.workspace_id, made.id, "coin-flips") == made

    async def test_a_deed_swaps_once_and_queues_what_shows_it(
        self, stores: OpenedStores, place: Place, schedule: ScheduleRecord
    ) -> None:
        made = await stores.schedules.settle(schedule, posting_on(), [], NOON + DAY)
        assert made is not None
        deed, shows = Deed("event", NOON), new_job("swap", JobKind.REFRESH)
        swapped = await stores.schedules.swap(place.workspace_id, made.id, "dice-rolls", deed, shows)
        assert swapped == replace(made, question_id="dice-rolls")
        assert await stores.schedules.done_to(deed.name) == made.id
        await stores.ledger.submit(replace(new_answer(place), posting_id=made.id), new_job())
        assert await stores.schedules.swap(place.workspace_id, made.id, "say-it-simply", deed, shows) == swapped
        assert [job.key for job in await stores.jobs.claim([JobKind.REFRESH], 10, NOON, 30)] == ["swap"]

    async def test_several_are_settled_together_or_not_at_all(
        self, stores: OpenedStores, place: Place, elsewhere: Place, schedule: ScheduleRecord
    ) -> None:
        there = await stores.schedules.add(elsewhere, RULE, ADA.user, NOON)
        late = Settlement(there, None, [Skip(TODAY, "late")], NOON + DAY)
        several = [late, Settlement(schedule, posting_on(), [], NOON + DAY, [POST])]
        nonsense = Settlement(
            there, posting_on(TODAY + DAY), [], NOON + DAY, [new_job("post", JobKind.POST, what=object())]
        )
        with pytest.raises((TypeError, StatementError)):
            await stores.schedules.settle_all([*several, nonsense])
        assert sorted(each.id for each in await stores.schedules.due(NOON, 10)) == [schedule.id, there.id]
        assert await stores.jobs.next_due() is None
        assert await stores.postings.latest_posting(place) is None
        nothing, made = await stores.schedules.settle_all(several)
        assert nothing is None
        assert made == await stores.postings.latest_posting(place)
        assert await stores.schedules.settle_all(several) == [None, None]
        assert await stores.schedules.settle_all([]) == []
        assert not await stores.schedules.due(NOON, 10)
        assert await stores.schedules.skipped(there.workspace_id, there.id, 10) == [Skip(TODAY, "late")]


class SuggestionsContract(WithASchedule):
    async def test_a_question_is_suggested_once_a_group(self, stores: OpenedStores, place: Place) -> None:
        bob = await stores.directory.place_of(BOB, "UTC")
        first = await stores.schedules.suggest(place, ADA.user, "coin-flips", "I like it.")
        assert (first.group_id, first.member, first.question_id) == (place.group_id, ADA.user, "coin-flips")
        assert (first.note, first.state) == ("I like it.", "open")
        assert await stores.schedules.suggest(bob, BOB.user, "coin-flips", "Me too.") == first
        there = await stores.directory.place_of(replace(BOB, channel="elsewhere"), "UTC")
        assert (await stores.schedules.suggest(there, BOB.user, "coin-flips", "")).id != first.id

    async def test_suggestions_are_listed_by_their_state_oldest_first(
        self, stores: OpenedStores, place: Place, elsewhere: Place
    ) -> None:
        made = [await stores.schedules.suggest(place, ADA.user, f"q-{number}", "") for number in range(3)]
        approved = await stores.schedules.decide_suggestion(place.workspace_id, made[1].id, "approved")
        assert approved == replace(made[1], state="approved")
        ids = place.workspace_id, place.group_id
        assert await stores.schedules.suggestions(*ids, "open") == [made[0], made[2]]
        assert await stores.schedules.suggestions(*ids, "approved") == [approved]
        assert not await stores.schedules.suggestions(elsewhere.workspace_id, place.group_id, "open")

    async def test_what_was_decided_first_stands(self, stores: OpenedStores, place: Place) -> None:
        made = await stores.schedules.suggest(place, ADA.user, "coin-flips", "")
        decide = partial(stores.schedules.decide_suggestion, place.workspace_id, made.id, unless_decided=True)
        both = await asyncio.gather(decide("approved"), decide("declined"))
        first = both[0]
        assert first is not None
        assert first.state in {"approved", "declined"}
        assert both[1] == first
        assert await decide("approved") == await decide("declined") == first

    async def test_a_suggestion_is_opened_again_once_a_deed(self, stores: OpenedStores, place: Place) -> None:
        made = await stores.schedules.suggest(place, ADA.user, "coin-flips", "")
        decide = partial(stores.schedules.decide_suggestion, place.workspace_id, made.id)
        await decide("declined")
        deed = Deed("opened-again", NOON)
        assert await decide("open", deed=deed) == made
        declined = await decide("declined")
        assert await decide("open", deed=deed) == declined

    async def test_only_the_workspaces_own_suggestions_are_decided(
        self, stores: OpenedStores, place: Place, elsewhere: Place
    ) -> None:
        made = await stores.schedules.suggest(place, ADA.user, "coin-flips", "")
        assert await stores.schedules.decide_suggestion(elsewhere.workspace_id, made.id, "approved") is None
        assert await stores.schedules.decide_suggestion(place.workspace_id, 4711, "approved") is None
        assert await stores.schedules.suggestions(place.workspace_id, place.group_id, "open") == [made]


class SchedulesContract(KeepingContract, HaltingContract, SettlingContract, SuggestionsContract):
    """Everything that keeps schedules has to do."""

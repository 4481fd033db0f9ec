"""What stores of points, preferences and memory cards have to do."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.core.errors import TryLaterError
from bot.core.grading.grade import JudgeIdentity
from bot.core.groups.settings import GroupSettings
from bot.core.progress.cards import MemoryCard, review
from bot.core.progress.looking_back import Practised
from bot.core.progress.points import Points
from bot.core.progress.ports import Chosen, Person, own_key
from bot.core.progress.presence import Absence
from bot.core.progress.scores import CriterionKey
from bot.core.records import Answer, Job, JobKind, NewJob, Origin, Place, SelfCheck
from bot.core.rhythm.records import NewPosting
from tests.contracts.opened import TODAY, OpenedStores, new_answer, new_job
from tests.samples import ADA, BOB, JUDGE, NOON, verdict

DAY = timedelta(days=1)
WEEK, MONTH, ALL = "2026-W47", "2026-11", "all"


class WithAnswers:
    """Answers that are stored and graded, one after another."""

    async def place(self, stores: OpenedStores, origin: Origin = ADA) -> Place:
        return await stores.directory.place_of(origin, "UTC")

    async def submit(
        self,
        stores: OpenedStores,
        key: str,
        origin: Origin = ADA,
        question_id: str = "coin-flips",
        day: date = TODAY,
        at: datetime = NOON,
    ) -> Answer:
        new = new_answer(await self.place(stores, origin), key, question_id, submitted_at=at, local_date=day)
        return (await stores.ledger.submit(new, new_job())).answer

    async def grade(
        self,
        stores: OpenedStores,
        answer: Answer,
        score: float,
        judge: JudgeIdentity = JUDGE,
        *,
        estimate: bool = False,
    ) -> None:
        job = await self.job(stores, answer)
        opinion = verdict(score=score, estimate=estimate, judge=judge)
        assert await stores.ledger.save_grade(job, answer.id, opinion, NOON, None)

    async def job(self, stores: OpenedStores, answer: Answer) -> Job:
        jobs = await stores.jobs.claim([JobKind.GRADE], 100, NOON, 30)
        found = [job for job in jobs if job.payload["answer_id"] == answer.id]
        for job in jobs:
            if job not in found:
                await stores.jobs.retry(job, NOON, "later", failed=False)
        return found[0]

    async def answered(
        self,
        stores: OpenedStores,
        key: str,
        score: float,
        origin: Origin = ADA,
        question_id: str = "coin-flips",
        day: date = TODAY,
        at: datetime = NOON,
    ) -> Answer:
        answer = await self.submit(stores, key, origin, question_id, day, at)
        await self.grade(stores, answer, score)
        return answer

    async def points(self, stores: OpenedStores, key: str = ALL, origin: Origin = ADA) -> Points:
        found = await stores.standings.standing(await self.place(stores, origin), key)
        return found[0][2] if found else Points()


class StandingsContract(WithAnswers):
    async def test_nobody_has_points_before_an_answer(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        assert await stores.standings.standing(place, ALL) is None
        assert await stores.standings.top(place, ALL, 10) == []
        assert await stores.standings.members(place, ALL) == 0

    async def test_a_day_with_answers_earns_once(self, stores: OpenedStores) -> None:
        for number, day in enumerate((TODAY, TODAY, TODAY - DAY)):
            await self.submit(stores, f"e{number}", question_id=f"q{number}", day=day)
        assert await self.points(stores) == Points(part=20)

    async def test_many_answers_at_once_earn_the_day_once(self, stores: OpenedStores) -> None:
        await self.place(stores)
        await asyncio.gather(*(self.submit(stores, f"e{number}", question_id=f"q{number}") for number in range(10)))
        assert await self.points(stores) == Points(part=10)

    async def test_an_event_that_comes_twice_earns_once(self, stores: OpenedStores) -> None:
        for _ in range(2):
            await self.submit(stores, "same")
        assert await self.points(stores) == Points(part=10)

    async def test_the_first_try_counts_for_the_score_and_a_better_one_for_the_gain(self, stores: OpenedStores) -> None:
        await self.answered(stores, "e1", 1.6)
        assert await self.points(stores) == Points(10, 4, 0)
        await self.answered(stores, "e2", 2.4, at=NOON + DAY / 24)
        assert await self.points(stores) == Points(10, 4, 4)
        await self.answered(stores, "e3", 1.0, at=NOON + DAY / 12)
        assert await self.points(stores) == Points(10, 4, 4)
        await self.answered(stores, "e4", 4.0, at=NOON + DAY / 8)
        assert await self.points(stores) == Points(10, 4, 6)

    async def test_the_order_in_which_grades_come_does_not_matter(self, stores: OpenedStores) -> None:
        first = await self.submit(stores, "e1")
        second = await self.submit(stores, "e2", at=NOON + DAY / 24)
        await self.grade(stores, second, 3.0)
        assert await self.points(stores) == Points(part=10)
        await self.grade(stores, first, 2.0)
        assert await self.points(stores) == Points(10, 5, 5)

    async def test_another_judges_grade_is_no_gain(self, stores: OpenedStores) -> None:
        await self.answered(stores, "e1", 1.0)
        better = await self.submit(stores, "e2", at=NOON + DAY / 24)
        await self.grade(stores, better, 4.0, JudgeIdentity(name="other", model="fake", version="1"))
        assert await self.points(stores) == Points(10, 2, 0)

    async def test_points_by_an_estimate_are_marked(self, stores: OpenedStores) -> None:
        await self.grade(stores, await self.submit(stores, "e1"), 3.0, estimate=True)
        assert await self.points(stores) == Points(10, 8, 0, 1)

    async def test_points_count_in_the_week_and_month_of_their_days(self, stores: OpenedStores) -> None:
        await self.answered(stores, "e1", 2.0, day=date(2026, 11, 1), at=NOON - 17 * DAY)
        await self.answered(stores, "e2", 4.0)
        assert await self.points(stores, WEEK) == Points(10, 0, 5)
        assert await self.points(stores, MONTH) == await self.points(stores) == Points(20, 5, 5)
        assert await self.points(stores, "2026-W44") == Points(10, 5, 0)
        assert await self.points(stores, "2026-W46") == Points()

    async def test_a_grade_that_replaces_a_stand_in_replaces_its_points(self, stores: OpenedStores) -> None:
        answer = await self.submit(stores, "e1")
        await stores.jobs.add(NewJob(JobKind.ESTIMATE, "estimate", {"answer_id": answer.id}, NOON))
        [job] = await stores.jobs.claim([JobKind.ESTIMATE], 1, NOON, 30)
        assert await stores.ledger.save_stand_in(job, answer.id, verdict(score=1.0, estimate=True), NOON, None)
        assert await self.points(stores) == Points(10, 2, 0, 1)
        await self.grade(stores, answer, 4.0)
        assert await self.points(stores) == Points(10, 10, 0)

    async def test_a_text_that_is_replaced_loses_the_points_of_its_stand_in(self, stores: OpenedStores) -> None:
        answer = await self.submit(stores, "e1")
        await stores.jobs.add(NewJob(JobKind.ESTIMATE, "estimate", {"answer_id": answer.id}, NOON))
        [job] = await stores.jobs.claim([JobKind.ESTIMATE], 1, NOON, 30)
        assert await stores.ledger.save_stand_in(job, answer.id, verdict(score=3.0, estimate=True), NOON, None)
        await stores.ledger.replace_text(answer.workspace_id, answer.id, "Flip it twice.", new_job("again"))
        assert await self.points(stores) == Points(part=10)

    async def test_the_middle_grade_of_a_contest_is_the_one_that_earns(self, stores: OpenedStores) -> None:
        answer = await self.answered(stores, "e1", 1.0)
        jobs = [new_job(f"opinion-{number}", answer_id=answer.id) for number in range(2)]
        assert await stores.ledger.contest(answer.workspace_id, answer.id, NOON, jobs)
        for score in (3.0, 4.0):
            [job] = await stores.jobs.claim([JobKind.GRADE], 1, NOON, 30)
            assert await stores.ledger.save_opinion(job, answer.id, verdict(score=score), NOON, None)
        assert await self.points(stores) == Points(10, 8, 0)

    async def test_what_is_taken_back_earns_nothing_and_makes_no_later_try_the_first(
        self, stores: OpenedStores
    ) -> None:
        first = await self.answered(stores, "e1", 1.0)
        second = await self.answered(stores, "e2", 4.0, at=NOON + DAY / 24)
        await stores.ledger.withdraw(first.workspace_id, first.id)
        assert await self.points(stores) == Points(part=10)
        await stores.ledger.withdraw(second.workspace_id, second.id)
        assert await stores.standings.members(await self.place(stores), ALL) == 0
        await self.submit(stores, "e3")
        assert await self.points(stores) == Points(part=10)

    async def test_groups_and_workspaces_have_their_own_boards(self, stores: OpenedStores) -> None:
        await self.answered(stores, "e1", 4.0)
        for other in (replace(ADA, channel="elsewhere"), replace(ADA, workspace="another")):
            assert await self.points(stores, origin=other) == Points()
            assert await stores.standings.top(await self.place(stores, other), ALL, 10) == []

    async def test_the_top_is_ordered_by_points_then_gain_and_is_limited(self, stores: OpenedStores) -> None:
        eve = Origin("terminal", "local", "room", "eve", "Eve")
        await self.answered(stores, "a1", 4.0, ADA)
        await self.answered(stores, "b1", 2.0, BOB)
        await self.answered(stores, "b2", 3.0, BOB, at=NOON + DAY / 24)
        await self.answered(stores, "c1", 1.0, eve)
        place = await self.place(stores)
        top = await stores.standings.top(place, WEEK, 10)
        assert [(name, points) for _, name, points in top] == [
            ("Bob", Points(10, 5, 5)),
            ("Ada", Points(10, 10, 0)),
            ("Eve", Points(10, 2, 0)),
        ]
        assert [name for _, name, _ in await stores.standings.top(place, WEEK, 2)] == ["Bob", "Ada"]
        ranks = {}
        for origin in (ADA, BOB, eve):
            found = await stores.standings.standing(await self.place(stores, origin), WEEK)
            assert found is not None
            ranks[origin.user] = found[1:]
        assert ranks == {"bob": (0, 1), "ada": (1, 1), "eve": (2, 1)}

    async def test_members_who_are_equal_in_everything_are_level(self, stores: OpenedStores) -> None:
        for origin in (ADA, BOB):
            await self.answered(stores, origin.user, 4.0, origin)
        found = await stores.standings.standing(await self.place(stores), ALL)
        assert found is not None
        assert found[1:] == (0, 2)

    async def test_who_wants_to_be_left_out_is_neither_listed_nor_counted(self, stores: OpenedStores) -> None:
        await self.answered(stores, "a1", 4.0, ADA)
        await self.answered(stores, "b1", 1.0, BOB)
        ada, bob = await self.place(stores), await self.place(stores, BOB)
        await stores.preferences.save_preferences(ada, on_boards=False)
        assert [name for _, name, _ in await stores.standings.top(bob, WEEK, 10)] == ["Bob"]
        assert await stores.standings.members(bob, WEEK) == 1
        found = await stores.standings.standing(bob, WEEK)
        assert found is not None
        assert found[1:] == (0, 1)
        await stores.preferences.save_preferences(ada, on_boards=True)
        assert await stores.standings.members(bob, WEEK) == 2

    async def test_a_forgotten_member_leaves_the_boards(self, stores: OpenedStores) -> None:
        await self.answered(stores, "a1", 4.0, ADA)
        await self.answered(stores, "b1", 1.0, BOB)
        await stores.ledger.forget(await self.place(stores))
        top = await stores.standings.top(await self.place(stores, BOB), ALL, 10)
        assert [name for _, name, _ in top] == ["Bob"]


class PreferencesContract(WithAnswers):
    async def test_who_chose_nothing_is_on_boards_and_goes_to_bed_before_midnight(self, stores: OpenedStores) -> None:
        assert await stores.preferences.preferences(await self.place(stores)) == Chosen(True, False)

    async def test_what_is_chosen_stays_and_the_rest_is_left_as_it_is(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        await stores.preferences.save_preferences(place, on_boards=False)
        assert await stores.preferences.save_preferences(place, late_evenings=True) == Chosen(False, True)
        assert await stores.preferences.preferences(place) == Chosen(False, True)
        assert await stores.preferences.preferences(await self.place(stores, BOB)) == Chosen()

    async def test_who_is_left_out_is_known_by_workspace(self, stores: OpenedStores) -> None:
        place, bob = await self.place(stores), await self.place(stores, BOB)
        await stores.preferences.save_preferences(bob, late_evenings=True)
        assert await stores.preferences.left_out(place.workspace_id) == frozenset()
        await stores.preferences.save_preferences(place, on_boards=False)
        assert await stores.preferences.left_out(place.workspace_id) == {place.member_id}
        assert await stores.preferences.left_out(place.workspace_id + 1) == frozenset()

    async def test_late_evenings_are_known_wherever_the_member_is(self, stores: OpenedStores) -> None:
        await stores.preferences.save_preferences(await self.place(stores), late_evenings=True)
        assert (await self.place(stores)).late_evenings
        assert (await self.place(stores, replace(ADA, channel="elsewhere"))).late_evenings
        assert not (await self.place(stores, BOB)).late_evenings

    async def test_a_forgotten_member_has_chosen_nothing(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        await stores.preferences.save_preferences(place, on_boards=False)
        await stores.ledger.forget(place)
        with pytest.raises(TryLaterError):
            await stores.preferences.save_preferences(place, on_boards=True)
        assert await stores.preferences.preferences(await self.place(stores)) == Chosen()


def card(question_id: str = "coin-flips", criterion_id: str = "design", level: int = 2) -> MemoryCard:
    return review(CriterionKey(question_id, criterion_id), None, level, NOON)


class DecksContract(WithAnswers):
    async def test_a_new_member_has_no_cards(self, stores: OpenedStores) -> None:
        deck = await stores.decks.deck(await self.place(stores))
        assert (dict(deck.cards), deck.grade_id) == ({}, 0)

    async def test_cards_are_kept_and_replaced(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        design, numbers = card(), card(criterion_id="numbers")
        assert await stores.decks.save_deck(place, [design, numbers], 0, 7)
        better = review(design.key, design, 4, NOON + 30 * DAY)
        assert await stores.decks.save_deck(place, [better], 7, 9)
        deck = await stores.decks.deck(place)
        assert (deck.grade_id, deck.cards) == (9, {design.key: better, numbers.key: numbers})
        assert not (await stores.decks.deck(await self.place(stores, BOB))).cards

    async def test_what_is_due_is_told_with_whether_it_is_up_to_date(self, stores: OpenedStores) -> None:
        place, (weak, well) = await self.place(stores), (card(level=0), card(level=4, criterion_id="numbers"))
        assert await stores.decks.due(place, NOON) == (True, [])
        await stores.decks.save_deck(place, [weak, well], 0, 7)
        assert await stores.decks.due(place, weak.due_at - DAY) == (True, [])
        assert await stores.decks.due(place, weak.due_at) == (True, [weak])
        known, due = await stores.decks.due(place, well.due_at)
        assert (known, {one.key: one for one in due}) == (True, {weak.key: weak, well.key: well})
        assert await stores.decks.due(await self.place(stores, BOB), well.due_at) == (True, [])
        for number in range(8):  # the last of these grades is newer than the one that the cards know of
            await self.answered(stores, f"e{number}", 2.0, question_id="dice-rolls")
        assert await stores.decks.due(place, weak.due_at) == (False, [weak])

    async def test_of_two_who_review_the_same_grades_one_is_stored(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        saves = (stores.decks.save_deck(place, [card(level=level)], 0, 7) for level in range(5))
        assert sum(await asyncio.gather(*saves)) == 1
        assert not await stores.decks.save_deck(place, [], 6, 8)

    async def test_grades_that_a_deck_does_not_know_are_found_in_their_order(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        first = await self.submit(stores, "e1")
        second = await self.submit(stores, "e2", question_id="dice-rolls")
        await self.submit(stores, "waits", question_id="say-it-simply")
        await self.answered(stores, "b1", 1.0, BOB)
        await self.grade(stores, second, 3.0)
        await self.grade(stores, first, 2.0)
        found = await stores.decks.graded_since(place, 0)
        assert [attempt.answer_id for _, attempt in found] == [second.id, first.id]
        assert [attempt.mark.total for _, attempt in found if attempt.mark] == [75.0, 50.0]
        assert await stores.decks.graded_since(place, found[0][0]) == [found[1]]
        assert await stores.decks.graded_since(place, found[1][0]) == []

    async def test_stand_ins_and_withdrawn_answers_are_not_learnt_from(self, stores: OpenedStores) -> None:
        answer = await self.submit(stores, "e1")
        await stores.jobs.add(NewJob(JobKind.ESTIMATE, "estimate", {"answer_id": answer.id}, NOON))
        [job] = await stores.jobs.claim([JobKind.ESTIMATE], 1, NOON, 30)
        assert await stores.ledger.save_stand_in(job, answer.id, verdict(estimate=True), NOON, None)
        taken_back = await self.answered(stores, "e2", 2.0, question_id="dice-rolls")
        await stores.ledger.withdraw(taken_back.workspace_id, taken_back.id)
        assert await stores.decks.graded_since(await self.place(stores), 0) == []

    async def test_cards_are_made_anew_once_what_they_have_learnt_from_counts_no_more(
        self, stores: OpenedStores
    ) -> None:
        place, bob = await self.place(stores), await self.place(stores, BOB)
        kept = await self.answered(stores, "e1", 4.0)
        appealed, taken_back = [
            await self.answered(stores, f"dice {score}", score, question_id="dice") for score in (0, 1)
        ]

        async def unlearnt() -> bool:
            found = await stores.decks.deck(place)
            assert (await stores.decks.deck(bob)).grade_id == 99, "others keep theirs"
            assert bool(found.cards) == bool(found.grade_id)
            return not found.cards

        async def learn() -> None:
            graded = await stores.decks.graded_since(place, 0)
            assert await stores.decks.save_deck(place, [card()], 0, graded[-1][0])

        await stores.decks.save_deck(bob, [card()], 0, 99)
        await learn()
        jobs = [new_job(f"c:{number}", answer_id=appealed.id) for number in (1, 2)]
        assert await stores.ledger.contest(appealed.workspace_id, appealed.id, NOON, jobs)
        for score, opinion in zip((3.0, 4.0), await stores.jobs.claim([JobKind.GRADE], 2, NOON, 30), strict=True):
            assert not await unlearnt()
            await stores.ledger.save_opinion(opinion, appealed.id, verdict(score=score), NOON, None)
        assert await unlearnt()
        await learn()
        await stores.ledger.withdraw(taken_back.workspace_id, taken_back.id)
        assert await unlearnt()
        left = [(one.answer_id, one.mark and one.mark.total) for _, one in await stores.decks.graded_since(place, 0)]
        assert left == [(kept.id, 100.0), (appealed.id, 75.0)]

    async def test_cards_stay_when_what_they_have_not_learnt_from_changes(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        first = await self.answered(stores, "e1", 4.0)
        ((known, _),) = await stores.decks.graded_since(place, 0)
        await stores.decks.save_deck(place, [card()], 0, known)
        later, waiting = await self.answered(stores, "e2", 4.0), await self.submit(stores, "e3")
        for answer in (later, waiting):
            await stores.ledger.withdraw(answer.workspace_id, answer.id)
        assert (await stores.decks.deck(place)).cards
        await stores.ledger.withdraw(first.workspace_id, first.id)
        assert not (await stores.decks.deck(place)).cards

    async def test_what_was_answered_or_put_lately_is_seen(self, stores: OpenedStores) -> None:
        place, old = await self.place(stores), NOON - 90 * DAY
        await self.submit(stores, "e1", question_id="long-ago", at=old)
        for number in range(2):
            await self.submit(stores, f"e2-{number}", question_id="twice", at=NOON - number * DAY)
        await self.submit(stores, "b1", BOB, "bobs")
        await stores.postings.open_posting(place, "old-posting", "k1", old, old.date())
        await stores.postings.open_posting(place, "posting", "k2", NOON, TODAY)
        await stores.postings.open_posting(place, "long-ago", "k3", NOON - DAY, TODAY)
        await stores.postings.open_posting(place, "asked-by-somebody", "ask:e9", NOON, TODAY)
        await stores.postings.open_posting(place, "asked-by-me", f"ask:{own_key(place)}e8", NOON, TODAY)
        expected = {"long-ago": NOON - DAY, "twice": NOON, "posting": NOON, "asked-by-me": NOON}
        assert dict(await stores.decks.seen(place, NOON - 60 * DAY)) == expected

    async def test_a_forgotten_members_cards_are_gone(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        await stores.decks.save_deck(place, [card()], 0, 7)
        await stores.ledger.forget(place)
        with pytest.raises(TryLaterError):
            await stores.decks.save_deck(place, [card()], 0, 7)
        assert not (await stores.decks.deck(await self.place(stores))).cards


class PeopleContract(WithAnswers):
    async def test_a_member_is_found_by_the_platforms_id_in_the_group_where_they_answered_last(
        self, stores: OpenedStores
    ) -> None:
        elsewhere = replace(ADA, channel="elsewhere")
        await self.submit(stores, "e1", at=NOON)
        await self.submit(stores, "e2", elsewhere, at=NOON + DAY)
        await self.submit(stores, "e3", at=NOON - DAY)
        place = await stores.directory.place_of(elsewhere, "Asia/Tokyo")
        expected = Person("terminal", "local", "ada", "Ada", place)
        assert await stores.people.people("ada", "Asia/Tokyo") == [expected]

    async def test_the_same_id_in_other_workspaces_is_another_member(self, stores: OpenedStores) -> None:
        for number, origin in enumerate((replace(ADA, platform="slack", workspace="T1"), ADA)):
            await self.submit(stores, f"e{number}", origin)
        found = await stores.people.people("ada", "UTC")
        assert [(one.platform, one.workspace) for one in found] == [("slack", "T1"), ("terminal", "local")]

    async def test_who_has_not_answered_or_was_forgotten_is_not_found(self, stores: OpenedStores) -> None:
        await self.submit(stores, "e1")
        await self.place(stores, BOB)
        assert await stores.people.people("bob", "UTC") == []
        await stores.ledger.forget(await self.place(stores))
        assert await stores.people.people("ada", "UTC") == []

    async def test_their_own_zone_and_evenings_count(self, stores: OpenedStores) -> None:
        await self.submit(stores, "e1")
        place = await self.place(stores)
        await stores.directory.set_member_time_zone(place, "Europe/Berlin", NOON)
        await stores.preferences.save_preferences(place, late_evenings=True)
        [found] = await stores.people.people("ada", "UTC")
        assert (found.place.time_zone, found.place.late_evenings) == ("Europe/Berlin", True)

    async def test_their_moves_are_those_of_the_group_where_they_answered_last(self, stores: OpenedStores) -> None:
        elsewhere = replace(ADA, channel="elsewhere")
        for number, origin in enumerate((ADA, elsewhere)):
            await self.submit(stores, f"e{number}", origin, at=NOON + number * DAY)
        for days, (origin, zone) in enumerate(((ADA, "Asia/Tokyo"), (elsewhere, "Pacific/Apia"), (ADA, None))):
            group, settings = await self.place(stores, origin), GroupSettings(time_zone=zone)
            await stores.directory.save_group(group.workspace_id, group.group_id, settings, NOON + days * DAY)
        await stores.directory.set_member_time_zone(await self.place(stores), "Europe/Berlin", NOON + 9 * DAY)
        [found] = await stores.people.people("ada", "UTC")
        assert found.place == await self.place(stores, elsewhere)
        assert [move.after for move in found.place.moves] == ["Pacific/Apia", "Europe/Berlin"]


class PresenceContract(WithAnswers):
    async def test_a_look_back_has_what_a_streak_is_made_of(self, stores: OpenedStores) -> None:
        place, elsewhere = await self.place(stores), await self.place(stores, replace(ADA, channel="elsewhere"))
        answer = await self.submit(stores, "e1")
        check = SelfCheck(answer.id, frozenset({"half"}), NOON)
        await stores.ledger.save_self_check(place.workspace_id, check)
        schedule = await stores.schedules.add(place, {}, ADA.user, NOON)
        assert await stores.schedules.settle(schedule, NewPosting("coin-flips", TODAY, NOON), [], None, [])
        await stores.postings.open_posting(place, "dice-rolls", "ask:e9", NOON, TODAY)
        found = await stores.ledger.look_back(place, 10)
        assert found.practised == await stores.ledger.practised(place)
        assert ([one.answer_id for one in found.attempts], found.checks) == ([answer.id], [check])
        assert [list(one) for one in found.practised[:3]] == [[TODAY], [NOON], []]
        assert [list(one) for one in (await stores.ledger.practised(elsewhere))[:3]] == [[TODAY], [], []]

    async def test_a_look_back_is_over_all_groups_of_a_workspace_and_nothing_else(self, stores: OpenedStores) -> None:
        room, elsewhere = await self.place(stores), await self.place(stores, replace(ADA, channel="elsewhere"))
        others = [replace(ADA, workspace="other"), replace(ADA, platform="slack"), BOB]  # of the same name, or beside
        strangers = [await self.place(stores, who) for who in others]
        assert await stores.ledger.look_back(room, 10) == ([], [], Practised([], [], ()), 0, 0)
        for number, who in enumerate(others):
            theirs = await self.submit(stores, f"theirs-{number}", who)
            await stores.ledger.save_self_check(strangers[number].workspace_id, SelfCheck(theirs.id, frozenset(), NOON))
        first = await self.submit(stores, "e1", day=TODAY - DAY)
        gone = await self.submit(stores, "e2", replace(ADA, channel="elsewhere"))
        again = (await stores.ledger.submit(replace(new_answer(room, "e3"), revises=first.id), new_job())).answer
        for answer in (first, gone, again):
            check = SelfCheck(answer.id, frozenset({"half"}), NOON)
            await stores.ledger.save_self_check(room.workspace_id, check)
        await stores.ledger.withdraw(room.workspace_id, gone.id)
        await stores.preferences.save_preferences(room, on_boards=False)
        for place in (room, elsewhere):
            found = await stores.ledger.look_back(place, 10)
            assert {one.answer_id for one in found.attempts} == {first.id, again.id}
            for limit in (1, 2, 3):
                newest = await stores.ledger.look_back(place, limit)
                assert (len(newest.attempts), newest.answers, newest.questions) == (min(limit, 2), 2, 1)
            assert [one.answer_id for one in found.checks] == [first.id, again.id]
            assert (list(found.practised.days), found.practised.first) == ([TODAY - DAY, TODAY], gone.id)
        for place in strangers:
            found = await stores.ledger.look_back(place, 10)
            assert (len(found.attempts), len(found.checks), list(found.practised.days)) == (1, 1, [TODAY])

    async def test_an_absence_is_a_time_in_which_nobody_served_a_platform(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        elsewhere = await self.place(stores, replace(ADA, platform="elsewhere"))
        for minutes in (0, 5, 10, 200, 205):
            await stores.presence.seen([ADA.platform, "nowhere"], NOON + timedelta(minutes=minutes))
        gone = Absence(NOON + timedelta(minutes=10), NOON + timedelta(minutes=200))
        assert list((await stores.ledger.practised(place)).absences) == [gone]
        assert list((await stores.ledger.practised(elsewhere)).absences) == []

    async def test_a_clock_that_steps_back_and_two_processes_make_no_absence(self, stores: OpenedStores) -> None:
        place = await self.place(stores)
        for minutes in (60, 0, 62, 5, 75):
            await stores.presence.seen([ADA.platform], NOON + timedelta(minutes=minutes))
        assert list((await stores.ledger.practised(place)).absences) == []

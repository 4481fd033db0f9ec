from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.core.delivery.names import answer_slot
from bot.core.delivery.records import Sent
from bot.core.errors import TryLaterError
from bot.core.grading.grade import Usage
from bot.core.records import Answer, JobKind, NewJob, Place, SelfCheck
from tests.contracts.answering import ELSEWHERE, LATER, AtAPlace, claimed, graded, submitted
from tests.contracts.opened import TODAY, OpenedStores, new_answer, new_job
from tests.samples import ADA, BOB, NOON, verdict

EVENT = [JobKind.EVENT]


def event_of(sender: Any, key: str) -> NewJob:
    """A job as an event of a person's is kept."""
    origin = {"platform": sender.platform, "workspace": sender.workspace, "channel": "room", "user": sender.user}
    return NewJob(JobKind.EVENT, key, {"event": {"key": key, "origin": origin, "text": "what they wrote"}}, NOON)


class ForgettingContract(AtAPlace):
    async def test_all_that_belongs_to_a_members_answers_is_gone(self, stores: OpenedStores, place: Place) -> None:
        posting = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
        answer = await submitted(stores, place, posting_id=posting.id)
        await graded(stores, answer)
        await stores.ledger.save_self_check(place.workspace_id, SelfCheck(answer.id, frozenset({"a"}), NOON))
        await stores.ledger.contest(place.workspace_id, answer.id, LATER, [new_job("c:1", answer_id=answer.id)])
        await graded_again(stores, answer)
        await submitted(stores, place, "event-2", revises=answer.id)
        withdrawn = await submitted(stores, place, "event-3")
        await stores.ledger.withdraw(place.workspace_id, withdrawn.id)
        assert await stores.ledger.forget(place) == 3
        assert await stores.ledger.answer(place.workspace_id, answer.id) is None
        assert await stores.ledger.answer_to_event(place.workspace_id, answer.event_key) is None
        assert not await stores.ledger.grades(place.workspace_id, answer.id)
        assert await stores.ledger.self_check(place.workspace_id, answer.id) is None
        assert await stores.ledger.contest_of(place.workspace_id, answer.id) is None
        assert not await stores.ledger.contested(10)
        assert not await stores.ledger.history(place, 10)
        assert not (await stores.ledger.practised(place)).days
        assert await stores.ledger.members_who_answered(place.workspace_id, posting.id) == 0

    async def test_who_comes_back_is_a_new_member_without_a_past_or_a_zone(
        self, stores: OpenedStores, place: Place
    ) -> None:
        await submitted(stores, place)
        await stores.directory.set_member_time_zone(place, "Asia/Tokyo", NOON)
        await stores.ledger.forget(place)
        assert await stores.directory.member_name(place.workspace_id, place.member_id) == ""
        assert await stores.directory.find(ADA, "UTC") is None
        back = await stores.directory.place_of(ADA, "UTC")
        assert (back.workspace_id, back.group_id, back.time_zone) == (place.workspace_id, place.group_id, "UTC")
        assert back.member_id != place.member_id
        again = await submitted(stores, back)
        assert [one.answer.id for one in await stores.ledger.history(back, 10)] == [again.id]
        assert await stores.ledger.forget(back) == 1

    async def test_a_member_is_forgotten_in_all_groups_of_the_workspace_and_nowhere_else(
        self, stores: OpenedStores, place: Place
    ) -> None:
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        namesake = await stores.directory.place_of(ELSEWHERE, "UTC")
        bob = await stores.directory.place_of(BOB, "UTC")
        for number, one in enumerate((place, there, namesake, bob)):
            await submitted(stores, one, f"event-{number}")
        assert await stores.ledger.forget(place) == 2
        assert len(await stores.ledger.history(namesake, 10)) == 1
        assert len(await stores.ledger.history(bob, 10)) == 1
        assert await stores.directory.member_name(bob.workspace_id, bob.member_id) == "Bob"

    async def test_forgetting_again_forgets_nothing(self, stores: OpenedStores, place: Place) -> None:
        await submitted(stores, place)
        assert await stores.ledger.forget(place) == 1
        assert await stores.ledger.forget(place) == 0
        there = await stores.directory.place_of(ELSEWHERE, "UTC")
        assert await stores.ledger.forget(replace(place, workspace_id=there.workspace_id)) == 0

    async def test_jobs_about_a_forgotten_answer_come_to_nothing_without_a_fuss(
        self, stores: OpenedStores, place: Place
    ) -> None:
        answer = await submitted(stores, place)
        judging = await claimed(stores)
        for kind in (JobKind.ESTIMATE, JobKind.NOTIFY, JobKind.DELIVER):
            await stores.jobs.add(new_job(f"{kind}", kind, answer_id=answer.id))
        bobs = await submitted(stores, await stores.directory.place_of(BOB, "UTC"), "event-2")
        await stores.ledger.forget(place)
        assert not await stores.ledger.save_grade(judging, answer.id, verdict(), LATER, None)
        assert not await stores.jobs.renew(judging, LATER, 30)
        (left,) = await stores.jobs.claim(list(JobKind), 10, LATER, 30)
        assert left.payload["answer_id"] == bobs.id
        assert not await stores.jobs.buried(10)

    async def test_what_judging_cost_stays_and_what_comes_late_can_be_added(
        self, stores: OpenedStores, place: Place
    ) -> None:
        answer = await submitted(stores, place)
        usage = Usage(input_tokens=5, cost_usd=0.5, calls=1)
        await stores.ledger.save_grade(await claimed(stores), answer.id, verdict(usage=usage), LATER, None)
        (call,) = await stores.accounts.calls()
        await stores.ledger.forget(place)
        await stores.accounts.record(replace(call, outcome="late"))
        assert [one.outcome for one in await stores.accounts.calls()] == ["graded", "late"]
        assert await stores.accounts.spent(place.workspace_id, place.group_id, NOON) == pytest.approx(1.0)

    async def test_what_a_member_passed_on_and_suggested_is_gone(self, stores: OpenedStores, place: Place) -> None:
        bob = await stores.directory.place_of(BOB, "UTC")
        posting = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
        for member in (place, bob):
            await stores.postings.pass_on(member, posting.id, NOON)
        await stores.schedules.suggest(place, ADA.user, "dice-rolls", "I like it.")
        kept = await stores.schedules.suggest(bob, BOB.user, "coin-flips", "I like it.")
        await stores.ledger.forget(place)
        assert await stores.postings.passes(place.workspace_id, posting.id) == 1
        assert await stores.schedules.suggestions(place.workspace_id, place.group_id, "open") == [kept]
        assert await stores.postings.posting(place.workspace_id, posting.id) == posting

    async def test_where_a_members_answers_were_shown_is_forgotten(self, stores: OpenedStores, place: Place) -> None:
        bob = await stores.directory.place_of(BOB, "UTC")
        slots = []
        for member, origin, key in ((place, ADA, "event-1"), (bob, BOB, "event-2")):
            slot = answer_slot(await submitted(stores, member, key, origin=origin))
            await stores.deliveries.begin(f"reply:{key}", 0, slot, NOON)
            await stores.deliveries.sent(f"reply:{key}", 0, Sent("room", key), NOON)
            slots.append(slot)
        await stores.ledger.forget(place)
        assert [await stores.deliveries.shown_in(slot) for slot in slots] == [[], [Sent("room", "event-2")]]
        assert (await stores.deliveries.begin("reply:event-1", 0, slots[0], NOON)).fresh

    async def test_events_of_theirs_that_wait_or_were_given_up_are_done_and_their_keys_stay(
        self, stores: OpenedStores, place: Place
    ) -> None:
        await stores.jobs.add(event_of(ADA, "buried"))
        (job,) = await stores.jobs.claim(EVENT, 1, NOON, 30)
        await stores.jobs.bury(job, "bad", NOON)
        for sender, key in ((ADA, "waits"), (BOB, "bobs"), (ELSEWHERE, "elsewhere"), (replace(ADA, platform="x"), "x")):
            await stores.jobs.add(event_of(sender, key))
        await stores.ledger.forget(place)
        assert {job.key for job in await stores.jobs.claim(EVENT, 10, NOON, 30)} == {"bobs", "elsewhere", "x"}
        assert not await stores.jobs.buried(10)
        assert not await stores.jobs.add(event_of(ADA, "waits"))
        assert not await stores.jobs.add(event_of(ADA, "buried"))

    async def test_the_event_that_asks_to_be_forgotten_goes_on_to_its_end(
        self, stores: OpenedStores, place: Place
    ) -> None:
        await stores.jobs.add(event_of(ADA, "forget"))
        (job,) = await stores.jobs.claim(EVENT, 1, NOON, 30)
        await stores.ledger.forget(place)
        assert await stores.jobs.renew(job, LATER, 30)
        assert await stores.jobs.finish(job, LATER)

    async def test_what_comes_in_for_a_member_who_was_forgotten_meanwhile_is_to_be_tried_again(
        self, stores: OpenedStores, place: Place
    ) -> None:
        posting = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
        await stores.ledger.forget(place)
        with pytest.raises(TryLaterError):
            await stores.ledger.submit(new_answer(place), new_job())
        with pytest.raises(TryLaterError):
            await stores.postings.pass_on(place, posting.id, NOON)
        with pytest.raises(TryLaterError):
            await stores.schedules.suggest(place, ADA.user, "coin-flips", "")
        await stores.directory.set_member_time_zone(place, "Asia/Tokyo", NOON)
        assert not await stores.ledger.history(place, 10)
        assert not (await stores.jobs.counts()).by_kind
        assert await stores.postings.passes(place.workspace_id, posting.id) == 0
        assert not await stores.schedules.suggestions(place.workspace_id, place.group_id, "open")
        assert (await stores.directory.place_of(ADA, "UTC")).time_zone == "UTC"

    async def test_forgetting_amid_answers_and_verdicts_leaves_none_behind(
        self, stores: OpenedStores, place: Place
    ) -> None:
        answers = [await submitted(stores, place, f"event-{number}") for number in range(5)]
        jobs = await stores.jobs.claim([JobKind.GRADE], 5, NOON, 30)
        then = [NewJob(JobKind.DELIVER, f"d:{job.key}", {"answer_id": job.payload["answer_id"]}, NOON) for job in jobs]
        verdicts = (
            stores.ledger.save_grade(job, answer.id, verdict(), LATER, follow)
            for job, answer, follow in zip(jobs, answers, then, strict=True)
        )
        more = (stores.ledger.submit(new_answer(place, f"more-{number}"), new_job()) for number in range(5))
        results = await asyncio.gather(*verdicts, stores.ledger.forget(place), *more, return_exceptions=True)
        problems = [result for result in results if isinstance(result, BaseException)]
        assert all(isinstance(problem, TryLaterError) for problem in problems)
        assert not await stores.ledger.history(place, 100)
        assert not (await stores.jobs.counts()).by_kind


async def graded_again(stores: OpenedStores, answer: Answer) -> None:
    assert await stores.ledger.save_opinion(await claimed(stores), answer.id, verdict(score=3.0), LATER, None)

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from bot.core.errors import UnknownAnswerError
from bot.core.grading.grade import GradeState
from bot.core.records import Answer, Job, JobKind, NewJob, Place, SelfCheck
from tests.contracts.opened import TODAY, OpenedStores, new_answer, new_job
from tests.samples import ADA, BOB, NOON, verdict

LATER = NOON + timedelta(minutes=5)
ELSEWHERE = replace(ADA, workspace="other")


async def submitted(stores: OpenedStores, place: Place, event_key: str = "event-1", **changes: object) -> Answer:
    answer = replace(new_answer(place, event_key), **changes)  # type: ignore[arg-type]
    return (await stores.ledger.submit(answer, new_job())).answer


async def claimed(stores: OpenedStores) -> Job:
    (job,) = await stores.jobs.claim([JobKind.GRADE], 1, NOON, 30)
    return job


async def graded(stores: OpenedStores, answer: Answer, score: float = 2.0, *, estimate: bool = False) -> bool:
    return await stores.ledger.save_grade(
        await claimed(stores), answer.id, verdict(score=score, estimate=estimate), LATER, None
    )


class AtAPlace:
    @pytest.fixture
    async def place(self, stores: OpenedStores) -> Place:
        return await stores.directory.place_of(ADA, "UTC")


class SubmissionContract(AtAPlace):
    async def test_an_answer_comes_back_as_it_was_given(self, stores: OpenedStores, place: Place) -> None:
        posting = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
        earlier = await submitted(stores, place, "event-0")
        given = replace(
            new_answer(place, text="  Flip it.\r\n\N{SNOWMAN} \N{HEBREW LETTER ALEF} \U0001f3b2\t"),
            origin=replace(ADA, thread="17.3"),
            posting_id=posting.id,
            revises=earlier.id,
            seconds_taken=312,
            style="meta",
        )
        submission = await stores.ledger.submit(given, new_job())
        stored = await stores.ledger.answer(place.workspace_id, submission.answer.id)
        assert stored is not None
        assert stored.answer == submission.answer
        assert stored.grade is None
        for name in ("question_id", "text", "submitted_at", "local_date", "origin", "posting_id", "revises"):
            assert getattr(stored.answer, name) == getattr(given, name)
        assert (stored.answer.seconds_taken, stored.answer.style) == (312, "meta")
        assert stored.answer.state is GradeState.WAITING
        assert stored.answer.submitted_at.tzinfo is UTC

    async def test_a_submission_queues_the_job_that_grades_it(self, stores: OpenedStores, place: Place) -> None:
        submission = await stores.ledger.submit(new_answer(place), new_job("grade", style="meta"))
        job = await claimed(stores)
        assert not submission.repeated
        assert job.key == f"grade:{submission.answer.id}"
        assert job.payload == {"style": "meta", "answer_id": submission.answer.id}

    async def test_a_redelivered_event_finds_its_row_and_adds_nothing(self, stores: OpenedStores, place: Place) -> None:
        first = await stores.ledger.submit(new_answer(place, text="as it was sent"), new_job())
        again = await stores.ledger.submit(new_answer(place, text="something else"), new_job())
        assert again.repeated
        assert again.answer == first.answer
        assert (await stores.jobs.counts()).waiting == 1
        assert len(await stores.ledger.history(place, 10)) == 1

    async def test_many_redeliveries_at_once_store_one_answer(self, stores: OpenedStores, place: Place) -> None:
        submissions = await asyncio.gather(*(stores.ledger.submit(new_answer(place), new_job()) for _ in range(20)))
        assert sum(not submission.repeated for submission in submissions) == 1
        assert len({submission.answer.id for submission in submissions}) == 1
        assert (await stores.jobs.counts()).waiting == 1

    async def test_a_redelivery_after_grading_shows_the_answer_as_it_stands(
        self, stores: OpenedStores, place: Place
    ) -> None:
        await graded(stores, await submitted(stores, place))
        again = await stores.ledger.submit(new_answer(place), new_job())
        assert again.answer.state is GradeState.GRADED

    async def test_the_same_event_key_in_another_workspace_is_another_event(
        self, stores: OpenedStores, place: Place
    ) -> None:
        there = await stores.directory.place_of(ELSEWHERE, "UTC")
        first = await stores.ledger.submit(new_answer(place), new_job())
        second = await stores.ledger.submit(new_answer(there), new_job())
        assert not second.repeated
        assert second.answer.id != first.answer.id

    async def test_another_workspaces_answer_is_not_found(self, stores: OpenedStores, place: Place) -> None:
        there = await stores.directory.place_of(ELSEWHERE, "UTC")
        answer = await submitted(stores, place)
        await graded(stores, answer)
        assert await stores.ledger.answer(there.workspace_id, answer.id) is None
        assert not await stores.ledger.grades(there.workspace_id, answer.id)
        assert await stores.ledger.withdraw(there.workspace_id, answer.id) is None
        assert await stores.ledger.self_check(there.workspace_id, answer.id) is None


class GradingContract(AtAPlace):
    async def test_a_saved_grade_marks_the_answer_and_ends_the_job(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        assert await graded(stores, answer, 3.0)
        stored = await stores.ledger.answer(place.workspace_id, answer.id)
        assert stored is not None
        assert stored.grade is not None
        assert stored.answer.state is GradeState.GRADED
        assert stored.grade.verdict == verdict(score=3.0)
        assert stored.grade.graded_at == LATER
        assert (await stores.jobs.counts()).done == 1

    async def test_an_estimate_is_provisional(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        await graded(stores, answer, estimate=True)
        stored = await stores.ledger.answer(place.workspace_id, answer.id)
        assert stored is not None
        assert stored.answer.state is GradeState.PROVISIONAL

    async def test_what_follows_a_grade_is_queued_with_it(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        then = NewJob(JobKind.DELIVER, "deliver:1", {"answer_id": answer.id}, LATER)
        await stores.ledger.save_grade(await claimed(stores), answer.id, verdict(), LATER, then)
        (job,) = await stores.jobs.claim([JobKind.DELIVER], 10, LATER, 30)
        assert (job.key, job.payload) == ("deliver:1", {"answer_id": answer.id})

    async def test_a_grade_whose_lease_has_passed_on_is_not_stored(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        lost = await claimed(stores)
        (taken,) = await stores.jobs.claim([JobKind.GRADE], 1, NOON + timedelta(seconds=31), 30)
        then = NewJob(JobKind.DELIVER, "deliver:1", {}, LATER)
        assert not await stores.ledger.save_grade(lost, answer.id, verdict(score=1.0), LATER, then)
        stored = await stores.ledger.answer(place.workspace_id, answer.id)
        assert stored is not None
        assert stored.answer.state is GradeState.WAITING
        assert stored.grade is None
        assert not await stores.jobs.claim([JobKind.DELIVER], 10, LATER, 30)
        assert await stores.ledger.save_grade(taken, answer.id, verdict(score=3.0), LATER, None)
        assert len(await stores.ledger.grades(place.workspace_id, answer.id)) == 1

    async def test_a_job_saves_its_grade_once(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        job = await claimed(stores)
        assert await stores.ledger.save_grade(job, answer.id, verdict(), LATER, None)
        assert not await stores.ledger.save_grade(job, answer.id, verdict(), LATER, None)
        assert len(await stores.ledger.grades(place.workspace_id, answer.id)) == 1

    async def test_grading_again_adds_a_grade_and_the_newest_is_shown(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        await graded(stores, answer, 1.0, estimate=True)
        await stores.jobs.add(new_job("grade-again", answer_id=answer.id))
        await graded(stores, answer, 4.0)
        scores = [grade.verdict.total for grade in await stores.ledger.grades(place.workspace_id, answer.id)]
        stored = await stores.ledger.answer(place.workspace_id, answer.id)
        assert scores == [25.0, 100.0]
        assert stored is not None
        assert stored.grade is not None
        assert (stored.grade.verdict.total, stored.answer.state) == (100.0, GradeState.GRADED)

    async def test_an_answer_withdrawn_meanwhile_stays_withdrawn_and_nothing_follows(
        self, stores: OpenedStores, place: Place
    ) -> None:
        answer = await submitted(stores, place)
        job = await claimed(stores)
        await stores.ledger.withdraw(place.workspace_id, answer.id)
        then = NewJob(JobKind.DELIVER, "deliver:1", {}, LATER)
        assert await stores.ledger.save_grade(job, answer.id, verdict(), LATER, then)
        stored = await stores.ledger.answer(place.workspace_id, answer.id)
        counts = await stores.jobs.counts()
        assert stored is not None
        assert stored.answer.state is GradeState.WITHDRAWN
        assert (counts.waiting, counts.done) == (0, 1)

    async def test_a_grade_for_no_answer_is_refused_and_the_job_stays(self, stores: OpenedStores, place: Place) -> None:
        await submitted(stores, place)
        job = await claimed(stores)
        with pytest.raises(UnknownAnswerError):
            await stores.ledger.save_grade(job, 4711, verdict(), LATER, None)
        assert (await stores.jobs.counts()).leased == 1


class LookingBackContract(AtAPlace):
    async def test_history_is_newest_first_and_has_grades_where_there_are_some(
        self, stores: OpenedStores, place: Place
    ) -> None:
        late = await submitted(stores, place, "late", submitted_at=LATER)
        early = await submitted(stores, place, "early", submitted_at=NOON)
        first_claimed = await claimed(stores)
        await stores.ledger.save_grade(first_claimed, late.id, verdict(score=3.0), LATER, None)
        history = await stores.ledger.history(place, 10)
        assert [entry.answer.id for entry in history] == [late.id, early.id]
        assert history[0].grade is not None
        assert history[0].grade.verdict.total == 75.0
        assert history[1].grade is None

    async def test_history_stops_at_its_limit(self, stores: OpenedStores, place: Place) -> None:
        for number in range(5):
            await submitted(stores, place, f"event-{number}", submitted_at=NOON + timedelta(minutes=number))
        history = await stores.ledger.history(place, 2)
        assert [entry.answer.submitted_at.minute for entry in history] == [4, 3]

    async def test_the_latest_answer_is_the_newest_to_that_question(self, stores: OpenedStores, place: Place) -> None:
        newest = await submitted(stores, place, "newest", submitted_at=LATER)
        await submitted(stores, place, "older", submitted_at=NOON)
        await submitted(stores, place, "other", submitted_at=LATER, question_id="dice-rolls")
        latest = await stores.ledger.latest_answer(place, "coin-flips")
        assert latest is not None
        assert latest.answer.id == newest.id
        assert await stores.ledger.latest_answer(place, "say-it-simply") is None

    async def test_withdrawn_answers_are_left_out(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        withdrawn = await stores.ledger.withdraw(place.workspace_id, answer.id)
        assert withdrawn is not None
        assert (withdrawn.id, withdrawn.state) == (answer.id, GradeState.WITHDRAWN)
        assert not await stores.ledger.history(place, 10)
        assert await stores.ledger.latest_answer(place, "coin-flips") is None

    async def test_a_members_past_is_their_own(self, stores: OpenedStores, place: Place) -> None:
        await submitted(stores, place)
        bob = await stores.directory.place_of(BOB, "UTC")
        assert not await stores.ledger.history(bob, 10)
        assert not await stores.ledger.answer_days(bob)
        assert await stores.ledger.latest_answer(bob, "coin-flips") is None

    async def test_a_members_past_goes_across_groups(self, stores: OpenedStores, place: Place) -> None:
        await submitted(stores, place)
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        assert len(await stores.ledger.history(there, 10)) == 1

    async def test_days_with_an_answer_come_oldest_first_and_once(self, stores: OpenedStores, place: Place) -> None:
        days = [date(2026, 11, day) for day in (20, 18, 20, 19)]
        for number, day in enumerate(days):
            await submitted(stores, place, f"event-{number}", local_date=day)
        assert await stores.ledger.answer_days(place) == [date(2026, 11, day) for day in (18, 19, 20)]

    async def test_a_withdrawn_answer_still_made_its_day_count(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        await stores.ledger.withdraw(place.workspace_id, answer.id)
        assert await stores.ledger.answer_days(place) == [answer.local_date]


class SelfCheckContract(AtAPlace):
    async def test_a_later_check_replaces_the_earlier(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        assert await stores.ledger.self_check(place.workspace_id, answer.id) is None
        await stores.ledger.save_self_check(place.workspace_id, SelfCheck(answer.id, frozenset({"a", "b"}), NOON))
        later = SelfCheck(answer.id, frozenset({"c"}), LATER)
        await stores.ledger.save_self_check(place.workspace_id, later)
        assert await stores.ledger.self_check(place.workspace_id, answer.id) == later

    async def test_a_check_of_another_workspaces_answer_is_refused(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        there = await stores.directory.place_of(ELSEWHERE, "UTC")
        with pytest.raises(UnknownAnswerError):
            await stores.ledger.save_self_check(there.workspace_id, SelfCheck(answer.id, frozenset(), NOON))
        assert await stores.ledger.self_check(place.workspace_id, answer.id) is None


class LedgerContract(SubmissionContract, GradingContract, LookingBackContract, SelfCheckContract):
    """Everything a ledger has to do."""

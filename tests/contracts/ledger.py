from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.errors import DailyLimitError, UnknownAnswerError
from bot.core.grading.grade import GradeState, Usage
from bot.core.records import Answer, Job, JobKind, NewJob, Place, Posting, SelfCheck
from tests.attempts import attempt_of
from tests.contracts.answering import ELSEWHERE, LATER, AtAPlace, claimed, graded, submitted
from tests.contracts.editing import EditingContract
from tests.contracts.forgetting import ForgettingContract
from tests.contracts.opened import TODAY, OpenedStores, new_answer, new_job
from tests.samples import ADA, BOB, NOON, verdict


class SubmissionContract(AtAPlace):
    async def test_an_answer_comes_back_as_it_was_given(self, stores: OpenedStores, place: Place) -> None:
        posting = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
        earlier = await submitted(stores, place, "event-0")
        given = replace(
            new_answer(place, text="  Flip it.\r\n\N{SNOWMAN} \N{HEBREW LETTER ALEF} \U0001f3b2\t"),
            origin=replace(ADA, thread="17.3", message="17.4", private=True, direct=True, handle="token"),
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
        assert stored.answer.event_key == given.event_key
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

    async def test_a_days_limit_refuses_one_more_and_stores_nothing(self, stores: OpenedStores, place: Place) -> None:
        for number in range(2):
            await stores.ledger.submit(new_answer(place, f"event-{number}"), new_job(), 2)
        with pytest.raises(DailyLimitError) as caught:
            await stores.ledger.submit(new_answer(place, "event-2"), new_job(), 2)
        assert (caught.value.limit, caught.value.again_on) == (2, TODAY + timedelta(days=1))
        assert len(await stores.ledger.history(place, 10)) == 2
        assert (await stores.jobs.counts()).waiting == 2
        tomorrow = replace(new_answer(place, "event-2"), local_date=caught.value.again_on)
        assert not (await stores.ledger.submit(tomorrow, new_job(), 2)).repeated

    async def test_a_days_limit_still_lets_a_redelivered_event_find_its_row(
        self, stores: OpenedStores, place: Place
    ) -> None:
        first = await stores.ledger.submit(new_answer(place), new_job(), 1)
        again = await stores.ledger.submit(new_answer(place), new_job(), 1)
        assert again.repeated
        assert again.answer == first.answer

    async def test_withdrawing_an_answer_does_not_make_room_for_another(
        self, stores: OpenedStores, place: Place
    ) -> None:
        await stores.ledger.withdraw(place.workspace_id, (await submitted(stores, place)).id)
        with pytest.raises(DailyLimitError):
            await stores.ledger.submit(new_answer(place, "event-2"), new_job(), 1)

    async def test_a_days_limit_counts_for_each_member(self, stores: OpenedStores, place: Place) -> None:
        bob = await stores.directory.place_of(BOB, "UTC")
        await stores.ledger.submit(new_answer(place, "event-1"), new_job(), 1)
        assert not (await stores.ledger.submit(new_answer(bob, "event-2"), new_job(), 1)).repeated

    async def test_many_at_once_do_not_pass_a_days_limit(self, stores: OpenedStores, place: Place) -> None:
        tries = (stores.ledger.submit(new_answer(place, f"event-{number}"), new_job(), 3) for number in range(10))
        results = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(result, DailyLimitError) for result in results) == 7
        assert len(await stores.ledger.history(place, 20)) == 3

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


class StandInContract(AtAPlace):
    @pytest.fixture
    async def answer(self, stores: OpenedStores, place: Place) -> Answer:
        answer = await submitted(stores, place)
        await stores.jobs.add(new_job("estimate:1", JobKind.ESTIMATE))
        return answer

    async def estimating(self, stores: OpenedStores, now: datetime = NOON) -> Job:
        (job,) = await stores.jobs.claim([JobKind.ESTIMATE], 1, now, 30)
        return job

    async def stand_in(self, stores: OpenedStores, job: Job, answer: Answer, then: NewJob | None = None) -> bool:
        return await stores.ledger.save_stand_in(job, answer.id, verdict(score=1.0, estimate=True), LATER, then)

    async def test_a_stand_in_makes_the_answer_provisional_and_grading_goes_on(
        self, stores: OpenedStores, place: Place, answer: Answer
    ) -> None:
        then = NewJob(JobKind.DELIVER, "deliver:estimate:1", {}, LATER)
        assert await self.stand_in(stores, await self.estimating(stores), answer, then)
        stored = await stores.ledger.answer(place.workspace_id, answer.id)
        assert stored is not None
        assert stored.grade is not None
        assert stored.answer.state is GradeState.PROVISIONAL
        assert stored.grade.stand_in
        assert (await stores.jobs.counts()).by_kind == {"grade": 1, "deliver": 1}

    async def test_the_judges_own_grade_replaces_a_stand_in_and_both_are_kept(
        self, stores: OpenedStores, place: Place, answer: Answer
    ) -> None:
        await self.stand_in(stores, await self.estimating(stores), answer)
        assert await graded(stores, answer, 3.0)
        stored = await stores.ledger.answer(place.workspace_id, answer.id)
        assert stored is not None
        assert stored.grade is not None
        assert (stored.answer.state, stored.grade.stand_in) == (GradeState.GRADED, False)
        kept = await stores.ledger.grades(place.workspace_id, answer.id)
        assert [(grade.verdict.total, grade.stand_in) for grade in kept] == [(25.0, True), (75.0, False)]

    async def test_a_stand_in_never_comes_over_a_grade(
        self, stores: OpenedStores, place: Place, answer: Answer
    ) -> None:
        job = await self.estimating(stores)
        await graded(stores, answer, 3.0)
        assert await self.stand_in(stores, job, answer, NewJob(JobKind.DELIVER, "deliver:estimate:1", {}, LATER))
        stored = await stores.ledger.answer(place.workspace_id, answer.id)
        assert stored is not None
        assert stored.answer.state is GradeState.GRADED
        assert len(await stores.ledger.grades(place.workspace_id, answer.id)) == 1
        counts = await stores.jobs.counts()
        assert (counts.waiting, counts.leased, counts.done) == (0, 0, 2)

    async def test_a_withdrawn_answer_gets_no_stand_in(
        self, stores: OpenedStores, place: Place, answer: Answer
    ) -> None:
        job = await self.estimating(stores)
        await stores.ledger.withdraw(place.workspace_id, answer.id)
        assert await self.stand_in(stores, job, answer)
        assert not await stores.ledger.grades(place.workspace_id, answer.id)

    async def test_a_stand_in_whose_lease_has_passed_on_is_not_stored(
        self, stores: OpenedStores, place: Place, answer: Answer
    ) -> None:
        lost = await self.estimating(stores)
        taken = await self.estimating(stores, NOON + timedelta(seconds=31))
        assert not await self.stand_in(stores, lost, answer)
        assert not await stores.ledger.grades(place.workspace_id, answer.id)
        assert await self.stand_in(stores, taken, answer)
        assert not await self.stand_in(stores, taken, answer)
        assert len(await stores.ledger.grades(place.workspace_id, answer.id)) == 1

    async def test_a_stand_in_for_no_answer_is_refused_and_the_job_stays(
        self, stores: OpenedStores, answer: Answer
    ) -> None:
        job = await self.estimating(stores)
        with pytest.raises(UnknownAnswerError):
            await self.stand_in(stores, job, replace(answer, id=4711))
        assert (await stores.jobs.counts()).leased == 1


class ContestContract(AtAPlace):
    @pytest.fixture
    async def judged(self, stores: OpenedStores, place: Place) -> Answer:
        """An answer with a grade of 50 that counts, after an estimate that did before."""
        judged = await submitted(stores, place)
        await graded(stores, judged, 4.0, estimate=True)
        await stores.jobs.add(new_job("grade-again"))
        await graded(stores, judged, 2.0)
        return judged

    async def contest(self, stores: OpenedStores, judged: Answer, now: datetime = LATER) -> bool:
        jobs = [new_job(f"contest:{judged.id}:{number}") for number in (1, 2)]
        return await stores.ledger.contest(judged.workspace_id, judged.id, now, jobs)

    async def opinion(
        self, stores: OpenedStores, judged: Answer, score: float, then: NewJob | None = None, **changes: object
    ) -> bool:
        opinion = verdict(score=score, **changes)  # type: ignore[arg-type]
        return await stores.ledger.save_opinion(await claimed(stores), judged.id, opinion, LATER, then)

    async def standing(self, stores: OpenedStores, judged: Answer) -> tuple[GradeState, float]:
        stored = await stores.ledger.answer(judged.workspace_id, judged.id)
        assert stored is not None
        assert stored.grade is not None
        return stored.answer.state, stored.grade.verdict.total

    async def test_a_contested_grade_counts_until_the_others_are_there(
        self, stores: OpenedStores, judged: Answer
    ) -> None:
        assert await self.contest(stores, judged)
        assert await self.standing(stores, judged) == (GradeState.CONTESTED, 50.0)
        assert (await stores.jobs.counts()).waiting == 2
        then = NewJob(JobKind.DELIVER, "deliver:contest", {}, LATER)
        assert await self.opinion(stores, judged, 4.0, then)
        assert await self.standing(stores, judged) == (GradeState.CONTESTED, 50.0)
        assert not await stores.jobs.claim([JobKind.DELIVER], 10, LATER, 30)

    @pytest.mark.parametrize(
        ("scores", "middle"), [((4.0, 3.0), 75.0), ((1.0, 0.0), 25.0), ((1.0, 3.0), 50.0), ((2.0, 4.0), 50.0)]
    )
    async def test_the_middle_one_of_the_three_counts_and_all_are_kept(
        self, stores: OpenedStores, judged: Answer, scores: tuple[float, float], middle: float
    ) -> None:
        await self.contest(stores, judged)
        then = NewJob(JobKind.DELIVER, "deliver:contest", {}, LATER)
        for score in scores:
            assert await self.opinion(stores, judged, score, then)
        assert await self.standing(stores, judged) == (GradeState.GRADED, middle)
        assert len(await stores.jobs.claim([JobKind.DELIVER], 10, LATER, 30)) == 1
        case = await stores.ledger.contest_of(judged.workspace_id, judged.id)
        assert case is not None
        assert [grade.verdict.total for grade in case.grades] == [50.0, *(25 * score for score in scores)]
        assert (case.contested_at, case.decided_at, case.answer.state) == (LATER, LATER, GradeState.GRADED)
        assert len(await stores.ledger.grades(judged.workspace_id, judged.id)) == 4

    async def test_a_grade_is_contested_once(self, stores: OpenedStores, judged: Answer) -> None:
        results = await asyncio.gather(*(self.contest(stores, judged) for _ in range(5)))
        assert sorted(results) == [False, False, False, False, True]
        for score in (3.0, 4.0):
            await self.opinion(stores, judged, score)
        assert not await self.contest(stores, judged)
        assert (await stores.jobs.counts()).waiting == 0

    async def test_what_no_judge_has_graded_cannot_be_contested(self, stores: OpenedStores, place: Place) -> None:
        waiting = await submitted(stores, place, "event-2")
        assert not await self.contest(stores, waiting)
        await graded(stores, waiting, estimate=True)
        assert not await self.contest(stores, waiting)
        assert await stores.ledger.contest_of(place.workspace_id, waiting.id) is None

    async def test_another_workspaces_grade_cannot_be_contested_or_seen(
        self, stores: OpenedStores, judged: Answer
    ) -> None:
        there = await stores.directory.place_of(ELSEWHERE, "UTC")
        assert not await stores.ledger.contest(there.workspace_id, judged.id, LATER, [])
        assert await self.contest(stores, judged)
        assert await stores.ledger.contest_of(there.workspace_id, judged.id) is None

    async def test_an_opinion_whose_lease_has_passed_on_is_not_stored(
        self, stores: OpenedStores, judged: Answer
    ) -> None:
        await self.contest(stores, judged)
        lost, _ = await stores.jobs.claim([JobKind.GRADE], 2, NOON, 30)
        await stores.jobs.claim([JobKind.GRADE], 2, NOON + timedelta(seconds=31), 30)
        assert not await stores.ledger.save_opinion(lost, judged.id, verdict(), LATER, None)
        case = await stores.ledger.contest_of(judged.workspace_id, judged.id)
        assert case is not None
        assert len(case.grades) == 1

    async def test_an_opinion_on_what_was_never_contested_is_refused(
        self, stores: OpenedStores, judged: Answer
    ) -> None:
        await stores.jobs.add(new_job("contest:1:1"))
        with pytest.raises(UnknownAnswerError):
            await self.opinion(stores, judged, 3.0)
        assert (await stores.jobs.counts()).leased == 1

    async def test_an_answer_withdrawn_meanwhile_stays_withdrawn_when_its_contest_ends(
        self, stores: OpenedStores, judged: Answer
    ) -> None:
        await self.contest(stores, judged)
        await stores.ledger.withdraw(judged.workspace_id, judged.id)
        for score in (3.0, 4.0):
            assert await self.opinion(stores, judged, score, NewJob(JobKind.DELIVER, "deliver:contest", {}, LATER))
        assert (await self.standing(stores, judged))[0] is GradeState.WITHDRAWN
        assert (await stores.jobs.counts()).waiting == 0

    async def test_what_an_opinion_took_is_stored_with_it(self, stores: OpenedStores, judged: Answer) -> None:
        await self.contest(stores, judged)
        usage = Usage(input_tokens=5, cost_usd=0.5, calls=1)
        await self.opinion(stores, judged, 3.0, usage=usage)
        assert [call.usage for call in await stores.accounts.calls()] == [usage]

    async def test_contests_are_listed_newest_first(self, stores: OpenedStores, place: Place, judged: Answer) -> None:
        later = await submitted(stores, place, "event-2")
        await graded(stores, later, 3.0)
        await self.contest(stores, later, LATER + timedelta(minutes=1))
        await self.contest(stores, judged)
        assert [case.answer.id for case in await stores.ledger.contested(10)] == [later.id, judged.id]
        [newest] = await stores.ledger.contested(1)
        assert (newest.answer.text, newest.decided_at) == (later.text, None)


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

    async def test_withdrawn_answers_are_in_the_history_where_they_are_asked_for(
        self, stores: OpenedStores, place: Place
    ) -> None:
        kept, taken_back = [
            (await stores.ledger.submit(new_answer(place, key), new_job())).answer for key in ("event-1", "event-2")
        ]
        await stores.ledger.withdraw(place.workspace_id, taken_back.id)
        everything = await stores.ledger.history(place, 10, withdrawn=True)
        assert {entry.answer.id for entry in everything} == {kept.id, taken_back.id}
        assert [entry.answer.id for entry in await stores.ledger.history(place, 10)] == [kept.id]

    async def test_what_progress_counts_is_the_history_without_its_words(
        self, stores: OpenedStores, place: Place
    ) -> None:
        opinions = [verdict(score=1.5), verdict(score=2.0, estimate=True), verdict(score=4.0)]
        for number, opinion in enumerate(opinions):
            answer = await submitted(stores, place, f"event-{number}", submitted_at=NOON + timedelta(minutes=number))
            job = await claimed(stores)
            if number == 1:
                await stores.ledger.save_stand_in(job, answer.id, opinion, LATER, None)
            else:
                await stores.ledger.save_grade(job, answer.id, opinion, LATER, None)
        waiting = await submitted(stores, place, "event-3", submitted_at=NOON)
        revised = replace(new_answer(place, "event-4"), revises=waiting.id)
        taken_back = (await stores.ledger.submit(revised, new_job())).answer
        for withdrawn in (False, True):
            if withdrawn:
                await stores.ledger.withdraw(place.workspace_id, taken_back.id)
            history = await stores.ledger.history(place, 10)
            assert len(history) == 5 - withdrawn
            assert (await stores.ledger.look_back(place, 10)).attempts == [attempt_of(entry) for entry in history]
        assert len((await stores.ledger.look_back(place, 2)).attempts) == 2

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
        assert not (await stores.ledger.practised(bob)).days
        assert await stores.ledger.latest_answer(bob, "coin-flips") is None

    async def test_a_members_past_goes_across_groups(self, stores: OpenedStores, place: Place) -> None:
        await submitted(stores, place)
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        assert len(await stores.ledger.history(there, 10)) == 1

    async def test_days_with_an_answer_come_oldest_first_and_once(self, stores: OpenedStores, place: Place) -> None:
        days = [date(2026, 11, day) for day in (20, 18, 20, 19)]
        for number, day in enumerate(days):
            await submitted(stores, place, f"event-{number}", local_date=day)
        assert (await stores.ledger.practised(place)).days == [date(2026, 11, day) for day in (18, 19, 20)]

    async def test_a_withdrawn_answer_still_made_its_day_count(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        await stores.ledger.withdraw(place.workspace_id, answer.id)
        assert (await stores.ledger.practised(place)).days == [answer.local_date]


class SelfCheckContract(AtAPlace):
    async def test_a_later_check_replaces_the_earlier(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        assert await stores.ledger.self_check(place.workspace_id, answer.id) is None
        await stores.ledger.save_self_check(place.workspace_id, SelfCheck(answer.id, frozenset({"a", "b"}), NOON))
        later = SelfCheck(answer.id, frozenset({"c"}), LATER)
        await stores.ledger.save_self_check(place.workspace_id, later)
        assert await stores.ledger.self_check(place.workspace_id, answer.id) == later

    async def test_all_checks_of_a_member_are_found_but_those_of_withdrawn_answers(
        self, stores: OpenedStores, place: Place
    ) -> None:
        bob = await stores.directory.place_of(BOB, "UTC")
        mine, withdrawn, others = [
            await submitted(stores, who, key) for who, key in ((place, "e1"), (place, "e2"), (bob, "e3"))
        ]
        for answer in (mine, withdrawn, others):
            await stores.ledger.save_self_check(place.workspace_id, SelfCheck(answer.id, frozenset({"a"}), NOON))
        await stores.ledger.withdraw(place.workspace_id, withdrawn.id)
        assert await stores.ledger.self_checks(place) == [SelfCheck(mine.id, frozenset({"a"}), NOON)]

    async def test_a_check_of_another_workspaces_answer_is_refused(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place)
        there = await stores.directory.place_of(ELSEWHERE, "UTC")
        with pytest.raises(UnknownAnswerError):
            await stores.ledger.save_self_check(there.workspace_id, SelfCheck(answer.id, frozenset(), NOON))
        assert await stores.ledger.self_check(place.workspace_id, answer.id) is None


class AnswersToPostingsContract(AtAPlace):
    @pytest.fixture
    async def posting(self, stores: OpenedStores, place: Place) -> Posting:
        return await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)

    async def test_the_answer_that_an_event_brought_is_found(self, stores: OpenedStores, place: Place) -> None:
        answer = await submitted(stores, place, "event-1")
        await graded(stores, answer, 3.0)
        found = await stores.ledger.answer_to_event(place.workspace_id, "event-1")
        assert found is not None
        assert found.grade is not None
        assert (found.answer.id, found.answer.event_key, found.grade.verdict.total) == (answer.id, "event-1", 75.0)
        there = await stores.directory.place_of(ELSEWHERE, "UTC")
        assert await stores.ledger.answer_to_event(place.workspace_id, "event-2") is None
        assert await stores.ledger.answer_to_event(there.workspace_id, "event-1") is None

    async def test_a_members_answer_to_a_posting_is_their_newest_that_is_not_withdrawn(
        self, stores: OpenedStores, place: Place, posting: Posting
    ) -> None:
        bob = await stores.directory.place_of(BOB, "UTC")
        first = await submitted(stores, place, "event-1", posting_id=posting.id)
        second = await submitted(stores, place, "event-2", posting_id=posting.id, submitted_at=LATER)
        await submitted(stores, place, "event-3", submitted_at=LATER + timedelta(minutes=1))
        found = await stores.ledger.answer_to_posting(place, posting.id)
        assert found is not None
        assert found.answer == second
        await stores.ledger.withdraw(place.workspace_id, second.id)
        found = await stores.ledger.answer_to_posting(place, posting.id)
        assert found is not None
        assert found.answer == first
        assert await stores.ledger.answer_to_posting(bob, posting.id) is None

    async def test_answers_to_a_posting_come_oldest_first_with_their_grades(
        self, stores: OpenedStores, place: Place, posting: Posting
    ) -> None:
        bob = await stores.directory.place_of(BOB, "UTC")
        late = await submitted(stores, bob, "event-1", posting_id=posting.id, submitted_at=LATER)
        await graded(stores, late, 3.0)
        early = await submitted(stores, place, "event-2", posting_id=posting.id)
        await submitted(stores, place, "event-3")
        withdrawn = await submitted(stores, place, "event-4", posting_id=posting.id)
        await stores.ledger.withdraw(place.workspace_id, withdrawn.id)
        found = await stores.ledger.answers_to_posting(place.workspace_id, posting.id)
        totals = [one.grade.verdict.total if one.grade else None for one in found]
        assert ([one.answer.id for one in found], totals) == ([early.id, late.id], [None, 75.0])
        there = await stores.directory.place_of(ELSEWHERE, "UTC")
        assert not await stores.ledger.answers_to_posting(there.workspace_id, posting.id)

    async def test_members_who_answered_count_once_each(
        self, stores: OpenedStores, place: Place, posting: Posting
    ) -> None:
        bob = await stores.directory.place_of(BOB, "UTC")
        for number in range(3):
            await submitted(stores, place, f"ada-{number}", posting_id=posting.id)
        bobs = await submitted(stores, bob, "bob-1", posting_id=posting.id)
        assert await stores.ledger.members_who_answered(place.workspace_id, posting.id) == 2
        await stores.ledger.withdraw(place.workspace_id, bobs.id)
        assert await stores.ledger.members_who_answered(place.workspace_id, posting.id) == 1
        there = await stores.directory.place_of(ELSEWHERE, "UTC")
        assert await stores.ledger.members_who_answered(there.workspace_id, posting.id) == 0


class LedgerContract(
    SubmissionContract,
    GradingContract,
    StandInContract,
    ContestContract,
    LookingBackContract,
    SelfCheckContract,
    AnswersToPostingsContract,
    EditingContract,
    ForgettingContract,
):
    """Everything a ledger has to do."""

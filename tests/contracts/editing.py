from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.core.grading.grade import GradeState
from bot.core.records import Answer, Job, JobKind, NewJob, Place
from tests.contracts.answering import ELSEWHERE, LATER, AtAPlace, claimed, graded, submitted
from tests.contracts.opened import OpenedStores, new_answer, new_job
from tests.samples import NOON, verdict

BETTER = "I would flip it a hundred times."


async def replaced(stores: OpenedStores, answer: Answer, text: str = BETTER) -> Answer | None:
    return await stores.ledger.replace_text(answer.workspace_id, answer.id, text, new_job(style="meta"))


async def standing(stores: OpenedStores, answer: Answer) -> tuple[str, GradeState, float | None]:
    stored = await stores.ledger.answer(answer.workspace_id, answer.id)
    assert stored is not None
    total = stored.grade.verdict.total if stored.grade else None
    return stored.answer.text, stored.answer.state, total


async def estimating(stores: OpenedStores, now: datetime = NOON) -> Job:
    (job,) = await stores.jobs.claim([JobKind.ESTIMATE], 1, now, 30)
    return job


class EditingContract(AtAPlace):
    @pytest.fixture
    async def waiting(self, stores: OpenedStores, place: Place) -> Answer:
        return await submitted(stores, place)

    async def estimated(self, stores: OpenedStores, answer: Answer, job: Job, then: NewJob | None = None) -> bool:
        return await stores.ledger.save_stand_in(job, answer.id, verdict(score=1.0, estimate=True), LATER, then)

    async def queue_estimate(self, stores: OpenedStores, answer: Answer) -> None:
        assert await stores.jobs.add(new_job("estimate", JobKind.ESTIMATE, answer_id=answer.id))

    async def test_a_new_text_takes_the_old_ones_place_and_is_graded_by_one_job_of_its_own(
        self, stores: OpenedStores, waiting: Answer
    ) -> None:
        changed = await replaced(stores, waiting)
        assert changed is not None
        assert (changed.id, changed.text, changed.submitted_at) == (waiting.id, BETTER, waiting.submitted_at)
        (job,) = await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)
        assert job.key.startswith(f"grade:{waiting.id}:")
        assert job.payload == {"style": "meta", "answer_id": waiting.id}
        assert await stores.ledger.save_grade(job, waiting.id, verdict(BETTER, 3.0), LATER, None)
        assert await standing(stores, waiting) == (BETTER, GradeState.GRADED, 75.0)

    async def test_a_verdict_on_the_old_text_that_is_just_coming_in_is_not_stored(
        self, stores: OpenedStores, waiting: Answer
    ) -> None:
        judging = await claimed(stores)
        await replaced(stores, waiting)
        then = NewJob(JobKind.DELIVER, "deliver:1", {"answer_id": waiting.id}, LATER)
        assert not await stores.jobs.renew(judging, LATER, 30)
        assert not await stores.ledger.save_grade(judging, waiting.id, verdict(), LATER, then)
        assert await standing(stores, waiting) == (BETTER, GradeState.WAITING, None)
        assert (await stores.jobs.counts()).by_kind == {"grade": 1}

    async def test_a_text_can_be_replaced_again_and_again(self, stores: OpenedStores, waiting: Answer) -> None:
        for text in ("one", "two", "one"):
            changed = await replaced(stores, waiting, text)
            assert changed is not None
            assert changed.text == text
        assert (await stores.jobs.counts()).by_kind == {"grade": 1}

    async def test_the_same_text_again_changes_nothing(self, stores: OpenedStores, waiting: Answer) -> None:
        judging = await claimed(stores)
        assert await replaced(stores, waiting, waiting.text) == waiting
        assert await stores.ledger.save_grade(judging, waiting.id, verdict(), LATER, None)
        assert (await stores.jobs.counts()).by_kind == {}

    @pytest.mark.parametrize("end", ["graded", "estimated", "contested", "withdrawn"])
    async def test_what_is_graded_or_withdrawn_keeps_its_text(
        self, stores: OpenedStores, waiting: Answer, end: str
    ) -> None:
        if end == "withdrawn":
            await stores.ledger.withdraw(waiting.workspace_id, waiting.id)
        else:
            await graded(stores, waiting, estimate=end == "estimated")
        if end == "contested":
            await stores.ledger.contest(waiting.workspace_id, waiting.id, LATER, [new_job("c", answer_id=waiting.id)])
        before, jobs = await standing(stores, waiting), await stores.jobs.counts()
        assert await replaced(stores, waiting) is None
        assert await replaced(stores, waiting, waiting.text) is None
        assert await standing(stores, waiting) == before
        assert await stores.jobs.counts() == jobs

    async def test_another_workspaces_answer_or_none_is_left_alone(self, stores: OpenedStores, waiting: Answer) -> None:
        there = await stores.directory.place_of(ELSEWHERE, "UTC")
        assert await stores.ledger.replace_text(there.workspace_id, waiting.id, BETTER, new_job()) is None
        assert await stores.ledger.replace_text(waiting.workspace_id, 4711, BETTER, new_job()) is None
        assert (await standing(stores, waiting))[0] == waiting.text

    async def test_a_stand_in_for_the_old_text_goes_with_it(self, stores: OpenedStores, waiting: Answer) -> None:
        await self.queue_estimate(stores, waiting)
        then = NewJob(JobKind.DELIVER, "deliver:estimate", {"answer_id": waiting.id, "stand_in": True}, LATER)
        await self.estimated(stores, waiting, await estimating(stores), then)
        assert (await standing(stores, waiting))[1] is GradeState.PROVISIONAL
        assert await replaced(stores, waiting) is not None
        assert await standing(stores, waiting) == (BETTER, GradeState.WAITING, None)
        assert not await stores.ledger.grades(waiting.workspace_id, waiting.id)
        assert (await stores.jobs.counts()).by_kind == {"grade": 1}

    async def test_an_estimate_of_the_old_text_that_is_under_way_is_made_anew(
        self, stores: OpenedStores, waiting: Answer
    ) -> None:
        await self.queue_estimate(stores, waiting)
        old = await estimating(stores)
        await replaced(stores, waiting)
        assert not await self.estimated(stores, waiting, old)
        assert await standing(stores, waiting) == (BETTER, GradeState.WAITING, None)
        assert await self.estimated(stores, waiting, await estimating(stores))
        assert await standing(stores, waiting) == (BETTER, GradeState.PROVISIONAL, 25.0)

    async def test_an_estimate_that_is_not_due_yet_stays_and_so_does_word_that_the_answer_waits(
        self, stores: OpenedStores, waiting: Answer
    ) -> None:
        due = NOON + timedelta(minutes=15)
        await stores.jobs.add(new_job("estimate", JobKind.ESTIMATE, due, answer_id=waiting.id))
        await stores.jobs.add(new_job("notify", JobKind.NOTIFY, answer_id=waiting.id))
        await replaced(stores, waiting)
        assert (await stores.jobs.counts()).by_kind == {"grade": 1, "estimate": 1, "notify": 1}
        assert not await stores.jobs.claim([JobKind.ESTIMATE], 1, NOON, 30)
        assert (await estimating(stores, due)).payload == {"answer_id": waiting.id}

    async def test_a_buried_job_about_the_old_text_is_not_to_be_mended_any_more(
        self, stores: OpenedStores, waiting: Answer
    ) -> None:
        await stores.jobs.bury(await claimed(stores), "the judge made nothing of it", NOON)
        await replaced(stores, waiting)
        assert not await stores.jobs.buried(10)
        assert (await stores.jobs.counts()).by_kind == {"grade": 1}

    async def test_other_answers_jobs_go_on(self, stores: OpenedStores, place: Place, waiting: Answer) -> None:
        await replaced(stores, waiting)
        other = await submitted(stores, place, "event-2")
        jobs = await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)
        await replaced(stores, waiting, "yet another text")
        (job,) = [job for job in jobs if job.payload["answer_id"] == other.id]
        assert await stores.ledger.save_grade(job, other.id, verdict(), LATER, None)

    async def test_an_edit_and_a_verdict_at_once_leave_either_the_old_text_graded_or_the_new_one_waiting(
        self, stores: OpenedStores, place: Place
    ) -> None:
        for number in range(10):
            answer = (await stores.ledger.submit(new_answer(place, f"event-{number}"), new_job())).answer
            job = await claimed(stores)
            saved, changed = await asyncio.gather(
                stores.ledger.save_grade(job, answer.id, verdict(score=3.0), LATER, None), replaced(stores, answer)
            )
            expected = (answer.text, GradeState.GRADED, 75.0) if saved else (BETTER, GradeState.WAITING, None)
            assert await standing(stores, answer) == expected
            assert saved is (changed is None)
            if changed is not None:
                assert await graded(stores, answer)

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from bot.core.ports import JobQueue
from bot.core.records import Job, JobKind, NewJob
from tests.contracts.opened import OpenedStores, new_job
from tests.samples import ADA, NOON

GRADE = [JobKind.GRADE]
SECOND = timedelta(seconds=1)
LEASE = 30.0


async def claimed(queue: JobQueue) -> Job:
    (job,) = await queue.claim(GRADE, 1, NOON, LEASE)
    return job


class JobQueueContract:
    async def test_a_due_job_is_claimed_with_its_payload(self, stores: OpenedStores) -> None:
        assert await stores.jobs.add(new_job("one", answer_id=7, words=["a", "b"]))
        job = await claimed(stores.jobs)
        assert (job.kind, job.key, job.attempts) == (JobKind.GRADE, "one", 1)
        assert job.payload == {"answer_id": 7, "words": ["a", "b"]}
        assert job.leased_until == NOON + timedelta(seconds=LEASE)
        assert job.leased_until.tzinfo is UTC

    async def test_a_key_is_queued_once_even_after_the_job_is_done(self, stores: OpenedStores) -> None:
        assert await stores.jobs.add(new_job("one"))
        assert not await stores.jobs.add(new_job("one"))
        await stores.jobs.finish(await claimed(stores.jobs), NOON)
        assert not await stores.jobs.add(new_job("one"))
        assert (await stores.jobs.counts()).waiting == 0

    async def test_jobs_are_claimed_oldest_first_up_to_the_limit(self, stores: OpenedStores) -> None:
        for key, age in (("third", 1), ("first", 3), ("second", 2)):
            await stores.jobs.add(new_job(key, due_at=NOON - age * SECOND))
        claimed = await stores.jobs.claim(GRADE, 2, NOON, LEASE)
        assert [job.key for job in claimed] == ["first", "second"]

    async def test_jobs_due_at_the_same_time_are_claimed_in_the_order_they_came(self, stores: OpenedStores) -> None:
        for number in range(5):
            await stores.jobs.add(new_job(f"job-{number}"))
        claimed = await stores.jobs.claim(GRADE, 10, NOON, LEASE)
        assert [job.key for job in claimed] == [f"job-{number}" for number in range(5)]

    async def test_a_job_is_not_claimed_before_it_is_due(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job(due_at=NOON + SECOND))
        assert not await stores.jobs.claim(GRADE, 10, NOON, LEASE)
        assert len(await stores.jobs.claim(GRADE, 10, NOON + SECOND, LEASE)) == 1

    async def test_only_the_kinds_asked_for_are_claimed(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job("deliver", JobKind.DELIVER))
        assert not await stores.jobs.claim(GRADE, 10, NOON, LEASE)
        assert not await stores.jobs.claim([], 10, NOON, LEASE)
        assert len(await stores.jobs.claim([JobKind.GRADE, JobKind.DELIVER], 10, NOON, LEASE)) == 1

    async def test_what_is_about_another_platform_is_left_alone(self, stores: OpenedStores) -> None:
        here, there = [
            await stores.directory.place_of(replace(ADA, platform=platform), "UTC") for platform in ("slack", "discord")
        ]
        await stores.jobs.add(new_job("post there", JobKind.POST, workspace_id=there.workspace_id))
        await stores.jobs.add(new_job("post here", JobKind.POST, workspace_id=here.workspace_id))
        for platform in ("slack", "discord"):
            event = {"origin": {"platform": platform}}
            await stores.jobs.add(new_job(f"event on {platform}", JobKind.EVENT, event=event))
        await stores.jobs.add(new_job("grade there", workspace_id=there.workspace_id))
        await stores.jobs.add(new_job("about nothing", JobKind.POST))
        kinds = [JobKind.POST, JobKind.EVENT, JobKind.GRADE]
        assert [job.key for job in await stores.jobs.claim(kinds, 3, NOON, LEASE, ["slack"])] == [
            "post here",
            "event on slack",
            "grade there",
        ]
        assert [job.key for job in await stores.jobs.claim(kinds, 10, NOON, LEASE, [])] == ["about nothing"]
        assert len(await stores.jobs.claim(kinds, 10, NOON, LEASE, ["discord", "terminal"])) == 2

    async def test_a_leased_job_is_not_claimed_until_its_lease_runs_out(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job())
        first = await claimed(stores.jobs)
        assert not await stores.jobs.claim(GRADE, 10, NOON + timedelta(seconds=29), LEASE)
        (second,) = await stores.jobs.claim(GRADE, 10, NOON + timedelta(seconds=30), LEASE)
        assert second.attempts == 2
        assert second.token != first.token

    async def test_a_renewed_lease_lasts_longer(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job())
        job = await claimed(stores.jobs)
        assert await stores.jobs.renew(job, NOON + timedelta(seconds=10), LEASE)
        assert not await stores.jobs.claim(GRADE, 10, NOON + timedelta(seconds=39), LEASE)
        assert len(await stores.jobs.claim(GRADE, 10, NOON + timedelta(seconds=40), LEASE)) == 1

    async def test_whoever_lost_a_lease_can_do_nothing_with_the_job(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job())
        lost = await claimed(stores.jobs)
        later = NOON + timedelta(seconds=30)
        (held,) = await stores.jobs.claim(GRADE, 1, later, LEASE)
        assert not await stores.jobs.renew(lost, later, LEASE)
        assert not await stores.jobs.finish(lost, later)
        assert not await stores.jobs.retry(lost, later, "late", failed=True)
        assert not await stores.jobs.bury(lost, "late", later)
        assert await stores.jobs.finish(held, later)

    async def test_a_lease_that_ran_out_but_that_nobody_took_still_holds(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job())
        job = await claimed(stores.jobs)
        assert await stores.jobs.finish(job, NOON + timedelta(hours=1))

    async def test_a_finished_job_is_never_claimed_or_finished_again(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job())
        job = await claimed(stores.jobs)
        assert await stores.jobs.finish(job, NOON)
        assert not await stores.jobs.finish(job, NOON)
        assert not await stores.jobs.claim(GRADE, 10, NOON + timedelta(days=1), LEASE)

    async def test_a_job_given_back_waits_until_its_time(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job())
        assert await stores.jobs.retry(await claimed(stores.jobs), NOON + 5 * SECOND, "timeout", failed=True)
        assert not await stores.jobs.claim(GRADE, 10, NOON + 4 * SECOND, LEASE)
        (again,) = await stores.jobs.claim(GRADE, 10, NOON + 5 * SECOND, LEASE)
        assert again.attempts == 2

    async def test_failures_are_counted_apart_from_what_was_only_put_off(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job())
        counted = []
        for failed in (False, True, False, False, True, True):
            job = await claimed(stores.jobs)
            counted.append((job.attempts, job.failures))
            assert await stores.jobs.retry(job, NOON, "not now", failed=failed)
        job = await claimed(stores.jobs)
        assert counted == [(1, 0), (2, 0), (3, 1), (4, 1), (5, 1), (6, 2)]
        assert (job.attempts, job.failures) == (7, 3)

    async def test_a_lease_that_ran_out_is_no_failure(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job())
        await claimed(stores.jobs)
        (again,) = await stores.jobs.claim(GRADE, 1, NOON + timedelta(seconds=30), LEASE)
        assert (again.attempts, again.failures) == (2, 0)

    async def test_a_buried_job_is_visible_and_not_claimed(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job("one", answer_id=7))
        job = await claimed(stores.jobs)
        assert await stores.jobs.bury(job, "no such question", NOON)
        (buried,) = await stores.jobs.buried(10)
        assert (buried.id, buried.kind, buried.key) == (job.id, JobKind.GRADE, "one")
        assert (buried.payload, buried.attempts, buried.reason) == ({"answer_id": 7}, 1, "no such question")
        assert not await stores.jobs.claim(GRADE, 10, NOON + timedelta(days=1), LEASE)

    async def test_buried_jobs_come_newest_first_up_to_the_limit(self, stores: OpenedStores) -> None:
        for number in range(3):
            await stores.jobs.add(new_job(f"job-{number}"))
            await stores.jobs.bury(await claimed(stores.jobs), "bad", NOON + number * SECOND)
        assert [job.key for job in await stores.jobs.buried(2)] == ["job-2", "job-1"]

    async def test_a_buried_job_that_is_driven_again_starts_afresh(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job())
        await stores.jobs.retry(await claimed(stores.jobs), NOON, "bad", failed=True)
        job = await claimed(stores.jobs)
        await stores.jobs.bury(job, "bad", NOON)
        later = NOON + timedelta(hours=1)
        assert await stores.jobs.redrive(job.id, later)
        assert not await stores.jobs.redrive(job.id, later)
        assert not await stores.jobs.buried(10)
        assert not await stores.jobs.claim(GRADE, 10, NOON, LEASE)
        (again,) = await stores.jobs.claim(GRADE, 10, later, LEASE)
        assert (again.attempts, again.failures) == (1, 0)

    @pytest.mark.parametrize("end", ["waiting", "leased", "done"])
    async def test_only_buried_jobs_can_be_driven_again(self, stores: OpenedStores, end: str) -> None:
        await stores.jobs.add(new_job())
        if end != "waiting":
            job = await claimed(stores.jobs)
            if end == "done":
                await stores.jobs.finish(job, NOON)
        assert not await stores.jobs.redrive(1, NOON)
        assert not await stores.jobs.redrive(4711, NOON)

    async def test_counts_tell_how_the_queue_stands(self, stores: OpenedStores) -> None:
        for number in range(5):
            await stores.jobs.add(new_job(f"grade-{number}", due_at=NOON + number * SECOND))
        await stores.jobs.add(new_job("deliver", JobKind.DELIVER))
        jobs = await stores.jobs.claim(GRADE, 3, NOON + timedelta(minutes=1), LEASE)
        await stores.jobs.finish(jobs[0], NOON)
        await stores.jobs.bury(jobs[1], "bad", NOON)
        counts = await stores.jobs.counts()
        assert (counts.waiting, counts.leased, counts.done, counts.buried) == (3, 1, 1, 1)
        assert counts.by_kind == {"grade": 3, "deliver": 1}

    async def test_an_empty_queue_has_nothing_due(self, stores: OpenedStores) -> None:
        assert await stores.jobs.next_due() is None
        assert (await stores.jobs.counts()).by_kind == {}

    async def test_next_due_is_the_earliest_of_waiting_jobs_and_leases(self, stores: OpenedStores) -> None:
        await stores.jobs.add(new_job("soon", due_at=NOON))
        await stores.jobs.add(new_job("later", due_at=NOON + timedelta(seconds=60)))
        assert await stores.jobs.next_due() == NOON
        job = await claimed(stores.jobs)
        assert await stores.jobs.next_due() == job.leased_until
        await stores.jobs.finish(job, NOON)
        assert await stores.jobs.next_due() == NOON + timedelta(seconds=60)

    async def test_a_payload_that_is_no_data_is_refused_and_nothing_is_queued(self, stores: OpenedStores) -> None:
        with pytest.raises(Exception, match="not JSON serializable"):
            await stores.jobs.add(new_job(answer=object()))
        assert (await stores.jobs.counts()).waiting == 0

    async def test_it_is_known_of_each_key_whether_its_job_has_ended(self, stores: OpenedStores) -> None:
        assert await stores.jobs.ended("one") is None
        for key in ("one", "two"):
            await stores.jobs.add(new_job(key))
        assert await stores.jobs.ended("one") is False
        job = await claimed(stores.jobs)
        assert await stores.jobs.ended("one") is False
        await stores.jobs.finish(job, NOON)
        await stores.jobs.bury(await claimed(stores.jobs), "hopeless", NOON)
        assert await stores.jobs.ended("one") is True
        assert await stores.jobs.ended("two") is True

    async def test_what_a_user_did_and_what_waits_is_found_in_order_with_all_edits_and_deletions(
        self, stores: OpenedStores
    ) -> None:
        def done(key: str, user: str, command: str = "message", platform: str = "slack", seconds: int = 0) -> NewJob:
            event = {"command": command, "key": key, "origin": {"platform": platform, "user": user}}
            return new_job(key, JobKind.EVENT, NOON + seconds * SECOND, event=event)

        for job in (
            done("first", "ada", seconds=9),
            done("second", "ada", "hint"),
            done("bob's", "bob"),
            done("elsewhere", "ada", platform="discord"),
            done("gone", "", "message-deleted"),
            done("gone elsewhere", "", "message-deleted", "discord"),
            done("bob's edit", "bob", "message-edited"),
            done("later", "ada", seconds=11),
            new_job("no event"),
        ):
            await stores.jobs.add(job)
        found = await stores.jobs.events_of("slack", "ada", NOON + 10 * SECOND)
        assert [event.key for event in found] == ["first", "second", "gone", "bob's edit"]
        assert found[1].event == {"command": "hint", "key": "second", "origin": {"platform": "slack", "user": "ada"}}
        assert {event.leased_until for event in found} == {None}

    async def test_what_a_user_did_is_found_while_it_is_under_way_and_neither_once_done_nor_once_it_has_failed(
        self, stores: OpenedStores
    ) -> None:
        for key in ("one", "two", "three"):
            event = {"command": "message", "origin": {"platform": "slack", "user": "ada"}}
            await stores.jobs.add(new_job(key, JobKind.EVENT, event=event))
        one, two, three = await stores.jobs.claim([JobKind.EVENT], 3, NOON, LEASE)
        found = await stores.jobs.events_of("slack", "ada", NOON)
        assert [event.leased_until for event in found] == [NOON + timedelta(seconds=LEASE)] * 3
        await stores.jobs.finish(one, NOON)
        await stores.jobs.retry(two, NOON, "put off", failed=False)
        await stores.jobs.retry(three, NOON, "broken", failed=True)
        [left] = await stores.jobs.events_of("slack", "ada", NOON)
        assert (left.key, left.leased_until) == ("two", None)

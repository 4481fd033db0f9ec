"""What the suites about answers start from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.records import Answer, Job, JobKind, Place
from tests.contracts.opened import OpenedStores, new_answer, new_job
from tests.samples import ADA, NOON, verdict

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

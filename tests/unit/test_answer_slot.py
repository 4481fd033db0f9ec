"""What stands where an answer was given: receipt, notice, card, withdrawal; the last one shown is the newest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery.courier import Courier
from bot.core.delivery.names import answer_slot
from bot.core.delivery.records import Page, Sent
from bot.core.errors import (
    HopelessJobError,
    LeaseLostError,
    TryLaterError,
    UndeliverableError,
    UnknownAnswerError,
)
from bot.core.grading_work import DeliverCards
from bot.core.records import Answer, Job, JobKind, NewJob, Origin
from bot.core.waiting import EstimateAnswers, TellWaiting
from bot.core.worker import Handled
from tests import samples
from tests.fakes.clock import settle
from tests.fakes.club import Club
from tests.fakes.judge import FakeJudge
from tests.fakes.transport import FakeTransport

RECEIPT = "Got it, your answer is saved. Reading it now."
SOON = timedelta(minutes=15)


class Desk(Club):
    """A club with an answer in its thread."""

    def __init__(self) -> None:
        super().__init__()
        courier = self.events.chats["chat"]
        assert isinstance(courier, Courier)
        self.courier = courier
        chats = self.events.chats
        self.cards = DeliverCards(self.practice, self.stores.ledger, chats, self.clock)
        self.notices = TellWaiting(self.practice, self.stores.ledger, chats, SOON)

    async def job(self, kind: JobKind, answer: Answer, key: str) -> Job:
        payload = {"workspace_id": answer.workspace_id, "answer_id": answer.id}
        await self.stores.jobs.add(NewJob(kind, key, payload, self.clock.now()))
        [job] = [job for job in await self.claim(kind) if job.key == key]
        return job

    @property
    def texts(self) -> list[str]:
        """The first line of each message."""
        return [text.partition("\n")[0] for _, text in self.shown]

    @asynccontextmanager
    async def while_the_slot_is_taken(self, answer: Answer) -> AsyncIterator[None]:
        async with self.courier.slots.hold(answer_slot(answer)):
            yield


@pytest.fixture
async def desk() -> Desk:
    desk = Desk()
    await desk.post()
    return desk


async def test_the_card_takes_the_receipts_place(desk: Desk) -> None:
    answer = await desk.answer()
    assert desk.texts == [RECEIPT]
    await desk.grade(answer)
    assert await desk.cards(await desk.job(JobKind.DELIVER, answer, "deliver")) is Handled.DONE
    assert desk.texts == ["A fair coin? · 50 of 100"]


class Archived(FakeTransport):
    """Takes nothing but what goes to a member's own conversation."""

    async def post(self, origin: Origin, page: Page, key: str) -> Sent | None:
        if not origin.direct:
            raise UndeliverableError("archived")
        return await super().post(replace(origin, private=True), page, key)

    async def edit(self, origin: Origin, sent: Sent, page: Page) -> None:
        if not origin.direct:
            raise UndeliverableError("archived")
        await super().edit(origin, sent, page)


async def test_a_card_whose_channel_is_out_of_reach_comes_to_its_member_alone_and_once(desk: Desk) -> None:
    answer = await desk.answer()
    await desk.grade(answer)
    there = replace(desk.courier, transport=Archived(desk.transport.messages))
    cards = replace(desk.cards, chats={"chat": there})
    job = await desk.job(JobKind.DELIVER, answer, "deliver")
    for _ in range(2):
        with pytest.raises(UndeliverableError, match="archived"):
            await cards(job)
    assert desk.texts == [RECEIPT, "A fair coin? · 50 of 100"]
    assert desk.shown[1][0] == "C1/ada"
    assert await desk.cards(job) is Handled.DONE, "the channel is there again"
    assert desk.texts == ["A fair coin? · 50 of 100"] * 2


async def test_a_notice_takes_the_receipts_place_and_the_card_the_notices(desk: Desk) -> None:
    answer = await desk.answer()
    await desk.notices(await desk.job(JobKind.NOTIFY, answer, "notify"))
    [notice] = desk.texts
    assert "is safe, but it has to wait" in notice
    await desk.grade(answer)
    await desk.cards(await desk.job(JobKind.DELIVER, answer, "deliver"))
    assert desk.texts == ["A fair coin? · 50 of 100"]


async def test_a_notice_that_comes_too_late_leaves_the_card_alone(desk: Desk) -> None:
    answer = await desk.answer()
    job = await desk.job(JobKind.NOTIFY, answer, "notify")
    async with desk.while_the_slot_is_taken(answer):
        telling = asyncio.create_task(desk.notices(job))
        await settle()
        await desk.grade(answer)
    with pytest.raises(TryLaterError, match="changed"):
        await telling
    assert desk.texts == [RECEIPT]
    assert await desk.notices(job) is Handled.DONE
    assert desk.texts == [RECEIPT]


async def test_the_grade_of_an_answer_that_is_just_taken_back_is_not_shown(desk: Desk) -> None:
    answer = await desk.answer()
    await desk.grade(answer)
    job = await desk.job(JobKind.DELIVER, answer, "deliver")
    async with desk.while_the_slot_is_taken(answer):
        delivering = asyncio.create_task(desk.cards(job))
        await settle()
        await desk.stores.ledger.withdraw(answer.workspace_id, answer.id)
    with pytest.raises(TryLaterError, match="changed"):
        await delivering
    assert await desk.cards(job) is Handled.DONE
    assert desk.texts == [RECEIPT]


async def test_a_card_is_made_anew_when_a_contest_began_meanwhile(desk: Desk) -> None:
    answer = await desk.answer()
    await desk.grade(answer)
    job = await desk.job(JobKind.DELIVER, answer, "deliver")
    async with desk.while_the_slot_is_taken(answer):
        delivering = asyncio.create_task(desk.cards(job))
        await settle()
        await desk.practice.contest(answer.origin, answer.id, desk.clock.now())
    with pytest.raises(TryLaterError, match="changed"):
        await delivering
    await desk.cards(job)
    assert "Two more gradings are under way" in desk.shown[0][1]


async def test_a_card_whose_member_is_forgotten_meanwhile_ends_quietly(desk: Desk) -> None:
    answer = await desk.answer()
    await desk.grade(answer)
    job = await desk.job(JobKind.DELIVER, answer, "deliver")
    await desk.stores.ledger.forget(await desk.practice.place_of(answer.origin))
    assert await desk.cards(job) is Handled.DONE
    assert desk.texts == [RECEIPT]
    assert desk.stores.state.members == {}


@pytest.mark.parametrize("gone", ["withdrawn", "forgotten"])
async def test_a_card_whose_answer_goes_while_it_is_made_ends_quietly(desk: Desk, gone: str) -> None:
    answer = await desk.answer()
    await desk.grade(answer)
    job = await desk.job(JobKind.DELIVER, answer, "deliver")
    place, ledger = await desk.practice.place_of(answer.origin), desk.stores.ledger
    find = desk.stores.directory.find

    async def found_too_late(*args: object) -> object:
        if gone == "forgotten":
            await ledger.forget(place)
            return await find(*args)  # type: ignore[arg-type]
        await ledger.withdraw(answer.workspace_id, answer.id)
        return place

    desk.stores.directory.find = found_too_late  # type: ignore[method-assign,assignment]
    assert await desk.cards(job) is Handled.DONE
    assert desk.texts == [RECEIPT]


async def test_a_card_whose_question_left_the_bank_is_given_up(desk: Desk) -> None:
    answer = await desk.answer()
    await desk.grade(answer)
    desk.practice.content = samples.content(samples.question("other"))
    with pytest.raises(HopelessJobError, match="coin-flips"):
        await desk.cards(await desk.job(JobKind.DELIVER, answer, "deliver"))


async def test_what_belongs_to_a_platform_that_is_not_connected_waits(desk: Desk) -> None:
    answer = await desk.answer()
    job = await desk.job(JobKind.NOTIFY, answer, "notify")
    nobody = TellWaiting(desk.practice, desk.stores.ledger, {}, SOON)
    with pytest.raises(TryLaterError, match="chat is not connected"):
        await nobody(job)


async def test_an_estimate_that_lost_its_lease_is_dropped(desk: Desk) -> None:
    answer = await desk.answer()
    job = await desk.job(JobKind.ESTIMATE, answer, "estimate")
    estimating = EstimateAnswers(desk.practice, desk.stores.ledger, FakeJudge(estimate=True), desk.clock)
    with pytest.raises(LeaseLostError):
        await estimating(replace(job, token="lost"))
    assert not desk.stores.state.grades


async def test_an_answer_that_is_forgotten_while_it_is_taken_back_is_there_no_more(desk: Desk) -> None:
    answer = await desk.answer()
    ledger = desk.stores.ledger
    withdraw = ledger.withdraw

    async def forgotten_just_now(workspace_id: int, answer_id: int) -> Answer | None:
        await ledger.forget(await desk.practice.place_of(answer.origin))
        return await withdraw(workspace_id, answer_id)

    ledger.withdraw = forgotten_just_now  # type: ignore[method-assign]
    with pytest.raises(UnknownAnswerError):
        await desk.practice.withdraw(answer.origin, answer.id)

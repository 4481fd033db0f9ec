"""Events: kept before they are acknowledged, and dealt with once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import ChatEvent
from bot.core.errors import HopelessJobError, TryLaterError, UncertainDeliveryError
from bot.core.events import event_from, event_values
from bot.core.grading.grade import GradeState
from bot.core.inbox import LATECOMERS
from bot.core.records import Job, JobKind, NewJob, Origin
from tests.fakes.club import ADA, BOB, THREAD, Club
from tests.samples import NOON

PUBLIC = f"C1/{THREAD}"


@pytest.fixture
def club() -> Club:
    return Club()


def job_with(payload: dict[str, object]) -> Job:
    return Job(1, JobKind.EVENT, "event:1", payload, 1, 0, "token", NOON)


texts = st.text(max_size=20)


@given(
    event=st.builds(
        ChatEvent,
        key=texts,
        origin=st.builds(Origin, texts, texts, texts, texts, texts, thread=st.none() | texts, private=st.booleans()),
        at=st.just(NOON),
        command=texts,
        text=texts,
        options=st.dictionaries(texts, texts, max_size=3),
        by_admin=st.booleans(),
    )
)
def test_an_event_is_kept_as_it_was(event: ChatEvent) -> None:
    assert event_from(event_values(event)) == event


async def test_an_event_is_durable_when_it_was_taken_and_a_redelivery_finds_it(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it.")
    assert await club.inbox.take(event)
    assert not await club.inbox.take(event)
    await club.work()
    assert not await club.inbox.take(event)
    await club.work()
    assert club.shown == [(PUBLIC, "Got it, your answer is saved. Reading it now.")]


async def test_the_same_key_in_another_workspace_is_another_event(club: Club) -> None:
    event = club.done("help")
    assert await club.inbox.take(event)
    assert await club.inbox.take(replace(event, origin=replace(event.origin, workspace="W2")))


async def test_nothing_of_what_was_said_stays_in_the_job(club: Club) -> None:
    await club.post()
    await club.happens(club.said("I would flip it."))
    assert await club.stores.jobs.claim([JobKind.EVENT], 10, NOON, 30) == []
    assert not any("flip" in str(row.new.payload) for row in club.stores.jobs._rows.values())


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"event": "text"},
        {"event": {}},
        {"event": {"at": "yesterday"}},
        {"event": {"at": NOON.isoformat(), "origin": None}},
        {"event": {"at": NOON.isoformat(), "origin": {"planet": "Mars"}}},
        {"event": {"at": NOON.isoformat(), "origin": {}, "key": "k"}},
    ],
)
async def test_a_job_that_holds_no_event_is_given_up(club: Club, payload: dict[str, object]) -> None:
    with pytest.raises(HopelessJobError, match="event"):
        await club.events(job_with(payload))


async def test_an_event_of_a_platform_that_is_not_connected_waits(club: Club) -> None:
    event = club.done("help")
    elsewhere = replace(event, origin=replace(event.origin, platform="elsewhere"))
    with pytest.raises(TryLaterError, match="elsewhere is not connected"):
        await club.events(job_with({"event": event_values(elsewhere)}))


async def test_a_crash_before_the_receipt_loses_nothing_and_shows_the_first_receipt(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it.")
    club.transport.before = [UncertainDeliveryError("killed")]
    await club.happens(event)
    assert club.shown == []
    club.events = club.restarted()
    club.clock.advance(60)
    await club.work()
    assert club.shown == [(PUBLIC, "Got it, your answer is saved. Reading it now.")]
    assert len(club.stores.state.answers) == 1


async def test_a_crash_after_the_receipt_repeats_nothing(club: Club) -> None:
    await club.post()
    await club.inbox.take(club.said("I would flip it."))
    [job] = await club.claim(JobKind.EVENT)
    await club.events(job)
    club.events = club.restarted()
    await club.work()
    assert club.shown == [(PUBLIC, "Got it, your answer is saved. Reading it now.")]
    assert len(club.stores.state.answers) == 1


async def test_an_answer_brings_the_count_up_to_date_and_a_hint_does_not(club: Club) -> None:
    await club.post()
    await club.happens(club.done("hint", {"question": "coin-flips"}))
    await club.answer()
    club.clock.advance(10)
    assert len(await club.claim(JobKind.REFRESH)) == 1


async def test_a_question_that_one_member_asked_for_is_never_brought_before_the_group(club: Club) -> None:
    await club.happens(club.done("question", {"question": "dice-rolls"}))
    posting = await club.stores.postings.latest_posting(await club.practice.place_of(ADA))
    assert posting is not None
    about = {"question": "dice-rolls", "posting_id": str(posting.id)}
    await club.happens(club.done("answer", about, text="I would roll it."))
    assert [answer.posting_id for answer in club.stores.state.answers.values()] == [posting.id]
    club.clock.advance(10)
    assert await club.claim(JobKind.REFRESH) == []
    assert posting.thread is None


async def test_a_question_for_all_is_answered_in_its_thread(club: Club) -> None:
    await club.happens(club.said("question dice-rolls", mention=True, thread=None))
    [(place, _)] = club.shown
    assert place == "C1/"
    await club.happens(club.said("I would roll it.", BOB, thread="1"))
    assert [answer.question_id for answer in club.stores.state.answers.values()] == ["dice-rolls"]


async def test_an_edit_that_overtakes_its_message_waits_for_it(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it once.")
    await club.inbox.take(event)
    [job] = await club.stores.jobs.claim([JobKind.EVENT], 1, NOON, 30)  # under way, elsewhere
    await club.happens(club.edited(event, "I would flip it often."))
    await club.events(job)
    await club.stores.jobs.finish(job, NOON)
    club.clock.advance(1)
    await club.work()
    assert [answer.text for answer in club.stores.state.answers.values()] == ["I would flip it often."]


async def test_an_edit_waits_however_long_its_message_takes(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it once.")
    await club.inbox.take(event)
    [job] = await club.stores.jobs.claim([JobKind.EVENT], 1, NOON, 7200)
    edit = club.edited(event, "I would flip it often.")
    club.clock.advance(3600)
    await club.happens(edit)
    assert (await club.stores.jobs.counts()).waiting == 1
    await club.events(job)
    club.clock.advance(1)
    await club.work()
    assert [answer.text for answer in club.stores.state.answers.values()] == ["I would flip it often."]


async def test_an_edit_does_not_wait_once_the_answer_is_stored(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it once.")
    club.transport.before = [UncertainDeliveryError("no receipt yet")]
    await club.happens(event)
    await club.happens(club.edited(event, "I would flip it often."))
    assert [answer.text for answer in club.stores.state.answers.values()] == ["I would flip it often."]


async def test_a_deletion_that_was_delivered_before_its_message_still_counts(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it.")
    await club.happens(club.deleted(event))
    await club.happens(event)
    club.clock.advance(2)
    await club.work()
    assert [answer.state for answer in club.stores.state.answers.values()] == [GradeState.WITHDRAWN]
    assert club.shown == [(PUBLIC, "Withdrawn. It counts no more, and its grade will not be shown.")]


async def test_an_edit_of_something_that_never_came_is_let_go(club: Club) -> None:
    await club.post()
    await club.happens(club.edited(club.said("Long ago."), "Long, long ago."))
    assert (await club.stores.jobs.counts()).waiting == 1
    club.clock.advance(LATECOMERS.total_seconds())
    await club.work()
    assert (await club.stores.jobs.counts()).waiting == 0


async def test_an_edit_in_the_channel_itself_waits_for_nothing(club: Club) -> None:
    await club.happens(club.edited(club.said("Morning", thread=None), "Good morning"))
    assert (await club.stores.jobs.counts()).waiting == 0


async def test_what_one_member_does_in_one_place_goes_in_order(club: Club) -> None:
    await club.post()
    first, second = club.said("I would flip it."), club.said("That was the answer.")
    for event in (first, second):
        await club.inbox.take(event)
    jobs = await club.stores.jobs.claim([JobKind.EVENT], 2, NOON, 30)
    await asyncio.gather(*(club.events(job) for job in jobs))
    assert [answer.text for answer in club.stores.state.answers.values()] == ["I would flip it."]


async def test_other_jobs_are_no_events(club: Club) -> None:
    await club.stores.jobs.add(NewJob(JobKind.EVENT, "event:x", {"event": 7}, NOON))
    [job] = await club.claim(JobKind.EVENT)
    with pytest.raises(HopelessJobError):
        await club.events(job)

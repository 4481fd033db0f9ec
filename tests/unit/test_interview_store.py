from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.bank.content import Content
from bot.core.interviews.kept import Heard, InterviewStore, NoInterviewError, Told, turn_key
from bot.core.interviews.listening import Word
from bot.core.interviews.state import Phase
from bot.core.interviews.storing import Interviews
from bot.core.records import JobKind, NewJob
from tests import samples
from tests.contracts.interviews import PLACE, InterviewStoreContract
from tests.fakes.stores.interviews import InMemoryInterviews
from tests.samples import ADA, NOON
from tests.unit.interview_samples import conductor, plan


@pytest.fixture
def interviews() -> InterviewStore:
    return InMemoryInterviews()


class TestInMemoryInterviews(InterviewStoreContract):
    pass


def content() -> Content:
    from dataclasses import replace

    return replace(samples.content(), interviews={"two-stages": plan()})


def deliveries(told: Told, _event: Heard) -> list[NewJob]:
    said = [turn for turn in told.turns if turn.persona is not None]
    return [NewJob(JobKind.DELIVER, turn_key(told.kept.session.id, turn), {}, turn.at) for turn in said]


@pytest.fixture
def store() -> InMemoryInterviews:
    return InMemoryInterviews()


@pytest.fixture
def held(store: InMemoryInterviews) -> Interviews:
    return Interviews(content(), conductor(), store, deliveries)


async def test_a_redelivered_event_says_the_same_turns_and_nothing_twice(
    held: Interviews, store: InMemoryInterviews
) -> None:
    await held.begin(PLACE, ADA, "two-stages", Heard("event-1", NOON))
    first = await held.hear(PLACE, Heard("event-2", NOON + timedelta(seconds=60), "I like numbers."))
    again = await held.hear(PLACE, Heard("event-2", NOON + timedelta(seconds=90), "I like numbers."))
    assert again == first
    numbers = [turn.number for turn in first.kept.session.turns]
    assert numbers == list(range(1, len(numbers) + 1))
    said = sum(turn.persona is not None for turn in first.kept.session.turns)
    assert (await store.jobs.counts()).waiting == said


async def test_an_event_that_lost_a_race_is_played_again_on_what_came_in_between(
    held: Interviews, store: InMemoryInterviews
) -> None:
    told = await held.begin(PLACE, ADA, "two-stages", Heard("event-1", NOON))
    outrun = store.current

    async def current(place: object) -> object:
        store.current = outrun  # type: ignore[method-assign]
        found = await outrun(PLACE)
        await held.hear(PLACE, Heard("event-2", NOON + timedelta(seconds=30), "The first of the two."))
        return found

    store.current = current  # type: ignore[method-assign, assignment]
    later = await held.hear(PLACE, Heard("event-3", NOON + timedelta(seconds=31), "The second of the two."))
    assert later.kept.revision == told.kept.revision + 2
    assert later.kept.session.stages[0].answers == ("The first of the two.", "The second of the two.")


async def test_two_clocks_tick_once(held: Interviews) -> None:
    told = await held.begin(PLACE, ADA, "two-stages", Heard("event-1", NOON))
    late = NOON + timedelta(minutes=4, seconds=30)
    first = await held.tick(1, told.kept.session.id, late)
    assert [turn.kind.value for turn in first.turns] == ["time"]
    second = await held.tick(1, told.kept.session.id, late)
    assert second.turns == ()


async def test_without_an_interview_nothing_is_heard(held: Interviews) -> None:
    with pytest.raises(NoInterviewError):
        await held.hear(PLACE, Heard("event-1", NOON, "Hello?"))
    with pytest.raises(NoInterviewError):
        await held.tick(1, "nowhere", NOON)


async def test_a_parked_interview_is_resumed_at_its_turn_from_the_store_alone(store: InMemoryInterviews) -> None:
    first = Interviews(content(), conductor(), store)
    told = await first.begin(PLACE, ADA, "two-stages", Heard("event-1", NOON))
    await first.hear(PLACE, Heard("event-2", NOON + timedelta(seconds=30), "I like numbers."))
    asked = (await first.hear(PLACE, Heard("event-3", NOON + timedelta(seconds=40), "pause"))).kept.session
    parked = await first.tick(1, told.kept.session.id, NOON + timedelta(hours=25))
    assert parked.kept.session.phase is Phase.PARKED
    elsewhere = Interviews(content(), conductor(), store)
    back = await elsewhere.hear(PLACE, Heard("event-4", NOON + timedelta(days=9), "", Word.RESUME))
    probe = [turn.text for turn in asked.turns if turn.kind.value == "probe"][-1]
    assert back.turns[-1].text == probe
    assert back.kept.session.phase is Phase.LIVE

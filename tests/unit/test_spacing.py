from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count

import pytest
from fsrs import Card, Scheduler, State
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.bank.question import Question
from bot.core.bank.selection import Filters, select
from bot.core.bank.vocabulary import Skill
from bot.core.practice import Practice, Stores
from bot.core.progress.cards import LONGEST_INTERVAL, Deck, MemoryCard, overtaken, review, reviewed
from bot.core.progress.coach import Coach, NothingNextError, _shuffled
from bot.core.progress.ports import Wish, Wishes
from bot.core.progress.scores import CriterionKey
from bot.core.progress.spacing import REST, Choice, Why, choose_due, choose_other
from bot.core.records import JobKind, Place
from tests import samples
from tests.fakes.stores import InMemoryStores
from tests.samples import ADA, NOON, verdict

DAY = timedelta(days=1)
_EVENTS = count(1)
POOL = tuple(samples.content().bank)
levels = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 200)), min_size=1, max_size=8)


def card(question_id: str, level: int, at: datetime, criterion_id: str = "design") -> MemoryCard:
    return review(CriterionKey(question_id, criterion_id), None, level, at)


def deck(*cards: MemoryCard) -> Deck:
    return Deck({one.key: one for one in cards})


def choose(
    pool: Sequence[Question],
    held: Deck,
    seen: Mapping[str, datetime],
    now: datetime,
    order: Callable[[Question], object] = lambda question: question.id,
) -> Choice | None:
    """Plainly, from all cards and all that was seen."""
    due = [one for one in held.cards.values() if one.due_at <= now]
    return choose_due(pool, due, now, order) or choose_other(pool, held, seen, now, order)


@pytest.mark.parametrize(("level", "days"), [(0, 2), (1, 2), (2, 12), (3, 21), (4, 77)])
def test_the_better_an_answer_the_later_a_criterion_comes_back(level: int, days: int) -> None:
    found = card("coin-flips", level, NOON)
    assert (found.due_at - NOON).days == days
    assert found.retention(NOON) == 1


def test_at_its_due_date_a_criterion_is_met_again_seven_times_in_ten() -> None:
    found = card("coin-flips", 3, NOON)
    assert found.retention(found.due_at) == pytest.approx(0.7, abs=0.01)


@given(levels, st.integers(-5, 400))
def test_what_is_left_of_a_card_is_what_fsrs_says(found: list[tuple[int, int]], days: int) -> None:
    now, held = NOON, None
    for level, later in found:
        now += later * DAY
        held = review(CriterionKey("coin-flips", "design"), held, level, now)
    assert held is not None
    theirs = Card(1, State.Review, None, held.stability, held.difficulty, held.due_at, held.reviewed_at)
    assert held.retention(now + days * DAY) == Scheduler().get_card_retrievability(theirs, now + max(days, 0) * DAY)


@given(levels)
def test_the_same_answers_always_give_the_same_card_and_intervals_have_an_end(found: list[tuple[int, int]]) -> None:
    key, cards = CriterionKey("coin-flips", "design"), []
    for _ in range(2):
        now, held = NOON, None
        for level, days in found:
            now += days * DAY
            held = review(key, held, level, now)
            assert now + DAY <= held.due_at <= now + LONGEST_INTERVAL * DAY
            assert 0 <= held.retention(now + 10 * DAY) <= held.retention(now) <= 1
        cards.append(held)
    assert cards[0] == cards[1]


@given(levels, st.integers(0, 3), st.integers(1, 200))
def test_a_better_answer_never_comes_back_sooner(found: list[tuple[int, int]], level: int, days: int) -> None:
    key, now, held = CriterionKey("coin-flips", "design"), NOON, None
    for one, passed in found:
        now += passed * DAY
        held = review(key, held, one, now)
    later = now + days * DAY
    assert review(key, held, level + 1, later).due_at >= review(key, held, level, later).due_at


def test_an_answer_that_was_graded_late_does_not_turn_time_back() -> None:
    first = card("coin-flips", 3, NOON)
    assert review(first.key, first, 2, NOON - DAY).reviewed_at == NOON


def test_what_is_due_comes_first_and_of_that_the_weakest() -> None:
    cards = deck(card("coin-flips", 3, NOON - 30 * DAY), card("dice-rolls", 1, NOON - 30 * DAY))
    choice = choose(POOL, cards, {}, NOON)
    assert choice is not None
    assert (choice.question.id, choice.why, choice.level) == ("dice-rolls", Why.DUE, 1)
    assert choice.criterion is not None
    assert (choice.criterion.id, choice.last) == ("design", NOON - 30 * DAY)


def test_what_is_due_comes_even_when_it_was_seen_lately() -> None:
    cards = deck(card("coin-flips", 0, NOON - 3 * DAY))
    choice = choose(POOL, cards, {"coin-flips": NOON - 3 * DAY}, NOON)
    assert choice is not None
    assert choice.why is Why.DUE


def test_then_comes_something_new_on_a_skill_that_is_weak_or_untried() -> None:
    cards = deck(card("coin-flips", 4, NOON), card("coin-flips", 0, NOON - DAY, "advice"))
    seen = {"coin-flips": NOON}
    choice = choose(POOL, cards, seen, NOON)
    assert choice is not None
    assert choice.question.id != "coin-flips"
    assert (choice.why, choice.skill) == (Why.WEAK, Skill.STRUCTURE)
    fresh = choose(POOL, deck(), {}, NOON)
    assert fresh is not None
    assert fresh.why is Why.UNTRIED


def test_a_question_rests_for_sixty_days_and_then_comes_the_one_seen_longest_ago() -> None:
    seen = {"coin-flips": NOON - REST, "dice-rolls": NOON - REST - DAY, "say-it-simply": NOON - DAY}
    choice = choose(POOL, deck(), seen, NOON)
    assert choice is not None
    assert (choice.question.id, choice.why, choice.last) == ("dice-rolls", Why.LONG_AGO, NOON - REST - DAY)
    assert choose(POOL, deck(), dict.fromkeys(seen, NOON - REST + DAY), NOON) is None


@given(
    st.dictionaries(st.sampled_from([one.id for one in POOL]), st.tuples(st.integers(0, 4), st.integers(0, 120))),
    st.dictionaries(st.sampled_from([one.id for one in POOL]), st.integers(0, 120)),
)
def test_nothing_comes_again_within_sixty_days_unless_it_is_due(
    answered: dict[str, tuple[int, int]], put: dict[str, int]
) -> None:
    cards = deck(*(card(question, level, NOON - age * DAY) for question, (level, age) in answered.items()))
    ages = {question: age for question, (_, age) in answered.items()}
    seen = {question: NOON - min(ages.get(question, 999), put.get(question, 999)) * DAY for question in {*ages, *put}}
    choice = choose(POOL, cards, seen, NOON)
    if choice is None:
        assert all(one.id in seen and seen[one.id] > NOON - REST for one in POOL)
    elif choice.why is Why.DUE:
        assert any(one.key.question_id == choice.question.id and one.due_at <= NOON for one in cards.cards.values())
    else:
        assert seen.get(choice.question.id, NOON - REST) <= NOON - REST


def test_each_criterion_of_an_answer_is_reviewed() -> None:
    from tests.unit.test_progress_scores import tried

    changed = reviewed(deck(), [tried(1, verdict(score=3)), tried(2, None), tried(3, verdict(score=1))])
    assert {key.criterion_id for key in changed} == {"design", "numbers", "advice"}
    assert {one.level for one in changed.values()} == {1}


def test_answers_are_learnt_in_the_order_in_which_they_were_sent() -> None:
    from tests.unit.test_progress_scores import tried

    first, second = tried(1, verdict(score=4)), tried(2, verdict(score=1), at=NOON + DAY)
    assert reviewed(deck(), [second, first]) == reviewed(deck(), [first, second])
    known = Deck(reviewed(deck(), [second]), 2)
    assert overtaken(known, [first])
    assert not overtaken(known, [second, tried(3, verdict(), "dice-rolls", NOON - DAY)])


@pytest.fixture
def stores() -> InMemoryStores:
    return InMemoryStores()


@pytest.fixture
def practice(stores: InMemoryStores) -> Practice:
    return Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger))


async def answer(practice: Practice, stores: InMemoryStores, question_id: str, score: float, at: datetime) -> None:
    submission = await practice.submit(ADA, at, f"event-{next(_EVENTS)}", question_id, "Flip it.")
    [job] = await stores.jobs.claim([JobKind.GRADE], 1, at, 30)
    assert await stores.ledger.save_grade(job, submission.answer.id, verdict("Flip it.", score), at, None)


async def test_the_deck_learns_from_grades_once(practice: Practice, stores: InMemoryStores) -> None:
    coach, place = Coach(practice, stores.decks), await practice.place_of(ADA)
    await answer(practice, stores, "coin-flips", 3.0, NOON)
    first = await coach.deck(place)
    assert len(first.cards) == 3
    assert await coach.deck(place) == first == await stores.decks.deck(place)
    await answer(practice, stores, "coin-flips", 4.0, NOON + 30 * DAY)
    later = await coach.deck(place)
    assert all(later.cards[key].due_at > first.cards[key].due_at for key in first.cards)


async def test_an_answer_that_was_graded_after_a_later_one_is_learnt_before_it(
    practice: Practice, stores: InMemoryStores
) -> None:
    coach, place = Coach(practice, stores.decks), await practice.place_of(ADA)
    times = {NOON: 4.0, NOON + DAY: 1.0}
    for at in times:
        await practice.submit(ADA, at, f"event-{next(_EVENTS)}", "coin-flips", "Flip it.")
    jobs, found = await stores.jobs.claim([JobKind.GRADE], 2, NOON + DAY, 30), deck()
    for job, score in zip(reversed(jobs), reversed(times.values()), strict=True):
        answer_id = int(str(job.payload["answer_id"]))
        assert await stores.ledger.save_grade(job, answer_id, verdict("Flip it.", score), NOON + DAY, None)
        found = await coach.deck(place)
    assert {(one.level, one.reviewed_at) for one in found.cards.values()} == {(1, NOON + DAY)}
    assert found == await stores.decks.deck(place)
    graded = await stores.decks.graded_since(place, 0)
    assert found.cards == reviewed(deck(), [one for _, one in graded])


async def test_the_next_question_is_put_and_not_put_again(practice: Practice, stores: InMemoryStores) -> None:
    coach = Coach(practice, stores.decks)
    found = [await coach.next_question(ADA, NOON, f"event-{number}", Filters()) for number in range(3)]
    assert {one.asked.question.id for one in found} == {one.id for one in POOL}
    with pytest.raises(NothingNextError):
        await coach.next_question(ADA, NOON, "event-4", Filters())


class Told(Wishes):
    """A member who was told to practise some questions at noon."""

    def __init__(self, *question_ids: str) -> None:
        self._told = [Wish(one, Skill.STATISTICS, NOON) for one in question_ids]

    async def wishes(self, place: Place) -> Sequence[Wish]:
        return self._told


async def test_what_an_interview_asks_for_goes_first_but_comes_not_again_within_sixty_days(
    practice: Practice, stores: InMemoryStores
) -> None:
    coach, place = Coach(practice, stores.decks, Told("coin-flips", "dice-rolls")), await practice.place_of(ADA)
    await answer(practice, stores, "coin-flips", 4.0, NOON - 59 * DAY)
    await answer(practice, stores, "dice-rolls", 4.0, NOON - 61 * DAY)
    first = await coach.next_question(ADA, NOON + DAY // 24, "event", Filters())
    assert (first.choice.question.id, first.choice.why) == ("dice-rolls", Why.INTERVIEW)
    assert (await coach.choice(place, NOON + DAY // 2)).question.id == "say-it-simply"
    last = await coach.choice(place, NOON + DAY)
    assert (last.question.id, last.why) == ("coin-flips", Why.INTERVIEW)


async def test_when_everything_was_met_lately_it_is_said_when_something_is_due(
    practice: Practice, stores: InMemoryStores
) -> None:
    coach = Coach(practice, stores.decks)
    for question in POOL:
        await answer(practice, stores, question.id, 4.0, NOON)
    with pytest.raises(NothingNextError) as caught:
        await coach.next_question(ADA, NOON + DAY, "event", Filters())
    assert caught.value.due_at == NOON + 77 * DAY


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(POOL), st.sampled_from([0.0, 1.5, 3.0, 4.0]), st.integers(0, 120)), max_size=6),
    st.integers(0, 400),
    st.sampled_from([Filters(), Filters(hardest=2), Filters(tracks=frozenset({POOL[0].track}))]),
)
def test_the_next_question_is_the_one_that_all_cards_together_lead_to(
    found: list[tuple[Question, float, int]], later: int, filters: Filters
) -> None:
    async def told() -> None:
        stores = InMemoryStores()
        practice = Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger))
        coach, place, now = Coach(practice, stores.decks), await practice.place_of(ADA), NOON
        for question, score, days in found:
            now += days * DAY
            await answer(practice, stores, question.id, score, now)
            await coach_agrees(coach, stores, place, now + later * DAY, filters)

    asyncio.run(told())


async def coach_agrees(coach: Coach, stores: InMemoryStores, place: Place, now: datetime, filters: Filters) -> None:
    try:
        choice: Choice | None = await coach.choice(place, now, filters)
    except NothingNextError:
        choice = None
    held, seen = await coach.deck(place), await stores.decks.seen(place, now - REST)
    assert choice == choose(select(samples.content().bank, filters), held, seen, now, _shuffled(place, now))

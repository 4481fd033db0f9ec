from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answers import MOST_CHARACTERS, check_answer, grading_request
from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Track
from bot.core.errors import (
    AnswerRefusedError,
    DailyLimitError,
    NoMatchingQuestionError,
    NotAnsweredYetError,
    UnknownAnswerError,
    UnknownQuestionError,
)
from bot.core.grading.grade import GradeState
from bot.core.practice import Practice, Stores
from bot.core.records import JobKind
from bot.core.replies.card import card_reply
from tests import samples
from tests.fakes.stores import InMemoryStores
from tests.samples import ADA, BOB, NOON


@pytest.fixture
def stores() -> InMemoryStores:
    return InMemoryStores()


@pytest.fixture
def practice(stores: InMemoryStores) -> Practice:
    return practice_over(stores)


def practice_over(stores: InMemoryStores, time_zone: str = "UTC") -> Practice:
    held = Stores(stores.directory, stores.postings, stores.ledger)
    return Practice(samples.content(), held, time_zone)


async def graded(practice: Practice, stores: InMemoryStores, answer_id: int, score: float = 2.0) -> None:
    jobs = await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)
    job = next(job for job in jobs if job.payload["answer_id"] == answer_id)
    assert await stores.ledger.save_grade(job, answer_id, samples.verdict(score=score), NOON, None)


async def test_everyone_in_a_group_gets_the_same_question_all_day(practice: Practice) -> None:
    first = await practice.ask_today(ADA, NOON)
    later = await practice.ask_today(BOB, NOON + timedelta(hours=5))
    assert later.question.id == first.question.id
    assert later.posting.id == first.posting.id


async def test_no_question_of_the_day_returns_before_all_have_been_asked(practice: Practice) -> None:
    asked = [(await practice.ask_today(ADA, NOON + timedelta(days=day))).question.id for day in range(3)]
    assert sorted(asked) == ["coin-flips", "dice-rolls", "say-it-simply"]


async def test_the_stored_pick_stands_when_the_bank_grows(practice: Practice, stores: InMemoryStores) -> None:
    before = await practice.ask_today(ADA, NOON)
    more = [samples.question(f"further-{number}") for number in range(20)]
    grown = Practice(
        samples.content(*samples.content().bank, *more), Stores(stores.directory, stores.postings, stores.ledger)
    )
    assert (await grown.ask_today(ADA, NOON)).question.id == before.question.id


async def test_a_question_that_left_the_bank_gives_way_to_another(stores: InMemoryStores) -> None:
    everything = practice_over(stores)
    gone = (await everything.ask_today(ADA, NOON)).question.id
    rest = [question for question in samples.content().bank if question.id != gone]
    smaller = Practice(samples.content(*rest), Stores(stores.directory, stores.postings, stores.ledger))
    assert (await smaller.ask_today(ADA, NOON)).question.id != gone
    assert (await smaller.ask_today(ADA, NOON)).question.id != gone


async def test_the_preview_is_what_will_be_asked_and_writes_nothing(practice: Practice, stores: InMemoryStores) -> None:
    preview = await practice.preview_today(ADA, NOON)
    assert not stores.state.members
    assert (await practice.ask_today(ADA, NOON)).question.id == preview.id
    assert (await practice.preview_today(ADA, NOON)).id == preview.id


async def test_filters_choose_among_what_was_not_asked_yet(practice: Practice) -> None:
    only = Filters(tracks=frozenset({Track.EXPERIMENTATION}))
    first = await practice.ask_about(ADA, NOON, "event-1", only)
    second = await practice.ask_about(ADA, NOON, "event-2", only)
    assert {first.question.id, second.question.id} == {"coin-flips", "dice-rolls"}


async def test_a_redelivered_request_for_a_question_finds_its_posting(practice: Practice) -> None:
    first = await practice.ask_about(ADA, NOON, "event-1", Filters())
    again = await practice.ask_about(ADA, NOON, "event-1", Filters())
    assert again.posting == first.posting
    assert again.question.id == first.question.id


async def test_filters_that_leave_nothing_say_so(practice: Practice) -> None:
    with pytest.raises(NoMatchingQuestionError, match="track behavioral"):
        await practice.ask_about(ADA, NOON, "event-1", Filters(tracks=frozenset({Track.BEHAVIORAL})))


async def test_a_certain_question_is_asked_by_its_id(practice: Practice) -> None:
    asked = await practice.ask_for(ADA, NOON, "event-1", "dice-rolls", None)
    assert (asked.question.id, asked.earlier) == ("dice-rolls", None)


async def test_an_unknown_question_names_what_looks_alike(practice: Practice) -> None:
    with pytest.raises(UnknownQuestionError, match="did you mean dice-rolls"):
        await practice.ask_for(ADA, NOON, "event-1", "dice-role", None)


async def test_an_answer_is_stored_with_the_job_that_grades_it(practice: Practice, stores: InMemoryStores) -> None:
    submission = await practice.submit(ADA, NOON, "message-1", "coin-flips", "I would flip it often.")
    assert not submission.repeated
    assert submission.answer.state is GradeState.WAITING
    [job] = await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)
    assert job.payload["answer_id"] == submission.answer.id
    assert job.payload["workspace_id"] == submission.answer.workspace_id


async def test_a_redelivered_answer_is_stored_and_graded_once(practice: Practice, stores: InMemoryStores) -> None:
    first = await practice.submit(ADA, NOON, "message-1", "coin-flips", "I would flip it often.")
    again = await practice.submit(ADA, NOON, "message-1", "coin-flips", "I would flip it often.")
    assert again.repeated
    assert again.answer == first.answer
    assert len(await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)) == 1


async def test_an_answer_counts_on_the_members_own_date(stores: InMemoryStores) -> None:
    berlin = practice_over(stores, "Europe/Berlin")
    late = NOON.replace(hour=23, minute=30)
    submission = await berlin.submit(ADA, late, "message-1", "coin-flips", "Flip it.")
    assert submission.answer.local_date == late.date() + timedelta(days=1)


async def test_the_next_time_the_question_shows_the_earlier_answer(practice: Practice) -> None:
    stored = await practice.submit(ADA, NOON, "message-1", "coin-flips", "Flip it.")
    asked = await practice.ask_for(ADA, NOON, "event-2", "coin-flips", None)
    assert asked.earlier is not None
    assert asked.earlier.answer.id == stored.answer.id
    assert (await practice.ask_for(BOB, NOON, "event-3", "coin-flips", None)).earlier is None


async def test_a_revision_points_at_the_answer_it_revises_and_keeps_its_question(practice: Practice) -> None:
    asked = await practice.ask_for(ADA, NOON, "event-1", "coin-flips", "meta")
    posting_id = asked.posting.id
    first = await practice.submit(ADA, NOON, "message-1", "coin-flips", "Flip it.", posting_id=posting_id, style="meta")
    second = await practice.revise(ADA, NOON, "message-2", first.answer.id, "Flip it a thousand times.")
    assert second.answer.revises == first.answer.id
    kept = second.answer.question_id, second.answer.posting_id, second.answer.style
    assert kept == ("coin-flips", posting_id, "meta")


async def test_one_answer_more_than_a_day_takes_is_refused_with_when_to_go_on(stores: InMemoryStores) -> None:
    held = Stores(stores.directory, stores.postings, stores.ledger)
    berlin = Practice(samples.content(), held, "Europe/Berlin", daily_answers=2)
    late = NOON.replace(hour=22, minute=30)  # half past eleven in Berlin
    first = await berlin.submit(ADA, late, "message-1", "coin-flips", "Flip it.")
    await berlin.revise(ADA, late, "message-2", first.answer.id, "Flip it often.")
    with pytest.raises(DailyLimitError) as caught:
        await berlin.submit(ADA, late, "message-3", "coin-flips", "Flip it more.")
    assert caught.value.again_on == late.date() + timedelta(days=1)
    assert len(await berlin.history(ADA, 10)) == 2
    after_midnight = late + timedelta(minutes=30)
    assert not (await berlin.submit(ADA, after_midnight, "message-3", "coin-flips", "Flip it more.")).repeated


TOUCHES: dict[str, Callable[[Practice, int], Awaitable[object]]] = {
    "revise": lambda practice, answer_id: practice.revise(BOB, NOON, "message-2", answer_id, "Mine now."),
    "card": lambda practice, answer_id: practice.card(BOB, answer_id, NOON),
    "withdraw": lambda practice, answer_id: practice.withdraw(BOB, answer_id),
    "self-check": lambda practice, answer_id: practice.check_oneself(BOB, answer_id, frozenset(), NOON),
    "submit": lambda practice, answer_id: practice.submit(
        BOB, NOON, "message-2", "coin-flips", "Mine now.", revises=answer_id
    ),
}


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
async def test_nobody_can_touch_another_members_answer(
    practice: Practice, touch: Callable[[Practice, int], Awaitable[object]]
) -> None:
    answer_id = (await practice.submit(ADA, NOON, "message-1", "coin-flips", "Flip it.")).answer.id
    with pytest.raises(UnknownAnswerError):
        await touch(practice, answer_id)


async def test_another_workspace_cannot_see_an_answer(practice: Practice) -> None:
    answer_id = (await practice.submit(ADA, NOON, "message-1", "coin-flips", "Flip it.")).answer.id
    with pytest.raises(UnknownAnswerError):
        await practice.card(replace(ADA, workspace="elsewhere"), answer_id, NOON)


async def test_the_model_answer_is_for_those_who_have_answered(practice: Practice) -> None:
    with pytest.raises(NotAnsweredYetError):
        await practice.reveal(ADA, "coin-flips")
    await practice.submit(ADA, NOON, "message-1", "coin-flips", "Flip it.")
    assert (await practice.reveal(ADA, "coin-flips")).id == "coin-flips"
    with pytest.raises(NotAnsweredYetError):
        await practice.reveal(BOB, "coin-flips")


async def test_a_card_holds_the_grade_the_earlier_try_and_the_streak(
    practice: Practice, stores: InMemoryStores
) -> None:
    first = await practice.submit(ADA, NOON, "message-1", "coin-flips", "Flip it.")
    await graded(practice, stores, first.answer.id, score=1)
    second = await practice.revise(ADA, NOON, "message-2", first.answer.id, "Flip it a thousand times.")
    await graded(practice, stores, second.answer.id, score=3)
    card = await practice.card(ADA, second.answer.id, NOON)
    assert card.graded.grade is not None
    assert card.graded.grade.verdict.total == 75
    assert card.before is not None
    assert card.before.grade is not None
    assert card.before.grade.verdict.total == 25
    assert card.streak.current == 1


async def test_the_first_card_of_a_day_tells_the_streak_and_the_others_do_not(
    practice: Practice, stores: InMemoryStores
) -> None:
    told = []
    for key, now in (("one", NOON - timedelta(days=1)), ("two", NOON), ("three", NOON)):
        answer = (await practice.submit(ADA, now, key, "coin-flips", "Flip it.")).answer
        await graded(practice, stores, answer.id, score=1)
        told.append("of your streak" in str(card_reply(await practice.card(ADA, answer.id, now)).parts))
    assert told == [True, True, False]


async def test_an_answer_that_waits_has_a_card_without_a_grade(practice: Practice) -> None:
    answer_id = (await practice.submit(ADA, NOON, "message-1", "coin-flips", "Flip it.")).answer.id
    card = await practice.card(ADA, answer_id, NOON)
    assert card.graded.grade is None
    assert (await practice.progress(ADA, NOON)).waiting == 1


async def test_a_self_check_keeps_known_points_only_and_replaces_the_last_one(practice: Practice) -> None:
    answer_id = (await practice.submit(ADA, NOON, "message-1", "coin-flips", "Flip it.")).answer.id
    await practice.check_oneself(ADA, answer_id, frozenset({"design-first", "made-up"}), NOON)
    card = await practice.check_oneself(ADA, answer_id, frozenset({"numbers-second"}), NOON)
    assert card.check is not None
    assert card.check.said == {"numbers-second"}
    assert (await practice.card(ADA, answer_id, NOON)).check == card.check


async def test_a_withdrawn_answer_leaves_the_history(practice: Practice) -> None:
    answer_id = (await practice.submit(ADA, NOON, "message-1", "coin-flips", "Flip it.")).answer.id
    assert (await practice.withdraw(ADA, answer_id)).state is GradeState.WITHDRAWN
    assert await practice.history(ADA, 10) == []


async def test_history_is_newest_first_and_limited(practice: Practice) -> None:
    for number in range(4):
        await practice.submit(ADA, NOON + timedelta(minutes=number), f"message-{number}", "coin-flips", "Flip it.")
    history = await practice.history(ADA, 2)
    assert [entry.answer.submitted_at.minute for entry in history] == [3, 2]


async def test_progress_counts_the_best_try_per_question(practice: Practice, stores: InMemoryStores) -> None:
    for number, score in enumerate([3.0, 1.0]):
        submission = await practice.submit(ADA, NOON, f"message-{number}", "coin-flips", "Flip it.")
        await graded(practice, stores, submission.answer.id, score)
    progress = await practice.progress(ADA, NOON)
    assert (progress.answers, progress.questions, progress.waiting) == (2, 1, 0)
    assert {score.mean for score in progress.skills} == {75}


def test_the_request_carries_style_and_audience_from_the_content() -> None:
    content = samples.content()
    assert grading_request(content, "coin-flips", "Flip it.").style is None
    request = grading_request(content, "coin-flips", "Flip it.", "meta")
    assert request.style is not None
    assert sum(weight for _, weight in request.rubric) == pytest.approx(100)


async def test_a_page_counts_all_answers_though_it_looks_at_the_newest_alone(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.practice._HISTORY", 2)
    for number, question_id in enumerate(("dice-rolls", "coin-flips", "coin-flips")):
        at = NOON + timedelta(hours=number)
        await practice.submit(ADA, at, f"event-{number}", question_id, "I would flip it.")
    progress = await practice.progress(ADA, NOON + timedelta(hours=3))
    assert (progress.answers, progress.questions, len(progress.history)) == (3, 2, 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\u00a0\u2003", "empty"),
        ("x" * (MOST_CHARACTERS + 1), "too-long"),
        ("plain\0text", "not-text"),
        ("half a pair \ud800", "not-text"),
        ("\x01\x02\x03\x04\x05 header", "not-text"),
        ("🎉🎉 👍", "no-words"),
        (":thumbsup: :+1::skin-tone-3: :shipit-2:", "no-words"),
        ("<:party_blob:81384788765712384> <a:wave:81384788765712385>", "no-words"),
        ("https://tenor.com/view/cat-dancing-gif-1234567", "no-words"),
        ("... --- !!!", "no-words"),
        ("\u200b\u200b", "no-words"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(AnswerRefusedError) as caught:
        check_answer(text)
    assert caught.value.reason == reason


async def test_a_refused_answer_leaves_nothing_behind(practice: Practice, stores: InMemoryStores) -> None:
    with pytest.raises(AnswerRefusedError):
        await practice.submit(ADA, NOON, "message-1", "coin-flips", "x" * 50_000)
    assert not stores.state.answers
    assert await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30) == []


@pytest.mark.parametrize(
    "text",
    [
        "نعم، سأرمي العملة",
        "是",
        "7",
        "ok 👍",
        "https://example.org/ab，样本太小",
        "10:30:00",
        "p < 0.05 :thumbsup:",
        "no :thumbsup:",
        "12:30:45",
        "a:b:c",
        "naïve Bayes",
        "x" * MOST_CHARACTERS,
        "a\x1b[31mb",
    ],
)
def test_anything_with_words_is_taken(text: str) -> None:
    check_answer(text)


@given(st.text().filter(lambda text: ":" not in text))  # between which the name of an emoji may stand
def test_whatever_is_taken_has_a_letter_or_a_digit(text: str) -> None:
    try:
        check_answer(text)
    except AnswerRefusedError as error:
        outcome = error.reason
    else:
        outcome = "taken"
    has_words = any(character.isalnum() for character in text)
    assert outcome in ({"taken", "too-long", "not-text"} if has_words else {"empty", "no-words", "not-text"})

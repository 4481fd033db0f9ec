from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from bot.core.chat import Bars, Buttons, Callout, ChatEvent, Checklist, Excerpt, Heading, Reply, ReplyKind, Rows, Text
from bot.core.commands import COMMANDS, dispatch, find
from bot.core.errors import StorageError, UnknownAnswerError
from bot.core.grading.grade import JudgeIdentity
from bot.core.ports import Ledger
from bot.core.practice import Practice, Stores
from bot.core.records import JobKind, NewAnswer, NewJob, Origin, Submission
from bot.core.wording import catalogue
from tests import samples
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryLedger, InMemoryStores
from tests.samples import ADA, BOB, NOON


@pytest.fixture
def stores() -> InMemoryStores:
    return InMemoryStores()


@pytest.fixture
def practice(stores: InMemoryStores) -> Practice:
    return Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger))


async def do(
    practice: Practice,
    command: str,
    options: Mapping[str, str] | None = None,
    text: str = "",
    key: str = "event-1",
    origin: Origin = ADA,
    at: datetime = NOON,
) -> Reply:
    reply = await dispatch(room_of(practice), ChatEvent(key, origin, at, command, text, options or {}))
    assert reply is not None
    return reply


def words(reply: Reply) -> str:
    """Everything a reply says, for looking things up in it."""
    return "\n".join(str(part) for part in reply.parts)


async def answered(
    practice: Practice, stores: InMemoryStores, key: str = "message-1", score: float = 2.0, *, estimate: bool = False
) -> str:
    """An answer that was graded; its id."""
    text = "I would flip it many times."
    receipt = await do(practice, "answer", {"question": "coin-flips"}, text, key)
    answer_id = receipt.context["answer_id"]
    [job] = await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)
    verdict = samples.verdict(text, score, estimate=estimate)
    assert await stores.ledger.save_grade(job, int(answer_id), verdict, NOON, None)
    return answer_id


async def test_without_options_the_question_of_the_day_is_put(practice: Practice) -> None:
    reply = await do(practice, "question")
    assert reply.kind is ReplyKind.QUESTION
    assert not reply.private
    assert reply.context["question_id"] in practice.content.bank
    assert (await do(practice, "question", key="event-2")).context == reply.context


async def test_a_question_shows_its_prompt_and_facts_but_not_its_rubric_or_answer(practice: Practice) -> None:
    shown = words(await do(practice, "question", {"question": "coin-flips"}))
    question = practice.content.bank.get("coin-flips")
    assert question.prompt in shown
    assert "●●○○○" in shown
    assert question.model_answer not in shown
    assert question.rubric[0].key_points[0].idea not in shown


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"track": "communication"}, {"say-it-simply"}),
        ({"difficulty": "4"}, {"dice-rolls"}),
        ({"difficulty": "4-1", "track": "experimentation"}, {"coin-flips", "dice-rolls"}),
        ({"skill": "statistics,structure"}, {"coin-flips", "dice-rolls", "say-it-simply"}),
        ({"another": "yes"}, {"coin-flips", "dice-rolls", "say-it-simply"}),
        ({"question": "dice-rolls", "style": "META"}, {"dice-rolls"}),
    ],
)
async def test_options_narrow_the_choice(practice: Practice, options: dict[str, str], expected: set[str]) -> None:
    assert (await do(practice, "question", options)).context["question_id"] in expected


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("question", {"track": "cooking"}, "Choose from: communication"),
        ("question", {"skill": "juggling"}, "research-design"),
        ("question", {"difficulty": "9"}, "1 to 5"),
        ("question", {"style": "acme"}, "meta"),
        ("question", {"track": "behavioral"}, "track behavioral"),
        ("question", {"question": "coin-flip"}, "Did you mean `coin-flips`"),
        ("question", {"question": "zzz"}, "no question `zzz`"),
        ("answer", {}, "Ask for one first"),
        ("answer", {"question": "coin-flips", "seconds": "-4"}, "not a number"),
        ("answer", {"question": "coin-flips"}, "empty"),
        ("hint", {}, "Ask for one first"),
        ("hint", {"question": "nowhere"}, "no question"),
        ("model-answer", {}, "Ask for one first"),
        ("model-answer", {"question": "coin-flips"}, "Answer first"),
        ("revise", {}, "Which answer"),
        ("card", {"answer_id": "77"}, "no answer number 77"),
        ("card", {"answer_id": "1e3"}, "not a number"),
        ("self-check", {"answer_id": "9" * 40}, "not a number"),
        ("withdraw", {"answer_id": "5"}, "no answer number 5"),
    ],
)
async def test_what_a_member_can_mend_is_refused_with_the_remedy(
    practice: Practice, command: str, options: dict[str, str], said: str
) -> None:
    reply = await do(practice, command, options)
    assert reply.kind is ReplyKind.REFUSAL
    assert reply.private
    assert said in words(reply)


async def test_a_refusal_shows_what_was_typed_without_letting_it_break_out(practice: Practice) -> None:
    reply = await do(practice, "question", {"question": "`**bold**`\x1b[31m" + "x" * 500})
    [text] = reply.parts
    assert isinstance(text, Text)
    assert text.markdown.count("`") == 2
    assert "\x1b" not in text.markdown
    assert len(text.markdown) < 200


async def test_an_unknown_command_gets_help(practice: Practice) -> None:
    reply = await do(practice, "dance")
    assert reply.kind is ReplyKind.REFUSAL
    assert all(command.usage in words(reply) for command in COMMANDS)


async def test_help_lists_every_command(practice: Practice) -> None:
    reply = await do(practice, "help")
    assert reply.kind is ReplyKind.HELP
    assert all(command.summary in words(reply) for command in COMMANDS)


def test_commands_are_found_by_name_and_alias_in_any_case() -> None:
    assert find("Question") is find("ask")
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))


async def test_every_button_leads_to_a_command(practice: Practice, stores: InMemoryStores) -> None:
    answer_id = await answered(practice, stores)
    replies = [
        await do(practice, "question", {"question": "coin-flips"}),
        await do(practice, "hint", {"question": "coin-flips"}),
        await do(practice, "card", {"answer_id": answer_id}),
        await do(practice, "self-check", {"answer_id": answer_id}),
    ]
    buttons = [
        button for reply in replies for part in reply.parts if isinstance(part, Buttons) for button in part.items
    ]
    assert len(buttons) >= 6
    for button in buttons:
        command = find(button.command)
        assert command is not None
        known = {option.name for option in command.options}
        assert set(button.options) <= known


async def test_an_answer_is_acknowledged_and_a_repeat_is_not_counted_twice(
    practice: Practice, stores: InMemoryStores
) -> None:
    first = await do(practice, "answer", {"question": "coin-flips"}, "Flip it.", "message-1")
    again = await do(practice, "answer", {"question": "coin-flips"}, "Flip it.", "message-1")
    assert first == again  # its member sent it once, however often its event is dealt with
    assert first.kind is ReplyKind.RECEIPT
    assert len(await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)) == 1


async def test_an_over_long_answer_is_refused_with_the_limit(practice: Practice, stores: InMemoryStores) -> None:
    reply = await do(practice, "answer", {"question": "coin-flips"}, "x" * 50_000)
    assert "50,000" in words(reply)
    assert "12,000" in words(reply)
    assert not stores.state.answers


async def test_a_card_starts_with_the_one_thing_to_do_next(practice: Practice, stores: InMemoryStores) -> None:
    reply = await do(practice, "card", {"answer_id": await answered(practice, stores)})
    title, following, *_ = reply.parts
    assert title == Heading("A fair coin? · 50 of 100")
    assert following == Callout("Next", "Say how many flips.")


async def test_a_card_highlights_the_members_own_words(practice: Practice, stores: InMemoryStores) -> None:
    reply = await do(practice, "card", {"answer_id": await answered(practice, stores)})
    [excerpt] = [part for part in reply.parts if isinstance(part, Excerpt)]
    assert excerpt.text == "I would flip it many times."
    assert [excerpt.text[mark.start : mark.end] for mark in excerpt.marks] == ["I"]


async def test_an_estimate_is_a_range_and_says_what_it_is(practice: Practice, stores: InMemoryStores) -> None:
    reply = await do(practice, "card", {"answer_id": await answered(practice, stores, estimate=True)})
    assert reply.parts[0] == Heading("A fair coin? · about 40 to 60 of 100")
    assert "offline estimate" in words(reply)
    [bars] = [part for part in reply.parts if isinstance(part, Bars)]
    assert all(bar.low is not None and bar.high is not None and bar.low < bar.high for bar in bars.items)


async def test_a_revision_shows_the_gain(practice: Practice, stores: InMemoryStores) -> None:
    first = await answered(practice, stores, score=1)
    receipt = await do(practice, "revise", {"answer_id": first}, "I would flip it a thousand times.", "message-2")
    answer_id = receipt.context["answer_id"]
    [job] = await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)
    await stores.ledger.save_grade(job, int(answer_id), samples.verdict(score=2), NOON, None)
    shown = words(await do(practice, "card", {"answer_id": answer_id}))
    assert "**+25** points" in shown
    assert "About design" in shown


@pytest.mark.parametrize(("score", "said"), [(1, "-25"), (2, "No change")])
async def test_a_revision_that_gains_nothing_says_so(
    practice: Practice, stores: InMemoryStores, score: float, said: str
) -> None:
    first = await answered(practice, stores, score=2)
    receipt = await do(practice, "revise", {"answer_id": first}, "Hm, flip it.", "message-2")
    [job] = await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)
    await stores.ledger.save_grade(job, int(receipt.context["answer_id"]), samples.verdict(score=score), NOON, None)
    assert said in words(await do(practice, "card", receipt.context))


async def test_scores_of_different_judges_are_not_compared(practice: Practice, stores: InMemoryStores) -> None:
    first = await answered(practice, stores, score=1)
    receipt = await do(practice, "revise", {"answer_id": first}, "Flip it again.", "message-2")
    [job] = await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)
    other = samples.verdict(score=4, judge=JudgeIdentity(name="other", model="other", version="1"))
    await stores.ledger.save_grade(job, int(receipt.context["answer_id"]), other, NOON, None)
    assert "another judge" in words(await do(practice, "card", receipt.context))


async def test_hints_go_from_first_to_last_and_then_end_kindly(practice: Practice) -> None:
    hints = practice.content.bank.get("coin-flips").hints
    first = await do(practice, "hint", {"question": "coin-flips"})
    assert first.parts[0] == Callout("Hint 1 of 2", hints[0])
    assert isinstance(first.parts[1], Buttons)
    second = await do(practice, "hint", dict(first.parts[1].items[0].options))
    assert second.parts == (Callout("Hint 2 of 2", hints[1]),)
    assert "no further hint" in words(await do(practice, "hint", {"question": "coin-flips", "number": "3"}))


async def test_the_model_answer_comes_with_the_common_mistakes(practice: Practice, stores: InMemoryStores) -> None:
    await answered(practice, stores)
    shown = words(await do(practice, "model-answer", {"question": "coin-flips"}))
    assert practice.content.bank.get("coin-flips").model_answer in shown
    assert "a coin owes nothing" in shown


async def test_the_self_check_lists_every_key_point_and_keeps_both_numbers(
    practice: Practice, stores: InMemoryStores
) -> None:
    answer_id = await answered(practice, stores, estimate=True)
    blank = await do(practice, "self-check", {"answer_id": answer_id})
    [checklist] = [part for part in blank.parts if isinstance(part, Checklist)]
    assert len(checklist.items) == 6
    assert not any(tick.ticked for tick in checklist.items)
    assert checklist.items[0].hint == "found: I"
    said = {"answer_id": answer_id, "said": "design-first, design-second,numbers-first"}
    ticked = await do(practice, "self-check", said)
    [checklist] = [part for part in ticked.parts if isinstance(part, Checklist)]
    assert sum(tick.ticked for tick in checklist.items) == 3
    assert "3 of 6 points, 65 of 100" in words(ticked)
    assert "40 to 60" in words(ticked)
    assert "3 of 6" in words(await do(practice, "card", {"answer_id": answer_id}))


async def test_progress_starts_with_an_invitation(practice: Practice) -> None:
    assert "streak begins today" in words(await do(practice, "progress"))


async def test_progress_shows_streak_and_skills_by_judge(practice: Practice, stores: InMemoryStores) -> None:
    await answered(practice, stores)
    shown = words(await do(practice, "progress"))
    assert "1 day" in shown
    assert "statistics" in shown
    assert "2 criteria, fake" in shown


async def test_progress_names_answers_that_wait(practice: Practice) -> None:
    await do(practice, "answer", {"question": "coin-flips"}, "Flip it.", "message-1")
    assert "Waiting" in words(await do(practice, "progress"))


async def test_history_is_the_members_own(practice: Practice, stores: InMemoryStores) -> None:
    answer_id = await answered(practice, stores, estimate=True)
    await do(practice, "revise", {"answer_id": answer_id}, "Flip it again.", "message-2")
    [_, rows] = (await do(practice, "history")).parts
    assert isinstance(rows, Rows)
    assert [row[2:] for row in rows.rows] == [("A fair coin? (revised)", "waiting"), ("A fair coin?", "about 40-60")]
    assert "No answers yet" in words(await do(practice, "history", origin=BOB))


async def test_history_names_a_question_that_left_the_bank_by_its_id(stores: InMemoryStores) -> None:
    everything = Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger))
    await answered(everything, stores)
    smaller = Practice(samples.content(samples.question("other")), everything._stores)
    assert "coin-flips" in words(await do(smaller, "history"))


async def test_a_withdrawn_answer_says_so_and_is_gone(practice: Practice, stores: InMemoryStores) -> None:
    answer_id = await answered(practice, stores)
    assert "Withdrawn" in words(await do(practice, "withdraw", {"answer_id": answer_id}))
    assert "No answers yet" in words(await do(practice, "history"))


class BrokenLedger(InMemoryLedger, Ledger):
    async def submit(self, answer: NewAnswer, job: NewJob, most_a_day: int = 0) -> Submission:
        raise StorageError("the disk is full", "make room and try again")


async def test_what_no_member_can_mend_is_raised(stores: InMemoryStores) -> None:
    broken = Practice(samples.content(), Stores(stores.directory, stores.postings, BrokenLedger(stores.state)))
    with pytest.raises(StorageError, match="make room"):
        await do(broken, "answer", {"question": "coin-flips"}, "Flip it.")


def test_every_text_is_plain_enough_to_translate() -> None:
    for key, text in catalogue().items():
        assert text.strip() == text, key
        assert "{}" not in text, key


async def test_a_daily_limit_is_a_polite_no_that_says_when_to_go_on(stores: InMemoryStores) -> None:
    held = Stores(stores.directory, stores.postings, stores.ledger)
    practice = Practice(samples.content(), held, daily_answers=1)
    await do(practice, "answer", {"question": "coin-flips"}, "Flip it.", "message-1")
    reply = await do(practice, "answer", {"question": "coin-flips"}, "Flip it again.", "message-2")
    assert reply.kind is ReplyKind.REFUSAL
    assert "from midnight (2026-11-19)" in words(reply)


def commands(reply: Reply) -> list[str]:
    """What a reply's buttons do."""
    return [button.command for part in reply.parts if isinstance(part, Buttons) for button in part.items]


async def test_a_judges_grade_can_be_contested_once(practice: Practice, stores: InMemoryStores) -> None:
    answer_id = await answered(practice, stores)
    card = await do(practice, "card", {"answer_id": answer_id})
    assert "contest" in commands(card)
    reply = await do(practice, "contest", {"answer_id": answer_id})
    assert (reply.kind, reply.context["answer_id"]) == (ReplyKind.RECEIPT, answer_id)
    assert "until then your **50** stands" in words(reply)
    assert len(await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)) == 2
    again = await do(practice, "appeal", {"answer_id": answer_id}, at=NOON + timedelta(seconds=1))
    assert again.kind is ReplyKind.REFUSAL
    assert "can be done once" in words(again)


async def test_the_card_of_a_contested_grade_says_how_it_stands(practice: Practice, stores: InMemoryStores) -> None:
    answer_id = await answered(practice, stores)
    await do(practice, "contest", {"answer_id": answer_id})
    waiting = await do(practice, "card", {"answer_id": answer_id})
    assert "**50** stands" in words(waiting)
    for job, score in zip(await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30), (0.0, 1.0), strict=True):
        await stores.ledger.save_opinion(job, int(answer_id), samples.verdict(score=score), NOON, None)
    decided = await do(practice, "card", {"answer_id": answer_id})
    assert "gave **50, 0, 25**" in words(decided)
    assert "25 of 100" in words(decided)
    for card in (waiting, decided):
        assert "contest" not in commands(card)
    again = await do(practice, "contest", {"answer_id": answer_id}, at=NOON + timedelta(seconds=1))
    assert "can be done once" in words(again)


async def test_an_estimate_cannot_be_contested_but_self_checked(practice: Practice, stores: InMemoryStores) -> None:
    answer_id = await answered(practice, stores, estimate=True)
    card = await do(practice, "card", {"answer_id": answer_id})
    assert "contest" not in commands(card)
    reply = await do(practice, "contest", {"answer_id": answer_id})
    assert reply.kind is ReplyKind.REFUSAL
    assert "self-check" in words(reply)


async def test_what_no_judge_graded_or_what_was_taken_back_cannot_be_contested(
    practice: Practice, stores: InMemoryStores
) -> None:
    answer_id = await answered(practice, stores)
    await do(practice, "withdraw", {"answer_id": answer_id})
    assert "took this answer back" in words(await do(practice, "contest", {"answer_id": answer_id}))
    receipt = await do(practice, "answer", {"question": "coin-flips"}, "Flip it.", "message-9")
    assert "No judge has graded" in words(await do(practice, "contest", receipt.context))


async def test_another_members_grade_cannot_be_contested(practice: Practice, stores: InMemoryStores) -> None:
    answer_id = int(await answered(practice, stores))
    with pytest.raises(UnknownAnswerError):
        await practice.contest(BOB, answer_id, NOON)

"""Plain wordings, each met as what it is; and true answers that look like commands or prying, which stay answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import pytest

from bot.adapters.packs.loader import load_content
from bot.core.bank.content import Content
from bot.core.interviews.asides import Aside
from bot.core.interviews.facts import find_fact, same_question
from bot.core.interviews.fragments import is_addition, is_unfinished
from bot.core.interviews.listening import Word, command_word, is_bare_yes_or_no, word_of
from bot.core.interviews.moving import rating_of
from bot.core.interviews.speech import listen
from bot.settings import BUILT_IN_PACK
from tests.unit import interview_wordings as wordings
from tests.unit.interview_samples import plan


@cache
def content() -> Content:
    return load_content([BUILT_IN_PACK], None, entry_points=())


def _pairs(table: Mapping[Word, Sequence[str]]) -> list[tuple[Word, str]]:
    return [(word, line) for word, lines in table.items() for line in lines]


def _asked(table: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str, str]]:
    return [(plan_id, question, fact) for plan_id, asked in table.items() for question, fact in asked.items()]


@pytest.mark.parametrize(("word", "line"), _pairs(wordings.WORDS))
def test_a_plain_wording_is_its_word(word: Word, line: str) -> None:
    assert word_of(line) is word


@pytest.mark.parametrize(("line", "word"), wordings.COMMANDS.items())
def test_a_command_where_none_is_needed_is_no_answer(line: str, word: Word) -> None:
    assert (word_of(line) or command_word(line)) is word


@pytest.mark.parametrize("line", wordings.ANSWERS)
def test_an_answer_that_looks_like_a_word_or_like_prying_stays_an_answer(line: str) -> None:
    speech = listen(line)
    assert (word_of(line), command_word(line)) == (None, None)
    assert speech.says
    assert not speech.pries


@pytest.mark.parametrize(
    ("line", "aside"),
    [
        *((line, Aside.HIDDEN) for line in wordings.PRYING),
        *((line, Aside.EARLY) for line in wordings.EARLY),
        *((line, Aside.VERDICT) for line in wordings.CHECKING),
        *((line, Aside.PROCESS) for line in wordings.PROCESS),
        *((line, Aside.MOTIVE) for line in wordings.MOTIVE),
    ],
)
def test_what_is_said_beside_the_case_is_no_answer(line: str, aside: Aside) -> None:
    speech = listen(line)
    assert word_of(line) is None
    assert speech.aside is aside
    assert speech.only_aside
    assert not speech.says


@pytest.mark.parametrize("line", ["Is that too slow?", "Is it too small?", "Is that too expensive?"])
def test_whether_a_thing_of_the_case_is_too_much_is_asked_about_the_case(line: str) -> None:
    speech = listen(line)
    assert speech.questions == (line,)
    assert speech.aside is None


@pytest.mark.parametrize("line", wordings.SMALL_TALK)
def test_small_talk_is_no_answer(line: str) -> None:
    speech = listen(line)
    assert word_of(line) is None
    assert speech.only_aside
    assert speech.aside in {Aside.SMALL_TALK, Aside.MACHINE}


@pytest.mark.parametrize("line", wordings.CHECKING)
def test_making_sure_at_the_end_of_an_answer_leaves_it_an_answer(line: str) -> None:
    speech = listen(f"I'd compare the share of views that suspected bots have before and after. {line}")
    assert speech.says
    assert speech.aside is None
    assert not speech.ends_asking


@pytest.mark.parametrize(
    "lead",
    [
        "Before I start, a few questions.",
        "I have two questions first.",
        "Quick question.",
        "One thing I'd like to understand.",
        "Let me ask something.",
        "Thanks, that helps.",
        "Ok, interesting.",
        "Hi Noor!",
        "Sorry, one more.",
    ],
)
def test_leading_over_to_a_question_is_no_answer(lead: str) -> None:
    assert listen(f"{lead} How many users does Glitter have?").only_asks


@pytest.mark.parametrize("said", ["Precision.", "A t-test.", "Ban them.", "Retention, week four.", "42 groups."])
def test_an_answer_before_a_question_is_kept_however_short(said: str) -> None:
    speech = listen(f"{said} How many users does Glitter have?")
    assert (speech.says, speech.ends_asking) == (True, True)
    assert listen(f"{said} Is that right?").says


def test_no_model_or_labelled_answer_of_the_bank_is_met_as_anything_else() -> None:
    texts = [
        text
        for question in content().bank
        for text in (question.model_answer, *(item.text for item in question.answers))
    ]
    assert len(texts) > 500
    assert [text[:80] for text in texts if word_of(text) or command_word(text) or not listen(text).says] == []


@pytest.mark.parametrize(("plan_id", "question", "fact"), _asked(wordings.FACTS))
def test_a_fact_is_found_however_it_is_asked_for(plan_id: str, question: str, fact: str) -> None:
    found = find_fact(question, content().interviews[plan_id].facts)
    assert listen(question).only_asks
    assert found is not None
    assert found[0].id == fact


@pytest.mark.parametrize(
    ("plan_id", "question"), [(plan_id, line) for plan_id, lines in wordings.NO_FACTS.items() for line in lines]
)
def test_what_no_sheet_says_is_answered_by_no_fact(plan_id: str, question: str) -> None:
    assert find_fact(question, content().interviews[plan_id].facts) is None


@pytest.mark.parametrize(("assumed", "question"), wordings.SAME)
def test_what_was_assumed_is_found_again_in_other_words(assumed: str, question: str) -> None:
    assert listen(assumed).assumptions == (assumed,)
    assert same_question(assumed, question)


@pytest.mark.parametrize(("assumed", "question"), wordings.NOT_SAME)
def test_what_was_assumed_does_not_answer_something_else(assumed: str, question: str) -> None:
    assert not same_question(assumed, question)


@pytest.mark.parametrize("line", wordings.PIECES)
def test_a_piece_of_a_thought_is_unfinished(line: str) -> None:
    assert is_unfinished(line)


@pytest.mark.parametrize("line", [*wordings.WHOLES, *(line for line in wordings.ANSWERS if line[-1] in ".!")])
def test_a_whole_thought_is_finished(line: str) -> None:
    assert not is_unfinished(line)


@pytest.mark.parametrize("line", wordings.ADDITIONS)
def test_what_goes_on_from_before_is_an_addition(line: str) -> None:
    assert is_addition(line)


@pytest.mark.parametrize(
    "line", ["Then I'd ask support.", "The senator first.", "And you?", "Ands and ors.", "2% of them"]
)
def test_what_takes_up_a_question_is_no_addition(line: str) -> None:
    assert not is_addition(line)


@pytest.mark.parametrize("line", ["yes", "No.", "yeah", "nope!", "Yes please", "I think so", "agreed", "not really"])
def test_a_bare_yes_or_no_leaves_everything_open(line: str) -> None:
    assert is_bare_yes_or_no(line)


@pytest.mark.parametrize("line", ["yes, by 3%", "No test.", "Probably the split", "right censored", "true positives"])
def test_a_reason_is_more_than_yes_or_no(line: str) -> None:
    assert not is_bare_yes_or_no(line)


@pytest.mark.parametrize(
    ("line", "stars"),
    [
        ("4 because you let me think", 4),
        ("5/5", 5),
        ("3 stars. Too many follow-ups.", 3),
        ("I'd give you a 4, thanks for the pauses", 4),
        ("I would rate it 2", 2),
        ("four stars", 4),
        ("five!", 5),
        ("a solid 4", 4),
        ("my rating: 3", 3),
        ("One thing that bothered me was the pace", None),
        ("Two of the questions were unclear", None),
        ("10", None),
        ("thanks", None),
    ],
)
def test_a_rating_is_taken_as_people_give_it(line: str, stars: int | None) -> None:
    rating = rating_of(line, plan())
    assert (rating.stars if rating else None) == stars

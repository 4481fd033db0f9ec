"""Commands that are typed as words, and prose that begins like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands.table import COMMANDS, find
from bot.core.commands.typed import Choices, Typed, options_of, question_options, spoken_command, text_of
from tests import samples

CHOICES = Choices.of(samples.content())
NAMES = sorted(name for command in COMMANDS for name in (command.name, *command.aliases))
FOR_TEXT = sorted(name for name in NAMES if (command := find(name)) and command.takes_text)
PLAIN = sorted(set(NAMES) - set(FOR_TEXT))
KNOWN = {*CHOICES.questions, *CHOICES.styles, "communication", "statistics", "structure", "experimentation"}

words = st.text(st.characters(categories=["L"]), min_size=2, max_size=12).filter(lambda word: word.lower() not in KNOWN)
sentences = st.lists(words, min_size=1, max_size=30).map(" ".join)


def understood(name: str, word: str) -> bool:
    """Whether a lone word after a name is one of its choices, such as a track's name."""
    return question_options(word, CHOICES).get("question") != word or (name == "forget" and word.lower() == "yes")


@given(name=st.sampled_from(PLAIN), sentence=sentences, stop=st.sampled_from(["", ".", "!", ", because it is so."]))
def test_prose_that_begins_with_a_commands_name_is_prose(name: str, sentence: str, stop: str) -> None:
    if not any(understood(name, word) for word in sentence.split()):
        assert spoken_command(f"{name.capitalize()} {sentence}{stop}", CHOICES) is None


@given(name=st.sampled_from(FOR_TEXT), sentence=sentences)
def test_what_takes_text_needs_a_colon(name: str, sentence: str) -> None:
    command = find(name)
    assert command is not None
    assert spoken_command(f"{name} {sentence}", CHOICES) is None
    assert spoken_command(f"{name}: {sentence}", CHOICES) == Typed(command.name, sentence)


@given(name=st.sampled_from(NAMES), rest=st.one_of(st.just(""), sentences))
def test_a_slash_always_makes_a_command(name: str, rest: str) -> None:
    command = find(name)
    assert command is not None
    assert spoken_command(f"/{name} {rest}", CHOICES) == Typed(command.name, rest)


@given(name=st.sampled_from(NAMES), stop=st.sampled_from(["", "!", "?", ".", "  "]))
def test_a_name_alone_is_a_command_in_any_case(name: str, stop: str) -> None:
    command = find(name)
    assert command is not None
    assert spoken_command(name.upper() + stop, CHOICES) == Typed(command.name)


@given(text=st.text(max_size=60))
def test_whatever_is_typed_is_a_known_command_or_none(text: str) -> None:
    found = spoken_command(text, CHOICES)
    assert found is None or find(found.name) is not None


@pytest.mark.parametrize(
    "text",
    [
        "question sql 3",
        "question coin-flips",
        "question coin-flip",
        "question track=sql difficulty=2-4",
        "question meta",
        "hint 2",
        "history 20",
        "card 5",
        "card answer=5",
        "self-check design-first,numbers-first",
        "self-check said=design-first",
        "settings private=yes",
        "forget yes",
        "schedule pause",
        "schedule pause 2 2026-12-24",
        "schedule weekdays 9:00 Europe/Berlin track=sql",
    ],
)
def test_words_that_a_command_knows_belong_to_it(text: str) -> None:
    found = spoken_command(text, CHOICES)
    assert found == Typed(text.split(maxsplit=1)[0], text.partition(" ")[2])


@pytest.mark.parametrize(
    "text",
    [
        "Check sample ratio mismatch.",
        "Question the metric first",
        "Share the data.",
        "History matters.",
        "Progress is slow.",
        "Pass!!! I mean it",
        "Card games have 52 cards",
        "Today I would flip it",
        "Schedule a meeting with them",
        "Schedule the job for the night",
        "Answer yes, because it is fair",
        "Self-check the numbers",
        "Forget the coin",
        "hint\nI would flip it",
        "/etc/hosts says so",
        "//hint is how I begin",
        "hint: think first",
        "I have a question",
        "",
        "...",
    ],
)
def test_an_answer_is_not_taken_for_a_command(text: str) -> None:
    assert spoken_command(text, CHOICES) is None


def test_where_no_answer_is_expected_a_commands_name_is_enough() -> None:
    assert spoken_command("schedule weekdys 9:00", CHOICES) is None
    assert spoken_command("schedule weekdys 9:00", CHOICES, prose=False) == Typed("schedule", "weekdys 9:00")
    assert spoken_command("good morning", CHOICES, prose=False) is None


def test_a_text_is_kept_as_it_was_written() -> None:
    assert spoken_command("answer:\nSELECT *\n  FROM t", CHOICES) == Typed("answer", "SELECT *\n  FROM t")


def test_an_equals_sign_in_an_answer_is_part_of_it() -> None:
    command, at_hand = find("answer"), {"question": "coin-flips"}
    assert command is not None
    rest = "SELECT * FROM t WHERE id=5 AND style=3"
    assert options_of(command, rest, at_hand, CHOICES) == at_hand
    assert text_of(command, rest) == rest


def test_options_in_front_of_a_text_are_no_part_of_it() -> None:
    command = find("revise")
    assert command is not None
    rest = "answer=12 Flip it\n  twice."
    assert options_of(command, rest, {"answer_id": "9"}, CHOICES) == {"answer_id": "12"}
    assert text_of(command, rest) == "Flip it\n  twice."
    assert text_of(command, "answer=12") == ""


def test_what_takes_no_text_has_none() -> None:
    command = find("hint")
    assert command is not None
    assert text_of(command, "2") == ""


def test_several_subjects_are_one_option() -> None:
    assert question_options("behavioral communication sql 2-4", CHOICES) == {
        "track": "behavioral,communication",
        "skill": "sql",
        "difficulty": "2-4",
    }


def test_the_choices_of_a_bank_are_made_once() -> None:
    content = samples.content()
    assert Choices.of(content) is Choices.of(content)
    assert Choices.of(content).questions["coin-flips"] == "A fair coin?"
    assert Choices.of(samples.content(samples.question("other"))).questions == {"other": "A fair coin?"}

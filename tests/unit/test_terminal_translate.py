from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.terminal.conversation import Conversation
from bot.adapters.terminal.timer import timer_text
from bot.adapters.terminal.translate import Translator, as_text, revision, ticked_points, typed_as, typed_command
from bot.core.bank.vocabulary import Skill, Track
from bot.core.chat import Button, ChatEvent, Reply, ReplyKind, Tick
from bot.core.commands.options import named_options
from bot.core.commands.typed import Choices, Typed
from tests.fakes.clock import START
from tests.fakes.terminal import MEMBER, card, question

TRANSLATOR = Translator(MEMBER, Choices({"exp-small": "Small", "ml-l1-l2": "L1"}, ("meta", "netflix")))


def conversation_about(question_id: str) -> Conversation:
    talk = Conversation()
    talk.heard(TRANSLATOR.event("question", {}, START), question(question_id))
    return talk


def answered(answer_id: str = "12") -> Conversation:
    talk = conversation_about("exp-small")
    receipt = Reply(ReplyKind.RECEIPT, (), context={"answer_id": answer_id, "question_id": "exp-small"})
    talk.heard(TRANSLATOR.event("answer", {}, START, "my text"), receipt)
    return talk


def typed_event(line: str, talk: Conversation | None = None) -> ChatEvent:
    typed = typed_command(line)
    assert typed is not None
    event = TRANSLATOR.command(typed, talk or Conversation(), START)
    assert event is not None
    return event


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/hint", Typed("hint")),
        ("  /Hint 2  ", Typed("hint", "2")),
        ("/model-answer", Typed("model-answer")),
        ("/question  ml-l1-l2   meta", Typed("question", "ml-l1-l2   meta")),
        ("/revise 3\nThe new text", Typed("revise", "3\nThe new text")),
        ("/answer\n\nFirst.\n\nSecond.", Typed("answer", "First.\n\nSecond.")),
    ],
)
def test_a_line_that_starts_with_a_slash_and_a_word_is_a_command(line: str, expected: Typed) -> None:
    assert typed_command(line) == expected


@pytest.mark.parametrize(
    "text", ["", "I would randomise", "/", "/ hint", "//hint", "/usr/bin is a path", "/hint\nand more", "/2 of them"]
)
def test_everything_else_is_text(text: str) -> None:
    assert typed_command(text) is None


def test_two_slashes_stand_for_text_that_begins_with_one() -> None:
    assert as_text("//hint is what I typed") == "/hint is what I typed"
    assert as_text("no slash // here") == "no slash // here"


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("/question", {}),
        ("/today", {}),
        ("/question ml-l1-l2", {"question": "ml-l1-l2"}),
        ("/question ml-l1-l2 Meta", {"question": "ml-l1-l2", "style": "Meta"}),
        ("/question experimentation 2-4", {"track": "experimentation", "difficulty": "2-4"}),
        ("/question machine-learning product-sense", {"track": "machine-learning,product-sense"}),
        ("/question causal-inference", {"skill": "causal-inference"}),
        ("/question difficulty=3 track=experimentation", {"difficulty": "3", "track": "experimentation"}),
        ("/question id=ml-l1-l2", {"question": "ml-l1-l2"}),
        ("/another", {"another": "yes"}),
        ("/another 5 netflix", {"another": "yes", "difficulty": "5", "style": "netflix"}),
    ],
)
def test_words_after_question_are_told_apart_by_what_they_are(line: str, options: dict[str, str]) -> None:
    event = typed_event(line)
    assert event.command == "question"
    assert event.options == options


@pytest.mark.parametrize("name", [*Track, *Skill])
def test_every_track_and_skill_is_known_by_its_name(name: str) -> None:
    assert typed_event(f"/question {name}").options in ({"track": name}, {"skill": name})


def test_a_command_refers_to_what_is_at_hand_unless_it_is_told_otherwise() -> None:
    talk = answered("12")
    assert typed_event("/card", talk).options == {"answer_id": "12"}
    assert typed_event("/card 5", talk).options == {"answer_id": "5"}
    assert typed_event("/withdraw answer=5", talk).options == {"answer_id": "5"}
    assert typed_event("/model-answer", talk).options == {"question": "exp-small"}
    assert typed_event("/history 3", talk).options == {"limit": "3"}
    assert typed_event("/self-check", talk).options == {"answer_id": "12"}


def test_an_alias_reaches_the_command_it_stands_for() -> None:
    assert typed_event("/check", answered()).command == "self-check"


def test_hints_go_on_from_the_last_one_shown() -> None:
    talk = conversation_about("exp-small")
    assert typed_event("/hint", talk).options == {"question": "exp-small", "number": "1"}
    for number in ("1", "2", "3"):
        hint = Reply(ReplyKind.HINT, (), context={"question_id": "exp-small", "hints": "2"})
        talk.heard(TRANSLATOR.event("hint", {"number": number}, START), hint)
    assert typed_event("/hint", talk).options["number"] == "3"
    assert typed_event("/hint 1", talk).options["number"] == "1"


def test_an_unknown_command_is_no_event() -> None:
    assert TRANSLATOR.command(Typed("hnit"), Conversation(), START) is None


def test_an_answer_carries_its_question_posting_and_time() -> None:
    talk = conversation_about("exp-small")
    event = TRANSLATOR.answer("My answer", talk, START + timedelta(seconds=83.9))
    assert (event.command, event.text, event.origin) == ("answer", "My answer", MEMBER)
    assert event.options == {"question": "exp-small", "posting_id": "7", "seconds": "83"}


def test_the_time_of_a_script_says_nothing_and_is_left_out() -> None:
    scripted = Translator(MEMBER, timed=False)
    event = scripted.answer("My answer", conversation_about("exp-small"), START + timedelta(seconds=83))
    assert "seconds" not in event.options


def test_a_further_text_is_a_better_try_at_the_same_answer() -> None:
    event = TRANSLATOR.answer("Better", answered("12"), START)
    assert (event.command, event.options) == ("revise", {"answer_id": "12"})


def test_a_question_that_is_asked_again_takes_a_new_answer() -> None:
    talk = answered()
    talk.heard(TRANSLATOR.event("question", {}, START), question("exp-small"))
    assert TRANSLATOR.answer("Anew", talk, START).command == "answer"


def test_the_timer_runs_on_when_the_open_question_is_shown_again() -> None:
    talk = conversation_about("exp-small")
    later = START + timedelta(seconds=60)
    talk.heard(TRANSLATOR.event("question", {}, later), question("exp-small"))
    assert talk.seconds(later) == 60
    talk.heard(TRANSLATOR.event("question", {}, later), question("ml-l1-l2"))
    assert talk.seconds(later) == 0


def test_a_withdrawn_answer_is_no_longer_at_hand() -> None:
    talk = answered("12")
    talk.heard(typed_event("/withdraw", talk), Reply(ReplyKind.WITHDRAWN, ()))
    assert TRANSLATOR.answer("Anew", talk, START).command == "answer"
    assert typed_event("/card", talk).options == {}


def test_a_card_of_another_question_moves_the_conversation_there() -> None:
    talk = conversation_about("exp-small")
    talk.heard(typed_event("/card 3", talk), card("old", {"answer_id": "3", "question_id": "ml-l1-l2"}))
    assert typed_event("/model-answer", talk).options == {"question": "ml-l1-l2"}
    assert TRANSLATOR.answer("Better", talk, START).options == {"answer_id": "3"}


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", ("", "")),
        ("12", ("12", "")),
        ("12\nThe text", ("12", "The text")),
        ("12 groups are too few", ("", "12 groups are too few")),
        ("The text", ("", "The text")),
    ],
)
def test_a_revision_names_an_answer_only_by_a_number_on_its_own(rest: str, expected: tuple[str, str]) -> None:
    assert revision(rest) == expected


def talk_with_points(*ticked: bool) -> Conversation:
    talk = Conversation()
    talk.points = tuple(Tick(f"p{number}", "", state) for number, state in enumerate(ticked, 1))
    return talk


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1 3 4", "p1,p3,p4"),
        ("4,1", "p1,p4"),
        ("2-4", "p2,p3,p4"),
        ("4-2 2", "p2,p3,p4"),
        ("all", "p1,p2,p3,p4"),
        ("none", ""),
        ("0", ""),
        ("+3", "p2,p3"),
        ("-2 +1", "p1"),
    ],
)
def test_points_are_ticked_by_their_numbers(typed: str, said: str) -> None:
    assert ticked_points(typed, talk_with_points(False, True, False, False)) == said


@pytest.mark.parametrize("typed", ["", "one two", "1 and 3", "1.5", "1 -2"])
def test_words_that_are_no_numbers_tick_nothing(typed: str) -> None:
    assert ticked_points(typed, talk_with_points(False, False)) is None


@pytest.mark.parametrize(("typed", "number"), [("3", 3), ("1-9", 9), ("+7", 7)])
def test_a_number_without_a_point_is_named(typed: str, number: int) -> None:
    with pytest.raises(IndexError) as caught:
        ticked_points(typed, talk_with_points(False, False))
    assert caught.value.args == (number,)


@given(st.sets(st.integers(1, 30)), st.integers(30, 40))
def test_any_set_of_numbers_ticks_exactly_those_points(numbers: set[int], count: int) -> None:
    talk = talk_with_points(*[False] * count)
    said = ticked_points(" ".join(map(str, numbers)) or "none", talk)
    assert said == ",".join(f"p{number}" for number in sorted(numbers))


@pytest.mark.parametrize(
    ("button", "typed"),
    [
        (Button("Revise", "revise", {"answer_id": "12"}), "/revise"),
        (Button("Revise", "revise", {"answer_id": "5"}), "/revise 5"),
        (Button("Card", "card", {"answer_id": "5"}), "/card 5"),
        (Button("Model answer", "model-answer", {"question": "exp-small"}), "/model-answer"),
        (Button("Model answer", "model-answer", {"question": "ml-l1-l2"}), "/model-answer ml-l1-l2"),
        (
            Button("Another", "question", {"another": "yes", "track": "experimentation"}),
            "/another track=experimentation",
        ),
        (Button("Hint", "hint", {"question": "exp-small", "number": "1"}), "/hint"),
        (Button("Hint", "hint", {"question": "ml-l1-l2", "number": "2"}), "/hint id=ml-l1-l2 number=2"),
        (Button("Check", "self-check", {"answer_id": "5"}), "/self-check answer=5"),
        (Button("Pass", "pass", {"posting_id": "9"}), "/pass 9"),
        (Button("Share", "share", {"answer_id": "5"}), "/share 5"),
        (
            Button("Approve", "suggest", {"suggestion": "3", "decision": "approve"}),
            "/suggest suggestion=3 decision=approve",
        ),
        (Button("Suggestions", "suggest"), "/suggest"),
    ],
)
def test_a_button_is_shown_as_what_does_the_same_when_typed(button: Button, typed: str) -> None:
    talk = answered("12")
    assert typed_as(button, talk.at_hand) == typed
    event = typed_event(typed, talk)
    assert (event.command, event.options) == (button.command, button.options)


@pytest.mark.parametrize(
    ("options", "typed"),
    [
        ({"action": "preview"}, "/schedule preview"),
        ({"action": "save", "schedule": "7", "replaces": "2"}, "/schedule save 7 replaces=2"),
        ({"action": "skip", "schedule": "7", "date": "2026-12-24"}, "/schedule skip 7 date=2026-12-24"),
        ({"action": "form", "schedule": "7"}, "/schedule form schedule=7"),
    ],
)
def test_a_schedules_button_is_shown_as_what_does_the_same_when_typed(options: dict[str, str], typed: str) -> None:
    assert typed_as(Button("Do it", "schedule", options), {}) == typed
    event = typed_event(typed, answered("12"))
    assert event.options == {}
    named, words = named_options(event.text, ("schedule", "replaces", "date"))
    assert named | dict(zip(("action", "schedule"), words, strict=False)) == options  # as the command reads them


@pytest.mark.parametrize("typed", ["/schedule weekdays 9:00", "/suggest", "/settings"])
def test_what_is_open_has_no_part_in_what_is_not_about_it(typed: str) -> None:
    talk = answered("12")
    talk.style = "meta"
    assert typed_event(typed, talk).options == {}


def test_bytes_that_could_not_be_read_reach_the_core_as_replacement_characters() -> None:
    event = TRANSLATOR.event("card", {"answer_id": "\udcff1"}, START, "caf\udce9")
    assert (event.text, event.options["answer_id"]) == ("caf\ufffd", "\ufffd1")


def test_every_event_has_a_key_of_its_own() -> None:
    assert TRANSLATOR.event("hint", {}, START).key != TRANSLATOR.event("hint", {}, START).key


@pytest.mark.parametrize(
    ("seconds", "box", "text"),
    [
        (5, 10, "0:05 of 10 min"),
        (600, 10, "10:00 of 10 min"),
        (725, 10, "12:05 · 2:05 over 10 min"),
        (3725, 0, "1:02:05"),
    ],
)
def test_the_timer_says_how_long_and_how_much_over(seconds: int, box: int, text: str) -> None:
    assert timer_text(seconds, box) == text

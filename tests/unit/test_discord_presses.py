from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.addresses import split_address, with_address
from bot.adapters.discord.presses import TEMPLATE, Press, chosen, decode, encode
from bot.bootstrap.bank import load_content_for
from bot.cli.sample_replies import by_name, sample_replies
from bot.core.chat import Button, Buttons
from bot.core.commands import COMMANDS
from bot.settings import Settings
from tests import samples
from tests.unit.discord_limits import length

LONGEST_ID = "q" * 60  # what a pack may call a question

options = st.dictionaries(
    st.sampled_from(("question", "answer_id", "posting_id", "number", "style", "another", "track", "sure", "my_zone")),
    st.text(max_size=8),
    max_size=3,
)


@given(st.sampled_from(COMMANDS), options, st.integers(0, 3))
def test_a_press_comes_back_as_it_was_sent(command: object, given_: dict[str, str], copy: int) -> None:
    name = getattr(command, "name", "")
    try:
        custom_id = encode(Button("Label", name, given_), copy=copy)
    except ValueError:
        return  # too long to be a button, said below
    assert decode(custom_id) == Press(name, given_)
    assert TEMPLATE.fullmatch(custom_id)


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "gr1:",
        "gr0:hint:qml-l1-l2",
        "gr2:hint:qml-l1-l2",
        "someone-elses",
        "gr1:no-such-command:q1",
        "gr1:hint:Q1",
        "gr1:hint:=1=2",
        "gr1:hint:~0.2",
        "gr1:hint\n:q1",
        "xgr1:hint:q1",
    ],
)
def test_ids_of_others_or_of_other_versions_mean_nothing(custom_id: str) -> None:
    assert decode(custom_id) is None


def test_what_does_not_fit_is_said_and_not_cut() -> None:
    with pytest.raises(ValueError, match="longer than the 100 characters"):
        encode(Button("Answer", "answer", {"question": "q" * 100}))


def all_buttons_of(question_id: str, number: str, style: str) -> list[Button]:
    """Every combination of options that replies put on buttons, at its longest."""
    asked: Mapping[str, str] = {"question": question_id, "posting_id": number, "style": style}
    answered = ("revise", "self-check", "contest", "card", "share", "follow-up", "withdraw")
    return [
        Button("", "answer", asked),
        Button("", "answer", {"question": question_id, "posting_id": number}),
        Button("", "hint", {"question": question_id, "number": "3"}),
        Button("", "model-answer", {"question": question_id}),
        Button("", "question", {"another": "yes"}),
        Button("", "question", {"question": question_id}),
        Button("", "pass", {"posting_id": number}),
        *(Button("", command, {"answer_id": number}) for command in answered),
    ]


def test_every_button_of_every_question_fits() -> None:
    content = load_content_for(Settings())
    styles = ["", *content.styles]
    for question in content.bank:
        for style in styles:
            for button in all_buttons_of(question.id, "9" * 15, style):
                assert length(encode(button, copy=9)) <= 100


def test_the_longest_id_that_a_pack_may_use_fits_with_every_option() -> None:
    for button in all_buttons_of(LONGEST_ID, "9" * 15, "netflix"):
        assert decode(encode(button)) == Press(button.command, button.options)


def test_buttons_on_real_replies_fit_with_the_server_that_they_are_about() -> None:
    replies = by_name(sample_replies(samples.content())).values()
    shown = [button for reply in replies for part in reply.parts if isinstance(part, Buttons) for button in part.items]
    assert shown
    for button in shown:
        custom_id = encode(button, copy=9)
        assert split_address(with_address(custom_id, "9" * 19)) == ("9" * 19, custom_id)
        assert decode(custom_id) == Press(button.command, button.options)


def menu(copy: int, *points: tuple[str, bool]) -> dict[str, object]:
    custom_id = encode(Button("", "self-check", {"answer_id": "7"}), fills="said", copy=copy)
    return {"type": 3, "custom_id": custom_id, "options": [{"value": name, "default": on} for name, on in points]}


def test_a_choice_fills_its_option() -> None:
    only = menu(0, ("a", False), ("b", False))
    press = chosen(str(only["custom_id"]), ["b"], [{"type": 1, "components": [only]}])
    assert press == Press("self-check", {"answer_id": "7", "said": "b"})


def test_choosing_nothing_says_so() -> None:
    only = menu(0, ("a", True))
    press = chosen(str(only["custom_id"]), [], [{"type": 1, "components": [only]}])
    assert press == Press("self-check", {"answer_id": "7", "said": ""})


def test_what_was_chosen_in_the_other_menus_of_a_long_list_still_holds() -> None:
    first, second = menu(0, ("a", True), ("b", False)), menu(1, ("c", True), ("d", True))
    other = {"type": 3, "custom_id": "gr1:self-check:a8:?said", "options": [{"value": "x", "default": True}]}
    message = [{"type": 17, "components": [{"type": 1, "components": [item]} for item in (first, second, other)]}]
    press = chosen(str(first["custom_id"]), ["b"], message)
    assert press == Press("self-check", {"answer_id": "7", "said": "b,c,d"})


def test_a_choice_in_a_menu_of_others_is_none() -> None:
    assert chosen("theirs", ["a"], []) is None
    assert chosen("gr1:hint:qa", ["a"], []) is None


def test_the_library_knows_our_buttons_by_the_template() -> None:
    from discord import ui

    class Ours(ui.DynamicItem[ui.Button[ui.View]], template=TEMPLATE):
        pass

    assert Ours(ui.Button(custom_id=encode(Button("", "hint", {"question": "ml-l1-l2"})))).is_persistent()
    with pytest.raises(ValueError, match="must match the template"):
        Ours(ui.Button(custom_id="theirs"))

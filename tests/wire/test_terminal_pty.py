"""The terminal conversation on a pseudo-terminal: real keys, real signals, real escape sequences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from tests.wire.pty_screen import END, ENTER, INTERRUPT, UP, Screen

pytestmark = pytest.mark.slow

Opened = Callable[..., Screen]


@pytest.fixture
def opened() -> Iterator[Opened]:
    screens: list[Screen] = []

    def open_screen(*arguments: str, columns: int = 80, **environment: str) -> Screen:
        screens.append(Screen("tests.wire.terminal_child", *arguments, columns=columns, environment=environment))
        return screens[-1]

    yield open_screen
    for screen in screens:
        screen.close()


def test_two_typed_lines_are_an_answer_and_bring_a_card(opened: Opened) -> None:
    screen = opened()
    screen.shows("The question today")
    screen.shows("Type your answer")
    screen.types("I would randomise.", ENTER, "Then measure.", ENTER, ENTER)
    screen.shows("Got it.")
    screen.shows("Card 1: about 40 to 60 of 100")
    screen.shows("│ I would randomise.\n│ Then measure.\n")
    screen.shows("You can:")
    screen.types(END)
    screen.shows("Nothing is lost")
    assert screen.ends() == 0


def test_a_paste_of_several_lines_waits_to_be_sent(opened: Opened) -> None:
    screen = opened()
    screen.shows("Type your answer")
    screen.types("\x1b[200~First.\r\rSecond.\r\rThird.\x1b[201~")
    screen.shows("Third.")
    assert "Got it." not in screen.text()
    screen.types(END)
    screen.shows("│ First.\n│\n│ Second.\n│\n│ Third.\n")
    screen.types(END)
    assert screen.ends() == 0


def test_ctrl_c_first_clears_then_leaves_and_nothing_is_lost(opened: Opened) -> None:
    screen = opened()
    screen.shows("Type your answer")
    screen.types("half an answer", INTERRUPT, UP, END)
    screen.shows("│ half an answer\n")
    screen.types("thanks", INTERRUPT, INTERRUPT)
    screen.shows("Nothing is lost")
    assert "Card 2" not in screen.text()
    assert screen.ends() == 0


def test_ctrl_c_while_a_card_is_awaited_gives_the_prompt_back_and_the_card_comes_later(opened: Opened) -> None:
    screen = opened("3")
    screen.shows("Type your answer")
    screen.types("I would randomise.", END)
    screen.shows("Reading your answer")
    screen.types(INTERRUPT)
    screen.shows("The card comes here")
    screen.types("half a ")
    screen.shows("Card 1: about")
    screen.types("better try", END)
    screen.shows("Card 2: about")
    screen.shows("│ half a better try\n")
    screen.types(END)
    assert screen.ends() == 0


def test_a_terminal_made_narrow_while_typing_loses_nothing(opened: Opened) -> None:
    screen = opened()
    screen.shows("Type your answer")
    long = "I would randomise whole groups, because members of one group talk to each other every day."
    screen.types(long)
    screen.resize(40)
    screen.types(" Then", END)
    screen.shows("Got it.")
    screen.shows("You can:")
    card = screen.text().rpartition("Got it.")[2].partition("You can:")[0]
    assert [line for line in card.splitlines() if len(line) > 40] == []
    assert "".join(line.removeprefix("│ ") + " " for line in card.splitlines() if line.startswith("│")).split() == [
        *long.split(),
        "Then",
    ]
    screen.resize(120)
    screen.types("/progress", ENTER)
    screen.shows("Your progress")
    screen.types(END)
    assert screen.ends() == 0


def test_a_dumb_terminal_gets_plain_lines_and_can_answer(opened: Opened) -> None:
    screen = opened(TERM="dumb")
    screen.shows("What do you do?")
    screen.types("I would randomise.\r", "\r")
    screen.shows("Card 1: about")
    screen.types("/quit\r")
    screen.shows("Nothing is lost")
    assert screen.ends() == 0
    assert "\x1b" not in screen.raw


def test_no_color_is_honoured_everywhere(opened: Opened) -> None:
    screen = opened(NO_COLOR="1")
    screen.shows("Type your answer")
    screen.types("I would randomise.", END)
    screen.shows("You can:")
    screen.types(END)
    assert screen.ends() == 0
    codes = {code for found in re.findall(r"\x1b\[([0-9;]*)m", screen.raw) for code in found.split(";")}
    assert not codes & {str(code) for base in (30, 40, 90, 100) for code in range(base, base + 9)}


def test_a_termination_while_typing_restores_the_terminal_and_leaves_the_draft_on_the_screen(opened: Opened) -> None:
    screen = opened()
    screen.shows("Type your answer")
    screen.types("half an answer")
    screen.terminates()
    screen.shows("what you were typing was not")
    assert screen.ends() == 143
    assert "half an answer" in screen.text()
    assert screen.raw.rfind("\x1b[?2004l") > screen.raw.rfind("\x1b[?2004h") >= 0


def test_a_termination_while_a_card_is_awaited_restores_the_terminal(opened: Opened) -> None:
    screen = opened("600")
    screen.shows("Type your answer")
    screen.types("I would randomise.", END)
    screen.shows("Reading your answer")
    screen.terminates()
    screen.shows("was told to stop")
    assert screen.ends() == 143

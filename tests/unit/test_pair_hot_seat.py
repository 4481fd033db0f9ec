from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.core.chat import Reply
from bot.core.interviews.pairing.hot_seat import HotSeat
from bot.core.interviews.pairing.state import PairPhase
from tests import samples
from tests.samples import NOON
from tests.unit.interview_samples import make
from tests.unit.pair_samples import after


def seat() -> HotSeat:
    return HotSeat.begin(make(), samples.content().bank, "Europe/Berlin", NOON)


def words(replies: object) -> str:
    assert isinstance(replies, tuple)
    return "\n".join(str(part) for reply in replies if isinstance(reply, Reply) for part in reply.parts)


def test_lines_do_what_buttons_do() -> None:
    held = seat()
    assert "drive at level 3" in words(held.open())
    assert "given: 3" in words(held.hear("a3 b2", after(1)))
    held.hear("A: My coins.", after(2))
    held.hear("note: Calm.", after(3))
    held.hear("ask", after(4))
    assert "A fair coin" in words(held.hear("next", after(10)))
    assert "Think about what a fair coin would do." in words(held.hear("hint", after(11)))
    assert "clock is stopped" in words(held.hear("pause", after(20)))
    held.hear("resume", after(500))
    held.hear("back", after(510))
    record = held.pair.open_stage
    assert (record.id, record.levels) == ("warm-up", {"drive": 3, "news": 2})
    assert record.notes == {"drive": ("My coins.",), "": ("Calm.",)}
    assert held.pair.stages[1].seconds == 20
    debrief = words(held.hear("stop", after(511)))
    assert "Overall 62 of 100" in debrief
    assert "How you interviewed" in debrief
    assert held.stop(after(512)) == ()


@pytest.mark.parametrize("line", ["A9", "Z3", "A3 Z3", "Z: words", "dance", "note:"])
def test_what_is_not_understood_changes_nothing_and_says_what_is(line: str) -> None:
    held = seat()
    before = held.pair
    assert "`A3 B2`" in words(held.hear(line, after(5)))
    assert held.pair == before


@pytest.mark.parametrize(
    ("line", "said"),
    [("facts", "eight grams"), ("script", "Listen for"), ("scores", "drive at level 0"), ("", "It runs until 13:05")],
)
def test_the_panel_can_be_looked_at_again(line: str, said: str) -> None:
    assert said in words(seat().hear(line, after(5)))


def test_after_the_last_part_it_is_over() -> None:
    held = seat()
    for number in range(3):
        held.hear("next", after(number))
    assert held.pair.phase is PairPhase.DONE
    assert held.over


def test_the_command_ends_with_its_input_and_shows_the_debrief() -> None:
    result = CliRunner().invoke(app, ["interview", "pair", "glitter-bots"], input="A4\n")
    assert result.exit_code == 0
    assert "Listen for" in result.output
    assert "How you interviewed" in result.output

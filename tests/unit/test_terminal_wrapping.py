from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth

from bot.adapters.terminal.wrapping import gaps_before


def rows(text: str, room: int) -> list[str]:
    """The rows a terminal shows: it breaks wherever the next character has no room."""
    shown, column = [""], 0
    for character, gap in zip(text, gaps_before(text, room), strict=True):
        for cell in " " * gap + (character if gap >= 0 else ""):
            if column + get_cwidth(cell) > room:
                shown.append("")
                column = 0
            shown[-1] += cell
            column += get_cwidth(cell)
    return shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("I would randomise", ["I would   ", "randomise"]),
        ("0123456789 next", ["0123456789", "next"]),
        ("012345678 next", ["012345678 ", "next"]),
        ("a-word-without-a-blank", ["a-word-wit", "hout-a-bla", "nk"]),
        ("so averyverylongword", ["so averyve", "rylongword"]),
        ("ends  with", ["ends  with"]),
        ("日本語 日本語", ["日本語    ", "日本語"]),
        ("日本語日本語", ["日本語日本", "語"]),
    ],
)
def test_rows_of_ten_columns_break_between_words(text: str, expected: list[str]) -> None:
    assert rows(text, 10) == expected


@given(st.text(st.sampled_from("ab 日e"), max_size=80), st.integers(8, 20))
def test_nothing_is_lost_and_no_word_that_fits_a_row_is_broken(text: str, room: int) -> None:
    shown = rows(text, room)
    assert "".join("".join(shown).split()) == "".join(text.split())
    fitting = [word for word in text.split() if get_cwidth(word) <= room]
    if len(fitting) == len(text.split()):
        assert " ".join(shown).split() == text.split()

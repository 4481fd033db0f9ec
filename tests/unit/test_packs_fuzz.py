"""Whatever a file holds, loading ends with content and faults, never with an error."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.packs.checking import check_packs
from tests.packs_support import put_question, question_text

TEXT = question_text()
PIECES = st.sampled_from(
    [
        "",
        ":",
        "- ",
        "\n",
        "  ",
        "{",
        "}",
        "[",
        "*x",
        "&x ",
        "!!set ",
        "|",
        ">",
        "#",
        '"',
        "'",
        "\t",
        "null",
        "1e9",
        "~",
        "?",
    ]
)


def faults_beside(text: str | bytes) -> int:
    """Faults of a file with this text; each has its place, and the sound question beside it is there."""
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder)
        put_question(
            pack, "die", text=question_text("die", prompt="What would make you distrust a die, and how to tell?")
        )
        file = put_question(pack, "coin")
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        report = check_packs([pack], entry_points=())
        assert all(fault.path == str(file) and fault.line >= 1 and "\n" not in fault.message for fault in report.faults)
        assert report.questions >= 1
        return len(report.faults)


@given(st.binary(max_size=200))
def test_any_bytes_make_faults(raw: bytes) -> None:
    assert faults_beside(raw) >= 1


@given(st.text(max_size=200))
def test_any_text_makes_faults(text: str) -> None:
    assert faults_beside(text) >= 1


@given(st.integers(0, len(TEXT)), st.integers(0, 40), PIECES)
def test_a_damaged_question_is_told_or_still_sound(start: int, length: int, piece: str) -> None:
    faults_beside(TEXT[:start] + piece + TEXT[start + length :])

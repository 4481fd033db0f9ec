"""Breaking text that is too long for one place, where it hurts least."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate

from wcwidth import iter_graphemes

Measure = Callable[[str], int]


def broken(text: str, room: int, measure: Measure) -> Iterator[str]:
    """Pieces of a text that together are the text, each of a size that fits the room."""
    while measure(text) > room:
        head = fitting(text, room, measure)
        yield head
        text = text[len(head) :]
    if text:
        yield text


def fitting(text: str, room: int, measure: Measure, full: float = 0.5) -> str:
    """The beginning of a text that fits the room.

    It ends behind a line, else behind a word, else between two characters as readers see them. One that does not fit
    by itself is broken between code points.

    Args:
        text: The text.
        room: How much fits.
        measure: What a text takes.
        full: How much of the room must be filled to end behind a line; half of that, to end behind a word.
    """
    most = _most(text, room, measure)
    if most == len(text):
        return text
    ends = [end for end in accumulate(map(len, _characters(text, most))) if end <= most]
    lines = [end for end in ends if end > most * full and text[end - 1] == "\n"]
    words = [end for end in ends if end > most * full / 2 and text[end - 1].isspace()]
    best = lines or words or ends or [most]
    return text[: best[-1]]


def shortened(text: str, room: int, measure: Measure) -> str:
    """The text on one line, with an ellipsis for what does not fit; for labels, whose words stand elsewhere too."""
    line = " ".join(text.split())
    return line if measure(line) <= room else fitting(line, room - 1, measure).rstrip() + "…"


def _most(text: str, room: int, measure: Measure) -> int:
    """How many code points fit, at least one."""
    ends = range(1, min(len(text), room) + 1)  # nothing measures less than its length
    return max(1, bisect_right(ends, room, key=lambda end: measure(text[:end])))


def _characters(text: str, most: int) -> Iterator[str]:
    """Characters as readers see them, up to the one that holds a place."""
    end = 0
    for character in iter_graphemes(text):
        yield character
        end += len(character)
        if end > most:
            return

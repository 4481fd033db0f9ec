"""Cutting lines so that what is written fits: between lines, else between words, else between graphemes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from wcwidth import iter_graphemes

from bot.adapters.discord.limits import Room
from bot.adapters.discord.text import Line, Prefix, Run
from bot.adapters.discord.writing import written

_WORDS = re.compile(r"\s*\S+|\s+")
_CONTINUED = "  "


def cut(lines: Sequence[Line], room: Room) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """As many whole lines as fit, and the rest; a first line that does not fit alone is cut itself.

    Headings at the end go with what follows them, and blank lines at a cut are dropped.

    Args:
        lines: What to cut.
        room: What the first part may take when it is written.

    Returns:
        Both parts; the first is empty if not even a word fits.
    """
    lines = _trimmed(lines)
    count = _fitting(lines, room)
    if not count and lines:
        head, tail = _cut_line(lines[0], room)
        rest = ((tail,) if tail else ()) + tuple(lines[1:])
        return ((head,) if head else ()), _trimmed(rest)
    while 1 < count < len(lines) and lines[count - 1].prefix in {Prefix.TITLE, Prefix.HEADING}:
        count -= 1
    return _trimmed(lines[:count]), _trimmed(lines[count:])


def _fitting(lines: Sequence[Line], room: Room) -> int:
    """How many lines fit, by halving: what is written grows with every line, and is no shorter than what is read."""
    low, high = 0, _at_most((sum(len(run.text) for run in line.runs) + 1 for line in lines), room.units + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if room.holds(written(lines[:middle])) else (low, middle - 1)
    return low


def _at_most(lengths: Iterable[int], room: int) -> int:
    """How many lengths together are within the room."""
    return sum(1 for total in accumulate(lengths) if total <= room)


def _trimmed(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines without blank ones at either end, except inside code."""
    first, last = 0, len(lines)
    while first < last and lines[first].blank and lines[first].fence is None:
        first += 1
    while last > first and lines[last - 1].blank and lines[last - 1].fence is None:
        last -= 1
    return tuple(lines[first:last])


def _cut_line(line: Line, room: Room) -> tuple[Line | None, Line | None]:
    """A line cut after a word, else within one; nothing comes first if the room is too small for either."""
    words = [replace(run, text=word) for run in line.runs for word in _words(run)]
    for pieces in (words, list(_graphemes(words))):
        low, high = 0, _at_most((len(piece.text) for piece in pieces), room.units)
        while low < high:
            middle = (low + high + 1) // 2
            fits = room.holds(written([replace(line, runs=_joined(pieces[:middle]))]))
            low, high = (middle, high) if fits else (low, middle - 1)
        if any(piece.text.strip() for piece in pieces[:low]):
            head = replace(line, runs=_joined(pieces[:low]))
            return head, _continuation(line, _joined(pieces[low:]))
    return None, line


def _words(run: Run) -> list[str]:
    return [run.text] if run.url else _WORDS.findall(run.text)


def _graphemes(runs: Sequence[Run]) -> Iterator[Run]:
    for run in runs:
        if run.url:
            yield run
        else:
            yield from (replace(run, text=grapheme) for grapheme in iter_graphemes(run.text))


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs with neighbours of one look made one again, because what is written depends on what stands beside."""
    joined: list[Run] = []
    for run in runs:
        if joined and not run.url and (joined[-1].style, joined[-1].url) == (run.style, run.url):
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return tuple(joined)


def _continuation(line: Line, runs: Sequence[Run]) -> Line | None:
    """What is left of a line that was cut; an item goes on below its bullet."""
    if line.fence is None and runs:
        runs = (replace(runs[0], text=runs[0].text.lstrip()), *runs[1:])
    rest = replace(line, runs=tuple(runs), marker=_CONTINUED if line.marker else "")
    return rest if not rest.blank else None

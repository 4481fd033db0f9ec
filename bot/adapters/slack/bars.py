"""Bars of block characters, all of one width, so that they stand in a column in any font."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.adapters.drawing import bar_caption, bar_cells
from bot.adapters.slack.message import Piece
from bot.adapters.slack.rich import Run, bold, chunked, joined, rich_text, section, words
from bot.core.chat import Bar, Bars

_FULL, _RANGE, _REST = "█", "▒", "░"
_CELLS = 10
_CELLS_A_LEVEL = 2
_MOST_LEVELS = 5
_DRAWN = re.compile(f"[{_FULL}{_RANGE}{_REST}]+ *")


def bars_pieces(bars: Bars) -> Iterator[Piece]:
    """A line each: the bar, what it measures, and how much that is."""
    runs: list[Run] = []
    for bar in bars.items:
        start = [Run("\n")] if runs else []
        runs += [*start, Run(f"{drawn(bar)}  "), bold(bar.label), Run(f" · {bar_caption(bar)}")]
    for portion in chunked(joined(runs)):
        yield Piece((rich_text([section(portion)]),), _DRAWN.sub("", words(portion)))


def drawn(bar: Bar) -> str:
    """The bar: full up to the low end, shaded up to the high end, light up to the maximum.

    Two cells stand for a level, where the scale is one of levels; else ten for the whole.
    """
    levels = bar.maximum in range(1, _MOST_LEVELS + 1)
    cells = _CELLS_A_LEVEL * int(bar.maximum) if levels else _CELLS
    full, within, rest = bar_cells(bar, cells)
    return _FULL * full + _RANGE * within + _REST * rest

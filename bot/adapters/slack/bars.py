"""Bars of block characters, all of one width, so that they stand in a column in any font."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
        runs += [*start, Run(f"{drawn(bar)}  "), bold(bar.label), Run(f" · {caption(bar)}")]
    for portion in chunked(joined(runs)):
        yield Piece((rich_text([section(portion)]),), _DRAWN.sub("", words(portion)))


def drawn(bar: Bar) -> str:
    """The bar: full up to the low end, shaded up to the high end, light up to the maximum.

    Two cells stand for a level, where the scale is one of levels; else ten for the whole.
    """
    levels = bar.maximum in range(1, _MOST_LEVELS + 1)
    cells = _CELLS_A_LEVEL * int(bar.maximum) if levels else _CELLS
    low = bar.value if bar.low is None else bar.low
    high = bar.value if bar.high is None else bar.high
    full = _cells(low, bar.maximum, cells)
    upto = max(_cells(high, bar.maximum, cells), full)
    if high > low and upto == full:  # a range too small for a cell of its own
        full, upto = (full, full + 1) if full < cells else (full - 1, full)
    return _FULL * full + _RANGE * (upto - full) + _REST * (cells - upto)


def _cells(value: float, maximum: float, cells: int) -> int:
    return round(min(1.0, max(0.0, value / maximum)) * cells) if maximum > 0 else 0


def caption(bar: Bar) -> str:
    """What stands beside the bar: its own caption, or the figures."""
    if bar.caption:
        return bar.caption
    if bar.low is not None and bar.high is not None and bar.low < bar.high:
        return f"{bar.low:g} to {bar.high:g} of {bar.maximum:g}"
    return f"{bar.value:g} of {bar.maximum:g}"

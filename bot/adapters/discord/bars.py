"""Bars in blocks of equal width: full up to the low end, shaded up to the high end, a thin track up to the maximum."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters.discord.escaping import literal
from bot.adapters.discord.text import Line, Prefix, Run, Style, plain
from bot.core.chat import Bar, Bars

# One range of Unicode, so that every client draws all three in the same font and bars end below each other.
_FULL, _RANGE, _REST = "█", "▒", "▁"
_CELLS = 16
_BESIDE = 16
"""Characters of a caption that a narrow phone shows beside a bar; longer ones stand below it."""


def bar_lines(bars: Bars) -> Iterator[Line]:
    """What is measured, the bar below it, and its figures beside the bar or, where that is too narrow, below it."""
    captions = [plain(literal(_caption(bar))) for bar in bars.items]
    beside = all(len(caption.text) <= _BESIDE for caption in captions)
    for bar, caption in zip(bars.items, captions, strict=True):
        picture = Run(drawn(bar), Style.CODE)
        yield Line((plain(literal(bar.label), Style.BOLD),))
        yield Line((picture, Run("  "), caption) if beside else (picture,))
        if not beside:
            yield Line((caption,), Prefix.SUBTLE)


def drawn(bar: Bar, cells: int = _CELLS) -> str:
    """The bar itself; a range that is too small for a cell still gets one."""
    low = bar.value if bar.low is None else bar.low
    high = bar.value if bar.high is None else bar.high
    full = _cells(low, bar.maximum, cells)
    upto = max(_cells(high, bar.maximum, cells), full)
    if high > low and upto == full:
        full, upto = (full, full + 1) if full < cells else (full - 1, full)
    return _FULL * full + _RANGE * (upto - full) + _REST * (cells - upto)


def _cells(value: float, maximum: float, cells: int) -> int:
    return round(min(1.0, max(0.0, value / maximum)) * cells) if maximum > 0 else 0


def _caption(bar: Bar) -> str:
    if bar.caption:
        return bar.caption
    if bar.low is not None and bar.high is not None and bar.low < bar.high:
        return f"{bar.low:g} to {bar.high:g} of {bar.maximum:g}"
    return f"{bar.value:g} of {bar.maximum:g}"

"""Bars in blocks of equal width: full up to the low end, shaded up to the high end, a thin track up to the maximum."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters.discord.escaping import literal
from bot.adapters.discord.text import Line, Prefix, Run, Style, plain
from bot.adapters.drawing import bar_caption, bar_cells
from bot.core.chat import Bar, Bars

# One range of Unicode, so that every client draws all three in the same font and bars end below each other.
_FULL, _RANGE, _REST = "█", "▒", "▁"
_CELLS = 16
_BESIDE = 16
"""Characters of a caption that a narrow phone shows beside a bar; longer ones stand below it."""


def bar_lines(bars: Bars) -> Iterator[Line]:
    """What is measured, the bar below it, and its figures beside the bar or, where that is too narrow, below it."""
    captions = [plain(literal(bar_caption(bar))) for bar in bars.items]
    beside = all(len(caption.text) <= _BESIDE for caption in captions)
    for bar, caption in zip(bars.items, captions, strict=True):
        picture = Run(drawn(bar), Style.CODE)
        yield Line((plain(literal(bar.label), Style.BOLD),))
        yield Line((picture, Run("  "), caption) if beside else (picture,))
        if not beside:
            yield Line((caption,), Prefix.SUBTLE)


def drawn(bar: Bar, cells: int = _CELLS) -> str:
    """The bar itself; a range that is too small for a cell still gets one."""
    full, within, rest = bar_cells(bar, cells)
    return _FULL * full + _RANGE * within + _REST * rest

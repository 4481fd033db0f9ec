"""Bars: one measured thing a line, with the range where it is an estimate."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from bot.adapters.terminal.safe import literal
from bot.core.chat import Bar, Bars

_FULL, _RANGE, _REST = "█", "▒", "·"
_CELLS = 20
_ROOM_FOR_ONE_LINE = 56
_WIDEST_LABEL = 34


class BarsView:
    """Bars below each other: in columns where there is room, else each under its label."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """A grid of label, bar and caption."""
        wide = options.max_width >= _ROOM_FOR_ONE_LINE
        yield self._side_by_side() if wide else self._stacked(options.max_width)

    def _side_by_side(self) -> Table:
        widest = max((cell_len(literal(bar.label)) for bar in self._bars.items), default=0)
        grid = Table.grid(padding=(0, 2))
        grid.add_column(overflow="fold", width=min(widest, _WIDEST_LABEL))
        grid.add_column(no_wrap=True, width=_CELLS)
        grid.add_column(overflow="fold")
        for bar in self._bars.items:
            grid.add_row(_words(bar.label), drawn(bar, _CELLS), _words(caption(bar), "subtle"))
        return grid

    def _stacked(self, width: int) -> Table:
        cells = max(4, min(_CELLS, width // 2))
        grid = Table.grid(padding=(0, 2))
        grid.add_column(overflow="fold")
        for bar in self._bars.items:
            line = Table.grid(padding=(0, 2))
            line.add_column(no_wrap=True, width=cells)
            line.add_column(overflow="fold")
            line.add_row(drawn(bar, cells), _words(caption(bar), "subtle"))
            grid.add_row(_words(bar.label))
            grid.add_row(line)
        return grid


def drawn(bar: Bar, cells: int) -> Text:
    """The bar itself: full up to the low end, shaded up to the high end, dotted up to the maximum."""
    low = bar.value if bar.low is None else bar.low
    high = bar.value if bar.high is None else bar.high
    full = _cells(low, bar.maximum, cells)
    upto = max(_cells(high, bar.maximum, cells), full)
    if high > low and upto == full:
        full, upto = (full, full + 1) if full < cells else (full - 1, full)
    return Text.assemble(
        (_FULL * full, "bar.full"), (_RANGE * (upto - full), "bar.range"), (_REST * (cells - upto), "bar.rest")
    )


def _cells(value: float, maximum: float, cells: int) -> int:
    return round(min(1.0, max(0.0, value / maximum)) * cells) if maximum > 0 else 0


def caption(bar: Bar) -> str:
    """What stands beside the bar: its own caption, or the figures."""
    if bar.caption:
        return bar.caption
    if bar.low is not None and bar.high is not None and bar.low < bar.high:
        return f"{bar.low:g} to {bar.high:g} of {bar.maximum:g}"
    return f"{bar.value:g} of {bar.maximum:g}"


def _words(text: str, style: str = "") -> Text:
    return Text(literal(text), style=style, overflow="fold")

"""Bars: one measured thing a line, with the range where it is an estimate."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from bot.adapters.drawing import bar_caption, bar_cells
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
            grid.add_row(_words(bar.label), drawn(bar, _CELLS), _words(bar_caption(bar), "subtle"))
        return grid

    def _stacked(self, width: int) -> Table:
        cells = max(4, min(_CELLS, width // 2))
        grid = Table.grid(padding=(0, 2))
        grid.add_column(overflow="fold")
        for bar in self._bars.items:
            line = Table.grid(padding=(0, 2))
            line.add_column(no_wrap=True, width=cells)
            line.add_column(overflow="fold")
            line.add_row(drawn(bar, cells), _words(bar_caption(bar), "subtle"))
            grid.add_row(_words(bar.label))
            grid.add_row(line)
        return grid


def drawn(bar: Bar, cells: int) -> Text:
    """The bar itself: full up to the low end, shaded up to the high end, dotted up to the maximum."""
    full, within, rest = bar_cells(bar, cells)
    return Text.assemble((_FULL * full, "bar.full"), (_RANGE * within, "bar.range"), (_REST * rest, "bar.rest"))


def _words(text: str, style: str = "") -> Text:
    return Text(literal(text), style=style, overflow="fold")

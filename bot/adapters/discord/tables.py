"""Small tables: in columns where a phone has room for them, else a list."""

from __future__ import annotations

from collections.abc import Iterator

from wcwidth import wcswidth

from bot.adapters.discord.escaping import literal
from bot.adapters.discord.text import Fence, Line, Prefix, Run, Style
from bot.core.chat import Rows

_ROOM = 34
"""Characters of code that a narrow phone shows on one line inside a container."""
_GAP = "  "
_BETWEEN = " · "


def row_lines(rows: Rows) -> Iterator[Line]:
    """The lines of a table."""
    cells = [[_flat(cell) for cell in row] for row in (rows.columns, *rows.rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    if sum(widths) + len(_GAP) * (len(widths) - 1) <= _ROOM:
        fence = Fence()
        for row in cells:
            padded = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
            yield Line((Run(_GAP.join(padded).rstrip()),), fence=fence)
        return
    yield Line((Run(_BETWEEN.join(cells[0])),), Prefix.SUBTLE)
    widest = widths.index(max(widths))
    for row in cells[1:]:
        yield Line(tuple(_item(row, widest)), marker="- ")


def _item(row: list[str], widest: int) -> Iterator[Run]:
    """A row as a list's item, its longest column in bold."""
    for place, cell in enumerate(row):
        if place:
            yield Run(_BETWEEN)
        yield Run(cell, Style.BOLD if place == widest else Style.PLAIN)


def _flat(cell: str) -> str:
    return " ".join(literal(cell).split())


def _width(text: str) -> int:
    width = wcswidth(text)
    return len(text) if width < 0 else width

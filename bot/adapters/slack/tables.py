"""Small tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bot.adapters.slack.limits import CHUNK, TABLE_COLUMNS, TABLE_ROWS, Block, size
from bot.adapters.slack.message import Piece
from bot.adapters.slack.rich import Run, bold, chunked, joined, rich_text, section, words
from bot.adapters.slack.safe import literal
from bot.core.chat import Rows

_WIDEST_CELL = 300
_CELL = 40
_BETWEEN = 3
_HEAVIEST = 8_000
_NOTHING = "–"
_ACROSS = " · "
_NUMBER = re.compile(r"[+−–-]?[\d.,]+ ?%?")


def rows_pieces(rows: Rows, *, tables: bool = True) -> Iterator[Piece]:
    """A table, or several where it is long; where it has too much for one, its rows as labelled lines.

    Args:
        rows: The table.
        tables: Whether a table may be used at all; if not, a row is a line.
    """
    lines = [[_cell(cell) for cell in row] for row in rows.rows]
    columns = [_cell(column) for column in rows.columns]
    if tables and lines and _fits(columns, lines):
        for portion in _portions(columns, lines):
            yield Piece((_table(columns, portion, lines),), _spoken(columns, portion), table=True)
        return
    if lines and _fits(columns, lines):
        runs = [bold(_ACROSS.join(columns)), *(Run(f"\n{_ACROSS.join(row)}") for row in lines)]
    else:
        runs = [run for row in lines for run in _stacked(columns, row)]
    for chunk in chunked(joined(runs)):
        yield Piece((rich_text([section(chunk)]),), words(chunk))


def _fits(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> bool:
    regular = 0 < len(columns) <= TABLE_COLUMNS and all(len(row) == len(columns) for row in lines)
    return regular and all(size(cell) <= _WIDEST_CELL for row in (columns, *lines) for cell in row)


def _cell(text: str) -> str:
    """A cell's words on one line; Slack takes no empty cells."""
    return " ".join(literal(text).split()) or _NOTHING


def _portions(columns: Sequence[str], lines: Sequence[list[str]]) -> Iterator[list[list[str]]]:
    """As many rows as go into one table, and into a message's words."""
    heading = sum(map(size, columns))
    portion: list[list[str]] = []
    heavy = spoken = 0
    for line in lines:
        weight = sum(_CELL + len(cell.encode()) for cell in line)
        length = heading + sum(_BETWEEN + size(cell) for cell in line)
        full = len(portion) == TABLE_ROWS - 1 or heavy + weight > _HEAVIEST or spoken + length > CHUNK
        if portion and full:
            yield portion
            portion, heavy, spoken = [], 0, 0
        portion.append(line)
        heavy, spoken = heavy + weight, spoken + length
    yield portion


def _table(columns: Sequence[str], portion: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]) -> Block:
    """A table whose numbers stand at the right and whose widest column wraps."""
    widths = [max(size(row[place]) for row in (columns, *lines)) for place in range(len(columns))]
    widest = widths.index(max(widths))
    return {
        "type": "table",
        "column_settings": [
            {"align": "right" if _numeric(lines, place) else "left", "is_wrapped": place == widest}
            for place in range(len(columns))
        ],
        "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in (columns, *portion)],
    }


def _numeric(lines: Sequence[Sequence[str]], place: int) -> bool:
    return all(row[place] == _NOTHING or _NUMBER.fullmatch(row[place]) for row in lines)


def _spoken(columns: Sequence[str], portion: Sequence[Sequence[str]]) -> str:
    return "\n".join(
        ", ".join(f"{column} {cell}" for column, cell in zip(columns, row, strict=True)) + "." for row in portion
    )


def _stacked(columns: Sequence[str], row: Sequence[str]) -> Iterator[Run]:
    for number, (column, cell) in enumerate(zip_longest(columns, row, fillvalue=_NOTHING)):
        yield Run("\n" if number else "\n\n")
        yield bold(column)
        yield Run(f" {cell}")

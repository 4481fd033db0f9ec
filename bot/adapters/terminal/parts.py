"""One view per kind of part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text as Line

from bot.adapters.terminal.bars import BarsView
from bot.adapters.terminal.excerpts import ExcerptView, quotation_view
from bot.adapters.terminal.frames import Edged
from bot.adapters.terminal.prose import Prose
from bot.adapters.terminal.safe import literal
from bot.adapters.terminal.translate import typed_as
from bot.adapters.terminal.words import say
from bot.core.chat import (
    Bars,
    Button,
    Buttons,
    Callout,
    Checklist,
    Document,
    Excerpt,
    Fact,
    Facts,
    Heading,
    Part,
    Picture,
    Quotation,
    Rows,
    Text,
)

_GAP = "   "
_COLUMN_GAP = 3
_APART = "  "
_WIDE_ENOUGH = 50
_NARROWEST_COLUMN = 18


def view(part: Part, at_hand: Mapping[str, str], numbers: count[int]) -> RenderableType:  # noqa: C901, PLR0911 - a case a kind
    """How a part looks.

    Args:
        part: What to show.
        at_hand: Options that a typed command may leave out.
        numbers: Numbers for points to tick; they run on through a reply.
    """
    match part:
        case Heading(text):
            return Line(literal(text), style="heading", overflow="fold")
        case Text(markdown, subtle):
            return Prose(markdown, style="subtle" if subtle else "none")
        case Callout(label, markdown):
            title = Line(literal(label), style="callout.label", overflow="fold")
            return Edged(Group(title, Prose(markdown)), "callout", "┃ ")
        case Facts(items):
            return Flow([_fact(fact) for fact in items], _GAP)
        case Bars():
            return BarsView(part)
        case Quotation():
            return quotation_view(part)
        case Excerpt():
            return ExcerptView(part)
        case Checklist():
            return _checklist(part, numbers)
        case Rows():
            return RowsView(part)
        case Picture():
            return _Drawing(part)
        case Document(name, _, content):
            return Line(say("document", name=literal(name), size=len(content)), style="subtle")
        case Buttons(items):
            return _buttons(items, at_hand)


class _Drawing:
    """A picture in characters where there is room for it, else in words."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines as they are."""
        lines = [literal(line) for line in self._picture.characters.split("\n")]
        if not self._picture.characters or max(map(cell_len, lines)) > options.max_width:
            yield Line(literal(self._picture.alt), style="subtle")
        else:
            yield Line("\n".join(lines), no_wrap=True)


class Flow:
    """Short texts side by side, broken between them where the line ends."""

    def __init__(self, items: Sequence[Line], gap: str) -> None:
        self._items = items
        self._gap = gap

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """As many a line as fit."""
        line: Line | None = None
        for item in self._items:
            if line is None:
                line = item.copy()
            elif line.cell_len + cell_len(self._gap) + item.cell_len <= options.max_width:
                line = Line.assemble(line, self._gap, item)
            else:
                yield _folding(line)
                line = item.copy()
        if line is not None:
            yield _folding(line)


class RowsView:
    """A table in which only the widest column wraps; where that leaves it too narrow, each row as labelled lines."""

    def __init__(self, rows: Rows) -> None:
        self._columns = [literal(column) for column in rows.columns]
        self._rows = [[literal(cell) for cell in row] for row in rows.rows]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table or its rows."""
        lines = [self._columns, *self._rows]
        widths = [max(cell_len(cell) for cell in column) for column in zip(*lines, strict=True)]
        widest = widths.index(max(widths))
        left = options.max_width - sum(widths) - _COLUMN_GAP * (len(widths) - 1) + widths[widest]
        if left >= min(widths[widest], _NARROWEST_COLUMN):
            widths[widest] = min(widths[widest], left)
            yield self._table(widths)
        else:
            yield from self._stacked()

    def _table(self, widths: Sequence[int]) -> Table:
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, border_style="edge")
        for column, width in zip(self._columns, widths, strict=True):
            table.add_column(Line(column, style="subtle"), width=width, overflow="fold")
        for row in self._rows:
            table.add_row(*map(Line, row))
        return table

    def _stacked(self) -> Iterator[RenderableType]:
        for number, row in enumerate(self._rows):
            if number:
                yield Line("")
            for column, cell in zip(self._columns, row, strict=True):
                yield Line.assemble((f"{column} ", "subtle"), cell, overflow="fold")


def _fact(fact: Fact) -> Line:
    return Line.assemble((f"{literal(fact.label)} ", "subtle"), literal(fact.value))


def _folding(line: Line) -> Line:
    line.overflow = "fold"
    return line


def _checklist(checklist: Checklist, numbers: count[int]) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for item in checklist.items:
        words = Line(literal(item.text), overflow="fold")
        if item.hint:
            words.append(f"\n{literal(item.hint)}", "subtle")
        grid.add_row(str(next(numbers)), "[x]" if item.ticked else "[ ]", words)
    return Group(Line(literal(checklist.title), style="heading", overflow="fold"), grid)


class ChoicesView:
    """What can be typed: side by side while each line holds two at least, else one below the other in two columns."""

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        self._choices = [(Line(literal(command), style="command"), literal(label)) for command, label in choices]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The choices, after a word that leads to them."""
        lead = Line(say("buttons.lead"), style="subtle")
        items = [
            Line.assemble(command, (f" ({label})", "subtle")) if label else command for command, label in self._choices
        ]
        widths = [item.cell_len for item in items]
        room = options.max_width - lead.cell_len - len(_APART)
        if sum(widths) + len(_APART) * (len(widths) - 1) <= room or 2 * max(widths) + len(_APART) <= room:
            flow = Table.grid(padding=(0, len(_APART), 0, 0))
            flow.add_row(lead, Flow(items, _APART))
            yield flow
        elif len(items) == 1 or options.max_width < _WIDE_ENOUGH:
            yield Flow([lead, *items], _APART)
        else:
            yield lead
            yield self._columns()

    def _columns(self) -> Table:
        columns = Table.grid(padding=(0, len(_APART), 0, len(_APART)))
        columns.add_column(no_wrap=True)
        columns.add_column(overflow="fold")
        for command, label in self._choices:
            columns.add_row(command, Line(label, style="subtle"))
        return columns


def _buttons(buttons: Iterable[Button], at_hand: Mapping[str, str]) -> ChoicesView:
    typed = [(typed_as(button, at_hand), button.label) for button in buttons if button.command != "answer"]
    return ChoicesView([(command, "" if _says_the_same(label, command) else label) for command, label in typed])


def _says_the_same(label: str, command: str) -> bool:
    first = command.split(maxsplit=1)[0].lstrip("/")
    return first in label.lower().replace(" ", "-")

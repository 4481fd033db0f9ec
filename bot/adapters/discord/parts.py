"""One part of a reply -> blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.adapters.discord.bars import bar_lines
from bot.adapters.discord.checklists import tick_lines, tick_menus
from bot.adapters.discord.escaping import literal
from bot.adapters.discord.excerpts import excerpt_lines, quotation_lines
from bot.adapters.discord.limits import ALT, BUTTON_LABEL, ROW_BUTTONS, shortened, units
from bot.adapters.discord.markdown import lines_of
from bot.adapters.discord.presses import encode
from bot.adapters.discord.tables import row_lines
from bot.adapters.discord.text import Block, Line, Prefix, Prose, Row, Run, Style, Upload, plain
from bot.core.chat import (
    Bars,
    Button,
    Buttons,
    Callout,
    Checklist,
    Document,
    Excerpt,
    Facts,
    Heading,
    Part,
    Picture,
    Quotation,
    Rows,
    Text,
)

_BUTTON = 2
_PRIMARY, _SECONDARY = 1, 2
_BETWEEN = " · "
_HELD = "\N{NO-BREAK SPACE}"


@dataclass(slots=True)
class Viewer:
    """Makes blocks of a reply's parts, one after the other.

    Attributes:
        context: The reply's ids.
        subtle_facts: Whether facts are small print here.
        selectable: Whether points can be ticked here.
    """

    context: Mapping[str, str]
    subtle_facts: bool = False
    selectable: bool = True
    _titled: bool = False
    _menus: int = 0
    _pressed: Counter[str] = field(default_factory=Counter)

    def blocks(self, part: Part) -> Iterator[Block]:
        """What a part looks like."""
        match part:
            case Checklist():
                menus = tuple(tick_menus(part, self.context, self._menus)) if self.selectable else ()
                self._menus += len(menus)
                yield Prose(tuple(tick_lines(part, selectable=bool(menus))))
                yield from menus
            case Picture(name, alt, png):
                yield Upload(name, "image/png", png, literal(alt))
                if units(alt) > ALT:
                    yield Prose(tuple(Line((plain(line),), Prefix.SUBTLE) for line in literal(alt).split("\n")))
            case Document(name, media_type, content):
                yield Upload(name, media_type, content)
            case Buttons(items):
                yield from self._rows(items)
            case _:
                yield Prose(tuple(self._lines(part)))

    def _lines(self, part: Part) -> Iterable[Line]:
        """The lines of a part that is nothing but text."""
        lines: Iterable[Line] = ()
        match part:
            case Heading(text):
                lines = (self._heading(text),)
            case Text(markdown, subtle):
                lines = lines_of(markdown, Prefix.SUBTLE if subtle else Prefix.PLAIN)
            case Callout(label, markdown):
                title = Line((plain(literal(label), Style.BOLD),), quoted=True)
                lines = (title, *lines_of(markdown, quoted=True))
            case Facts():
                lines = (Line(tuple(_facts(part)), Prefix.SUBTLE if self.subtle_facts else Prefix.PLAIN),)
            case Bars():
                lines = bar_lines(part)
            case Quotation():
                lines = quotation_lines(part)
            case Excerpt():
                lines = excerpt_lines(part)
            case Rows():
                lines = row_lines(part)
            case _:
                pass
        return lines

    def _heading(self, text: str) -> Line:
        """A heading; the first is the reply's title."""
        prefix = Prefix.HEADING if self._titled else Prefix.TITLE
        self._titled = True
        return Line((plain(literal(text)),), prefix)

    def _rows(self, buttons: Iterable[Button]) -> Iterator[Row]:
        shown = [self._button(button) for button in buttons]
        for start in range(0, len(shown), ROW_BUTTONS):
            yield Row(tuple(shown[start : start + ROW_BUTTONS]))

    def _button(self, button: Button) -> dict[str, object]:
        custom_id = encode(button)
        copy = self._pressed[custom_id]
        self._pressed[custom_id] += 1
        return {
            "type": _BUTTON,
            "style": _PRIMARY if button.primary else _SECONDARY,
            "label": shortened(literal(button.label), BUTTON_LABEL) or button.command,
            "custom_id": encode(button, copy=copy) if copy else custom_id,
        }


def _facts(facts: Facts) -> Iterator[Run]:
    for place, fact in enumerate(facts.items):
        if place:
            yield Run(_BETWEEN)
        yield from (plain(literal(fact.label)), Run(_HELD), plain(literal(fact.value), Style.BOLD))

"""What a member wrote: literally, with passages highlighted."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from bot.adapters.drawing import fitting_marks, mark_numbers, superscript
from bot.adapters.terminal.frames import Edged
from bot.adapters.terminal.safe import literal
from bot.adapters.terminal.words import say
from bot.core.chat import Excerpt, Quotation


class ExcerptView:
    """A text with numbered highlights and what the numbers stand for.

    Where the screen has no styles the passages stand between guillemets, so that they can be told apart in a file.
    """

    def __init__(self, excerpt: Excerpt) -> None:
        self._text = excerpt.text
        self._marks = fitting_marks(excerpt)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The text beside an edge, then its legend."""
        numbers = mark_numbers(self._marks)
        yield Edged(self._highlighted(numbers, styled=console.color_system is not None))
        for (label, good), number in numbers.items():
            words = say("mark.good", label=literal(label)) if good else literal(label)
            yield Text.assemble(
                (superscript(number), f"{_style(good)}.number"), " ", (words, "subtle"), overflow="fold"
            )

    def _highlighted(self, numbers: dict[tuple[str, bool], int], *, styled: bool) -> Text:
        text = Text(overflow="fold")
        before = 0
        for mark in self._marks:
            text.append(literal(self._text[before : mark.start]))
            passage = literal(self._text[mark.start : mark.end])
            text.append(passage if styled else f"«{passage}»", _style(mark.good))
            text.append(superscript(numbers[mark.label, mark.good]), f"{_style(mark.good)}.number")
            before = mark.end
        text.append(literal(self._text[before:]))
        text.rstrip()
        return text


def quotation_view(quotation: Quotation) -> Edged:
    """A passage a member wrote and what it is quoted for."""
    text = Text(overflow="fold")
    text.append(f"“{literal(quotation.text).strip()}”", "quote")
    if quotation.about:
        text.append(f"\n{literal(quotation.about)}", "subtle")
    return Edged(text)


def _style(good: bool) -> str:
    return "mark.good" if good else "mark.other"

"""What a member wrote: literally, with passages highlighted."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from bot.adapters.terminal.frames import Edged
from bot.adapters.terminal.safe import literal
from bot.adapters.terminal.words import say
from bot.core.chat import Excerpt, Mark, Quotation

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class ExcerptView:
    """A text with numbered highlights and what the numbers stand for.

    Where the screen has no styles the passages stand between guillemets, so that they can be told apart in a file.
    """

    def __init__(self, excerpt: Excerpt) -> None:
        self._text = excerpt.text
        self._marks = _fitting(excerpt)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The text beside an edge, then its legend."""
        numbers = _numbers(self._marks)
        yield Edged(self._highlighted(numbers, styled=console.color_system is not None))
        for (label, good), number in numbers.items():
            words = say("mark.good", label=literal(label)) if good else literal(label)
            yield Text.assemble(
                (_superscript(number), f"{_style(good)}.number"), " ", (words, "subtle"), overflow="fold"
            )

    def _highlighted(self, numbers: dict[tuple[str, bool], int], *, styled: bool) -> Text:
        text = Text(overflow="fold")
        before = 0
        for mark in self._marks:
            text.append(literal(self._text[before : mark.start]))
            passage = literal(self._text[mark.start : mark.end])
            text.append(passage if styled else f"«{passage}»", _style(mark.good))
            text.append(_superscript(numbers[mark.label, mark.good]), f"{_style(mark.good)}.number")
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


def _fitting(excerpt: Excerpt) -> tuple[Mark, ...]:
    """The marks that lie within the text and after the one before."""
    marks: list[Mark] = []
    end = 0
    for mark in excerpt.marks:
        if end <= mark.start < mark.end <= len(excerpt.text):
            marks.append(mark)
            end = mark.end
    return tuple(marks)


def _numbers(marks: Sequence[Mark]) -> dict[tuple[str, bool], int]:
    """One number per label, in the order in which they first appear."""
    numbers: dict[tuple[str, bool], int] = {}
    for mark in marks:
        numbers.setdefault((mark.label, mark.good), len(numbers) + 1)
    return numbers


def _superscript(number: int) -> str:
    return str(number).translate(_SUPERSCRIPTS)


def _style(good: bool) -> str:
    return "mark.good" if good else "mark.other"

"""What a member wrote: literally, behind a bar, with passages highlighted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.adapters.discord.escaping import literal
from bot.adapters.discord.text import Line, Prefix, Run, Style, plain
from bot.adapters.discord.words import say
from bot.adapters.drawing import fitting_marks, mark_numbers, superscript
from bot.core.chat import Excerpt, Mark, Quotation


def excerpt_lines(excerpt: Excerpt) -> Iterator[Line]:
    """The text with numbered highlights, then what the numbers stand for.

    Passages that earned something are bold, others underlined; the numbers tell them apart without either.
    """
    marks = fitting_marks(excerpt)
    numbers = mark_numbers(marks)
    yield from _quoted(_highlighted(excerpt.text, marks, numbers))
    for (label, good), number in numbers.items():
        words = say("mark.good", label=label) if good else label
        yield Line((Run(f"{superscript(number)} "), plain(literal(words))), Prefix.SUBTLE)


def quotation_lines(quotation: Quotation) -> Iterator[Line]:
    """A passage a member wrote and what it is quoted for."""
    yield from _quoted([Run(f"“{literal(quotation.text).strip()}”")])
    if quotation.about:
        yield Line((plain(literal(quotation.about)),), Prefix.SUBTLE)


def _highlighted(text: str, marks: Iterable[Mark], numbers: dict[tuple[str, bool], int]) -> Iterator[Run]:
    before = 0
    for mark in marks:
        yield Run(literal(text[before : mark.start]))
        yield Run(literal(text[mark.start : mark.end]), Style.BOLD if mark.good else Style.UNDERLINE)
        yield Run(superscript(numbers[mark.label, mark.good]))
        before = mark.end
    yield Run(literal(text[before:]).rstrip())


def _quoted(runs: Iterable[Run]) -> Iterator[Line]:
    """Runs with line breaks as lines behind a bar."""
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(Run(first, run.style))
        for text in others:
            yield Line(tuple(line), quoted=True)
            line = [Run(text, run.style)]
    yield Line(tuple(line), quoted=True)

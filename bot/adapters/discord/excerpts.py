"""What a member wrote: literally, behind a bar, with passages highlighted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.adapters.discord.escaping import literal
from bot.adapters.discord.text import Line, Prefix, Run, Style, plain
from bot.adapters.discord.words import say
from bot.core.chat import Excerpt, Mark, Quotation

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def excerpt_lines(excerpt: Excerpt) -> Iterator[Line]:
    """The text with numbered highlights, then what the numbers stand for.

    Passages that earned something are bold, others underlined; the numbers tell them apart without either.
    """
    marks = _fitting(excerpt)
    numbers = _numbers(marks)
    yield from _quoted(_highlighted(excerpt.text, marks, numbers))
    for (label, good), number in numbers.items():
        words = say("mark.good", label=label) if good else label
        yield Line((Run(f"{_superscript(number)} "), plain(literal(words))), Prefix.SUBTLE)


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
        yield Run(_superscript(numbers[mark.label, mark.good]))
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

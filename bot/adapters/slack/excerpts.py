"""What members wrote: literally, beside a bar, with passages highlighted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.adapters.drawing import SUPERSCRIPTS, fitting_marks, mark_numbers, superscript
from bot.adapters.slack.breaking import broken
from bot.adapters.slack.limits import CONTEXT, Block, size
from bot.adapters.slack.message import Piece
from bot.adapters.slack.rich import Run, bold, chunked, joined, quote, rich_text, words
from bot.adapters.slack.safe import literal
from bot.adapters.slack.words import say
from bot.core.chat import Excerpt, Mark, Quotation

_NUMBER = re.compile(f"[{SUPERSCRIPTS}]+")

_Numbers = Mapping[tuple[str, bool], int]


def excerpt_pieces(excerpt: Excerpt, *, own: bool) -> Iterator[Piece]:
    """A text with numbered highlights, bold ones for what earned something, and what the numbers stand for.

    Args:
        excerpt: The text and its marks.
        own: Whether only whoever wrote it reads this, so that words alone need not repeat it all.
    """
    marks = fitting_marks(excerpt)
    numbers = mark_numbers(marks)
    portions = list(chunked(joined(_highlighted(excerpt.text, marks, numbers))))
    for portion in portions:
        yield Piece((rich_text([quote(portion)]),), _spoken(portion) if own else words(portion))
    for text in broken(_legend(numbers), CONTEXT, size) if portions else ():
        yield Piece((small(text),), text, belongs=True)


def quotation_pieces(quotation: Quotation) -> Iterator[Piece]:
    """A passage a member wrote, and before it what it is quoted for."""
    about = [bold(quotation.about), Run(" ")] if quotation.about else []
    text = literal(quotation.text).strip()
    for portion in chunked(joined([*about, Run(f"“{text}”")] if text else about)):
        yield Piece((rich_text([quote(portion)]),), words(portion), goes_on=True)


def small(text: str) -> Block:
    """Small print, shown as it stands."""
    return {"type": "context", "elements": [{"type": "plain_text", "text": text, "emoji": False}]}


def _highlighted(text: str, marks: Sequence[Mark], numbers: _Numbers) -> Iterator[Run]:
    before = 0
    for mark in marks:
        yield Run(text[before : mark.start])
        yield Run(text[mark.start : mark.end], bold=mark.good, italic=not mark.good)
        yield Run(superscript(numbers[mark.label, mark.good]))
        before = mark.end
    yield Run(text[before:])


def _legend(numbers: _Numbers) -> str:
    return " · ".join(f"{superscript(number)} {_meaning(*key)}" for key, number in numbers.items())


def _meaning(label: str, good: bool) -> str:
    words = " ".join(literal(label).split())
    return say("mark.good", label=words) if good else words


def _spoken(portion: Sequence[Run]) -> str:
    """The highlighted passages in words alone, with their numbers."""
    passages = []
    for run, after in pairwise((*portion, Run(""))):
        if run.bold or run.italic:
            number = _NUMBER.match(after.text)
            passages.append(f"“{' '.join(run.text.split())}”{number[0] if number else ''}")
    return say("spoken.marks", passages=" ".join(passages)) if passages else say("spoken.answer")

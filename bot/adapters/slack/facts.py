"""Short facts: in small print where they introduce something, else in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.adapters.slack.limits import CONTEXT_ELEMENTS, SECTION_FIELDS, Block, size
from bot.adapters.slack.message import Piece
from bot.adapters.slack.rich import Run, bold, chunked, joined, rich_text, section, words
from bot.adapters.slack.safe import escaped, is_plain, literal
from bot.adapters.slack.words import say
from bot.core.chat import Fact, Facts

_LONG = 200
_DOTS = re.compile("●*○*")


def facts_pieces(facts: Facts, *, small: bool) -> Iterator[Piece]:
    """Labels and values; those with much to say stand in lines of their own.

    Args:
        facts: The facts.
        small: Whether they are in small print, side by side.
    """
    if any(size(fact.label + fact.value) > _LONG for fact in facts.items):
        runs = [run for fact in facts.items for run in (Run("\n"), bold(fact.label), Run(f" {fact.value}"))]
        for portion in chunked(joined(runs)):
            yield Piece((rich_text([section(portion)]),), words(portion))
        return
    most = CONTEXT_ELEMENTS if small else SECTION_FIELDS
    for first in range(0, len(facts.items), most):
        some = facts.items[first : first + most]
        yield Piece((_small(some) if small else _columns(some),), "\n".join(map(_spoken, some)))


def _small(facts: Sequence[Fact]) -> Block:
    return {"type": "context", "elements": [_text(fact, " ") for fact in facts]}


def _columns(facts: Sequence[Fact]) -> Block:
    return {"type": "section", "fields": [_text(fact, "\n") for fact in facts]}


def _text(fact: Fact, between: str) -> Block:
    """A label in bold and its value, or both as they stand where bold could do harm."""
    label, value = " ".join(literal(fact.label).split()), " ".join(literal(fact.value).split())
    if label and value and is_plain(label) and is_plain(value):
        return {"type": "mrkdwn", "text": f"*{escaped(label)}*{between}{escaped(value)}", "verbatim": True}
    return {"type": "plain_text", "text": f"{label}{between}{value}".strip() or "–", "emoji": False}


def _spoken(fact: Fact) -> str:
    return f"{fact.label}: {_DOTS.sub(_counted, fact.value)}"


def _counted(dots: re.Match[str]) -> str:
    """Dots of a scale, which nobody wants to hear one by one, as a figure."""
    return say("spoken.filled", count=dots[0].count("●"), most=len(dots[0])) if len(dots[0]) > 1 else dots[0]

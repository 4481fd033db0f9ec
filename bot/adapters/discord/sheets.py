"""Reply -> sheet: which blocks it has, and which of them a channel sees only after a tap.

Where everybody reads along (`public`) a reply must not take the question away from those who have not answered yet:

| kind | open | hidden |
| --- | --- | --- |
| hint | its label, such as "Hint 1 of 3" | the hint |
| model answer, self-check | the title | the rest |
| card | title and what stands right below it, facts, bars, tables, pictures, small print | the rest |
| any other, such as a score that its member shares | the rest | |
| every kind | | what a member wrote (excerpts, quotations) and points to tick |

Buttons stay open and come last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.adapters.discord.looks import colour_of
from bot.adapters.discord.parts import Viewer
from bot.adapters.discord.text import Block, Line, Prefix, Prose, Row, Rule, Section, Sheet, plain
from bot.adapters.discord.words import say
from bot.core.chat import (
    Buttons,
    Callout,
    Checklist,
    Excerpt,
    Facts,
    Heading,
    Part,
    Quotation,
    Reply,
    ReplyKind,
    Text,
)

_TEACHING = frozenset({ReplyKind.HINT, ReplyKind.MODEL_ANSWER, ReplyKind.SELF_CHECK})


@dataclass(frozen=True, slots=True)
class _Shown:
    """A block, the part it is of, and whether it is hidden."""

    block: Block
    part: Part
    hidden: bool


def sheet_of(reply: Reply, *, public: bool) -> Sheet:
    """A reply as blocks in sections.

    Args:
        reply: What to show.
        public: Whether others than the member see it.
    """
    shown = list(_shown(reply, public=public))
    hidden = [item for item in shown if item.hidden]
    colour = colour_of(reply)
    if not hidden:
        return Sheet((Section(tuple(_composed(shown))),), colour)
    rows = tuple(item.block for item in shown if isinstance(item.block, Row))
    opened = [item for item in shown if not item.hidden and not isinstance(item.block, Row)]
    notice = Prose((Line((plain(say("hidden")),), Prefix.SUBTLE),))
    sections = [Section((*_composed(opened), notice)), Section(tuple(_composed(hidden)), hidden=True)]
    return Sheet((*sections, Section(rows)) if rows else tuple(sections), colour)


def _shown(reply: Reply, *, public: bool) -> Iterator[_Shown]:
    viewer = Viewer(reply.context, reply.kind is ReplyKind.QUESTION, selectable=not public)
    for place, part in enumerate(_needed(reply, ticking=not public)):
        hidden = public and _gives_away(reply, place)
        for block in viewer.blocks(part):
            if isinstance(block, Prose) and all(line.blank for line in block.lines):
                continue
            if hidden and reply.kind is ReplyKind.HINT and isinstance(part, Callout) and isinstance(block, Prose):
                yield _Shown(Prose(block.lines[:1]), part, hidden=False)
                block = Prose(block.lines[1:])  # noqa: PLW2901 - the label was shown
            yield _Shown(block, part, hidden and not isinstance(block, Row))


def _needed(reply: Reply, *, ticking: bool) -> Iterator[Part]:
    """The parts, without a button that asks for the list of points that stands there already."""
    listed = any(isinstance(part, Checklist) and part.items for part in reply.parts)
    needless = ticking and listed and reply.kind is ReplyKind.SELF_CHECK and "answer_id" in reply.context
    for part in reply.parts:
        if needless and isinstance(part, Buttons):
            yield Buttons(tuple(button for button in part.items if button.command != "self-check"))
        else:
            yield part


def _gives_away(reply: Reply, place: int) -> bool:
    """Whether a part tells what others should find out for themselves."""
    match reply.parts[place]:
        case Excerpt() | Quotation() | Checklist():
            return True
        case Text(subtle=True):
            return reply.kind in _TEACHING
        case Heading() | Text() if reply.kind is ReplyKind.CARD:
            return not all(isinstance(part, Heading | Text) for part in reply.parts[:place])
        case Heading():
            return reply.kind in _TEACHING and place > 0
        case Text() | Callout():
            return reply.kind in _TEACHING or reply.kind is ReplyKind.CARD
        case _:
            return False


def _composed(shown: Sequence[_Shown]) -> Iterator[Block]:
    """Blocks in order: text that belongs together in one, and a rule before each section's heading."""
    held: _Shown | None = None
    for item in shown:
        if (
            held is not None
            and isinstance(held.block, Prose)
            and isinstance(item.block, Prose)
            and _together(held, item)
        ):
            held = _Shown(Prose(held.block.lines + item.block.lines), item.part, item.hidden)
            continue
        if held is not None:
            yield held.block
        if held is not None and isinstance(item.part, Heading):
            yield Rule()
        held = item
    if held is not None:
        yield held.block


def _together(before: _Shown, item: _Shown) -> bool:
    """Whether two neighbours are one text: a heading with what it is over, a quotation with what is said of it."""
    if isinstance(before.part, Heading):
        first = isinstance(before.block, Prose) and before.block.lines[-1].prefix is Prefix.TITLE
        return isinstance(item.part, Facts) if first else not isinstance(item.part, Heading)
    return isinstance(before.part, Quotation) and isinstance(item.part, Text)

"""A reply's parts as pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from bot.adapters.slack.bars import bars_pieces
from bot.adapters.slack.breaking import broken
from bot.adapters.slack.buttons import buttons_pieces
from bot.adapters.slack.excerpts import excerpt_pieces, quotation_pieces, small
from bot.adapters.slack.facts import facts_pieces
from bot.adapters.slack.limits import CONTEXT, HEADER, Block, size
from bot.adapters.slack.markdown import mrkdwn
from bot.adapters.slack.message import File, Piece
from bot.adapters.slack.prose import callout_pieces, prose_pieces
from bot.adapters.slack.rich import bold, chunked, joined, rich_text, section, words
from bot.adapters.slack.safe import literal
from bot.adapters.slack.tables import rows_pieces
from bot.adapters.slack.ticking import COMMAND, checklist_pieces
from bot.adapters.slack.words import say
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
    Reply,
    ReplyKind,
    Rows,
    Text,
)

_DIVIDER: Block = {"type": "divider"}
_BRIEF_FACTS = {ReplyKind.QUESTION, ReplyKind.NOTICE, ReplyKind.SHARED}


@dataclass(frozen=True, slots=True)
class _Around:
    """What a part's look depends on besides the part."""

    kind: ReplyKind
    context: Mapping[str, str]
    first: bool
    ticking: bool
    tables: bool
    numbers: count[int] = field(default_factory=count)


def reply_pieces(reply: Reply, *, tables: bool = True, numbers: count[int] | None = None) -> Iterator[Piece]:
    """A reply in pieces, in order.

    Args:
        reply: What to show.
        tables: Whether Slack's tables may be used.
        numbers: Figures for the ids of buttons and boxes, where several replies share a surface.
    """
    running = numbers or count()
    ticking = any(isinstance(part, Checklist) for part in reply.parts)
    for place, part in enumerate(reply.parts):
        yield from _pieces(part, _Around(reply.kind, reply.context, place == 0, ticking, tables, running))


def _pieces(part: Part, around: _Around) -> Iterator[Piece]:  # noqa: C901, PLR0911 - a case a kind
    match part:
        case Heading(text):
            return _heading(text, first=around.first)
        case Text(markdown, subtle):
            return _text(markdown, subtle=subtle)
        case Callout(label, markdown):
            return callout_pieces(label, markdown)
        case Facts():
            return facts_pieces(part, small=around.kind in _BRIEF_FACTS)
        case Bars():
            return bars_pieces(part)
        case Quotation():
            return quotation_pieces(part)
        case Excerpt():
            return excerpt_pieces(part, own=around.kind is ReplyKind.CARD)
        case Checklist():
            ids = {name: around.context[name] for name in ("answer_id",) if name in around.context}
            return checklist_pieces(part, ids, around.numbers)
        case Rows():
            return rows_pieces(part, tables=around.tables)
        case Picture(name, alt, png):
            return _words_for(File(name, "image/png", png, alt or name) if png else None, alt or name)
        case Document(name, media_type, content):
            return _words_for(File(name, media_type, content), say("document", name=name, size=len(content)))
        case Buttons(items):
            return buttons_pieces([item for item in items if not _saved_already(item, around)], around.numbers)


def _heading(text: str, *, first: bool) -> Iterator[Piece]:
    """A title: the first of a reply large, others bold under a line."""
    line = " ".join(literal(text).split())
    if first and 0 < size(line) <= HEADER:
        header: Block = {"type": "header", "text": {"type": "plain_text", "text": line, "emoji": False}}
        yield Piece((header,), line, goes_on=True)
        return
    for number, portion in enumerate(chunked(joined([bold(line)]))):
        above = () if first or number else (_DIVIDER,)
        yield Piece((*above, rich_text([section(portion)])), words(portion), goes_on=True)


def _text(markdown: str, *, subtle: bool) -> Iterator[Piece]:
    """Prose; small print where Slack's small print can show it."""
    shown = mrkdwn(markdown) if subtle else None
    if shown is None or len(shown) > CONTEXT:
        yield from prose_pieces(markdown)
        return
    spoken = "\n".join(piece.spoken for piece in prose_pieces(markdown))
    yield Piece(({"type": "context", "elements": [{"type": "mrkdwn", "text": shown, "verbatim": True}]},), spoken)


def _words_for(file: File | None, text: str) -> Iterator[Piece]:
    """A file's place, held by words; a picture takes that of the first of them, if there is one."""
    for number, line in enumerate(broken(literal(text).strip(), CONTEXT, size)):
        yield Piece((small(line),), line, file=None if number else file)


def _saved_already(button: Button, around: _Around) -> bool:
    """Whether a button only opens the checklist that the reply shows, with a button of its own to save it."""
    return around.ticking and button.command == COMMAND and "said" not in button.options

"""Reply -> Slack messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.adapters.slack.limits import MESSAGE_BLOCKS, MESSAGE_TEXT, MESSAGE_WEIGHT, Block, size, weight
from bot.adapters.slack.message import File, Message, Piece
from bot.adapters.slack.parts import reply_pieces
from bot.adapters.slack.safe import escaped, literal
from bot.adapters.slack.words import say
from bot.core.chat import Reply

SENT_AS_IT_IS = {
    "parse": "none",
    "link_names": False,
    "mrkdwn": False,
    "unfurl_links": False,
    "unfurl_media": False,
}
"""What `chat.postMessage` must be told besides, so that nothing in the words alone comes alive either."""

_PART = 40


def render(reply: Reply) -> list[Message]:
    """A reply as messages, in order, each within Slack's limits; nothing of it is left out.

    A reply without anything to show has none.
    """
    pages = [page for page in _paged(reply_pieces(reply)) if any(piece.blocks for piece in page)]
    return [_message(page, number, len(pages)) for number, page in enumerate(pages, 1)]


def _paged(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces on pages; a heading moves along with what it stands over, and so does what a button stands under."""
    page: list[Piece] = []
    for piece in pieces:
        if page and not _fit([*page, piece]):
            taken = _taken_along(page, piece)
            yield page[: len(page) - len(taken)]
            page = taken
        page.append(piece)
    if page:
        yield page


def _taken_along(page: Sequence[Piece], piece: Piece) -> list[Piece]:
    """The end of a full page that had better stand with the next piece: never all of it, and only what fits there."""
    row = [*page, piece]
    start = len(page)
    while start and (row[start - 1].goes_on or row[start].belongs):
        start -= 1
    taken = list(page[start:])
    return taken if start and _fit([*taken, piece]) else []


def _fit(pieces: Sequence[Piece]) -> bool:
    blocks = [block for piece in pieces for block in piece.blocks]
    return (
        len(blocks) <= MESSAGE_BLOCKS
        and sum(piece.table for piece in pieces) <= 1
        and sum(size(literal(piece.spoken)) + 1 for piece in pieces) <= MESSAGE_TEXT - _PART
        and weight(blocks) <= MESSAGE_WEIGHT
    )


def _message(page: Sequence[Piece], number: int, count: int) -> Message:
    blocks, files = laid_out(page)
    spoken = "\n".join(literal(piece.spoken) for piece in page if piece.spoken)
    part = say("spoken.part", number=number, count=count) if number > 1 else ""
    return Message(escaped(part + spoken), tuple(blocks), tuple(files))


def laid_out(pieces: Iterable[Piece]) -> tuple[list[Block], list[File]]:
    """The blocks of pieces, without a line above the first of them, and their files with the places of pictures."""
    blocks: list[Block] = []
    files: list[File] = []
    for piece in pieces:
        blocks += piece.blocks
        if blocks and blocks[0]["type"] == "divider":
            del blocks[0]
        if piece.file is not None:
            files.append(replace(piece.file, place=len(blocks) - 1) if piece.file.alt else piece.file)
    return blocks, files

"""Greenroom's Markdown as rich text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.adapters.slack.limits import CHUNK, Block, cost
from bot.adapters.slack.markdown import Code, Listing, Paragraph, Passage, passages
from bot.adapters.slack.message import Piece
from bot.adapters.slack.rich import Run, bold, bullets, chunked, joined, preformatted, quote, rich_text, section, words


@dataclass(frozen=True, slots=True)
class _Element:
    """A part of a rich text; `flows` is whether it is running text."""

    block: Block
    spoken: str
    cost: int
    flows: bool = False


def prose_pieces(markdown: str) -> Iterator[Piece]:
    """Paragraphs, lists and code below each other."""
    yield from _pieces(_elements(passages(markdown), edge=False))


def callout_pieces(label: str, markdown: str) -> Iterator[Piece]:
    """The same beside a bar, under a label in bold."""
    found = list(passages(markdown))
    title = joined([bold(label)])
    if title and found and isinstance(found[0], Paragraph):
        found[0] = Paragraph((*title, Run("\n"), *found[0].runs))
    elif title:
        found.insert(0, Paragraph(title))
    shown, spoken = f"{words(title)}\n", f"{words(title)}: "
    for number, piece in enumerate(_pieces(_elements(found, edge=True))):
        yield piece if number else replace(piece, spoken=piece.spoken.replace(shown, spoken, 1))


def _pieces(elements: Iterator[_Element]) -> Iterator[Piece]:
    """Elements in as few blocks as hold them; text that goes on after a list or code begins a new one."""
    together: list[_Element] = []
    for element in elements:
        full = sum(one.cost for one in together) + element.cost > CHUNK
        if together and (full or (element.flows and not together[-1].flows)):
            yield _piece(together)
            together = []
        together.append(element)
    if together:
        yield _piece(together)


def _piece(elements: Sequence[_Element]) -> Piece:
    return Piece(
        (rich_text([element.block for element in elements]),), "\n".join(element.spoken for element in elements)
    )


def _elements(found: Sequence[Passage], *, edge: bool) -> Iterator[_Element]:
    for kind, group in groupby(found, key=type):
        if kind is Paragraph:
            yield from _paragraphs([passage for passage in group if isinstance(passage, Paragraph)], edge=edge)
            continue
        for passage in group:
            if isinstance(passage, Listing):
                yield from _listing(passage, edge=edge)
            elif isinstance(passage, Code):
                for portion in chunked([Run(passage.text)] if passage.text.strip() else []):
                    yield _Element(preformatted(portion, edge=edge), words(portion), _cost(portion))


def _paragraphs(paragraphs: Sequence[Paragraph], *, edge: bool) -> Iterator[_Element]:
    runs: list[Run] = []
    for paragraph in paragraphs:
        runs += [Run("\n\n")] if runs else []
        runs += paragraph.runs
    for portion in chunked(joined(runs)):
        block = quote(portion) if edge else section(portion)
        yield _Element(block, words(portion), _cost(portion), flows=True)


def _listing(listing: Listing, *, edge: bool) -> Iterator[_Element]:
    """A list, in several where it is long; an item too long for one goes on below it."""
    together: list[tuple[Run, ...]] = []
    done = listing.start - 1
    for item in listing.items:
        first, *rest = chunked(item)
        if together and sum(map(_cost, together)) + _cost(first) > CHUNK:
            yield _list(together, listing, done, edge=edge)
            done, together = done + len(together), []
        together.append(first)
        if rest:
            yield _list(together, listing, done, edge=edge)
            done, together = done + len(together), []
            yield from (_Element(section(portion), words(portion), _cost(portion)) for portion in rest)
    if together:
        yield _list(together, listing, done, edge=edge)


def _list(items: Sequence[tuple[Run, ...]], listing: Listing, done: int, *, edge: bool) -> _Element:
    spoken = [
        f"{number}. {words(item)}" if listing.ordered else f"- {words(item)}"
        for number, item in enumerate(items, done + 1)
    ]
    block = bullets(items, ordered=listing.ordered, offset=done, edge=edge)
    return _Element(block, "\n".join(spoken), sum(map(_cost, items)))


def _cost(runs: Sequence[Run]) -> int:
    return sum(cost(run.text) for run in runs)

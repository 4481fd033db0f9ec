"""Slack's rich text, in which words are words: nothing in them is parsed, so nothing in them can come alive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.adapters.slack.breaking import fitting
from bot.adapters.slack.limits import CHUNK, Block, cost
from bot.adapters.slack.safe import literal


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False

    @property
    def styles(self) -> tuple[bool, bool, bool]:
        """What makes it look as it does."""
        return self.bold, self.italic, self.code


def bold(text: str) -> Run:
    """Words that stand out."""
    return Run(text, bold=True)


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The same words with as few runs as possible, fit for Slack, and no empty lines around them."""
    clean = [replace(run, text=literal(run.text)) for run in runs]
    groups = [list(group) for _, group in groupby((run for run in clean if run.text), key=lambda run: run.styles)]
    return trimmed([replace(group[0], text="".join(run.text for run in group)) for group in groups])


def trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Runs without line breaks before the first word and space after the last."""
    left = list(runs)
    while left and not (text := left[0].text.lstrip("\n")):
        left.pop(0)
    if left:
        left[0] = replace(left[0], text=text)
    while left and not (text := left[-1].text.rstrip()):
        left.pop()
    if left:
        left[-1] = replace(left[-1], text=text)
    return tuple(left)


def chunked(runs: Iterable[Run], room: int = CHUNK) -> Iterator[tuple[Run, ...]]:
    """Runs in portions, each of which costs no more than the room."""
    portion: list[Run] = []
    left = room
    for run in runs:
        text = run.text
        while cost(text) > left:
            head = fitting(text, left, cost) if left > room // 2 or not portion else ""
            if head:
                portion.append(replace(run, text=head))
            yield tuple(portion)
            portion, left, text = [], room, text[len(head) :]
        if text:
            portion.append(replace(run, text=text))
            left -= cost(text)
    if portion:
        yield tuple(portion)


def words(runs: Iterable[Run]) -> str:
    """What runs say."""
    return "".join(run.text for run in runs)


def section(runs: Iterable[Run]) -> Block:
    """A paragraph."""
    return {"type": "rich_text_section", "elements": _texts(runs)}


def quote(runs: Iterable[Run]) -> Block:
    """Text beside a bar."""
    return {"type": "rich_text_quote", "elements": _texts(runs)}


def preformatted(runs: Iterable[Run], *, edge: bool = False) -> Block:
    """Text in a box, in which every character is equally wide; `edge` puts it beside a bar."""
    block: Block = {"type": "rich_text_preformatted", "elements": _texts(runs)}
    return _edged(block) if edge else block


def bullets(items: Sequence[Sequence[Run]], *, ordered: bool = False, offset: int = 0, edge: bool = False) -> Block:
    """A list; `offset` is how many items of a numbered one came before, `edge` puts it beside a bar."""
    block: Block = {"type": "rich_text_list", "style": "ordered" if ordered else "bullet"}
    block["elements"] = [section(item) for item in items]
    if ordered and offset > 0:
        block["offset"] = offset
    return _edged(block) if edge else block


def rich_text(elements: Sequence[Block]) -> Block:
    """The block that rich text stands in."""
    return {"type": "rich_text", "elements": list(elements)}


def _edged(block: Block) -> Block:
    return block | {"border": 1}


def _texts(runs: Iterable[Run]) -> list[Block]:
    return [_text(run) for run in runs]


def _text(run: Run) -> Block:
    style = {name: True for name, on in zip(("bold", "italic", "code"), run.styles, strict=True) if on}
    text: Block = {"type": "text", "text": run.text}
    return text | {"style": style} if style else text

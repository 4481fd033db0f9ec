"""Greenroom's Markdown, read into paragraphs, lists and code of styled runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.adapters.slack.rich import Run, joined
from bot.adapters.slack.safe import escaped, is_plain

_NOT_OURS = ["html_inline", "html_block", "image", "heading", "lheading", "blockquote", "hr", "autolink", "reference"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; numbered ones begin at `start`."""

    items: tuple[tuple[Run, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Code:
    """Code in lines of its own."""

    text: str


Passage = Paragraph | Listing | Code


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt().disable(_NOT_OURS)


def passages(markdown: str) -> tuple[Passage, ...]:
    """What a text consists of; what is not in Greenroom's Markdown stands as written, and links show their address."""
    return tuple(_passages(_parser().parse(markdown)))


def _passages(tokens: Sequence[Token]) -> Iterator[Passage]:
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            end = _closing(tokens, place)
            items = tuple(_items(tokens[place + 1 : end]))
            yield Listing(items, token.type.startswith("ordered"), int(token.attrs.get("start", 1)))
            place = end
        elif token.type in {"fence", "code_block"}:
            yield Code(token.content.rstrip("\n"))
        elif token.type == "inline" and (runs := joined(_runs(token.children or []))):
            yield Paragraph(runs)
        place += 1


def _closing(tokens: Sequence[Token], place: int) -> int:
    """Where the thing that opens at a place closes."""
    level = tokens[place].level
    kind = tokens[place].type.replace("_open", "_close")
    return next(end for end in range(place, len(tokens)) if tokens[end].type == kind and tokens[end].level == level)


def _items(tokens: Sequence[Token]) -> Iterator[tuple[Run, ...]]:
    """A list's items as runs; what is nested in one follows in lines of its own."""
    runs: list[Run] = []
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("list_item") else 0
        if token.type == "list_item_close" and depth == 0:
            if item := joined(runs):
                yield item
            runs = []
        elif token.type in {"inline", "fence", "code_block"}:
            runs += [Run("\n")] if runs else []
            runs += [Run("• ")] if depth > 1 else []
            runs += (
                _runs(token.children) if token.children is not None else [Run(token.content.rstrip("\n"), code=True)]
            )


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    strong = emphasis = 0
    address = ""
    for token in tokens:
        strong += token.nesting * (token.type.startswith("strong"))
        emphasis += token.nesting * (token.type.startswith("em_"))
        if token.type == "link_open":
            address = str(token.attrs.get("href", ""))
        text = _text(token, address)
        if text:
            yield Run(text, bold=strong > 0, italic=emphasis > 0, code=token.type == "code_inline")


def _text(token: Token, address: str) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "link_close":
            return f" ({address})"
        case _:
            return token.content


def mrkdwn(markdown: str) -> str | None:
    """A paragraph in Slack's older markup, which small print needs; none where that could not show it as it is."""
    found = passages(markdown)
    if len(found) != 1 or not isinstance(found[0], Paragraph):
        return None
    runs = found[0].runs
    marked = map(_marked, runs, (None, *runs), (*runs[1:], None))
    shown = [text for text in marked if text is not None]
    return "".join(shown) if len(shown) == len(runs) else None


def _marked(run: Run, before: Run | None, after: Run | None) -> str | None:
    """A run between the marks that style it, which Slack heeds only where words begin and end."""
    marks = "`" * run.code + "*" * run.bold + "_" * run.italic
    if ("`" in run.text) if run.code else not is_plain(run.text):
        return None
    if not marks:
        return escaped(run.text)
    glued = (before is not None and _ends_in_word(before.text)) or (after is not None and _begins_with_word(after.text))
    if glued or "\n" in run.text or run.text != run.text.strip():
        return None
    return f"{marks}{escaped(run.text)}{marks[::-1]}"


def _ends_in_word(text: str) -> bool:
    return re.search(r"[^\s(\[{“‘\"'·—–-]$", text) is not None


def _begins_with_word(text: str) -> bool:
    return re.match(r"[^\s)\]}”’\"'·—–.,;:!?-]", text) is not None

"""Whether a text's Markdown survives the chats: what is opened is closed, and nothing is used that they lack."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_NOT_IN_CHATS = {
    "heading_open": "a heading is not shown as one in chats; use bold text",
    "table_open": "a table is not shown as one in chats; use a list or a code block",
    "html_block": "HTML is swallowed or shown raw; put it in backticks",
    "html_inline": "HTML is swallowed or shown raw; put it in backticks",
    "image": "pictures in text are not shown in chats",
    "code_block": "four spaces make this a code block; use a ``` fence or fewer spaces",
}
_LEFT_OVER = {
    "**": "`**` that opens or closes no bold text",
    "`": "a backtick that opens or closes no code",
}


def broken_markdown(text: str) -> list[tuple[int, str]]:
    """What is broken in a text, each with its line from 0 within the text."""
    lines = text.splitlines()
    found: list[tuple[int, str]] = []
    for token in _parser().parse(text.replace(r"\*", "∗").replace(r"\`", "ʼ")):
        start, end = token.map or (0, 0)
        if token.type in _NOT_IN_CHATS:
            found.append((start, _NOT_IN_CHATS[token.type]))
        elif token.type == "fence" and not _closed(lines[start:end], token.markup):
            found.append((start, "the code block is never closed"))
        elif token.type == "inline":
            found += _in_paragraph(token)
    return found


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _closed(lines: list[str], fence: str) -> bool:
    return len(lines) > 1 and lines[-1].strip().startswith(fence)


def _in_paragraph(paragraph: Token) -> Iterator[tuple[int, str]]:
    line = paragraph.map[0] if paragraph.map else 0
    before = ""
    for token in paragraph.children or []:
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type in _NOT_IN_CHATS:
            yield line, _NOT_IN_CHATS[token.type]
        elif token.type in ("em_open", "strong_open") and before[-1:].isalnum():
            yield line, f"`{token.markup}` inside a word is read as emphasis; put the formula in backticks"
        elif token.type == "text":
            for mark, message in _LEFT_OVER.items():
                if mark in token.content:
                    yield line, message
        before = token.content

"""Greenroom's Markdown on a terminal."""

from __future__ import annotations

from typing import ClassVar

from markdown_it import MarkdownIt
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, ListItem, Markdown, MarkdownElement
from rich.text import Text

from bot.adapters.terminal.frames import Edged
from bot.adapters.terminal.safe import literal


class _PlainCode(CodeBlock):
    """Code without a background of its own, which would glare on half of all terminals."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Edged(Text(str(self.text).rstrip(), style="markdown.code_block", overflow="fold"))


class _TightItem(ListItem):
    """An item after which no empty line is due, so that a list follows close upon the words that introduce it."""

    new_line = False


class Prose(Markdown):
    """Markdown of Greenroom's small kind: HTML and images stand as they are written, links show their address."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "fence": _PlainCode,
        "code_block": _PlainCode,
        "list_item_open": _TightItem,
    }

    def __init__(self, markdown: str, style: str = "none") -> None:
        super().__init__("", style=style, hyperlinks=False)
        self.markup = literal(markdown)
        parser = MarkdownIt().disable(["html_inline", "html_block", "image", "lheading", "heading"])
        self.parsed = parser.parse(self.markup)

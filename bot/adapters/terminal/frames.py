"""Layout that Rich lacks: a bar down the left edge, a column that keeps to a readable width."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment

from bot.adapters.terminal.console import MEASURE


class Edged:
    """Something with a bar down its left edge.

    Args:
        content: What stands beside the bar.
        style: How the bar looks.
        edge: The bar itself.
    """

    def __init__(self, content: RenderableType, style: str = "edge", edge: str = "│ ") -> None:
        self._content = content
        self._style = style
        self._edge = edge

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Each line of the content after the bar."""
        edge = Segment(self._edge, console.get_style(self._style))
        inner = options.update(width=max(1, options.max_width - len(self._edge)), height=None)
        for line in console.render_lines(self._content, inner, pad=False):
            yield edge
            yield from line
            yield Segment.line()


class Column:
    """Something no wider than is pleasant to read, without spaces at the ends of its lines."""

    def __init__(self, content: RenderableType) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The content, kept to the measure."""
        inner = options.update(width=min(options.max_width, MEASURE), height=None)
        for line in console.render_lines(self._content, inner, pad=False):
            yield from _trimmed(line)
            yield Segment.line()


def _trimmed(line: list[Segment]) -> list[Segment]:
    """The line without the blanks at its end, which only padded it."""
    kept = list(line)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        text, style, _ = kept[-1]
        kept[-1] = Segment(text.rstrip(), style)
    return kept

"""Greenroom's small Markdown -> lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.adapters.discord.escaping import literal
from bot.adapters.discord.text import Fence, Line, Prefix, Run, Style

_PARSER = MarkdownIt().disable(["html_inline", "html_block", "image", "lheading", "heading"])
_STYLES = {"strong": Style.BOLD, "em": Style.EMPHASIS}
_BLANK = Line()


def lines_of(markdown: str, prefix: Prefix = Prefix.PLAIN, *, quoted: bool = False) -> tuple[Line, ...]:
    """The lines of a text in Greenroom's Markdown; HTML and images stand as they are written.

    Args:
        markdown: The text.
        prefix: What its lines are; items of lists and code stay what they are.
        quoted: Whether a bar stands before them.
    """
    reader = _Reader(prefix)
    reader.read(_PARSER.parse(literal(markdown)))
    lines = reader.lines
    while lines and lines[-1] is _BLANK:
        lines.pop()
    return tuple(replace(line, quoted=True) for line in lines) if quoted else tuple(lines)


@dataclass(slots=True)
class _Reader:
    """Goes through the parser's tokens."""

    prefix: Prefix
    lines: list[Line] = field(default_factory=list)
    _counters: list[int | None] = field(default_factory=list)
    _marker: str = ""

    def read(self, tokens: Sequence[Token]) -> None:
        """Add the lines of these tokens."""
        for token in tokens:
            match token.type:
                case "inline":
                    self._paragraph(token.children or [])
                case "fence" | "code_block":
                    self._code(token)
                case "hr":
                    self._apart()
                case "bullet_list_open":
                    self._counters.append(None)
                case "ordered_list_open":
                    self._counters.append(int(token.attrGet("start") or 1))
                case "bullet_list_close" | "ordered_list_close":
                    self._counters.pop()
                case "list_item_open":
                    self._marker = self._next_marker()
                case _:
                    pass

    def _next_marker(self) -> str:
        indent = "  " * (len(self._counters) - 1)
        number = self._counters[-1]
        if number is None:
            return f"{indent}- "
        self._counters[-1] = number + 1
        return f"{indent}{number}. "

    def _paragraph(self, children: Sequence[Token]) -> None:
        """A paragraph: after a blank line, unless it is an item of a list or leads up to one."""
        inside = bool(self._counters)
        if not inside:
            self._apart()
        for number, runs in enumerate(_broken(children)):
            marker = self._marker if number == 0 else ""
            if inside and not marker:
                marker = "  " * len(self._counters)
            prefix = Prefix.PLAIN if inside else self.prefix
            self.lines.append(Line(runs, prefix, marker))
        self._marker = ""

    def _code(self, token: Token) -> None:
        self._apart()
        fence = Fence("".join(token.info.split()[:1]) if token.info.isascii() else "")
        content = token.content.removesuffix("\n")
        self.lines += [Line((Run(text),) if text else (), fence=fence) for text in content.split("\n")]

    def _apart(self) -> None:
        if self.lines and self.lines[-1] is not _BLANK:
            self.lines.append(_BLANK)


def _broken(children: Sequence[Token]) -> Iterator[tuple[Run, ...]]:
    """The runs of a paragraph, line by line; where our text only wraps, a space stands."""
    runs: list[Run] = []
    for token, style, url in _styled(children):
        match token.type:
            case "hardbreak":
                yield tuple(runs)
                runs = []
            case "softbreak":
                runs.append(Run(" ", style, url))
            case "code_inline":
                runs.append(Run(token.content, style | Style.CODE))
            case _ if token.content:
                runs.append(Run(token.content, style, url))
            case _:
                pass
    yield tuple(_joined_links(runs))


def _styled(children: Sequence[Token]) -> Iterator[tuple[Token, Style, str]]:
    """Each token with the styles that are open where it stands, and the link it is in."""
    style, url = Style.PLAIN, ""
    for token in children:
        name, _, edge = token.type.rpartition("_")
        if name in _STYLES and edge in {"open", "close"}:
            style = style | _STYLES[name] if edge == "open" else style & ~_STYLES[name]
        elif token.type == "link_open":
            href = str(token.attrGet("href") or "")
            url = href if href.startswith(("https://", "http://")) else ""
        elif token.type == "link_close":
            url = ""
        else:
            yield token, style, url


def _joined_links(runs: Sequence[Run]) -> Iterator[Run]:
    """Runs of the same link as one."""
    held: Run | None = None
    for run in runs:
        if held is not None and run.url == held.url:
            held = replace(held, text=held.text + run.text)
            continue
        if held is not None:
            yield held
            held = None
        if run.url:
            held = run
        else:
            yield run
    if held is not None:
        yield held

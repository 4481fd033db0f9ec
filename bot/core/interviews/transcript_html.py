"""An interview as one HTML file that needs nothing else, to be read on a screen or printed to a PDF.

It holds what the Markdown file holds. All that the candidate wrote is escaped; of Markdown that is ours, the plan's or
the model's, neither HTML nor pictures nor headings are taken over, so that the file loads nothing and stays in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape

from markdown_it import MarkdownIt

from bot.core.interviews.debrief import Debrief
from bot.core.interviews.paper import Block, Bullets, Levels, Prose, Quote, Said, Section, Title, on_paper
from bot.core.interviews.transcript import level_text
from bot.core.interviews.transcript_style import STYLE

_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="Greenroom">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main>
"""
_FOOT = "</main>\n</body>\n</html>\n"
_TOP_LEVEL = 4
_LONG = 1500  # characters, of which a turn may go over to the next page
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_TAKEN_OVER = ("html_block", "html_inline", "image", "heading", "lheading", "reference")


def transcript_html(debrief: Debrief) -> str:
    """The whole interview as one HTML file; nothing that the candidate wrote becomes markup."""
    return _NOT_TEXT.sub("\ufffd", "".join(_pieces(debrief)))


def _pieces(debrief: Debrief) -> Iterator[str]:
    sections: list[int] = []  # levels of those that are open
    for block in on_paper(debrief):
        if isinstance(block, Title):
            yield _HEAD.format(title=escape(_plain(block.text)), style=STYLE)
        if isinstance(block, Section):
            while sections and sections[-1] >= block.level:
                sections.pop()
                yield "</section>\n"
            sections.append(block.level)
            yield "<section>\n"
        yield _block(block)
    yield "</section>\n" * len(sections)
    yield _FOOT


def _block(block: Block) -> str:
    match block:
        case Title(text, held):
            written = f'<header>\n<h1>{_inline(text)}</h1>\n<p class="held">{_inline(held)}</p>\n</header>\n'
        case Section(text, level):
            written = f"<h{level}>{_inline(text)}</h{level}>\n"
        case Prose(text):
            written = _prose(text)
        case Quote():
            written = _quote(block)
        case Bullets(items):
            shown = (_literal(item) if block.literal else _inline(item) for item in items)
            written = "<ul>\n" + "".join(f"<li>{item}</li>\n" for item in shown) + "</ul>\n" if items else ""
        case Levels(rows):
            written = "<table>\n" + "".join(_level(*row) for row in rows) + "</table>\n"
        case _:
            written = _said(block)
    return written


def _quote(quote: Quote) -> str:
    said = f'<blockquote dir="auto">{_literal(quote.text)}</blockquote>'
    return (
        f"<figure>\n{said}\n<figcaption>{_inline(quote.about)}</figcaption>\n</figure>\n"
        if quote.about
        else f"{said}\n"
    )


def _level(name: str, low: float, high: float) -> str:
    spans = "".join(
        f'<span class="{kind}" style="width:{100 * value / _TOP_LEVEL:.0f}%"></span>'
        for kind, value in (("range", high), ("full", low))
    )
    return (
        f'<tr><th scope="row">{_inline(name)}</th><td class="bar"><span class="track" aria-hidden="true">{spans}</span>'
        f'</td><td class="level">{escape(level_text(low, high))}</td></tr>\n'
    )


def _said(turn: Said) -> str:
    size = " long" if len(turn.text) > _LONG else ""
    speaker = f'<p class="speaker">{escape(turn.speaker)}</p>\n'
    if turn.by_candidate:
        words = f'<p class="candidate" dir="auto">{_literal(turn.text)}</p>\n'
        return f'<div class="turn by-candidate{size}">\n{speaker}{words}</div>\n'
    quote = f'<blockquote dir="auto">{_literal(turn.quote)}</blockquote>\n' if turn.quote else ""
    return f'<div class="turn{size}">\n{speaker}<div class="words">\n{_prose(turn.text)}{quote}</div>\n</div>\n'


def _literal(text: str) -> str:
    """Text that shows as it is; its style keeps the lines."""
    return escape("\n".join(text.splitlines()))


def _prose(text: str) -> str:
    return str(_markdown().render(text))


def _inline(text: str) -> str:
    return str(_markdown().renderInline(text))


def _plain(text: str) -> str:
    """Markdown without its marks, for a window's title."""
    [line] = _markdown().parseInline(text)
    return "".join(token.content for token in line.children or ())


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(_NOT_TAKEN_OVER)

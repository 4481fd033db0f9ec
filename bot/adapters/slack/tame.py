"""Greenroom's Markdown as Markdown that Slack parses, in which nothing but its own styles can come alive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.adapters.slack.markdown import Code, Listing, Paragraph, Passage, passages
from bot.adapters.slack.rich import Run, joined
from bot.adapters.slack.safe import escaped

_JOINER = "\N{WORD JOINER}"
_MARKS = re.compile(r"([\\`*_~\[\]#|])")

# What stands within mentions, links, addresses, channels and emoji. An invisible character behind it ends all of them,
# and shows nothing.
_SEAM = "@#:./]!"
_SEAMS = re.compile(rf"([{re.escape(_SEAM)}])(?=\S)")


def tamed(markdown: str) -> str:
    """A text for `markdown_text`, in which Slack parses Markdown, mentions and links.

    Emphasis stays; mentions, links, channels and emoji are words, as they are in the rich text that takes its place.
    Lists have their marks, code is words.
    """
    return "\n\n".join(map(_passage, passages(markdown)))


def _passage(passage: Passage) -> str:
    match passage:
        case Paragraph(runs):
            return _written(runs)
        case Listing(items, ordered, start):
            marks = (f"{number}." if ordered else "-" for number in range(start, start + len(items)))
            return "\n".join(f"{mark} {_written(item)}" for mark, item in zip(marks, items, strict=True))
        case Code(text):
            return _written(joined([Run(text)]))


def _written(runs: Iterable[Run]) -> str:
    return "".join(_marked(runs))


def _marked(runs: Iterable[Run]) -> Iterator[str]:
    before = " "
    for run in runs:
        if before.endswith(tuple(_SEAM)) and not run.text[:1].isspace():
            yield _JOINER
        before = run.text
        words = _SEAMS.sub(rf"\1{_JOINER}", _MARKS.sub(r"\\\1", escaped(run.text)))
        marks = "**" * run.bold + "_" * run.italic
        yield f"{marks}{words}{marks[::-1]}" if marks and run.text == run.text.strip() else words

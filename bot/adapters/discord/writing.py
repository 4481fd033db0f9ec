"""Lines -> Discord's Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from bot.adapters.discord.escaping import NOTHING, escaped, unspelled
from bot.adapters.discord.text import Fence, Line, Run, Style

# From the outside in.
_MARKS = (
    (Style.SPOILER, "||"),
    (Style.BOLD, "**"),
    (Style.UNDERLINE, "__"),
    (Style.STRIKE, "~~"),
    (Style.EMPHASIS, "*"),
)
_MARK_CHARACTERS = frozenset("|*_~`")


def written(lines: Iterable[Line]) -> str:
    """Discord's Markdown for lines; neighbours in the same block of code share one fence."""
    parts: list[str] = []
    for fence, group in groupby(lines, key=lambda line: line.fence):
        shown = list(group)
        parts += [_line(line) for line in shown] if fence is None else _fenced(fence, shown)
    return "\n".join(parts)


def _line(line: Line) -> str:
    text = _Writer().runs(line.runs)
    bar = "> " if line.quoted else ""
    return f"{bar}{line.marker}{line.prefix.value}{text}" if text or line.marker else bar


def _fenced(fence: Fence, lines: Sequence[Line]) -> list[str]:
    bar = "> " if lines[0].quoted else ""
    texts = ["".join(run.text for run in line.runs) for line in lines]
    texts = [unspelled(text, "`") if "```" in text else text for text in texts]
    return [f"{bar}```{fence.language}", *(f"{bar}{text}" for text in texts), f"{bar}```"]


class _Writer:
    """Writes the runs of one line."""

    def __init__(self) -> None:
        self._text = ""

    def runs(self, runs: Sequence[Run]) -> str:
        """The runs in Discord's Markdown."""
        self._group([_simplified(run) for run in runs if run.text], 0)
        return self._text

    def _group(self, runs: Sequence[Run], depth: int) -> None:
        if depth == len(_MARKS):
            for run in runs:
                self._run(run)
            return
        style, mark = _MARKS[depth]
        for styled, group in groupby(runs, key=lambda run: bool(run.style & style)):
            if styled:
                self._marked(list(group), mark, depth)
            else:
                self._group(list(group), depth + 1)

    def _marked(self, runs: list[Run], mark: str, depth: int) -> None:
        """Runs between marks; white space at their edges stays outside, where Discord wants it."""
        before, inner, after = _stripped(runs)
        self._text += before
        if inner:
            self._mark(mark)
            self._group(inner, depth + 1)
            self._mark(mark)
        self._text += after

    def _mark(self, mark: str) -> None:
        """A mark, held apart from one that stands before it."""
        if self._text[-1:] in _MARK_CHARACTERS:
            self._text += NOTHING
        self._text += mark

    def _run(self, run: Run) -> None:
        starts_line = not self._text.strip("|*_~ " + NOTHING)
        if run.style & Style.CODE and run.text.strip():
            self._mark(_inline_code(run))
        elif run.url:
            self._text += _link(run)
        else:
            self._text += escaped(run.text, starts_line=starts_line)


def _simplified(run: Run) -> Run:
    """Code bears no other style, because the marks around it would be sought inside it as well."""
    return replace(run, style=run.style & (Style.CODE | Style.SPOILER)) if run.style & Style.CODE else run


def _stripped(runs: Sequence[Run]) -> tuple[str, list[Run], str]:
    """The white space before runs, the runs without it, and the white space after them."""
    texts = [run.text for run in runs]
    whole = "".join(texts)
    before = whole[: len(whole) - len(whole.lstrip())]
    after = whole[len(whole.rstrip()) :] if before != whole else ""
    kept = whole[len(before) : len(whole) - len(after)]
    inner: list[Run] = []
    left = len(before)
    for run in runs:
        text = run.text[left:]
        left = max(left - len(run.text), 0)
        text = text[: len(kept)]
        kept = kept[len(text) :]
        if text:
            inner.append(replace(run, text=text))
    return before, inner, after


def _inline_code(run: Run) -> str:
    text = unspelled(run.text, "|") if run.style & Style.SPOILER else run.text
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _link(run: Run) -> str:
    if run.text == run.url:
        return f"<{run.url}>"
    if set(run.text) & set("[]()"):
        return f"{escaped(run.text)} (<{run.url}>)"
    return f"[{escaped(run.text)}](<{run.url}>)"

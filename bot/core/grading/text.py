"""An answer as sentences with their places, for text as people type it into a chat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^[ \t]*(```|~~~)")
_BULLET = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[-*•‣·–—+][ \t]+|#{1,6}[ \t]+|\(?\d{1,2}[.)][ \t]+|\(?[a-zA-Z][)][ \t]+)?")
_STARTS_ITEM = re.compile(r"[ \t]*(?:[-*•‣·–—+#>]+[ \t]|\(?\d{1,2}[.)][ \t]|\(?[a-zA-Z][)][ \t]|[|])")
_END = re.compile(
    r"""[.!?…؟۔।]+["'”’»)\]*_`]*(?=\s|$)"""  # scripts that put a space after a sentence
    r"""|[。！？｡]+["'”’»）」』\]*_]*"""  # scripts that do not
    r"""|;(?=\s)|；"""
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|resp|incl|dr|mr|mrs|ms|prof|st|al|z\.b|d\.h|usw|bzw|ca|[a-z])\.$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:,|:|[ \t][-–—]+|…|\.\.\.)[ \t\n]+|[、，：]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WRAPPED_LINE = 60  # a line at least this long that ends without a mark was wrapped, not ended
_LONG_SENTENCE = 28  # words from which a sentence is cut into its clauses
_SHORT_CLAUSE = 5  # words below which a clause stays with its neighbour
_LONGEST = 400  # characters; a run without any mark is cut here


@dataclass(frozen=True, slots=True)
class Sentence:
    """A passage of the answer; `answer[start:end] == text`.

    Attributes:
        text: The passage, without its bullet and outer white space.
        start: Offset of its first character.
        end: Offset after its last character.
        code: Whether it stands in a fenced block of code.
    """

    text: str
    start: int
    end: int
    code: bool = False


def words(text: str) -> list[str]:
    """Words in lower case, in order; digits count as words, marks and underscores do not."""
    return [match.group().casefold().replace("’", "'") for match in _WORD.finditer(text)]


def sentences(answer: str) -> list[Sentence]:
    """The answer's sentences in order, long ones cut into clauses; marks without a word or digit are left out."""
    found = []
    for start, end, code in _blocks(answer):
        for low, high in [(start, end)] if code else _split(answer, start, end):
            for first, last in _chunks(answer, low, high):
                text = answer[first:last]
                if _WORD.search(text):
                    found.append(Sentence(text, first, last, code))
    return found


def _blocks(answer: str) -> Iterator[tuple[int, int, bool]]:
    """Paragraphs and list items, wrapped lines joined; lines of code one by one."""
    code = False
    start = end = -1
    last = ""
    for at, line in _lines(answer):
        if _FENCE.match(line):
            if start >= 0:
                yield start, end, False
            code, start = not code, -1
        elif code:
            yield at, at + len(line), True
        else:
            if start >= 0 and not _goes_on(last, line):
                yield start, end, False
                start = -1
            if start < 0 and line.strip():
                bullet = _BULLET.match(line)
                start = at + (bullet.end() if bullet else 0)
            end = at + len(line)
            last = line
    if start >= 0:
        yield start, end, False


def _lines(answer: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in answer.splitlines(keepends=True):
        yield at, line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        at += len(line)


def _goes_on(last: str, line: str) -> bool:
    if not line.strip() or _STARTS_ITEM.match(line):
        return False
    return len(last.rstrip()) >= _WRAPPED_LINE and not _END.search(last.rstrip()[-3:])


def _split(answer: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    low = start
    for mark in _END.finditer(answer, start, end):
        if not _ABBREVIATION.search(answer[max(low, mark.start() - 8) : mark.start() + 1]):
            yield from _clauses(answer, low, mark.end())
            low = mark.end()
    yield from _clauses(answer, low, end)


def _clauses(answer: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut at commas, colons and dashes where it is long, no clause being tiny."""
    if len(_WORD.findall(answer, start, end)) < _LONG_SENTENCE:
        yield start, end
        return
    low = start
    for mark in _CLAUSE.finditer(answer, start, end):
        long_enough = len(_WORD.findall(answer, low, mark.start())) >= _SHORT_CLAUSE
        if long_enough and len(_WORD.findall(answer, mark.end(), end)) >= _SHORT_CLAUSE:
            yield low, mark.end()
            low = mark.end()
    yield low, end


def _chunks(answer: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Trimmed pieces no longer than the model can usefully read, cut at white space where there is some."""
    while end - start > _LONGEST:
        cut = answer.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = cut if cut > 0 else start + _LONGEST
        yield _trim(answer, start, cut)
        start = cut
    yield _trim(answer, start, end)


def _trim(answer: str, start: int, end: int) -> tuple[int, int]:
    text = answer[start:end]
    return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())

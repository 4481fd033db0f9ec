"""Evidence: a quote is a passage of the answer, word for word, or it is nothing."""

from __future__ import annotations

import re
import unicodedata

from bot.core.grading.grade import Quote

_ALIKE = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-"})
_OUTER = re.compile(r"""^[\s"'“”„‘’«»]+|[\s"'“”„‘’«»]+$""")
_ENDS = re.compile(r"""^[\s"'“”„‘’«».…]+|[\s"'“”„‘’«».,;:!?…]+$""")
_EMPHASIS = re.compile(r"[*_~`]+")


def find_quote(answer: str, quote: str) -> Quote | None:
    """The first passage of the answer that reads like the quote.

    White space, case, invisible characters, Markdown's emphasis, how accents and ligatures are encoded, the shape of
    quotation marks, dashes and ellipses, and marks at either end are forgiven; words are not. The passage that is
    returned is always the answer's own: `answer[start:end] == text`.

    Args:
        answer: What the member wrote.
        quote: What a judge says stands in it, perhaps in quotation marks.

    Returns:
        The passage, or none if it is not there or holds no letter or digit.
    """
    text, places = _folded(answer)
    for wanted in (quote, _OUTER.sub("", quote), _ENDS.sub("", quote)):
        needle = _folded(wanted)[0].strip()
        if not any(char.isalnum() for char in needle):
            continue
        at = text.find(needle)
        if at >= 0:
            return Quote.of(answer, places[at], _after_accents(answer, places[at + len(needle) - 1] + 1))
    return None


def _after_accents(answer: str, end: int) -> int:
    while end < len(answer) and unicodedata.combining(answer[end]):
        end += 1
    return end


def _folded(text: str) -> tuple[str, list[int]]:
    """Text in a form for comparison, and for each of its characters the place it came from."""
    out: list[str] = []
    places: list[int] = []
    emphasis = _emphasis(text)
    for place, char in enumerate(text):
        if place in emphasis or unicodedata.category(char) == "Cf":
            continue
        if char.isspace():
            if out and out[-1] == " ":
                continue
            folded = " "
        else:
            folded = unicodedata.normalize("NFKD", char.translate(_ALIKE)).casefold()
        out.extend(folded)
        places.extend([place] * len(folded))
    return "".join(out), places


def _emphasis(text: str) -> set[int]:
    """Places of marks such as those of `**so**`: at the edge of a word, not within one and not alone."""
    found: set[int] = set()
    for run in _EMPHASIS.finditer(text):
        before, after = text[max(0, run.start() - 1) : run.start()], text[run.end() : run.end() + 1]
        within = before.isalnum() and after.isalnum()
        alone = not before.strip() and not after.strip()
        if not within and not alone:
            found.update(range(run.start(), run.end()))
    return found

"""Evidence: a quote is a passage of the answer, word for word, or it is nothing."""

from __future__ import annotations

import re
import unicodedata

from bot.core.grading.grade import Quote

_ALIKE = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-"})
_OUTER = re.compile(r"""^[\s"'“”„‘’«»]+|[\s"'“”„‘’«»]+$""")


def find_quote(answer: str, quote: str) -> Quote | None:
    """The first passage of the answer that reads like the quote.

    White space, case, invisible characters and the shape of quotation marks and dashes are forgiven; words are not.
    The passage that is returned is always the answer's own: `answer[start:end] == text`.

    Args:
        answer: What the member wrote.
        quote: What a judge says stands in it, perhaps in quotation marks.

    Returns:
        The passage, or none if it is not there or holds no letter or digit.
    """
    for wanted in (quote, _OUTER.sub("", quote)):
        needle = _folded(wanted)[0].strip()
        if not any(char.isalnum() for char in needle):
            continue
        text, places = _folded(answer)
        at = text.find(needle)
        if at >= 0:
            return Quote.of(answer, places[at], places[at + len(needle) - 1] + 1)
    return None


def _folded(text: str) -> tuple[str, list[int]]:
    """Text in a form for comparison, and for each of its characters the place it came from."""
    out: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if unicodedata.category(char) == "Cf":
            continue
        if char.isspace():
            if out and out[-1] == " ":
                continue
            folded = " "
        else:
            folded = char.casefold().translate(_ALIKE)
        out.extend(folded)
        places.extend([place] * len(folded))
    return "".join(out), places

"""A company style's rule on how soon the recommendation comes."""

from __future__ import annotations

import re

from bot.core.bank.lens import CompanyStyle

LATE_LEVEL = 1
"""Highest level of a style's first criterion where the opening decides nothing."""

_DECIDES = re.compile(
    r"\b(?:recommend\w*|suggest\w*|propos\w*|short answer|bottom line|in short|tl;?dr|verdict|decision)\b"
    r"|\bmy (?:answer|advice|take|call|pick|choice|view)\b"
    r"|\b(?:i|we)(?:['’]d| would| will|['’]ll| should)(?: \w+){0,2} (?:not |never )?"
    r"(?:ship|launch|roll|keep|stop|choose|pick|go|hold|take|start|wait|run|test|build|use|hire|buy|drop|kill|change"
    r"|do|say|make|give|measure|look|ask|put|set|focus)\b"
    r"|\b(?:don['’]t|do not|let['’]s|please) (?:ship|launch|roll|keep|stop|wait|run|test|build|do|change)\b"
    r"|^\W*(?:yes|no|not yet|neither|both|ship|launch|wait|keep|stop)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")


def opens_late(answer: str, style: CompanyStyle | None) -> bool:
    """Whether nothing in the style's opening words reads like a recommendation.

    Only the wording is looked at: "I would ...", "my recommendation ...", "not yet ...". That an opening decides
    something does not mean that it decides well.
    """
    if style is None or style.opening_words is None:
        return False
    return not _DECIDES.search(_first_words(answer, style.opening_words))


def _first_words(answer: str, count: int) -> str:
    end = 0
    for number, word in enumerate(_WORD.finditer(answer)):
        if number >= count:
            break
        end = word.end()
    return answer[:end]

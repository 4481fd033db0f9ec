"""Whether a follow-up that a model wrote may be asked: one question, short, and nothing of the answer in it."""

from __future__ import annotations

import re

from bot.core.grading.guards import content_words
from bot.core.interviews.script import Part

MOST_WORDS = 120
"""A turn has fewer words than this."""

_TELLS = re.compile(
    r"\b(?:rubrics?|criteri(?:on|a)|key points?|(?:your|my) (?:\w+ )?scor(?:e|es|ing)|the score|of 100|out of (?:100|4)"
    r"|\d+ ?/ ?(?:100|4)|level [0-4]|model answer|grad(?:e|es|ed|ing) (?:you|your)|points? (?:for|so far))\b",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"\b(?:have you (?:considered|thought (?:of|about))|did you (?:consider|think (?:of|about))|wouldn't (?:it"
    r"|you)|shouldn't you"
    r"|isn't it|don't you think|what about using|you (?:forgot|missed|should have|could have)|the (?:right"
    r"|correct) answer)\b",
    re.IGNORECASE,
)
_SHARE, _FEWEST = 0.6, 2


def fault_of(text: str, part: Part, heard: str) -> str | None:
    """Why a follow-up may not be asked: `empty`, `long`, `questions`, `leading`, `tells`, `gives-away`; none if it may.

    Args:
        text: The follow-up.
        part: The stage.
        heard: All that was said in the stage by both sides; its words are not given away by being taken up.
    """
    words = text.split()
    if not any(character.isalpha() for character in text):
        return "empty"
    if len(words) >= MOST_WORDS:
        return "long"
    if text.count("?") > 1:
        return "questions"
    if _TELLS.search(text):
        return "tells"
    if _LEADS.search(text):
        return "leading"
    return "gives-away" if gives_away(text, part, heard) else None


def gives_away(text: str, part: Part, heard: str) -> bool:
    """Whether a text holds most of what tells of a key point, in words that nobody has said before."""
    free = _stems(f"{part.question.prompt} {' '.join(part.stage.setup)} {heard}")
    said = _stems(text) - free
    for criterion, _ in part.request("").rubric:
        open_words = free | _stems(f"{criterion.probe} {criterion.name}")
        for point in criterion.key_points:
            for way in (point.idea, *point.phrasings):
                telling = _stems(way) - open_words
                shared = telling & said
                if len(shared) >= _FEWEST and len(shared) >= _SHARE * len(telling):
                    return True
    return False


def _stems(text: str) -> frozenset[str]:
    return frozenset(re.sub(r"(?:ings?|ed|es|s|ly)$", "", word) for word in content_words(text))

"""Whether a follow-up that a model wrote may be asked: one question, short, and nothing of the answer in it."""

from __future__ import annotations

import re

from bot.core.grading.guards import content_words
from bot.core.grading.text import words
from bot.core.interviews.script import Part

MOST_WORDS = 120
"""A turn has fewer words than this."""

_TELLS = re.compile(
    r"\b(?:rubrics?|criteri(?:on|a)|key points?|(?:your|my) (?:\w+ )?scor(?:e|es|ing)|the score|of 100|out of (?:100|4)"
    r"|\d+ ?/ ?(?:100|4)|level [0-4]|model answer|grad(?:e|es|ed|ing) (?:you|your)|points? (?:for|so far))\b",
    re.IGNORECASE,
)
_JUDGES = re.compile(
    r"\b(?:good|great|excellent|perfect|strong|weak|poor|wrong|incorrect) (?:answer|job|response)|well done|spot[ -]on"
    r"|nailed it|on the right track|(?:^|[.!;,] )(?:(?:that|this|it|you)(?:'s| is|'re| are) (?:not )?(?:quite )?"
    r"(?:correct|incorrect|right|wrong|doing (?:well|great|fine))|not quite(?: right)?|correct|exactly|right|wrong"
    r"|excellent|perfect|great|impressive) ?[.!,;]",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"\b(?:have you (?:considered|thought (?:of|about))|did you (?:consider|think (?:of|about))|wouldn't (?:it"
    r"|you)|shouldn't you"
    r"|isn't it|don't you think|what about using|you (?:forgot|missed|should have|could have)|the (?:right"
    r"|correct) answer)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[?？؟]")
_ITEMS = re.compile(r"(?:^|\s)(?:\(?\d[.)]|[-*•])\s")
_SHARE, _FEWEST = 0.6, 2
_RUN = 5
"""Words in a row that nobody says by chance."""


def fault_of(text: str, part: Part, heard: str) -> str | None:
    """Why a follow-up may not be asked; none if it may.

    The faults are `empty`, `long`, `questions`, `tells`, `judges`, `leading` and `gives-away`.

    Args:
        text: The follow-up.
        part: The stage.
        heard: All that was said in the stage by both sides; its words are not given away by being taken up.
    """
    text = text.replace("’", "'").strip()
    if not any(character.isalpha() for character in text):
        return "empty"
    if len(text.split()) >= MOST_WORDS:
        return "long"
    if len(_MARKS.findall(text)) > 1 or len(_ITEMS.findall(text)) > 1:
        return "questions"
    for fault, pattern in (("tells", _TELLS), ("judges", _JUDGES), ("leading", _LEADS)):
        if pattern.search(text):
            return fault
    return "gives-away" if gives_away(text, part, heard) else None


def gives_away(text: str, part: Part, heard: str) -> bool:
    """Whether a text holds most of what tells of a key point, or a run of its words, that nobody has said before."""
    if _runs(text) & _secret_runs(part) - _runs(f"{part.question.prompt}\n{heard}"):
        return True
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


def _secret_runs(part: Part) -> frozenset[tuple[str, ...]]:
    rubric = [criterion for criterion, _ in part.request("").rubric]
    kept = [part.question.model_answer, *(level for criterion in rubric for level in criterion.levels)]
    for point in (point for criterion in rubric for point in criterion.key_points):
        kept += [point.idea, *point.phrasings]
    told = [*part.stage.setup, *part.hints, *(criterion.probe for criterion in rubric)]
    return frozenset().union(*map(_runs, kept)) - frozenset().union(*map(_runs, told))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    said = words(text)
    return frozenset(tuple(said[place : place + _RUN]) for place in range(len(said) - _RUN + 1))


def _stems(text: str) -> frozenset[str]:
    return frozenset(re.sub(r"(?:ings?|ed|es|s|ly)$", "", word) for word in content_words(text))

"""Whether what was said in a part is about its question, however good or poor it is.

What tells is the share of an answer's words that belong to the question: to its text, and to what can be said to it,
which its rubric spells out. Words that few parts of a plan know count more, as in the inverse document frequency of
search engines (Spärck Jones 1972). A weak answer about the question speaks its words; a fluent one about something
else does not. Of the labelled answers to the cases of the built-in plans, all have 0.23 and more for their own;
of answers to other questions of the bank, two in three have less than 0.20.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache

from bot.core.bank.question import Question
from bot.core.bank.vocabulary import Track
from bot.core.grading.grade import Flag
from bot.core.grading.guards import content_words
from bot.core.interviews.facts import stem_of
from bot.core.interviews.script import Part, Script
from bot.core.interviews.state import StageRecord

_ELSEWHERE = 0.20
_DOUBTFUL = 0.35
_FEWEST_WORDS = 6
_UNHEARD_OF = 0.5  # parts that are taken to know a word that none does


class Aim(Enum):
    """Where an answer goes."""

    AT_IT = "at-it"
    ELSEWHERE = "elsewhere"
    UNCLEAR = "unclear"


def aim_of(script: Script, record: StageRecord) -> Aim:
    """Whether the answers of a part are about its question; unclear where there are too few words to tell.

    Told experiences have words of their own, so that only what a judge also took for something else is elsewhere there.
    """
    part = script.part(record.id)
    said = _stems(" ".join(record.answers))
    if len(said) < _FEWEST_WORDS:
        return Aim.UNCLEAR
    share = _share(said, part, script)
    flagged = record.grade is not None and Flag.OFF_TOPIC in record.grade.flags
    if share < (_DOUBTFUL if flagged else 0.0 if _tells_a_story(part) else _ELSEWHERE):
        return Aim.ELSEWHERE
    return Aim.UNCLEAR if flagged or share < _ELSEWHERE else Aim.AT_IT


def _share(said: frozenset[str], part: Part, script: Script) -> float:
    known = _vocabulary(part.question)
    parts = [_vocabulary(each.question) for each in script.parts]
    counts: Mapping[str, float] = Counter(stem for vocabulary in parts for stem in vocabulary)
    weights = {stem: math.log(1 + len(parts) / counts.get(stem, _UNHEARD_OF)) for stem in said}
    return sum(weights[stem] for stem in said & known) / sum(weights.values())


def _tells_a_story(part: Part) -> bool:
    return not part.from_bank or part.question.track is Track.BEHAVIORAL


def _vocabulary(question: Question) -> frozenset[str]:
    texts = [question.prompt, question.title, *question.hints]
    for criterion in question.rubric:
        texts += [criterion.name, criterion.probe]
        texts += [text for point in criterion.key_points for text in (point.idea, *point.phrasings)]
    return _stems(" ".join(texts))


@lru_cache(maxsize=128)
def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem_of, content_words(text)))

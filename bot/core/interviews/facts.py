"""Which fact of a plan's sheet a question asks for: by the words it shares with the ways of asking for it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.core.grading.guards import content_words
from bot.core.grading.text import words
from bot.core.interviews.plan import PlanFact

FOUND = 0.45
"""Likeness from which a question is taken to ask for a fact; a wrong fact is worse than none."""

CERTAIN = 0.8
"""Likeness from which a question can mean nothing else."""

NAMED = 0.61
"""Likeness from which a few words with a question mark, which may be an unsure answer as well, ask for a fact."""

_STRICT = 0.61
"""Likeness that it takes where half of a question, or a word that the whole sheet does not know, is left unanswered."""

_ENDINGS = re.compile(r"(?:ations?|ements?|ings?|ies|ied|ers?|ed|es|ly|s|e|y)$")
_SAME = (
    ("user", "member people audience customer"),
    ("large", "big size"),
    ("many", "number count"),
    ("today", "current currently now"),
    ("team", "employee colleague"),
    ("pay", "salary compensation money"),
    ("least", "dislike worst"),
    ("enjoy", "like best favourite favorite"),
    ("growth", "career grow promotion"),
    ("start", "begin onboarding"),
    ("label", "labelled labeled"),
    ("machine", "gpu hardware"),
    ("cancel", "churn"),
    ("law", "legal privacy"),
    ("limit", "constraint restriction"),
    ("slower", "latency slow"),
    ("allowed", "forbidden permitted banned"),
)
_ALIKE = {word: meant for meant, others in _SAME for word in others.split()} | {"month": "months", "oncall": "call"}


_HEDGES = frozenset(
    [
        *("exactly", "roughly", "actually", "really", "typically", "approximately", "moment", "available"),
        *("please", "tell", "know", "idea", "sense", "took", "part", "single", "base", "wondering", "curious", "human"),
        *("total", "overall", "altogether", "uh", "um", "again", "precisely", "currently"),
    ]
)
"""Words of a question that ask for nothing."""

_HOW_MANY = frozenset(
    [
        *("assume", "assuming", "assumption", "suppose", "say", "share", "percent", "percentage", "half", "third"),
        *(
            "quarter",
            "million",
            "thousand",
            "hundred",
            "dozen",
            "two",
            "three",
            "four",
            "five",
            "ten",
            "number",
            "count",
        ),
        *("let", "take", "come", "comes", "large", "big", "speak", "know", "year", "years", "work"),
    ]
)
"""Words that a question and an assumption about the same need not share."""

_HOW_MUCH = re.compile(
    r"\b(?:how (?:many|much|common|large|big)|share|percentage|percent|number|rate)\b", re.IGNORECASE
)


def find_fact(question: str, facts: Sequence[PlanFact], least: float = FOUND) -> tuple[PlanFact, float] | None:
    """The fact that a question asks for.

    Args:
        question: A sentence.
        facts: The sheet; of equals one that tells how many is taken for "how many", else the first.
        least: How alike it has to be, 0-1.

    Returns:
        The fact and the likeness; none where the sheet says nothing about it.
    """
    said = words(question)
    exact = next((fact for fact in facts if any(words(way) == said for way in fact.asked)), None)
    if exact is not None:
        return exact, 1.0
    asked = stems_of(question)
    if not asked or not facts:
        return None
    weights = _weights(tuple(facts))
    counts = _counts(question)
    found = [
        (_likeness(asked, fact, weights), _asked_so(fact, asked, counts=counts), -place)
        for place, fact in enumerate(facts)
    ]
    likeness, _, place = max(found)
    fact = facts[-place]
    if least > 0 and _leaves_open(asked, fact, weights):
        least = max(least, _STRICT)
    return (fact, likeness) if likeness >= least else None


def _asked_so(fact: PlanFact, asked: frozenset[str], *, counts: bool) -> bool:
    """Whether a fact is asked for by these words, and for a figure or for none likewise."""
    return any(_counts(way) is counts and stems_of(way) == asked for way in fact.asked)


def _counts(question: str) -> bool:
    return bool(_HOW_MUCH.search(question))


def same_question(one: str, other: str) -> bool:
    """Whether two sentences ask for, or assume, the same thing: what remains of them is nearly the same words."""
    first, second = _subject(one), _subject(other)
    if not first or not second:
        return False
    return first == second or (min(len(first), len(second)) > 1 and _dice(first, second) > 0.6)


def _subject(text: str) -> frozenset[str]:
    return frozenset(stem for stem in stems_of(text) if stem not in QUANTITIES and not stem.isdigit())


def _leaves_open(asked: frozenset[str], fact: PlanFact, weights: dict[str, float]) -> bool:
    """Whether much of a question stays without an answer by a fact."""
    missing = asked - _known(fact)
    return len(missing) * 2 >= len(asked) or any(stem not in weights for stem in missing)


@lru_cache(maxsize=512)
def _known(fact: PlanFact) -> frozenset[str]:
    return frozenset().union(*map(stems_of, fact.asked), stems_of(fact.answer))


def _likeness(asked: frozenset[str], fact: PlanFact, weights: dict[str, float]) -> float:
    ways = [stems_of(way) for way in fact.asked]
    dice = max(_weighed_dice(asked, way, weights) for way in ways)
    covered = _weight(asked & _known(fact), weights) / _weight(asked, weights)
    return 0.7 * dice + 0.3 * covered if dice > 0 else 0.0


def _weighed_dice(one: frozenset[str], other: frozenset[str], weights: dict[str, float]) -> float:
    both = _weight(one, weights) + _weight(other, weights)
    return 2 * _weight(one & other, weights) / both if both else 0.0


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _weight(stems: Iterable[str], weights: dict[str, float]) -> float:
    return sum(weights.get(stem, weights[""]) for stem in stems)


@lru_cache(maxsize=64)
def _weights(facts: tuple[PlanFact, ...]) -> dict[str, float]:
    """How much a word tells: the rarer among the facts, the more; under the empty word that of a word in none."""
    counts = Counter(stem for fact in facts for stem in frozenset().union(*(stems_of(way) for way in fact.asked)))
    total = len(facts)
    return {stem: math.log(1 + total / count) for stem, count in counts.items()} | {"": math.log(1 + total)}


@lru_cache(maxsize=4_096)
def stems_of(text: str) -> frozenset[str]:
    """What is left of the words that ask for something, or tell it."""
    plain = re.sub(r"\b(do you|you|would i|what i) (?:really )?like\b", r"\1 enjoy", text.casefold())
    plain = re.sub(r"\b(?:what(?:'s| is| are| was) )?(?:the )?(?:total |overall )?number of\b", "how many", plain)
    numbers = re.findall(r"\d+", plain)
    return frozenset([*(stem_of(word) for word in content_words(plain) if word not in _HEDGES), *numbers])


def stem_of(word: str) -> str:
    """What a word has in common with its forms and near synonyms."""
    word = _ALIKE.get(word, word.removesuffix("'s"))
    word = _ALIKE.get(word.removesuffix("s"), word)
    short = _ENDINGS.sub("", word)
    return short if len(short) >= 3 else word.removesuffix("s")


QUANTITIES = frozenset(stem_of(word) for word in _HOW_MANY)
"""What is left of words that ask how much there is, or tell it."""

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

_ENDINGS = re.compile(r"(?:ations?|ements?|ings?|ies|ied|ers?|ed|es|ly|s|e|y)$")
_SAME = (
    ("user", "member people audience customer"),
    ("large", "big size"),
    ("many", "number count"),
    ("today", "currently now"),
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
)
_ALIKE = {word: meant for meant, others in _SAME for word in others.split()} | {"month": "months", "oncall": "call"}


def find_fact(question: str, facts: Sequence[PlanFact], least: float = FOUND) -> tuple[PlanFact, float] | None:
    """The fact that a question asks for.

    Args:
        question: A sentence.
        facts: The sheet; of equals the first is taken.
        least: How alike it has to be, 0-1.

    Returns:
        The fact and the likeness; none where the sheet says nothing about it.
    """
    said = words(question)
    exact = next((fact for fact in facts if any(words(way) == said for way in fact.asked)), None)
    if exact is not None:
        return exact, 1.0
    asked = _stems(question)
    if not asked or not facts:
        return None
    weights = _weights(tuple(facts))
    best = max(((_likeness(asked, fact, weights), -place) for place, fact in enumerate(facts)))
    return (facts[-best[1]], best[0]) if best[0] >= least else None


def same_question(one: str, other: str) -> bool:
    """Whether two questions ask for the same thing, in nearly the same words."""
    first, second = _stems(one), _stems(other)
    return bool(first) and len(first & second) * 2 >= 1.5 * min(len(first), len(second)) and _dice(first, second) > 0.6


def _likeness(asked: frozenset[str], fact: PlanFact, weights: dict[str, float]) -> float:
    ways = [_stems(way) for way in fact.asked]
    dice = max(_weighed_dice(asked, way, weights) for way in ways)
    known = frozenset().union(*ways, _stems(fact.answer))
    covered = _weight(asked & known, weights) / _weight(asked, weights)
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
    counts = Counter(stem for fact in facts for stem in frozenset().union(*(_stems(way) for way in fact.asked)))
    total = len(facts)
    return {stem: math.log(1 + total / count) for stem, count in counts.items()} | {"": math.log(1 + total)}


@lru_cache(maxsize=4_096)
def _stems(text: str) -> frozenset[str]:
    plain = re.sub(r"\b(do you|you|would i|what i) (?:really )?like\b", r"\1 enjoy", text.casefold())
    numbers = re.findall(r"\d+", plain)
    return frozenset([*(_stem(word) for word in content_words(plain)), *numbers])


def _stem(word: str) -> str:
    word = _ALIKE.get(word, word.removesuffix("'s"))
    word = _ALIKE.get(word.removesuffix("s"), word)
    short = _ENDINGS.sub("", word)
    return short if len(short) >= 3 else word

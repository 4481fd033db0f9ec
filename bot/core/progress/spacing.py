"""Which question a member should practise next: what is due and weak, else what is new where there is most to gain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.bank.question import Criterion, Question
from bot.core.bank.vocabulary import TOP_LEVEL, Skill
from bot.core.progress.cards import Deck, MemoryCard
from bot.core.progress.estimating import PRIOR_MEAN, Observation, estimate
from bot.core.progress.scores import CriterionKey

REST = timedelta(days=60)
"""How long a question stays away once it was seen, unless it is due."""

_A_STEP = 0.1  # what one step of difficulty too many or too few is worth, against the share of weak skills
_LEVELS_A_STEP = 25.0


class Why(StrEnum):
    """Why a question was chosen."""

    DUE = "due"
    WEAK = "weak"
    UNTRIED = "untried"
    LONG_AGO = "long-ago"
    INTERVIEW = "interview"


@dataclass(frozen=True, slots=True)
class Choice:
    """A question to practise, and why.

    Attributes:
        question: The question.
        why: The reason.
        criterion: The criterion that is due.
        level: The level it had, 0-4.
        skill: The skill that the question shows, for `WEAK`, `UNTRIED` and `INTERVIEW`.
        last: When the question was last answered or seen, if it was.
    """

    question: Question
    why: Why
    criterion: Criterion | None = None
    level: int = 0
    skill: Skill | None = None
    last: datetime | None = None


def choose_due(
    pool: Sequence[Question], cards: Iterable[MemoryCard], now: datetime, order: Callable[[Question], object]
) -> Choice | None:
    """The question that is due, and of those that are, the one of which most is forgotten or was weak; it comes first.

    Args:
        pool: Questions that may be asked.
        cards: The member's cards that are due.
        now: The present moment, aware.
        order: What decides between questions that are equally good.

    Returns:
        The choice; none if nothing in the pool is due.
    """
    by_question: dict[str, dict[str, MemoryCard]] = {}
    for card in cards:
        by_question.setdefault(card.key.question_id, {})[card.key.criterion_id] = card
    found = []
    for question in pool if by_question else ():
        due = by_question.get(question.id, {})
        losses = [(_loss(one, due[one.id], now), one.id) for one in question.rubric if one.id in due]
        if losses:
            found.append((sum(loss for loss, _ in losses), question, max(losses)[1]))
    if not found:
        return None
    _, question, criterion_id = min(found, key=lambda one: (-one[0], order(one[1])))
    criterion, card = question.criterion(criterion_id), by_question[question.id][criterion_id]
    return Choice(question, Why.DUE, criterion, card.level, criterion.skill, card.reviewed_at)


def choose_other(
    pool: Sequence[Question],
    deck: Deck,
    seen: Mapping[str, datetime],
    now: datetime,
    order: Callable[[Question], object],
) -> Choice | None:
    """The question to practise when none is due.

    First comes what was never seen, on skills that may be weak: those known to be, and those not tried yet. Then what
    was seen longest ago, if that is `REST` ago.

    Args:
        pool: Questions that may be asked.
        deck: The member's cards.
        seen: When questions were last answered by the member or put to their group.
        now: The present moment, aware.
        order: What decides between questions that are equally good.

    Returns:
        The choice; none if everything was seen lately.
    """
    return _fresh(pool, deck, seen, now, order) or _rested(pool, seen, now, order)


def skill_levels(cards: Iterable[MemoryCard], bank: Mapping[CriterionKey, Skill], now: datetime) -> dict[Skill, float]:
    """The lowest plausible level of each skill that was tried, of 100: low where it is weak, or hardly known."""
    seen: dict[Skill, list[Observation]] = {}
    for card in cards:
        if card.key in bank:
            score = 100 * card.level / TOP_LEVEL
            seen.setdefault(bank[card.key], []).append(Observation(score, score, score, card.reviewed_at))
    return {skill: estimate(observations, now).low for skill, observations in seen.items()}


def _loss(criterion: Criterion, card: MemoryCard, now: datetime) -> float:
    """How many points of a criterion a member would miss now."""
    return criterion.weight * (1 - card.retention(now) * card.level / TOP_LEVEL)


def _fresh(
    pool: Sequence[Question],
    deck: Deck,
    seen: Mapping[str, datetime],
    now: datetime,
    order: Callable[[Question], object],
) -> Choice | None:
    tried = {key.question_id for key in deck.cards} | seen.keys()
    new = [question for question in pool if question.id not in tried]
    if not new:
        return None
    skills = {CriterionKey(one.id, part.id): part.skill for one in pool for part in one.rubric}
    levels, untried = skill_levels(deck.cards.values(), skills, now), estimate((), now).low
    middle = sum(levels.values()) / len(levels) if levels else PRIOR_MEAN
    fitting = 1 + middle / _LEVELS_A_STEP

    def promise(question: Question) -> float:
        weak = sum(part.weight * (100 - levels.get(part.skill, untried)) for part in question.rubric) / 100
        return weak / 100 - _A_STEP * abs(question.difficulty - fitting)

    best = min(new, key=lambda question: (-promise(question), order(question)))
    skill = min(best.skills, key=lambda one: (levels.get(one, untried), one.value))
    return Choice(best, Why.WEAK if skill in levels else Why.UNTRIED, skill=skill)


def _rested(
    pool: Sequence[Question], seen: Mapping[str, datetime], now: datetime, order: Callable[[Question], object]
) -> Choice | None:
    rested = [question for question in pool if question.id in seen and seen[question.id] <= now - REST]
    if not rested:
        return None
    oldest = min(rested, key=lambda question: (seen[question.id], order(question)))
    return Choice(oldest, Why.LONG_AGO, last=seen[oldest.id])

"""Memory cards: when a member should meet a criterion again, by FSRS.

The model is FSRS-6 as `fsrs` implements it (https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm),
with its published default weights. They were fitted to flashcards, which are shorter than interview questions, so a
criterion is due only when it is as likely as `RETENTION` to be met again, the lowest that FSRS recommends: after one
answer at level 1, 2, 3 and 4 that is 2, 12, 21 and 77 days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from bot.core.progress.attempts import Attempt
from bot.core.progress.scores import CriterionKey

if TYPE_CHECKING:
    from fsrs import Card, Scheduler, State

RETENTION = 0.7
LONGEST_INTERVAL = 365
"""Days after which a criterion comes back at the latest."""

_RATINGS = (1, 1, 2, 3, 4)  # again, hard, good, easy by level


class MemoryCard(NamedTuple):
    """How well a criterion sits.

    Attributes:
        key: The criterion.
        level: The level of its last answer, 0-4.
        stability: Days until the chance of meeting it again has fallen to nine in ten.
        difficulty: How hard it is for this member, 1-10.
        due_at: When it should come again, in UTC.
        reviewed_at: When it was last answered, in UTC.
    """

    key: CriterionKey
    level: int
    stability: float
    difficulty: float
    due_at: datetime
    reviewed_at: datetime

    def retention(self, now: datetime) -> float:
        """How likely the criterion is to be met at its level again: 0-1, by the forgetting curve of FSRS-6.

        That is (1 + factor x days / stability)^decay, with whole days, and with the factor that makes it nine in ten
        when the stability has passed.
        """
        factor, decay = _curve()
        return float((1 + factor * max(0, (now - self.reviewed_at).days) / self.stability) ** decay)


@dataclass(frozen=True, slots=True)
class Deck:
    """A member's cards by criterion, and the id of the last grade that they know of; 0 if they know of none."""

    cards: Mapping[CriterionKey, MemoryCard]
    grade_id: int = 0


def review(key: CriterionKey, card: MemoryCard | None, level: int, at: datetime) -> MemoryCard:
    """The card of a criterion after an answer to it.

    Args:
        key: The criterion.
        card: Its card so far, if it was answered before.
        level: The level that the answer was given, 0-4: 0 and 1 are FSRS's "again", 2 "hard", 3 "good", 4 "easy".
        at: When it was answered, aware; not before the last time.
    """
    from fsrs import Card, Rating

    moment = max(at.astimezone(UTC), card.reviewed_at) if card else at.astimezone(UTC)
    before = _as_fsrs(card) if card else Card(card_id=0, due=moment)
    after, _ = _scheduler().review_card(before, Rating(_RATINGS[level]), moment)
    assert after.stability is not None, "a reviewed card has a stability"
    assert after.difficulty is not None, "and a difficulty"
    return MemoryCard(key, level, after.stability, after.difficulty, after.due, moment)


def reviewed(deck: Deck, answers: Iterable[Attempt]) -> dict[CriterionKey, MemoryCard]:
    """The cards that answers change, as they are afterwards.

    Args:
        deck: The cards before.
        answers: What was graded since; they are gone through in the order in which they were sent.
    """
    changed: dict[CriterionKey, MemoryCard] = {}
    for attempt in sorted(answers, key=attrgetter("submitted_at", "answer_id")):
        for criterion in attempt.mark.criteria if attempt.mark else ():
            key = CriterionKey(attempt.question_id, criterion.criterion_id)
            card = changed.get(key) or deck.cards.get(key)
            changed[key] = review(key, card, criterion.level, attempt.submitted_at)
    return changed


def overtaken(deck: Deck, answers: Iterable[Attempt]) -> bool:
    """Whether the cards have learnt from a later answer to a question than one that was graded only now."""
    latest: dict[str, datetime] = {}
    for card in deck.cards.values():
        question_id = card.key.question_id
        latest[question_id] = max(card.reviewed_at, latest.get(question_id, card.reviewed_at))
    return any(one.submitted_at < latest.get(one.question_id, one.submitted_at) for one in answers)


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    # No steps within a day, and no chance: the same answers give the same cards.
    return Scheduler(
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_INTERVAL,
        enable_fuzzing=False,
    )


@cache
def _curve() -> tuple[float, float]:
    """The factor and the decay of the forgetting curve."""
    decay = -_scheduler().parameters[20]
    return 0.9 ** (1 / decay) - 1, decay


@cache
def _kinds() -> tuple[type[Card], State]:
    from fsrs import Card, State

    return Card, State.Review


def _as_fsrs(card: MemoryCard) -> Card:
    make, in_review = _kinds()
    return make(0, in_review, None, card.stability, card.difficulty, card.due_at, card.reviewed_at)

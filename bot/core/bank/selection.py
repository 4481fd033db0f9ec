"""Which question is asked: by filters, and the question of a day."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.question import Question
from bot.core.bank.vocabulary import Skill, Track
from bot.core.errors import NoMatchingQuestionError


@dataclass(frozen=True, slots=True)
class Filters:
    """What a question must be; an empty collection lets everything through.

    Attributes:
        tracks: Any of these tracks.
        skills: At least one of these skills.
        hardest: Highest difficulty, 1-5.
        easiest: Lowest difficulty, 1-5.
        style: A company style it must carry.
    """

    tracks: frozenset[Track] = frozenset()
    skills: frozenset[Skill] = frozenset()
    easiest: int = 1
    hardest: int = 5
    style: str | None = None

    def admits(self, question: Question) -> bool:
        """Whether the question passes every filter."""
        return (
            (not self.tracks or question.track in self.tracks)
            and (not self.skills or not self.skills.isdisjoint(question.skills))
            and self.easiest <= question.difficulty <= self.hardest
            and (self.style is None or self.style in question.styles)
        )

    def __str__(self) -> str:
        parts = [f"track {track.value}" for track in sorted(self.tracks)]
        parts += [f"skill {skill.value}" for skill in sorted(self.skills)]
        if (self.easiest, self.hardest) != (1, 5):
            span = str(self.easiest) if self.easiest == self.hardest else f"{self.easiest}-{self.hardest}"
            parts.append(f"difficulty {span}")
        if self.style:
            parts.append(f"style {self.style}")
        return ", ".join(parts) or "anything"


def select(bank: QuestionBank, filters: Filters) -> list[Question]:
    """All questions that pass the filters, in the order of their ids.

    Raises:
        NoMatchingQuestionError: None passes.
    """
    found = [question for question in bank if filters.admits(question)]
    if not found:
        raise NoMatchingQuestionError(str(filters))
    return found


def question_of_the_day(pool: Sequence[Question], day: date, seed: str) -> Question:
    """The question of a day for a group: the same in every process, without any memory.

    Days are dealt like cards: for each round of `len(pool)` days the pool is shuffled anew, by a hash of the seed, the
    round and the question's id. A round asks every question once; what was asked lately is for `next_unseen` to mind.

    Args:
        pool: Questions to choose from, not empty.
        day: The local date.
        seed: What tells one group from another.

    Returns:
        The question to ask on that day.
    """
    turn, place = divmod(day.toordinal(), len(pool))
    deck = sorted(pool, key=lambda question: _card(seed, turn, question.id))
    return deck[place]


def next_unseen(pool: Sequence[Question], seen: Sequence[str], day: date, seed: str) -> Question:
    """The question for a day among those not seen yet; when all are seen, the one longest unseen.

    Args:
        pool: Questions to choose from, not empty.
        seen: Ids already put to this member or group, oldest first.
        day: The local date.
        seed: What tells one group from another.
    """
    last_seen = {question_id: place for place, question_id in enumerate(seen)}
    fresh = [question for question in pool if question.id not in last_seen]
    if fresh:
        return question_of_the_day(fresh, day, seed)
    return min(pool, key=lambda question: last_seen[question.id])


def _card(seed: str, turn: int, question_id: str) -> bytes:
    return hashlib.blake2b(f"{seed}\0{turn}\0{question_id}".encode(), digest_size=8).digest()

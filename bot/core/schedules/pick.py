"""Which question a posting puts: by filters, by what was asked before, and by the nearest match if need be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.question import Question
from bot.core.bank.selection import Filters, next_unseen, question_of_the_day, select
from bot.core.bank.vocabulary import Skill
from bot.core.errors import NoMatchingQuestionError
from bot.core.schedules.rule import Rule

_DIFFICULTIES = (1, 5)


class Relaxed(StrEnum):
    """What was given up to find a question, in the order in which it is."""

    STYLE = "style"
    SKILLS = "skills"
    DIFFICULTY = "difficulty"
    TRACKS = "tracks"


class Reason(StrEnum):
    """Why a posting's question was picked."""

    WEAK = "weak"
    NEW = "new"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Match:
    """The questions that fit, or come nearest.

    Attributes:
        pool: The questions, at least one, in the order of their ids.
        filters: What they pass.
        relaxed: What had to be given up; empty where the filters were met.
    """

    pool: tuple[Question, ...]
    filters: Filters
    relaxed: tuple[Relaxed, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """The question of a posting.

    Attributes:
        question: The question.
        match: Where it was picked from.
        repeated: Whether it was asked before, because all that match were.
        weak: The group's weak skill that it was picked for, if it was.
    """

    question: Question
    match: Match
    repeated: bool
    weak: Skill | None = None

    @property
    def reason(self) -> Reason:
        """Why it was picked."""
        if self.weak is not None:
            return Reason.WEAK
        return Reason.AGAIN if self.repeated else Reason.NEW

    @property
    def style(self) -> str | None:
        """The company style that it is asked in, if any."""
        return self.match.filters.style


def pick(
    rule: Rule, bank: QuestionBank, day: date, asked: Sequence[str], seed: str, weak: Sequence[Skill] = ()
) -> Pick:
    """The question for a local date: one not asked yet; when all that match were asked, the one longest unseen.

    Every second question of a group leans to where it is weakest, if one that was not asked yet shows that skill; the
    others go through the pool as they come, so that no skill is all that is ever asked.

    Args:
        rule: Whose filters and themes hold.
        bank: Where questions come from.
        day: The local date.
        asked: Ids put to the group so far, oldest first, repeats included.
        seed: What tells one schedule from another, so that two of them go through a pool in different orders.
        weak: The group's weakest skills, the weakest first.

    Raises:
        NoMatchingQuestionError: The bank is empty.
    """
    match, seen = nearest_match(bank, rule.filters_on(day)), set(asked)
    if leans(asked):
        fresh = [question for question in match.pool if question.id not in seen]
        for skill in weak:
            showing = [question for question in fresh if skill in question.skills]
            if showing:
                return Pick(question_of_the_day(showing, day, seed), match, repeated=False, weak=skill)
    question = next_unseen(match.pool, asked, day, seed)
    return Pick(question, match, question.id in seen)


def leans(asked: Sequence[str]) -> bool:
    """Whether the next question leans to where the group is weakest: every second one does."""
    return len(asked) % 2 == 1


def nearest_match(bank: QuestionBank, filters: Filters) -> Match:
    """The questions that pass the filters or, where none does, as much of them as possible.

    Filters are given up one after the other, the later on top of the earlier: the company style, the skills, then the
    difficulty is widened by one on both sides at a time, and last of all the tracks.

    Raises:
        NoMatchingQuestionError: The bank is empty.
    """
    for tried, relaxed in _relaxations(filters):
        try:
            return Match(tuple(select(bank, tried)), tried, relaxed)
        except NoMatchingQuestionError:
            continue
    raise NoMatchingQuestionError(str(filters))


def _relaxations(filters: Filters) -> Iterator[tuple[Filters, tuple[Relaxed, ...]]]:
    relaxed: tuple[Relaxed, ...] = ()
    yield filters, relaxed
    if filters.style is not None:
        filters, relaxed = replace(filters, style=None), (*relaxed, Relaxed.STYLE)
        yield filters, relaxed
    if filters.skills:
        filters, relaxed = replace(filters, skills=frozenset()), (*relaxed, Relaxed.SKILLS)
        yield filters, relaxed
    if (filters.easiest, filters.hardest) != _DIFFICULTIES:
        relaxed = (*relaxed, Relaxed.DIFFICULTY)
    while (filters.easiest, filters.hardest) != _DIFFICULTIES:
        filters = replace(filters, easiest=max(1, filters.easiest - 1), hardest=min(5, filters.hardest + 1))
        yield filters, relaxed
    if filters.tracks:
        yield replace(filters, tracks=frozenset()), (*relaxed, Relaxed.TRACKS)

"""Which question a posting puts: by filters, by what was asked before, and by the nearest match if need be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.question import Question
from bot.core.bank.selection import Filters, next_unseen, select
from bot.core.errors import NoMatchingQuestionError
from bot.core.schedules.rule import Rule

_DIFFICULTIES = (1, 5)


class Relaxed(StrEnum):
    """What was given up to find a question, in the order in which it is."""

    STYLE = "style"
    SKILLS = "skills"
    DIFFICULTY = "difficulty"
    TRACKS = "tracks"


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
    """

    question: Question
    match: Match
    repeated: bool

    @property
    def style(self) -> str | None:
        """The company style that it is asked in, if any."""
        return self.match.filters.style


def pick(rule: Rule, bank: QuestionBank, day: date, asked: Sequence[str], seed: str) -> Pick:
    """The question for a local date: one not asked yet; when all that match were asked, the one longest unseen.

    Args:
        rule: Whose filters and themes hold.
        bank: Where questions come from.
        day: The local date.
        asked: Ids put to the group so far, oldest first, repeats included.
        seed: What tells one schedule from another, so that two of them go through a pool in different orders.

    Raises:
        NoMatchingQuestionError: The bank is empty.
    """
    match = nearest_match(bank, rule.filters_on(day))
    question = next_unseen(match.pool, asked, day, seed)
    return Pick(question, match, question.id in set(asked))


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

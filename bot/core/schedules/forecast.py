"""What a schedule will ask, and when it runs out of questions, so that an admin hears of it in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import takewhile

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.vocabulary import Skill
from bot.core.schedules.due import Occurrence, occurrences
from bot.core.schedules.pick import Pick, Relaxed, pick
from bot.core.schedules.rule import Rule

WARNING = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Source:
    """A schedule as far as its questions go: its rule, its seed for `pick`, and where its group is weakest."""

    rule: Rule
    seed: str
    weak: tuple[Skill, ...] = ()


@dataclass(frozen=True, slots=True)
class Coming:
    """A posting to come, with the question that it puts if nothing else is asked before."""

    occurrence: Occurrence
    pick: Pick


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long a schedule's questions last.

    Attributes:
        left: How many postings come before the first repetition or, where none is foreseen, in the time looked at.
        repeats_on: Local date of the first posting whose matching questions were all asked before, if one is foreseen.
        unmatched_on: Local date of the first posting for which no question passes the filters, if one is foreseen.
        relaxed: What is given up on that date.
    """

    left: int
    repeats_on: date | None = None
    unmatched_on: date | None = None
    relaxed: tuple[Relaxed, ...] = ()


def coming(
    source: Source,
    bank: QuestionBank,
    asked: Sequence[str],
    since: datetime,
    until: datetime,
    others: Sequence[Source] = (),
) -> Iterator[Coming]:
    """A schedule's postings between two moments, both included, with their questions.

    Args:
        source: The schedule.
        bank: Where questions come from.
        asked: Ids put to the group so far, oldest first.
        since: Aware.
        until: Aware.
        others: The group's other schedules, which use up the same questions.

    Raises:
        NoMatchingQuestionError: The bank is empty.
    """
    history = list(asked)
    for occurrence, drawn in _due_between((source, *others), since, until):
        chosen = pick(drawn.rule, bank, occurrence.local_date, history, drawn.seed, drawn.weak)
        history.append(chosen.question.id)
        if drawn is source:
            yield Coming(occurrence, chosen)


def forecast(
    source: Source,
    bank: QuestionBank,
    asked: Sequence[str],
    since: datetime,
    ahead: timedelta = WARNING,
    others: Sequence[Source] = (),
) -> Forecast:
    """How long a schedule's questions last, found by making its coming postings in thought; arguments as for `coming`.

    Args:
        source: The schedule.
        bank: Where questions come from.
        asked: Ids put to the group so far, oldest first.
        since: From when on, aware.
        ahead: How far to look; an admin is told what lies within the default.
        others: The group's other schedules.
    """
    postings = list(coming(source, bank, asked, since, since + ahead, others))
    left = sum(1 for _ in takewhile(lambda each: not each.pick.repeated, postings))
    unmatched = next((each for each in postings if each.pick.match.relaxed), None)
    return Forecast(
        left,
        postings[left].occurrence.local_date if left < len(postings) else None,
        unmatched.occurrence.local_date if unmatched else None,
        unmatched.pick.match.relaxed if unmatched else (),
    )


def _due_between(sources: Sequence[Source], since: datetime, until: datetime) -> Iterator[tuple[Occurrence, Source]]:
    """All sources' postings in the order in which they are due; of those due together, the first source's first."""
    return merge(*(_drawn(source, since, until) for source in sources), key=lambda due: due[0].due_at)


def _drawn(source: Source, since: datetime, until: datetime) -> Iterator[tuple[Occurrence, Source]]:
    for occurrence in takewhile(lambda each: each.due_at <= until, occurrences(source.rule, since)):
        yield occurrence, source

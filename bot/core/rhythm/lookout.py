"""What groups have ahead: their next postings with questions, and in time the end of a pool or a filter that fails."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice, takewhile
from typing import Literal

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Skill
from bot.core.errors import NoMatchingQuestionError
from bot.core.ports import Postings
from bot.core.records import Place
from bot.core.rhythm.drafts import is_draft
from bot.core.rhythm.picking import APPROVED, place_of, seed_of, weak_skills
from bot.core.rhythm.ports import Schedules
from bot.core.rhythm.records import ScheduleRecord
from bot.core.rhythm.weakness import GroupScores
from bot.core.schedules.due import Occurrence, handled_from, occurrences
from bot.core.schedules.errors import ScheduleError
from bot.core.schedules.forecast import WARNING, Source, forecast
from bot.core.schedules.pick import Relaxed, nearest_match, pick
from bot.core.schedules.rule import Rule
from bot.core.schedules.storing import read_rule

_LOOK_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Something about a schedule's questions that its admin should know in time.

    Attributes:
        kind: `repeats` where all that match will have been asked, `unmatched` where nothing matches.
        on: Local date of the first posting concerned.
        filters: What is asked for on that date.
        left: How many postings come before the first repetition.
        relaxed: What is given up on that date, because nothing matches.
        key: What tells this cause from others; the same for as long as the cause is.
    """

    kind: Literal["repeats", "unmatched"]
    on: date
    filters: Filters
    left: int
    relaxed: tuple[Relaxed, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Stock:
    """How many questions a schedule has.

    Attributes:
        matching: How many pass what is asked for next.
        fresh: How many of them the group has not had yet.
        until: Local date of the last posting for which they suffice; none if none is left, or that is over a year off.
        days: Days from the next posting to that one, both included; none likewise.
    """

    matching: int
    fresh: int
    until: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """A posting to come.

    Attributes:
        record: Whose it is.
        rule: Its rule.
        occurrence: When.
        question: What it puts if nothing else is asked before.
        suggested: Whether a member suggested it.
        repeated: Whether it was asked before, because all that match were.
        relaxed: Which filters are given up, because nothing matches.
    """

    record: ScheduleRecord
    rule: Rule
    occurrence: Occurrence
    question: Question
    suggested: bool = False
    repeated: bool = False
    relaxed: tuple[Relaxed, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookout:
    """Looks ahead.

    Attributes:
        content: The bank.
        postings: What was put.
        schedules: What is to come.
        scores: Where groups are weak; without it questions are foreseen as if no group were.
    """

    content: Content
    postings: Postings
    schedules: Schedules
    scores: GroupScores | None = None

    async def foreseen(self, record: ScheduleRecord, rule: Rule, now: datetime) -> tuple[Foreseen, ...]:
        """What is foreseen of a schedule with this rule: a week beyond its next posting, so at least a week ahead.

        Of one that begins in more than a year nothing is foreseen: the bank will be another by then.
        """
        rule = await self._left(record, rule, now)
        following = next(occurrences(rule, now), None)
        if following is None or following.due_at > now + _LOOK_AHEAD:
            return ()
        weak = await weak_skills(self.scores, self.content.bank, record.workspace_id, record.group_id, now.date())
        others = [
            Source(await self._left(each, other, now), seed_of(each.id), weak)
            for each, other in await self._running(record.workspace_id, record.group_id)
            if each.id != record.id
        ]
        asked = await self.postings.asked(place_of(record, rule))
        source = Source(rule, seed_of(record.id), weak)
        try:
            return tuple(_foreseen(source, self.content.bank, asked, now, following.due_at - now + WARNING, others))
        except NoMatchingQuestionError:  # the bank is empty, which is nothing to do with this schedule
            return ()

    async def stock(self, record: ScheduleRecord, rule: Rule, now: datetime) -> Stock | None:
        """How many questions a schedule has, as if it were the group's only one and its filters stayed.

        None if it posts no more, or the bank is empty.
        """
        ahead = takewhile(
            lambda each: each.due_at <= now + _LOOK_AHEAD, occurrences(await self._left(record, rule, now), now)
        )
        following = next(ahead, None)
        if following is None or not len(self.content.bank):
            return None
        pool = {
            question.id for question in nearest_match(self.content.bank, rule.filters_on(following.local_date)).pool
        }
        fresh = len(pool.difference(await self.postings.asked(place_of(record, rule))))
        last = following if fresh == 1 else next(islice(ahead, fresh - 2, None), None) if fresh else None
        if last is None:
            return Stock(len(pool), fresh)
        return Stock(len(pool), fresh, last.local_date, (last.local_date - following.local_date).days + 1)

    async def coming(self, place: Place, now: datetime, count: int) -> list[Coming]:
        """A group's next postings with their questions, as they stand now."""
        running = await self._running(place.workspace_id, place.group_id)
        dues = [_drawn(record, await self._left(record, rule, now), now) for record, rule in running]
        history = list(await self.postings.asked(place))
        approved = await self.schedules.suggestions(place.workspace_id, place.group_id, APPROVED)
        suggested = [each.question_id for each in approved if each.question_id in self.content.bank]
        merged = merge(*dues, key=lambda due: due[0].due_at)
        weak = await weak_skills(self.scores, self.content.bank, place.workspace_id, place.group_id, now.date())
        return list(islice(self._picked(merged, history, suggested, weak), count))

    def _picked(
        self,
        dues: Iterator[tuple[Occurrence, ScheduleRecord, Rule]],
        history: list[str],
        suggested: list[str],
        weak: tuple[Skill, ...],
    ) -> Iterator[Coming]:
        bank = self.content.bank
        for occurrence, record, rule in dues:
            if suggested:
                found = Coming(record, rule, occurrence, bank.get(suggested.pop(0)), suggested=True)
            else:
                drawn = pick(rule, bank, occurrence.local_date, history, seed_of(record.id), weak)
                found = Coming(
                    record, rule, occurrence, drawn.question, repeated=drawn.repeated, relaxed=drawn.match.relaxed
                )
            history.append(found.question.id)
            yield found

    async def _running(self, workspace_id: int, group_id: int) -> list[tuple[ScheduleRecord, Rule]]:
        """The schedules of a group that post; those that cannot be read do not."""
        found: list[tuple[ScheduleRecord, Rule]] = []
        for record in await self.schedules.of_group(workspace_id, group_id):
            if record.halted is not None or is_draft(record):
                continue
            try:
                found.append((record, read_rule(record.rule)))
            except ScheduleError:
                continue
        return found

    async def _left(self, record: ScheduleRecord, rule: Rule, now: datetime) -> Rule:
        """A rule without the dates that are done with."""
        handled = await self.schedules.handled(record.id, handled_from(now))
        return replace(rule, skip=rule.skip | set(handled))


def _drawn(record: ScheduleRecord, rule: Rule, now: datetime) -> Iterator[tuple[Occurrence, ScheduleRecord, Rule]]:
    for occurrence in takewhile(lambda each: each.due_at <= now + _LOOK_AHEAD, occurrences(rule, now)):
        yield occurrence, record, rule


def _foreseen(
    source: Source, bank: QuestionBank, asked: Sequence[str], now: datetime, ahead: timedelta, others: Sequence[Source]
) -> Iterator[Foreseen]:
    found = forecast(source, bank, asked, now, ahead, others)
    if found.unmatched_on is not None:
        filters = source.rule.filters_on(found.unmatched_on)
        key = _key(source, "unmatched", str(filters))
        yield Foreseen("unmatched", found.unmatched_on, filters, found.left, found.relaxed, key)
    if found.repeats_on is not None:
        filters = source.rule.filters_on(found.repeats_on)
        pool = nearest_match(bank, filters).pool
        key = _key(source, "repeats", str(filters), *(question.id for question in pool))
        yield Foreseen("repeats", found.repeats_on, filters, found.left, (), key)


def _key(source: Source, *cause: str) -> str:
    return f"{source.seed}/{hashlib.blake2b('|'.join(cause).encode(), digest_size=8).hexdigest()}"

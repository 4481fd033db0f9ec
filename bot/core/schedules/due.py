"""Which postings are due: pure functions of a rule, the present moment and what was done before."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.core.schedules.days import dates
from bot.core.schedules.moments import moment_of
from bot.core.schedules.rule import Rule

LATENESS = timedelta(hours=6)
PUNCTUAL = timedelta(minutes=5)

_A_DAY = timedelta(days=1)
_BARREN = 5 * 366 * _A_DAY  # a rule without a posting for so long, such as Sundays where they are holidays, has none


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A posting that a rule asks for.

    Attributes:
        local_date: The date in the rule's zone that it is for; a schedule has at most one posting a date.
        due_at: When it is due, in UTC.
    """

    local_date: date
    due_at: datetime


class Action(StrEnum):
    """What becomes of an occurrence."""

    POST = "post"
    POST_LATE = "post-late"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do now about an occurrence: `POST_LATE` is posted with a note, `SKIP` is recorded with its lateness."""

    occurrence: Occurrence
    action: Action
    late: timedelta


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a look at a schedule came to.

    Attributes:
        decisions: What to do now, in the order in which it was due.
        next_due_at: When to look again, in UTC; none if nothing will ever be due.
    """

    decisions: tuple[Decision, ...]
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why nothing is asked on one of the rule's dates: a holiday's name, or none for a day off of the group's own."""

    holiday: str | None = None


def day_off(rule: Rule, day: date) -> DayOff | None:
    """Whether a local date is off, and why."""
    if day in rule.skip:
        return DayOff()
    name = rule.holidays.name_of(day) if rule.holidays else None
    return DayOff(name) if name else None


def occurrences(rule: Rule, since: datetime) -> Iterator[Occurrence]:
    """The postings due at an aware moment or later, in order; without end unless the rule has one.

    A local date that its zone left out altogether has none.
    """
    zone = ZoneInfo(rule.zone)
    for day in _asked_dates(rule, since.astimezone(zone).date() - _A_DAY):
        moment = moment_of(day, rule.at, zone)
        if moment is not None and moment >= since:
            yield Occurrence(day, moment)


def next_due(rule: Rule, since: datetime, handled: Collection[date] = ()) -> datetime | None:
    """When a rule is due next, at an aware moment or later, on a local date that is not handled yet; in UTC.

    A schedule that is made, changed or resumed is due next at `next_due(rule, now, handled)`: what lies before was not
    promised by this rule.
    """
    return next((found.due_at for found in occurrences(rule, since) if found.local_date not in handled), None)


def decide(
    rule: Rule,
    now: datetime,
    since: datetime,
    handled: Collection[date] = (),
    lateness: timedelta = LATENESS,
    punctual: timedelta = PUNCTUAL,
) -> Outlook:
    """What is to be done now.

    It says the same however often it is asked, so a clock that steps back repeats nothing and one that steps forward
    loses nothing: what counts is `since` and `handled`, which change only with what was done.

    Args:
        rule: The rule.
        now: The present moment, aware.
        since: From when on nothing is decided yet: `next_due_at` as the last look left it.
        handled: Local dates that were posted on or skipped already; those from `handled_from(since)` on suffice.
        lateness: What is late by this or more is skipped.
        punctual: What is late by less than this is posted without a note.

    Returns:
        What to do, and when to look again.
    """
    decisions: list[Decision] = []
    for found in occurrences(rule, since):
        if found.local_date in handled:
            continue
        if found.due_at > now:
            return Outlook(tuple(decisions), found.due_at)
        decisions.append(_decision(found, now - found.due_at, lateness, punctual))
    return Outlook(tuple(decisions), None)


def handled_from(since: datetime) -> date:
    """The earliest local date, in any zone, that can be due at a moment or later."""
    return (since - 2 * _A_DAY).date()


def _decision(occurrence: Occurrence, late: timedelta, lateness: timedelta, punctual: timedelta) -> Decision:
    action = Action.SKIP if late >= lateness else Action.POST if late < punctual else Action.POST_LATE
    return Decision(occurrence, action, late)


def _asked_dates(rule: Rule, begin: date) -> Iterator[date]:
    """The rule's local dates from a date on, without days off."""
    first = max(day for day in (begin, rule.start, rule.paused_until) if day)
    barren_from = first
    for day in takewhile(lambda day: not rule.end or day <= rule.end, dates(rule.days, first, rule.start)):
        if day - barren_from > _BARREN:
            return
        if day_off(rule, day) is None:
            barren_from = day
            yield day

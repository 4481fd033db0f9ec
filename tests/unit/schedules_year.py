"""A year of 200 groups in 40 zones, with outages and changes, lived by the pure functions and by the slow model."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from bot.core.schedules.days import ALL_DAYS, LAST, WORKDAYS, Days, EveryDays, Monthly, Weekday, Weekly
from bot.core.schedules.due import LATENESS, PUNCTUAL, Action, decide, next_due
from bot.core.schedules.public_holidays import HolidayCalendar
from bot.core.schedules.rule import Rule
from tests.unit.schedules_model import DAY, MINUTE, Walk, is_asked, minute_of, walls

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 365
GROUPS = 200
ZONES = (
    *("UTC", "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Dublin", "Europe/Athens", "Europe/Moscow"),
    *("Europe/Chisinau", "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Halifax"),
    *("America/Los_Angeles", "America/St_Johns", "America/Sao_Paulo", "America/Santiago", "America/Asuncion"),
    *("America/Havana", "America/Nuuk", "America/Scoresbysund", "Africa/Cairo", "Africa/Casablanca", "Africa/Lagos"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Asia/Jerusalem", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran"),
    *("Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham"),
    *("Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Antarctica/Troll"),
)
COUNTRIES = (("DE", "BE"), ("US", None), ("JP", None), ("GB", "SCT"), ("BR", None))

Made = tuple[date, Action, datetime]
"""A local date, what became of it, and when."""


@dataclass(frozen=True)
class Group:
    """A group's rule, and the moments from which it has another one."""

    rules: tuple[tuple[datetime, Rule], ...]


@dataclass(frozen=True)
class Year:
    """What happens, minute by minute from `BEGIN`: whether the process runs, and the groups."""

    up: bytearray
    groups: tuple[Group, ...]


def make_year(seed: int = 7, groups: int = GROUPS, days: int = DAYS) -> Year:
    """A year with outages of minutes to two days, and with groups that change their time or zone in mid-day."""
    dice = random.Random(seed)
    up = bytearray(b"\1") * (days * 1440)
    for _ in range(days // 6):
        first = dice.randrange(len(up))
        length = min(dice.choice((1, 7, 90, 359, 361, 700, 2900)), len(up) - first)
        up[first : first + length] = bytes(length)
    return Year(up, tuple(_group(dice, ZONES[number % len(ZONES)], up) for number in range(groups)))


def live(year: Year, group: Group) -> list[Made]:
    """What the pure functions make of the year: a look when `next_due_at` has come and the process runs."""
    made: list[Made] = []
    handled: set[date] = set()
    ends = [begin for begin, _ in group.rules[1:]] + [_moment(len(year.up))]
    for (begin, rule), end in zip(group.rules, ends, strict=True):
        due_at = next_due(rule, begin, handled)
        while due_at is not None and (now := _next_up(year.up, due_at)) < end:
            outlook = decide(rule, now, due_at, handled)
            made += [(each.occurrence.local_date, each.action, now) for each in outlook.decisions]
            handled |= {each.occurrence.local_date for each in outlook.decisions}
            due_at = outlook.next_due_at
    return made


def slow_live(year: Year, group: Group) -> list[Made]:
    """What the slow model makes of it: every minute of every zone is walked through."""
    made: list[Made] = []
    handled: set[date] = set()
    ends = [begin for begin, _ in group.rules[1:]] + [_moment(len(year.up))]
    for (begin, rule), end in zip(group.rules, ends, strict=True):
        for day, due in _slow_dues(rule, len(year.up)):
            looked = _next_up(year.up, due)
            if begin <= due and looked < end and day not in handled:
                handled.add(day)
                made.append((day, _slow_action(looked - due), looked))
    return made


def _slow_action(late: timedelta) -> Action:
    if late < PUNCTUAL:
        return Action.POST
    return Action.POST_LATE if late < LATENESS else Action.SKIP


def _slow_dues(rule: Rule, minutes: int) -> list[tuple[date, datetime]]:
    days = [BEGIN.date() + step * DAY for step in range(-2, minutes // 1440 + 3)]
    asked = [day for day in days if is_asked(rule, day)]
    steps = _walk(rule.zone, minutes).reached([minute_of(datetime.combine(day, rule.at)) for day in asked])
    early = _LEAD * 1440
    return [(day, _moment(step - early)) for day, step in zip(asked, steps, strict=True) if step is not None]


_LEAD = 3


@cache
def _walk(zone: str, minutes: int) -> Walk:
    return Walk(walls(zone, BEGIN - _LEAD * DAY, minutes + 2 * _LEAD * 1440))


def _moment(step: int) -> datetime:
    return BEGIN + step * MINUTE


def _next_up(up: Sequence[int], moment: datetime) -> datetime:
    step = (moment - BEGIN) // MINUTE
    while step < len(up) and not up[step]:
        step += 1
    return _moment(step)


def _group(dice: random.Random, zone: str, up: Sequence[int]) -> Group:
    rule = _rule(dice, zone)
    rules = [(BEGIN, rule)]
    if dice.random() < 0.4:
        changed = _next_up(up, BEGIN + dice.randrange(len(up) * 9 // 10) * MINUTE)
        other = replace(rule, zone=dice.choice(ZONES)) if dice.random() < 0.5 else replace(rule, at=_time(dice))
        rules.append((changed, other))
    return Group(tuple(rules))


def _rule(dice: random.Random, zone: str) -> Rule:
    first = BEGIN.date()
    country, state = dice.choice(COUNTRIES)
    return Rule(
        _days(dice),
        _time(dice),
        zone,
        holidays=HolidayCalendar(country, state) if dice.random() < 0.3 else None,
        skip=frozenset(first + dice.randrange(DAYS) * DAY for _ in range(dice.randrange(4))),
        start=first + dice.randrange(-20, 40) * DAY,
        end=first + dice.randrange(250, 365) * DAY if dice.random() < 0.2 else None,
        paused_until=first + dice.randrange(60) * DAY if dice.random() < 0.2 else None,
    )


def _days(dice: random.Random) -> Days:
    some = frozenset(dice.sample(list(Weekday), dice.randrange(1, 7)))
    return dice.choice(
        (
            Weekly(ALL_DAYS),
            Weekly(WORKDAYS),
            Weekly(some),
            Weekly(some, dice.randrange(2, 5)),
            EveryDays(dice.randrange(2, 9)),
            Monthly(frozenset({dice.choice((1, 2, 3, 4, 5, LAST))}), dice.choice(list(Weekday))),
        )
    )


def _time(dice: random.Random) -> time:
    """Half of them in the hours in which clocks are put forward and back."""
    minute = dice.randrange(4 * 60) if dice.random() < 0.5 else dice.randrange(24 * 60)
    return time(*divmod(minute, 60))

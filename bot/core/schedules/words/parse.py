"""Understanding a schedule in words, such as "weekdays 9:00 Europe/Berlin"."""

from __future__ import annotations

import re
from datetime import datetime, time
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from bot.core.schedules.days import Days, is_counted
from bot.core.schedules.errors import UnreadableScheduleError
from bot.core.schedules.rule import Rule
from bot.core.schedules.words.cursor import Cursor
from bot.core.schedules.words.dates import read_exceptions, read_limits
from bot.core.schedules.words.days import read_days, settle_days
from bot.core.schedules.words.draft import Draft, counting_start
from bot.core.schedules.words.places import LONGEST_NAME, read_zone
from bot.core.schedules.words.times import read_time
from bot.core.schedules.words.vocabulary import EVERY, EXCEPT, FILLERS, START, TEACHABLE
from bot.core.schedules.zones import check_zone, zones_near

DEFAULT_TIME = time(9)
_LONGEST = 500  # characters
_ALIKE = 0.77  # "hour" is no misspelt "thur"
_DAY_OF_MONTH = re.compile(r"\d{1,2}(?:st|nd|rd|th)")

_READERS = (read_limits, read_exceptions, read_days, read_time, read_zone)


def parse(text: str, now: datetime, zone: str = "UTC", at: time = DEFAULT_TIME, days: Days | None = None) -> Rule:
    """The rule that words ask for: days, time, zone, start and end, holidays and days off.

    Args:
        text: What was typed, in any order and case.
        now: The present moment, aware, for "today" and for days that are counted from the next one.
        zone: The zone if the words name none.
        at: The time of day if the words name none.
        days: The days if the words name none, of which they may leave some out; without it they have to name some.

    Raises:
        UnreadableScheduleError: Words that are not understood, with what may have been meant.
        InvalidRuleError: They are understood and ask for what cannot be.
    """
    if len(text) > _LONGEST:
        raise UnreadableScheduleError("too-long")
    cursor, draft = Cursor(text), Draft()
    while cursor:
        word = cursor.word
        if not any(read(cursor, draft) for read in _READERS) and not cursor.take_any(FILLERS):
            raise _unknown(cursor)
        if draft.dangling and not _leads_on(word, draft):
            raise UnreadableScheduleError("no-exception", draft.dangling)
    if draft.dangling:
        raise UnreadableScheduleError("no-exception", draft.dangling)
    return _rule(draft, now, draft.zone or zone, draft.at or at, days)


def _leads_on(word: str, draft: Draft) -> bool:
    """Whether a word may stand between "except" and what is left out: "except on the", "except every", "but not"."""
    if word in EVERY:
        return draft.every is None and not draft.counted  # "mondays except every second"
    if word in START:
        return draft.start is None  # "except from Monday to Wednesday"
    return word in EXCEPT | FILLERS


def _rule(draft: Draft, now: datetime, zone: str, at: time, usual: Days | None) -> Rule:
    check_zone(zone)
    days, clock = settle_days(draft, usual), ZoneInfo(zone)
    today = now.astimezone(clock).date()
    start = draft.start(today) if draft.start else None
    return Rule(
        days,
        at,
        zone,
        holidays=draft.holidays,
        skip=frozenset(day(today) for day in draft.skip),
        start=counting_start(now, at, clock) if start is None and is_counted(days) else start,
        end=draft.end(today) if draft.end else None,
    )


def _unknown(cursor: Cursor) -> UnreadableScheduleError:
    """What is wrong with the word here: it looks like another, or like the beginning of a zone's name."""
    if cursor.word.isdecimal():
        return UnreadableScheduleError("number", cursor.typed)
    if _DAY_OF_MONTH.fullmatch(cursor.word):
        return UnreadableScheduleError("month-days")
    near = tuple(get_close_matches(cursor.word, TEACHABLE, n=3, cutoff=_ALIKE))
    if near:
        return UnreadableScheduleError("word", cursor.typed, near)
    for count in range(1, LONGEST_NAME + 1):
        name = cursor.joined(count)
        zones = zones_near(name) if name else ()
        if name and zones:
            return UnreadableScheduleError("zone", name, zones)
    return UnreadableScheduleError("zone" if "/" in cursor.typed else "word", cursor.typed)

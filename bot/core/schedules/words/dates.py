"""Reading dates: where a schedule starts and ends, and its days off."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.core.schedules.errors import UnreadableScheduleError
from bot.core.schedules.public_holidays import find_calendar, near_countries
from bot.core.schedules.words import vocabulary
from bot.core.schedules.words.cursor import Cursor
from bot.core.schedules.words.draft import Draft, Naming, RelativeDate

_NUMERIC = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_YEAR_FIRST = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"\d{4}")
_NEXT = "next"
_FEW = frozenset({"on", "the", "of", _NEXT})
_AND = frozenset({"and", "&"})
_RELATIVE = frozenset({"today", "tomorrow"})
_WHOSE = frozenset({"in", "of", "for"})
_THE = frozenset({"the"})
_CODE = 3  # letters of a country's code; "at" in "holidays at 9:00" is not Austria
_LONGEST_COUNTRY = 6  # words


def read_limits(cursor: Cursor, draft: Draft) -> bool:
    """Take "from" or "until" with its date, if they are here."""
    if cursor.word in vocabulary.START and _is_range(cursor):
        cursor.take()
        return True
    for words, name in ((vocabulary.START, "start"), (vocabulary.END, "end")):
        if cursor.word in words:
            keyword = cursor.typed
            cursor.take()
            draft.once(name, keyword)
            setattr(draft, name, _date(cursor, keyword))
            return True
    return False


def read_exceptions(cursor: Cursor, draft: Draft) -> bool:
    """Take "except", a country's holidays or a day off, if they are here."""
    typed = cursor.typed
    if cursor.take_any(vocabulary.EXCEPT):
        draft.dangling, draft.naming = typed, Naming.OFF
        draft.excepting = True
        return True
    if cursor.word in vocabulary.HOLIDAYS:
        draft.once("holidays", typed)
        draft.excepting = True
        cursor.take()
        _calendar(cursor, draft, typed)
    elif _is_date(cursor) or cursor.word in _RELATIVE:
        if not draft.excepting:
            raise UnreadableScheduleError("which-date", typed)
        draft.skip.append(_date(cursor, typed))
        _refuse_range(cursor)
    else:
        return False
    draft.dangling, draft.naming = "", Naming.UNCLEAR
    return True


def _refuse_range(cursor: Cursor) -> None:
    """Refuse an end right after a day off: "except 24 Dec to 2 Jan" would leave out one day, and end the schedule."""
    if cursor.word in vocabulary.END | vocabulary.RANGE:
        raise UnreadableScheduleError("range-off", cursor.typed)


def _calendar(cursor: Cursor, draft: Draft, typed: str) -> None:
    """Take the country after "holidays in", as it was typed, the longest name that fits."""
    told = cursor.take_any(_WHOSE)
    cursor.take_any(_THE)
    for count in range(_LONGEST_COUNTRY, 0, -1):
        name = cursor.joined(count)
        calendar = find_calendar(name) if name and (told or len(name) > _CODE or name.isupper()) else None
        if calendar is not None:
            cursor.take(count)
            draft.holidays = calendar
            return
    near = near_countries(cursor.typed)
    named = bool(cursor.typed) and (told or bool(near))
    raise UnreadableScheduleError("country" if named else "no-country", cursor.typed if named else typed, near)


def _is_range(cursor: Cursor) -> bool:
    """Whether weekdays follow, as in "from Monday to Friday", and no date."""
    first, _, last = cursor.ahead(1).partition("-")
    days = vocabulary.WEEKDAY
    joined = first in days and last in days
    return joined or (first in days and cursor.ahead(2) in vocabulary.RANGE and cursor.ahead(3) in days)


def _is_date(cursor: Cursor) -> bool:
    here, there = cursor.word, cursor.ahead(1)
    months = vocabulary.MONTHS
    return bool(_NUMERIC.fullmatch(here)) or here in months or (bool(_DAY.fullmatch(here)) and there in months)


def _date(cursor: Cursor, keyword: str) -> RelativeDate:
    """Take a date.

    Raises:
        UnreadableScheduleError: There is none here, or one that the calendar does not have.
    """
    told = cursor.word == _NEXT
    while cursor.take_any(_FEW):
        pass
    typed = cursor.typed
    if cursor.word in _RELATIVE:
        days = timedelta(days=1 if cursor.take() == "tomorrow" else 0)
        return lambda today: today + days
    if cursor.word in vocabulary.WEEKDAY and not cursor.word.endswith("days"):  # "skip fridays" is no date
        weekday = vocabulary.WEEKDAY[cursor.take()]
        if not told and cursor.ahead(cursor.word in _AND) in vocabulary.WEEKDAY:
            raise UnreadableScheduleError("date", typed)  # "from Monday, Wednesday and Friday"
        earliest = timedelta(days=1 if told else 0)  # "next monday", said on a Monday, is not today
        return lambda today: today + earliest + timedelta(days=(weekday - (today + earliest).weekday()) % 7)
    try:
        return _year_first(cursor) if _NUMERIC.fullmatch(cursor.word) else _day_and_month(cursor)
    except ValueError:
        raise UnreadableScheduleError("date" if typed else "no-date", typed or keyword) from None


def _year_first(cursor: Cursor) -> RelativeDate:
    """Take a date such as 2026-12-01.

    Raises:
        ValueError: There is no such date, or the year is not first, so that day and month cannot be told apart.
    """
    found = _YEAR_FIRST.fullmatch(cursor.take())
    if not found:
        raise ValueError
    exact = date(*(int(part) for part in found.groups()))
    return lambda _today: exact


def _day_and_month(cursor: Cursor) -> RelativeDate:
    """Take `1 December 2026`, `Dec 1st` and the like; without a year it is the next such date.

    Raises:
        ValueError: There is no such date.
    """
    month = vocabulary.MONTHS.get(cursor.word)
    if month:
        cursor.take()
    day = _DAY.fullmatch(cursor.take())
    cursor.take_any(_FEW)
    month = month or vocabulary.MONTHS.get(cursor.take())
    if not day or not month:
        raise ValueError
    number, place = int(day[1]), month
    date(2000, place, number)
    if _YEAR.fullmatch(cursor.word):
        exact = date(int(cursor.take()), place, number)
        return lambda _today: exact
    return lambda today: _next(today, place, number)


def _next(today: date, month: int, day: int) -> date:
    """The first such date from today on; 29 February may be years away."""
    for year in range(today.year, today.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise AssertionError("every date comes round within eight years")

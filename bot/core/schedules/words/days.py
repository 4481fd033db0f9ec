"""Reading the days: weekdays, every so many days or weeks, the nth weekday of the month."""

from __future__ import annotations

import re

from bot.core.schedules.days import ALL_DAYS, LAST, WEEKEND, WORKDAYS, Days, EveryDays, Monthly, Weekday, Weekly
from bot.core.schedules.errors import UnreadableScheduleError
from bot.core.schedules.words import vocabulary
from bot.core.schedules.words.cursor import Cursor
from bot.core.schedules.words.draft import Draft, Naming

_DAY = frozenset({"day", "days"})
_DIGITS = 4


def read_days(cursor: Cursor, draft: Draft) -> bool:
    """Take a word or two about days, if they are here."""
    return any(read(cursor, draft) for read in (_every, _business_days, _unit, _nth, _weekdays))


def settle_days(draft: Draft, usual: Days | None = None) -> Days:
    """The days that were read.

    Args:
        draft: What was read.
        usual: The days if none are named; what is left out is left out of these.

    Raises:
        UnreadableScheduleError: There are none, or they do not go together.
    """
    if draft.counted and not draft.monthly and draft.every is None and draft.nths in ([2], [3], [4], [5]):
        draft.every, draft.nths = draft.nths.pop(), []  # "every second Tuesday" is every other one
    if draft.nths:
        return _monthly(draft)
    if draft.unit == "day":
        return _every_days(draft)
    if draft.off:
        draft.weekdays = _without_days_off(draft, usual)
    if usual is not None and _says_nothing(draft):
        return usual
    if not draft.weekdays:
        raise UnreadableScheduleError(_lacking(draft))
    if draft.monthly:
        raise UnreadableScheduleError("month-without-place")
    if draft.every and draft.unit is None and draft.weekdays == WORKDAYS:
        raise UnreadableScheduleError("every-so-many-weekdays")
    if draft.every and draft.unit is None and (draft.rhythms > 1 or _named_around(draft)):
        raise UnreadableScheduleError("two-rhythms")
    return Weekly(frozenset(draft.weekdays), 1 if draft.every is None else draft.every)


def _named_around(draft: Draft) -> bool:
    """Whether days were named both before a number of weeks and after it, as in "mondays and every other tuesday"."""
    return bool(draft.named_before and draft.weekdays - draft.named_before)


def _says_nothing(draft: Draft) -> bool:
    return not (draft.weekdays or draft.off or draft.monthly) and draft.unit is None and draft.every is None


def _without_days_off(draft: Draft, usual: Days | None) -> set[Weekday]:
    if not draft.weekdays and draft.unit is None and draft.every is None:
        return set(_left_out_of(usual)) - draft.off
    if draft.off & draft.weekdays and draft.off - draft.weekdays:
        raise UnreadableScheduleError("unclear-off")  # "weekdays except fridays, saturdays"
    return draft.weekdays - draft.off


def _left_out_of(usual: Days | None) -> frozenset[Weekday]:
    """What "except fridays" leaves Fridays out of: all days, or those of the schedule that is changed."""
    if usual is None:
        return frozenset(ALL_DAYS)
    if isinstance(usual, Weekly) and usual.every == 1:
        return usual.on
    raise UnreadableScheduleError("unclear-off")  # it may move which weeks, or which days of the month, come next


def _lacking(draft: Draft) -> str:
    if draft.monthly:
        return "month-days"
    return "no-weekday" if draft.unit else "no-days"


def _monthly(draft: Draft) -> Days:
    if len(draft.weekdays) != 1 or draft.every is not None or draft.off:
        raise UnreadableScheduleError("month-days")
    return Monthly(frozenset(draft.nths), next(iter(draft.weekdays)))


def _every_days(draft: Draft) -> Days:
    if draft.weekdays or draft.off or draft.monthly:
        raise UnreadableScheduleError("days-and-weekdays")
    return Weekly(ALL_DAYS) if draft.every == 1 else EveryDays(draft.every or 0)


def _every(cursor: Cursor, draft: Draft) -> bool:
    """Take "every" with the number after it: "every 3", "every other", and the ordinal of "every second" is to come."""
    if not cursor.take_any(vocabulary.EVERY):
        return False
    draft.rhythms += 1
    if draft.naming is Naming.OFF and not draft.dangling:
        draft.naming = Naming.UNCLEAR
    draft.counted = draft.counted or cursor.word in vocabulary.NTH
    count = vocabulary.COUNTS.get(cursor.word)
    if cursor.word.isdecimal() and len(cursor.word) <= _DIGITS:
        count = int(cursor.word)
    if count is not None:
        draft.once("every", cursor.typed)
        draft.every = count
        cursor.take()
    if count is not None or cursor.word in vocabulary.NTH:
        draft.named_before = frozenset(draft.weekdays)
    return True


def _unit(cursor: Cursor, draft: Draft) -> bool:
    """Take what is counted: days, weeks or months."""
    if cursor.take_any(vocabulary.MONTHLY):
        draft.monthly = True
        return True
    if cursor.take_any(vocabulary.FORTNIGHTS):
        draft.once("every", cursor.typed)
        draft.every, draft.unit = 2, "week"
        return True
    if cursor.take_any(vocabulary.WEEKS):
        _count(draft, "week")
        return True
    if cursor.word in _DAY and (draft.every is not None or draft.nths) and draft.unit is None:
        cursor.take()
        _count(draft, "day")
        return True
    return False


def _count(draft: Draft, unit: str) -> None:
    draft.unit = unit
    if draft.counted and draft.every is None and draft.nths and draft.nths[-1] != LAST:
        draft.every = draft.nths.pop()
        if draft.every == 1:
            raise UnreadableScheduleError("month-days")  # "every first day" is not every day


def _nth(cursor: Cursor, draft: Draft) -> bool:
    place = vocabulary.NTH.get(cursor.word)
    if place is not None and cursor.ahead(1) in vocabulary.POSTINGS:
        raise UnreadableScheduleError("which-date", cursor.joined(2) or "")  # "first question monday" is a beginning
    if place is not None:
        draft.nths.append(place)
        cursor.take()
    return place is not None


def _business_days(cursor: Cursor, draft: Draft) -> bool:
    if cursor.word not in vocabulary.BUSINESS or cursor.ahead(1) not in _DAY:
        return False
    _named(draft, WORKDAYS)
    cursor.take(2)
    return True


def _weekdays(cursor: Cursor, draft: Draft) -> bool:
    """Take a day, a set of days, or a range such as `mon-fri`, `mon/wed` or "Monday to Friday"."""
    word = cursor.word
    if word == "day" and not draft.rhythms:
        raise UnreadableScheduleError("no-days")  # "a day a week"
    if cursor.ahead(1) in vocabulary.RANGE and word in vocabulary.WEEKDAY and cursor.ahead(2) in vocabulary.WEEKDAY:
        _named(draft, _from_to(word, cursor.ahead(2)))
        cursor.take(3)
        return True
    first, dash, last = word.partition("-")
    named = [word] if word in vocabulary.WEEKDAYS else re.split("[/+&]", word)
    if dash and first in vocabulary.WEEKDAY and last in vocabulary.WEEKDAY:
        _named(draft, _from_to(first, last))
    elif all(name in vocabulary.WEEKDAYS for name in named):
        _named(draft, frozenset[Weekday]().union(*(vocabulary.WEEKDAYS[name] for name in named)))
    else:
        return False
    cursor.take()
    return True


def _named(draft: Draft, days: frozenset[Weekday]) -> None:
    """Add days, or leave them out.

    Raises:
        UnreadableScheduleError: It is not clear which of the two is meant.
    """
    if draft.naming is Naming.UNCLEAR and not (draft.weekdays or draft.off):
        draft.naming = Naming.ASKED  # "except 2026-12-24, mondays": there are no days yet to leave them out of
    if draft.naming is Naming.ASKED:
        draft.weekdays |= days
        return
    if _may_be_asked(draft, days):
        raise UnreadableScheduleError("unclear-off")
    draft.off |= days
    draft.dangling = ""


def _may_be_asked(draft: Draft, days: frozenset[Weekday]) -> bool:
    """Whether what follows an exception looks like days to ask on: "no weekends, weekdays 9:00"."""
    if draft.naming is Naming.UNCLEAR:
        return not days <= draft.weekdays
    return bool(draft.off) and not draft.weekdays and len(days) > len(WEEKEND)


def _from_to(first: str, last: str) -> frozenset[Weekday]:
    begin = vocabulary.WEEKDAY[first]
    length = (vocabulary.WEEKDAY[last] - begin) % 7
    return frozenset(Weekday((begin + step) % 7) for step in range(length + 1))

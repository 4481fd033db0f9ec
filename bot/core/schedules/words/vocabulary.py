"""The words that a schedule is written in, in lower case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Final

from bot.core.schedules.days import ALL_DAYS, LAST, WEEKEND, WORKDAYS, Weekday

_NAMES = {
    Weekday.MONDAY: "mo mon monday mondays",
    Weekday.TUESDAY: "tu tue tues tuesday tuesdays",
    Weekday.WEDNESDAY: "we wed weds wednesday wednesdays",
    Weekday.THURSDAY: "th thu thur thurs thursday thursdays",
    Weekday.FRIDAY: "fr fri friday fridays",
    Weekday.SATURDAY: "sa sat saturday saturdays",
    Weekday.SUNDAY: "su sun sunday sundays",
}
_SETS = {
    ALL_DAYS: "daily everyday day days",
    WORKDAYS: "weekday weekdays workday workdays m-f",
    WEEKEND: "weekend weekends",
    frozenset({Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY}): "mwf m/w/f",
    frozenset({Weekday.TUESDAY, Weekday.THURSDAY}): "tth t/th",
}

WEEKDAY: Final[Mapping[str, Weekday]] = {name: day for day, names in _NAMES.items() for name in names.split()}
"""Single days."""

WEEKDAYS: Final[Mapping[str, frozenset[Weekday]]] = {name: frozenset({day}) for name, day in WEEKDAY.items()} | {
    name: days for days, names in _SETS.items() for name in names.split()
}
"""Days and sets of days."""

NTH: Final[Mapping[str, int]] = {
    name: place
    for place, names in {
        1: "first 1st",
        2: "second 2nd",
        3: "third 3rd",
        4: "fourth 4th",
        5: "fifth 5th",
        LAST: "last final",
    }.items()
    for name in names.split()
}

COUNTS: Final[Mapping[str, int]] = {
    "other": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip

MONTHS: Final[Mapping[str, int]] = {
    name: place + 1
    for place, names in enumerate(
        (
            *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august"),
            *("sep sept september", "oct october", "nov november", "dec december"),
        )
    )
    for name in names.split()
}

TIMES: Final[Mapping[str, time]] = {"noon": time(12), "midday": time(12), "midnight": time(0)}

EVERY: Final = frozenset({"every", "each"})
BUSINESS: Final = frozenset({"business", "working", "work", "week"})
WEEKS: Final = frozenset({"week", "weeks", "weekly"})
FORTNIGHTS: Final = frozenset({"biweekly", "fortnight", "fortnightly"})
MONTHLY: Final = frozenset({"month", "months", "monthly"})
AT: Final = frozenset({"at", "@"})
O_CLOCK: Final = frozenset({"o'clock", "oclock", "o’clock"})
HALVES: Final = frozenset({"am", "pm"})
RANGE: Final = frozenset({"to", "through", "thru", "till", "until", "-"})
START: Final = frozenset({"from", "starting", "starts", "start", "since", "beginning"})
END: Final = frozenset({"until", "till", "til", "to", "through", "thru", "ending", "ends", "end"})
EXCEPT: Final = frozenset({"except", "excluding", "but", "skip", "skipping", "without", "not", "no"})
HOLIDAYS: Final = frozenset({"holiday", "holidays"})
FILLERS: Final = frozenset(
    {"on", "in", "of", "the", "and", "&", "a", "an", "for", "time", "timezone", "zone", "local", "single"}
    | {"please", "post", "ask", "question", "questions", "public", "bank", "national"}
)
POSTINGS: Final = frozenset({"question", "questions", "post"})

TEACHABLE: Final = tuple(
    word
    for word in [
        *WEEKDAYS,
        *NTH,
        *TIMES,
        *EVERY,
        *WEEKS,
        *FORTNIGHTS,
        *MONTHLY,
        *START,
        *END,
        *EXCEPT,
        *HOLIDAYS,
        "other",
    ]
    if len(word) > 3
)
"""Words long enough to be recognised when they are misspelt."""

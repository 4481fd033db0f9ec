"""How long a year of schedules takes, and a look at many at once; run `python -m tests.bench.bench_schedules`."""

from __future__ import annotations

import sys
import time
from datetime import time as time_of_day
from itertools import islice

from bot.core.schedules.days import WORKDAYS, Weekly
from bot.core.schedules.due import decide, occurrences
from bot.core.schedules.rule import Rule
from tests.unit.schedules_year import BEGIN, DAYS, GROUPS, ZONES, live, make_year

DUE_AT_ONCE = 10_000


def year_seconds() -> tuple[float, int]:
    """Seconds that the year's groups take, and how many decisions they came to; holidays are computed anew."""
    year = make_year()
    began = time.perf_counter()
    decisions = sum(len(live(year, group)) for group in year.groups)
    return time.perf_counter() - began, decisions


def look_microseconds() -> float:
    """Microseconds that one look takes at a schedule that is due, on average over many."""
    rules = [Rule(Weekly(WORKDAYS), time_of_day(9), zone) for zone in ZONES]
    due = [(rule, next(islice(occurrences(rule, BEGIN), 1)).due_at) for rule in rules]
    began = time.perf_counter()
    for number in range(DUE_AT_ONCE):
        rule, moment = due[number % len(due)]
        decide(rule, moment, moment)
    return 1e6 * (time.perf_counter() - began) / DUE_AT_ONCE


def main() -> None:
    """Print the figures."""
    seconds, decisions = year_seconds()
    look = look_microseconds()
    lines = [
        f"{DAYS} days of {GROUPS} groups in {len(set(ZONES))} zones, {decisions:,} decisions   {seconds:8.2f} s",
        f"a look at a schedule that is due                               {look:8.0f} us",
        f"{DUE_AT_ONCE:,} of them at once                                      {look * DUE_AT_ONCE / 1e6:8.2f} s",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

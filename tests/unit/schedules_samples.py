"""Rules to test with, and strategies that make any."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Skill, Track
from bot.core.schedules.days import LAST, WORKDAYS, Days, EveryDays, Monthly, Weekday, Weekly, is_counted
from bot.core.schedules.public_holidays import HolidayCalendar
from bot.core.schedules.rule import Mode, Rule, Theme
from bot.core.schedules.zones import known_zones

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday

dates = st.dates(date(2024, 1, 1), date(2028, 12, 31))
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(sorted(known_zones()))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
weekdays = st.frozensets(st.sampled_from(Weekday), min_size=1)
days: st.SearchStrategy[Days] = st.one_of(
    st.builds(Weekly, weekdays, st.integers(1, 5)),
    st.builds(EveryDays, st.integers(2, 40)),
    st.builds(Monthly, st.frozensets(st.sampled_from([1, 2, 3, 4, 5, LAST]), min_size=1), st.sampled_from(Weekday)),
)
calendars = st.sampled_from([None, HolidayCalendar("DE"), HolidayCalendar("DE", "BE"), HolidayCalendar("JP")])


def weekdays_at_nine(**changes: Any) -> Rule:
    """Monday to Friday at 9:00 in Berlin, with some fields changed."""
    fields: dict[str, Any] = {"days": Weekly(WORKDAYS), "at": time(9), "zone": "Europe/Berlin"}
    return Rule(**(fields | changes))


@st.composite
def spoken_rules(draw: st.DrawFn) -> Rule:
    """Rules that words can express."""
    chosen = draw(days)
    start = draw(dates) if is_counted(chosen) else draw(st.none() | dates)
    end = draw(st.none() | dates.filter(lambda day: start is None or day >= start))
    holidays, skip = draw(calendars), draw(st.frozensets(dates, max_size=3))
    return Rule(chosen, draw(times), draw(zones), holidays=holidays, skip=skip, start=start, end=end)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Rules of every kind."""
    spoken = draw(spoken_rules())
    filters = st.builds(
        Filters,
        st.frozensets(st.sampled_from(Track)),
        st.frozensets(st.sampled_from(Skill)),
        st.integers(1, 3),
        st.integers(3, 5),
        st.none() | st.just("meta"),
    )
    first = draw(dates)
    theme = Theme("SQL week", first, first + timedelta(days=draw(st.integers(0, 9))), draw(filters))
    closes = draw(st.none() | st.integers(2, 20_000).map(lambda minutes: timedelta(minutes=minutes)))
    return Rule(
        spoken.days,
        spoken.at,
        spoken.zone,
        draw(filters),
        draw(st.sampled_from([(), (theme,)])),
        spoken.holidays,
        spoken.skip,
        spoken.start,
        spoken.end,
        draw(st.none() | dates),
        draw(st.sampled_from(Mode)),
        closes,
        draw(st.none() | st.just(timedelta(minutes=1))) if closes else None,
    )

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.progress.streaks import (
    DAYS_A_FREEZE,
    MOST_FREEZES,
    WORKDAYS,
    Streak,
    local_day,
    on_weekdays,
    practice_day,
    streak,
)

MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)
EVERY_DAY = on_weekdays(range(7))
ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo"]
steps = st.integers(0, 60)
days = st.lists(steps.map(lambda step: MONDAY + step * DAY), max_size=40)
weekdays = st.frozensets(st.integers(0, 6))


def run_of(count: int, begin: date = MONDAY) -> list[date]:
    return [begin + step * DAY for step in range(count)]


def test_nobody_starts_with_a_streak() -> None:
    assert streak([], MONDAY) == Streak(current=0, longest=0, today=False, open=True)


def test_each_day_answered_adds_one() -> None:
    week = run_of(3)
    assert streak(week, week[-1]) == Streak(current=3, longest=3, today=True, open=False)


def test_an_unanswered_workday_breaks_the_streak_but_not_the_record() -> None:
    answered = [MONDAY, MONDAY + DAY, MONDAY + 3 * DAY]
    found = streak(answered, answered[-1])
    assert (found.current, found.longest) == (1, 2)


def test_a_free_weekend_breaks_nothing() -> None:
    friday = MONDAY + 4 * DAY
    assert streak([friday], friday + 3 * DAY).current == 1


def test_an_answer_on_saturday_counts() -> None:
    friday = MONDAY + 4 * DAY
    assert streak([friday, friday + DAY], friday + DAY).current == 2


def test_today_breaks_nothing_until_it_is_over() -> None:
    tuesday = MONDAY + DAY
    assert streak([MONDAY], tuesday).current == 1
    assert streak([MONDAY], tuesday).open
    assert streak([MONDAY], tuesday + DAY).current == 0


def test_workdays_are_monday_to_friday() -> None:
    assert sorted(WORKDAYS) == [0, 1, 2, 3, 4]


def test_only_days_with_a_question_can_be_missed() -> None:
    asked = frozenset({MONDAY, MONDAY + 9 * DAY})
    assert streak([MONDAY], MONDAY + 9 * DAY, asked.__contains__).current == 1
    assert streak([MONDAY], MONDAY + 10 * DAY, asked.__contains__).current == 0


def test_an_outage_breaks_nothing_and_uses_no_freeze() -> None:
    answered = run_of(7)
    away = frozenset(run_of(5, MONDAY + 7 * DAY))
    found = streak(answered, MONDAY + 12 * DAY, EVERY_DAY, away)
    assert (found.current, found.freezes, found.frozen) == (7, 1, ())


def test_seven_days_earn_a_freeze_which_saves_a_missed_day_and_is_shown() -> None:
    missed = MONDAY + 7 * DAY
    held = streak(run_of(7), missed, EVERY_DAY)
    used = streak(run_of(7), missed + DAY, EVERY_DAY)
    assert (held.freezes, held.frozen) == (1, ())
    assert (used.current, used.freezes, used.frozen, used.just_frozen) == (7, 0, (missed,), (missed,))
    assert streak(run_of(7), missed + 2 * DAY, EVERY_DAY).current == 0


def test_what_a_freeze_saved_is_news_until_the_day_after_the_next_answer() -> None:
    missed, back = MONDAY + 7 * DAY, MONDAY + 8 * DAY
    assert streak([*run_of(7), back], back, EVERY_DAY).just_frozen == (missed,)
    later = streak([*run_of(7), back], back + DAY, EVERY_DAY)
    assert (later.just_frozen, later.frozen) == ((), (missed,))


def test_two_freezes_are_held_at_most_and_while_they_are_none_is_earned() -> None:
    assert streak(run_of(30), MONDAY + 29 * DAY).freezes == 2
    one_missed = [*run_of(30), *run_of(6, MONDAY + 31 * DAY)]
    assert streak(one_missed, one_missed[-1], EVERY_DAY).freezes == 1
    seven_more = [*one_missed, one_missed[-1] + DAY]
    assert streak(seven_more, seven_more[-1], EVERY_DAY).freezes == 2


def test_a_broken_streak_takes_its_freezes_along() -> None:
    answered = [*run_of(14), MONDAY + 17 * DAY]
    found = streak(answered, answered[-1], EVERY_DAY)
    assert (found.current, found.longest, found.freezes, found.frozen) == (1, 14, 0, ())


@pytest.mark.parametrize("year", [2024, 2026, 2028])
def test_a_leap_day_is_a_day_like_any_other(year: int) -> None:
    begin, end = date(year, 2, 26), date(year, 3, 3)
    february = run_of((end - begin).days + 1, begin)
    assert streak(february, end, EVERY_DAY).current == len(february)
    without = [day for day in february if (day.month, day.day) != (2, 29)]
    assert streak(without, end, EVERY_DAY).current == (3 if len(without) < len(february) else len(february))


def slow(answered: set[date], today: date, counted: frozenset[int], away: frozenset[date]) -> tuple[int, int]:
    """Days kept and freezes in hand, written as the rules say it: seven days kept earn one, two are held at most."""
    length = freezes = towards = 0
    day = MONDAY
    while day <= today:
        if day in answered:
            length += 1
            if freezes < MOST_FREEZES:
                towards += 1
            if towards == DAYS_A_FREEZE:
                freezes, towards = freezes + 1, 0
        elif day.weekday() in counted and day != today and day not in away:
            if freezes:
                freezes -= 1
            else:
                length = towards = 0
        day += DAY
    return length, freezes


@given(days, st.integers(0, 70), weekdays, st.frozensets(steps, max_size=10))
def test_the_streak_is_what_the_rules_say_day_by_day(
    answered: list[date], offset: int, counted: frozenset[int], away: frozenset[int]
) -> None:
    today = MONDAY + offset * DAY
    known = {day for day in answered if day <= today}
    outages = frozenset(MONDAY + step * DAY for step in away)
    found = streak(known, today, on_weekdays(counted), outages)
    assert (found.current, found.freezes) == slow(known, today, counted, outages)


@given(days, st.integers(0, 70))
def test_the_longest_streak_is_the_longest_there_ever_was(answered: list[date], offset: int) -> None:
    today = MONDAY + offset * DAY
    kept = [day for day in answered if day <= today]
    ever = [streak([day for day in kept if day <= one], one).current for one in run_of(offset + 1)]
    assert streak(kept, today).longest == max(ever)


@given(days, st.integers(0, 70), weekdays, st.integers(0, 70))
def test_a_back_filled_day_never_costs_anything(
    answered: list[date], offset: int, counted: frozenset[int], filled: int
) -> None:
    today, asked = MONDAY + offset * DAY, on_weekdays(counted)
    kept = [day for day in answered if day <= today]
    before = streak(kept, today, asked)
    after = streak([*kept, min(MONDAY + filled * DAY, today)], today, asked)
    assert after.current >= before.current
    assert after.longest >= before.longest


@given(days, st.integers(0, 70), steps)
def test_an_outage_never_costs_anything(answered: list[date], offset: int, away: int) -> None:
    today = MONDAY + offset * DAY
    before, after = (streak(answered, today, EVERY_DAY, out) for out in (frozenset(), frozenset([MONDAY + away * DAY])))
    assert after.current >= before.current
    assert after.longest >= before.longest


@given(days, st.integers(0, 70))
def test_the_order_of_answers_and_their_number_a_day_do_not_matter(answered: list[date], offset: int) -> None:
    today = MONDAY + offset * DAY
    assert streak([*reversed(answered), *answered], today) == streak(answered, today)


@given(st.sets(st.integers(0, 4000), max_size=30), weekdays)
def test_long_gaps_are_gone_through_like_short_ones(found: set[int], counted: frozenset[int]) -> None:
    today, answered = MONDAY + 4000 * DAY, {MONDAY + step * DAY for step in found}
    expected = slow(answered, today, counted, frozenset())
    now = streak(answered, today, on_weekdays(counted))
    assert (now.current, now.freezes) == expected


def test_a_day_is_counted_in_the_members_own_zone() -> None:
    late = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
    assert local_day(late, "Europe/Berlin") == date(2026, 11, 17)
    assert local_day(late, "America/New_York") == date(2026, 11, 16)


@pytest.mark.parametrize(("hour", "expected"), [("03:59", MONDAY), ("04:00", MONDAY + DAY), ("00:00", MONDAY)])
def test_an_evening_lasts_until_four_for_members_who_say_so(hour: str, expected: date) -> None:
    local = datetime.combine(MONDAY + DAY, time.fromisoformat(hour), ZoneInfo("Europe/Berlin"))
    assert practice_day(local, "Europe/Berlin", late=True) == expected
    assert practice_day(local, "Europe/Berlin") == MONDAY + DAY


moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, st.sampled_from(ZONES))
def test_a_late_evening_counts_for_the_day_before_on_whatever_calendar(moment: datetime, zone: str) -> None:
    local, day = moment.astimezone(ZoneInfo(zone)), practice_day(moment, zone, late=True)
    if local.hour >= 4:
        assert day == local.date()
    else:
        assert day < local.date()
        assert day in {local_day(moment - timedelta(hours=hours), zone) for hours in (5, 6)}


@pytest.mark.parametrize(
    ("zone", "night"),
    [("Europe/Berlin", date(2026, 3, 29)), ("Europe/Berlin", date(2026, 10, 25)), ("Africa/Cairo", date(2026, 4, 24))],
)
@pytest.mark.parametrize("late", [False, True])
def test_a_clock_change_neither_breaks_nor_doubles_a_day(zone: str, night: date, late: bool) -> None:
    begin = night - 3 * DAY
    for hour in range(24):
        times = (datetime.combine(day, time(hour, 30), ZoneInfo(zone)) for day in run_of(7, begin))
        kept = [practice_day(moment.astimezone(UTC), zone, late=late) for moment in times]
        assert streak(kept, kept[-1], EVERY_DAY).current == 7


def test_a_date_that_a_zone_left_out_is_no_evening() -> None:
    """Samoa went from 29 to 31 December 2011."""
    after_midnight = datetime(2011, 12, 31, 0, 30, tzinfo=ZoneInfo("Pacific/Apia"))
    assert practice_day(after_midnight, "Pacific/Apia", late=True) == date(2011, 12, 29)


def test_a_traveller_to_where_it_is_still_yesterday_keeps_the_day() -> None:
    """Answered on Tuesday in Auckland, landed in Los Angeles on Monday."""
    answered = [MONDAY, MONDAY + DAY]
    found = streak(answered, MONDAY, EVERY_DAY)
    assert (found.current, found.today, found.open) == (2, True, False)


def test_answers_dated_long_after_today_are_left_out() -> None:
    assert streak([MONDAY + 3 * DAY], MONDAY).longest == 0


@given(st.lists(st.sampled_from(ZONES), min_size=1, max_size=8), st.integers(0, 23))
def test_who_answers_every_evening_keeps_the_streak_through_moves_that_skip_no_day(zones: list[str], hour: int) -> None:
    """Each day in another zone, always at the same hour of that zone's clock."""
    kept = [
        practice_day(datetime.combine(day, time(hour, 15), ZoneInfo(zone)), zone)
        for day, zone in zip(run_of(len(zones)), zones, strict=True)
    ]
    assert streak(kept, kept[-1], EVERY_DAY).current == len(zones)

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.progress.streaks import WORKDAYS, Streak, local_day, streak

MONDAY = date(2026, 11, 16)
days = st.lists(st.integers(0, 60).map(lambda step: MONDAY + timedelta(days=step)), max_size=40)
weekdays = st.frozensets(st.integers(0, 6))


def test_nobody_starts_with_a_streak() -> None:
    assert streak([], MONDAY) == Streak(current=0, longest=0, today=False, open=True)


def test_each_day_answered_adds_one() -> None:
    week = [MONDAY + timedelta(days=step) for step in range(3)]
    assert streak(week, week[-1]) == Streak(current=3, longest=3, today=True, open=False)


def test_an_unanswered_workday_breaks_the_streak_but_not_the_record() -> None:
    answered = [MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)]
    found = streak(answered, answered[-1])
    assert (found.current, found.longest) == (1, 2)


def test_a_free_weekend_breaks_nothing() -> None:
    friday = MONDAY + timedelta(days=4)
    assert streak([friday], friday + timedelta(days=3)).current == 1


def test_an_answer_on_saturday_counts() -> None:
    friday = MONDAY + timedelta(days=4)
    assert streak([friday, friday + timedelta(days=1)], friday + timedelta(days=1)).current == 2


def test_today_breaks_nothing_until_it_is_over() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert streak([MONDAY], tuesday).current == 1
    assert streak([MONDAY], tuesday).open
    assert streak([MONDAY], tuesday + timedelta(days=1)).current == 0


def test_answers_dated_after_today_are_left_out() -> None:
    assert streak([MONDAY + timedelta(days=1)], MONDAY).longest == 0


def test_a_day_is_counted_in_the_members_own_zone() -> None:
    late = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
    assert local_day(late, "Europe/Berlin") == date(2026, 11, 17)
    assert local_day(late, "America/New_York") == date(2026, 11, 16)


def slow_current(answered: set[date], today: date, counted: frozenset[int]) -> int:
    """Walk back day by day: kept days count, idle counted days before today end the walk."""
    length, day = 0, today
    while day >= MONDAY:
        if day in answered:
            length += 1
        elif day.weekday() in counted and day != today:
            break
        day -= timedelta(days=1)
    return length


@given(days, st.integers(0, 70), weekdays)
def test_the_streak_is_what_walking_back_day_by_day_finds(
    answered: list[date], offset: int, counted: frozenset[int]
) -> None:
    today = MONDAY + timedelta(days=offset)
    known = {day for day in answered if day <= today}
    assert streak(answered, today, counted).current == slow_current(known, today, counted)


@given(days, st.integers(0, 70))
def test_the_longest_streak_is_the_longest_there_ever_was(answered: list[date], offset: int) -> None:
    today = MONDAY + timedelta(days=offset)
    ever = [streak(answered, MONDAY + timedelta(days=step)).current for step in range(offset + 1)]
    assert streak(answered, today).longest == max(ever)


@given(days, st.integers(0, 70))
def test_one_more_answer_never_shortens_a_streak(answered: list[date], offset: int) -> None:
    today = MONDAY + timedelta(days=offset)
    assert streak([*answered, today], today).current >= streak(answered, today).current


@given(st.sets(st.integers(0, 400), max_size=30), weekdays)
def test_long_gaps_break_whenever_any_weekday_counts(steps: set[int], counted: frozenset[int]) -> None:
    answered = [MONDAY + timedelta(days=step) for step in steps]
    today = MONDAY + timedelta(days=400)
    assert streak(answered, today, counted).current == slow_current(set(answered), today, counted)


def test_workdays_are_monday_to_friday() -> None:
    assert sorted(WORKDAYS) == [0, 1, 2, 3, 4]

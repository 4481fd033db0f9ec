from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.schedules.days import ALL_DAYS, LAST, EveryDays, Monthly, Weekday, Weekly, dates
from bot.core.schedules.due import (
    Action,
    DayOff,
    Occurrence,
    Outlook,
    day_off,
    decide,
    handled_from,
    next_due,
    occurrences,
)
from bot.core.schedules.moments import moment_of
from bot.core.schedules.public_holidays import HolidayCalendar
from bot.core.schedules.rule import Rule
from tests.unit import schedules_samples as samples
from tests.unit.schedules_model import DAY, is_among, slow_moments, slow_occurrences
from tests.unit.schedules_samples import NOW, weekdays_at_nine

MONDAY = frozenset({Weekday.MONDAY})
DAILY = Weekly(ALL_DAYS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local_dates(rule: Rule, since: datetime, count: int) -> list[str]:
    return [f"{each.local_date:%m-%d}" for each in islice(occurrences(rule, since), count)]


@settings(max_examples=300)
@given(samples.days, samples.dates, samples.dates)
def test_the_dates_are_those_that_checking_every_day_finds(
    days: Weekly | EveryDays | Monthly, begin: date, start: date
) -> None:
    rule = weekdays_at_nine(days=days, start=start)
    first = max(begin, start)
    walked = [day for day in (first + step * DAY for step in range(400)) if is_among(rule, day)]
    assert list(islice(dates(days, begin, start), len(walked))) == walked


def test_weeks_are_counted_from_the_first_such_day_on_or_after_the_start() -> None:
    thursday = date(2026, 12, 3)
    rule = weekdays_at_nine(days=Weekly(frozenset({Weekday.TUESDAY, Weekday.FRIDAY}), 2), start=thursday)
    assert local_dates(rule, NOW, 5) == ["12-04", "12-15", "12-18", "12-29", "01-01"]
    assert local_dates(replace(rule, days=Weekly(MONDAY, 2)), NOW, 3) == ["12-07", "12-21", "01-04"]


def test_the_fifth_monday_is_in_some_months_only_and_the_last_in_all() -> None:
    assert local_dates(weekdays_at_nine(days=Monthly(frozenset({5}), Weekday.MONDAY)), NOW, 2) == ["11-30", "03-29"]
    last = weekdays_at_nine(days=Monthly(frozenset({1, LAST}), Weekday.MONDAY))
    assert local_dates(last, NOW, 4) == ["11-30", "12-07", "12-28", "01-04"]


@pytest.mark.parametrize(
    ("wall", "zone", "due"),
    [
        ("2026-03-29 02:30", "Europe/Berlin", "2026-03-29 01:00"),  # leapt over: 3:00
        ("2026-03-29 02:00", "Europe/Berlin", "2026-03-29 01:00"),
        ("2026-03-29 01:59", "Europe/Berlin", "2026-03-29 00:59"),
        ("2026-10-25 02:30", "Europe/Berlin", "2026-10-25 00:30"),  # passed twice: the first
        ("2026-10-25 03:00", "Europe/Berlin", "2026-10-25 02:00"),
        ("2026-11-01 01:30", "America/New_York", "2026-11-01 05:30"),
        ("2026-04-24 00:00", "Africa/Cairo", "2026-04-23 22:00"),  # midnight leapt over
        ("2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-04 14:45"),  # half an hour back
        ("2026-10-04 02:10", "Australia/Lord_Howe", "2026-10-03 15:30"),  # half an hour forward
        ("2026-03-28 23:30", "America/Nuuk", "2026-03-29 01:00"),  # across midnight, the date stays
    ],
)
def test_clocks_that_are_put_forward_and_back(wall: str, zone: str, due: str) -> None:
    moment = at(wall)
    assert moment_of(moment.date(), moment.time(), ZoneInfo(zone)) == at(due)


def test_a_date_that_its_zone_left_out_has_no_posting_and_its_neighbours_have_theirs() -> None:
    rule = Rule(DAILY, time(9), "Pacific/Apia")
    found = list(islice(occurrences(rule, at("2011-12-29 00:00")), 3))
    assert [f"{each.local_date:%m-%d}" for each in found] == ["12-29", "12-31", "01-01"]
    assert [each.due_at for each in found] == [at("2011-12-29 19:00") + step * DAY for step in range(3)]


@settings(max_examples=25, deadline=None)
@given(samples.zones, samples.times, st.dates(date(1970, 1, 10), date(2028, 12, 20)))
def test_moments_are_those_that_walking_through_every_minute_finds(zone: str, clock: time, day: date) -> None:
    walked = slow_moments([day, day + DAY], clock, zone)
    assert {day: moment_of(day, clock, ZoneInfo(zone)) for day in walked} == walked


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Pacific/Fakaofo"])
@pytest.mark.parametrize("clock", [time(0), time(9), time(23, 59)])
def test_a_date_line_crossed_is_walked_alike(zone: str, clock: time) -> None:
    days = [date(2011, 12, 28) + step * DAY for step in range(5)]
    walked = slow_moments(days, clock, zone)
    assert {day: moment_of(day, clock, ZoneInfo(zone)) for day in days} == walked
    assert [day for day, moment in walked.items() if moment is None] == [date(2011, 12, 30)]


@settings(max_examples=40, deadline=None)
@given(samples.rules(), samples.moments)
def test_occurrences_are_those_of_the_slow_model(rule: Rule, since: datetime) -> None:
    until = since + 40 * DAY
    found = []
    for each in occurrences(rule, since):
        if each.due_at > until:
            break
        found.append((each.local_date, each.due_at))
    assert found == list(slow_occurrences(rule, since, until))


def test_what_is_due_at_the_very_moment_is_in() -> None:
    due = at("2026-11-25 08:00")
    assert next_due(weekdays_at_nine(), due) == due
    assert next_due(weekdays_at_nine(), due + timedelta(microseconds=1)) == due + DAY


def test_a_posting_that_a_leap_across_midnight_put_on_the_next_date_is_found_from_there() -> None:
    leap = at("2026-03-29 01:00")  # Saturday 23:00 is Sunday 0:00 in Nuuk
    rule = Rule(DAILY, time(23, 30), "America/Nuuk")
    assert next(occurrences(rule, leap)) == Occurrence(date(2026, 3, 28), leap)


def test_a_rule_goes_on_for_as_long_as_it_is_asked() -> None:
    *_, last = islice(occurrences(weekdays_at_nine(days=Weekly(MONDAY)), NOW), 1000)
    assert last.local_date == date(2026, 11, 30) + 999 * 7 * DAY


def test_start_end_and_pause_include_the_dates_they_name() -> None:
    rule = weekdays_at_nine(days=DAILY, start=date(2026, 12, 1), end=date(2026, 12, 5), paused_until=date(2026, 12, 3))
    assert local_dates(rule, NOW, 9) == ["12-03", "12-04", "12-05"]
    assert next_due(rule, at("2026-12-05 08:01")) is None


def test_holidays_and_the_groups_own_days_are_off_with_their_reason() -> None:
    rule = weekdays_at_nine(holidays=HolidayCalendar("DE", "BE"), skip=frozenset({date(2026, 12, 24)}))
    assert local_dates(rule, at("2026-12-23 00:00"), 3) == ["12-23", "12-28", "12-29"]
    assert day_off(rule, date(2026, 12, 24)) == DayOff()
    assert day_off(rule, date(2026, 12, 25)) == DayOff("Christmas Day")
    assert day_off(rule, date(2026, 12, 28)) is None


def test_a_rule_whose_every_day_is_off_is_never_due_and_does_not_search_for_ever() -> None:
    christmas = weekdays_at_nine(days=EveryDays(365), start=date(2025, 12, 25), holidays=HolidayCalendar("GB"))
    assert next_due(christmas, at("2026-01-01 00:00")) == at("2028-12-24 08:00")
    off = frozenset(date(2026, 1, 5) + step * 7 * DAY for step in range(400))
    assert next_due(weekdays_at_nine(days=Weekly(MONDAY), skip=off), at("2026-01-01 00:00")) is None


def test_a_long_pause_is_waited_for() -> None:
    paused = weekdays_at_nine(paused_until=date(2090, 1, 2))
    assert next_due(paused, NOW) == at("2090-01-02 08:00")


SINCE = at("2026-11-25 08:00")  # Wednesday 9:00 in Berlin


def decided(now: datetime, since: datetime = SINCE, handled: tuple[date, ...] = ()) -> list[tuple[str, Action]]:
    outlook = decide(weekdays_at_nine(), now, since, handled)
    return [(f"{each.occurrence.local_date:%m-%d}", each.action) for each in outlook.decisions]


@pytest.mark.parametrize(
    ("now", "action"),
    [
        ("2026-11-25 08:00:00", Action.POST),
        ("2026-11-25 08:00:01", Action.POST),
        ("2026-11-25 08:04:59", Action.POST),
        ("2026-11-25 08:05:00", Action.POST_LATE),
        ("2026-11-25 13:59:59", Action.POST_LATE),
        ("2026-11-25 14:00:00", Action.SKIP),
    ],
)
def test_a_posting_is_punctual_late_or_skipped_by_how_late_it_is(now: str, action: Action) -> None:
    assert decided(at(now)) == [("11-25", action)]


def test_nothing_is_done_before_the_time_and_the_next_look_is_named() -> None:
    outlook = decide(weekdays_at_nine(), at("2026-11-25 07:59:59"), SINCE)
    assert outlook == Outlook((), SINCE)


def test_after_days_of_downtime_the_old_ones_are_skipped_and_the_fresh_one_is_late() -> None:
    outlook = decide(weekdays_at_nine(), at("2026-11-30 09:00"), SINCE)
    assert [(f"{each.occurrence.local_date:%m-%d}", each.action, each.late) for each in outlook.decisions] == [
        ("11-25", Action.SKIP, 5 * DAY + timedelta(hours=1)),
        ("11-26", Action.SKIP, 4 * DAY + timedelta(hours=1)),
        ("11-27", Action.SKIP, 3 * DAY + timedelta(hours=1)),
        ("11-30", Action.POST_LATE, timedelta(hours=1)),
    ]
    assert outlook.next_due_at == at("2026-12-01 08:00")


def test_the_limits_of_lateness_are_the_callers() -> None:
    outlook = decide(weekdays_at_nine(), at("2026-11-25 09:00"), SINCE, (), timedelta(hours=1), timedelta())
    assert outlook.decisions[0].action is Action.SKIP
    outlook = decide(weekdays_at_nine(), SINCE, SINCE, punctual=timedelta())
    assert outlook.decisions[0].action is Action.POST_LATE


def test_a_handled_date_is_neither_decided_again_nor_due_next() -> None:
    outlook = decide(weekdays_at_nine(), SINCE, SINCE, {date(2026, 11, 25), date(2026, 11, 26)})
    assert outlook == Outlook((), at("2026-11-27 08:00"))


def test_a_rule_that_is_over_is_not_looked_at_again() -> None:
    outlook = decide(weekdays_at_nine(end=date(2026, 11, 25)), SINCE, SINCE)
    assert [each.action for each in outlook.decisions] == [Action.POST]
    assert outlook.next_due_at is None


@pytest.mark.parametrize("changes", [{"at": time(18)}, {"zone": "America/New_York"}, {"zone": "Pacific/Kiritimati"}])
def test_a_change_in_mid_day_asks_no_date_twice(changes: dict[str, object]) -> None:
    handled = {date(2026, 11, 24), date(2026, 11, 25)}
    changed_at = at("2026-11-25 09:30")
    other = weekdays_at_nine(**changes)
    due = next_due(other, changed_at, handled)
    assert due is not None
    (decision,) = decide(other, due, due, handled).decisions
    assert decision.occurrence == Occurrence(date(2026, 11, 26), due)


def test_a_change_to_a_time_that_is_over_begins_on_the_next_date() -> None:
    assert next_due(weekdays_at_nine(at=time(7)), at("2026-11-25 06:30")) == at("2026-11-26 06:00")


class Kept:
    """What a store keeps of a schedule, and the looks that change it."""

    def __init__(self, rule: Rule, made_at: datetime) -> None:
        self.rule, self.due_at, self.handled = rule, next_due(rule, made_at), dict[date, Action]()

    def look(self, now: datetime) -> None:
        if self.due_at is None or now < self.due_at:
            return
        handled = {day for day in self.handled if day >= handled_from(self.due_at)}
        outlook = decide(self.rule, now, self.due_at, handled)
        for decision in outlook.decisions:
            assert decision.occurrence.local_date not in self.handled
            self.handled[decision.occurrence.local_date] = decision.action
        self.due_at = outlook.next_due_at


HOURS = st.floats(-1, 30).map(lambda hours: timedelta(hours=hours))


@settings(deadline=None)
@given(samples.rules(), samples.moments, st.lists(HOURS, max_size=30))
def test_however_the_clock_goes_each_date_is_decided_once_and_none_is_lost(
    rule: Rule, made_at: datetime, steps: list[timedelta]
) -> None:
    kept, now, latest = Kept(rule, made_at), made_at, made_at
    kept.look(now)
    for step in steps:
        now += step
        latest = max(latest, now)
        kept.look(now)
    due = [each.local_date for each in _until(rule, made_at, latest)]
    assert list(kept.handled) == due


def _until(rule: Rule, since: datetime, until: datetime) -> list[Occurrence]:
    found = []
    for each in occurrences(rule, since):
        if each.due_at > until:
            break
        found.append(each)
    return found


@settings(deadline=None)
@given(samples.rules(), samples.moments, st.integers(-60, 60))
def test_a_clock_put_back_an_hour_repeats_nothing(rule: Rule, made_at: datetime, minutes: int) -> None:
    kept = Kept(rule, made_at)
    due = kept.due_at
    if due is None:
        return
    kept.look(due)
    before = dict(kept.handled)
    kept.look(due + timedelta(minutes=min(minutes, 0)))
    assert kept.handled == before


@settings(deadline=None)
@given(samples.rules(), samples.moments)
def test_the_dates_to_remember_reach_back_far_enough(rule: Rule, since: datetime) -> None:
    for each in islice(occurrences(rule, since), 3):
        assert each.local_date >= handled_from(since)


def test_the_dates_to_remember_are_those_of_the_zones_furthest_behind_as_well() -> None:
    since = at("2026-11-25 11:00")
    found = next(occurrences(Rule(DAILY, time(23, 59), "Etc/GMT+12"), since))
    assert handled_from(since) <= found.local_date < since.date()

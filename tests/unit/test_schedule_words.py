from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Track
from bot.core.schedules.days import (
    ALL_DAYS,
    LAST,
    WEEKEND,
    WORKDAYS,
    Days,
    EveryDays,
    Monthly,
    Weekday,
    Weekly,
    is_counted,
)
from bot.core.schedules.due import occurrences
from bot.core.schedules.errors import InvalidRuleError, ScheduleError, UnreadableScheduleError
from bot.core.schedules.rule import Mode, Rule, Theme
from bot.core.schedules.words import describe, details, explain, parse
from bot.core.schedules.zone_aliases import ALIASES
from bot.core.schedules.zones import known_zones, zones_called
from bot.core.wording import catalogue
from tests.unit.schedules_samples import NOW, spoken_rules, weekdays_at_nine

MON, TUE, WED, THU, FRI, SAT, SUN = Weekday


def weekly(*on: Weekday, every: int = 1) -> Weekly:
    return Weekly(frozenset(on), every)


def refused(text: str) -> UnreadableScheduleError:
    with pytest.raises(UnreadableScheduleError) as caught:
        parse(text, NOW)
    return caught.value


@settings(max_examples=400, deadline=None)
@given(spoken_rules())
def test_what_is_described_is_read_back_as_the_same_rule(rule: Rule) -> None:
    assert parse(describe(rule), NOW) == rule


@settings(max_examples=100, deadline=None)
@given(spoken_rules())
def test_case_and_commas_make_no_difference(rule: Rule) -> None:
    said = describe(rule)
    holidays = said if rule.holidays else said.lower()
    assert parse(holidays.replace(",", " "), NOW) == parse(said.upper(), NOW) == rule


MIXED = """
every other first last monday weekdays day days 3 weeks of the month at 9:00 9 am pm from until to except holidays in DE
2026-12-01 today december Berlin IST Europe/Berln - / on 25:00 noon utc+2 each second
"""


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(MIXED.split()), max_size=9).map(" ".join) | st.text(max_size=40))
@example("every 99999999999999999999 days")
@example("every ³ days")
@example("from 0000-00-00")
@example("from 31 february")
@example("holidays")
@example("weekdays " * 100)
def test_any_text_is_understood_or_refused_in_one_line(text: str) -> None:
    try:
        rule = parse(text, NOW)
    except ScheduleError as error:
        line = explain(error)
        assert line
        assert "\n" not in line
    else:
        assert parse(describe(rule), NOW) == rule


NAMINGS = {
    "mondays": {MON}, "tue": {TUE}, "fridays": {FRI}, "sunday": {SUN}, "mon-wed": {MON, TUE, WED}, "tth": {TUE, THU},
    "thu to sat": {THU, FRI, SAT}, "sat/sun": {SAT, SUN}, "weekends": set(WEEKEND), "weekdays": set(WORKDAYS),
    "fri-mon": {FRI, SAT, SUN, MON}, "every monday": {MON}, "daily": set(ALL_DAYS),
}  # fmt: skip
ELSE = ("9:00", "Berlin", "from 2026-12-01", "until 2027-03-01", "in Asia/Tokyo")
OFF = ("2026-12-24", "holidays in DE", "tomorrow", "1 january")
naming = st.sampled_from(sorted(NAMINGS))


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_day_is_ever_asked_on_that_was_not_said_or_was_left_out(data: st.DataObject) -> None:
    asked = data.draw(st.lists(naming, max_size=2))
    parts, left_out = [" and ".join(asked)], set[Weekday]()
    for _ in range(data.draw(st.integers(0, 4))):
        word, link = (
            data.draw(st.sampled_from(("except", "not on", "but not"))),
            data.draw(st.sampled_from((" ", " and "))),
        )
        off = data.draw(st.lists(naming | st.sampled_from(OFF), min_size=1, max_size=2))
        if not asked and off[0] in OFF:
            off = off[:1]  # "except 2026-12-24, mondays" asks on Mondays
        parts.append(f"{word} {link.join(off)}")
        left_out.update(*(NAMINGS.get(one, ()) for one in off))
    for one in data.draw(st.lists(st.sampled_from(ELSE), max_size=2, unique=True)):
        parts.insert(data.draw(st.integers(0, len(parts))), one)
    try:
        rule = parse(" ".join(parts), NOW)
    except ScheduleError:
        return  # which is what `test_any_text_is_understood_or_refused_in_one_line` is about
    said = set[Weekday]().union(*(NAMINGS[one] for one in asked)) if asked else set(ALL_DAYS)
    assert isinstance(rule.days, Weekly)
    assert rule.days.on <= said - left_out
    if not asked:
        assert left_out


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("weekdays", Weekly(WORKDAYS)),
        ("every weekday", Weekly(WORKDAYS)),
        ("business days", Weekly(WORKDAYS)),
        ("Mon-Fri", Weekly(WORKDAYS)),
        ("mon – fri", Weekly(WORKDAYS)),
        ("monday to friday", Weekly(WORKDAYS)),
        ("from Monday through Friday", Weekly(WORKDAYS)),
        ("fri-mon", weekly(FRI, SAT, SUN, MON)),
        ("daily", Weekly(ALL_DAYS)),
        ("every day", Weekly(ALL_DAYS)),
        ("every single day", Weekly(ALL_DAYS)),
        ("every 1 day", Weekly(ALL_DAYS)),
        ("weekends", Weekly(WEEKEND)),
        ("mon wed fri", weekly(MON, WED, FRI)),
        ("Mon, Wed & Fri.", weekly(MON, WED, FRI)),
        ("mon/wed/fri", weekly(MON, WED, FRI)),
        ("on tuesdays and thursdays", weekly(TUE, THU)),
        ("mon+wed", weekly(MON, WED)),
        ("MWF", weekly(MON, WED, FRI)),
        ("M-F", Weekly(WORKDAYS)),
        ("every week day", Weekly(WORKDAYS)),
        ("weekdays except friday", weekly(MON, TUE, WED, THU)),
        ("daily except saturdays and sundays", Weekly(WORKDAYS)),
        ("every day but sunday", weekly(MON, TUE, WED, THU, FRI, SAT)),
        ("not on weekends", Weekly(WORKDAYS)),
        ("weekdays except 2026-12-24 and wed-fri", weekly(MON, TUE)),
        ("except holidays in DE, mondays", weekly(MON)),
        ("no holidays in DE, not on mondays", weekly(TUE, WED, THU, FRI, SAT, SUN)),
        ("weekdays, not saturdays and sundays", Weekly(WORKDAYS)),
        ("daily but not on the weekends", Weekly(WORKDAYS)),
        ("daily except every sunday", weekly(MON, TUE, WED, THU, FRI, SAT)),
        ("daily except from saturday to sunday", Weekly(WORKDAYS)),
        ("daily until 2026-12-31 except 2026-12-24, 2026-12-25", Weekly(ALL_DAYS)),
        ("weekdays except fridays, except 2026-12-24", weekly(MON, TUE, WED, THU)),
        ("tuesdays, every other", weekly(TUE, every=2)),
        ("from next monday, wednesdays", weekly(WED)),
        ("weekly on saturday", weekly(SAT)),
        ("every week on sun", weekly(SUN)),
        ("every other tuesday", weekly(TUE, every=2)),
        ("every second tuesday", weekly(TUE, every=2)),
        ("every 2 weeks on mon and thu", weekly(MON, THU, every=2)),
        ("tuesdays every two weeks", weekly(TUE, every=2)),
        ("biweekly on monday", weekly(MON, every=2)),
        ("every other week on weekdays", Weekly(WORKDAYS, 2)),
        ("every third tuesday", weekly(TUE, every=3)),
        ("every third week on monday", weekly(MON, every=3)),
        ("every other weekend", weekly(SAT, SUN, every=2)),
        ("every 3 days", EveryDays(3)),
        ("every other day", EveryDays(2)),
        ("every third day", EveryDays(3)),
        ("first monday", Monthly(frozenset({1}), MON)),
        ("the first monday of the month", Monthly(frozenset({1}), MON)),
        ("every first monday", Monthly(frozenset({1}), MON)),
        ("every second tuesday of the month", Monthly(frozenset({2}), TUE)),
        ("monthly on the 2nd tuesday", Monthly(frozenset({2}), TUE)),
        ("1st and 3rd wed", Monthly(frozenset({1, 3}), WED)),
        ("every first and third wed", Monthly(frozenset({1, 3}), WED)),
        ("last friday of every month", Monthly(frozenset({LAST}), FRI)),
    ],
)
def test_days_can_be_said_in_many_ways(text: str, days: Days) -> None:
    assert parse(text, NOW).days == days


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9:00", time(9)),
        ("at 08:30", time(8, 30)),
        ("9am", time(9)),
        ("9 am", time(9)),
        ("at 9 a.m.", time(9)),
        ("7:15pm", time(19, 15)),
        ("7:15 P.M.", time(19, 15)),
        ("12am", time(0)),
        ("12:30 am", time(0, 30)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("midnight", time(0)),
        ("at 9", time(9)),
        ("at 19", time(19)),
        ("@9", time(9)),
        ("@ 17:30", time(17, 30)),
        ("9 o'clock", time(9)),
        ("9.30", time(9, 30)),
        ("9h30", time(9, 30)),
        ("9h", time(9)),
        ("23:59", time(23, 59)),
        ("", time(9)),
    ],
)
def test_times_can_be_said_in_many_ways(text: str, at: time) -> None:
    assert parse(f"weekdays {text} Berlin", NOW).at == at
    assert parse(f"{text} Berlin weekdays", NOW).at == at


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("(Berlin)", "Europe/Berlin"),
        ("Berlin time", "Europe/Berlin"),
        ("in New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("St. Johns", "America/St_Johns"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("Ho Chi Minh", "Asia/Ho_Chi_Minh"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("Istanbul", "Europe/Istanbul"),
        ("San Francisco", "America/Los_Angeles"),
        ("mumbai", "Asia/Kolkata"),
        ("California", "America/Los_Angeles"),
        ("ET", "America/New_York"),
        ("EST", "America/New_York"),
        ("PST", "America/Los_Angeles"),
        ("Pacific time", "America/Los_Angeles"),
        ("CET", "CET"),
        ("Central European Time", "CET"),
        ("UTC", "UTC"),
        ("Etc/GMT-5", "Etc/GMT-5"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("", "Asia/Tokyo"),
    ],
)
def test_zones_are_known_by_name_city_and_abbreviation(text: str, zone: str) -> None:
    assert parse(f"weekdays 9:00 {text}", NOW, "Asia/Tokyo").zone == zone
    assert parse(f"{text} 9:00 weekdays", NOW, "Asia/Tokyo").zone == zone


def test_every_zone_is_called_by_its_own_name_and_every_alias_leads_to_a_zone() -> None:
    assert all(zones_called(zone) == (zone,) for zone in known_zones())
    assert {zone for zones in ALIASES.values() for zone in zones} <= known_zones()


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("from 2026-12-01", date(2026, 12, 1), None),
        ("starting on 2026-12-1", date(2026, 12, 1), None),
        ("from 2026/12/01 until 2027.01.31", date(2026, 12, 1), date(2027, 1, 31)),
        ("from today", date(2026, 11, 24), None),
        ("from tomorrow to 5 January", date(2026, 11, 25), date(2027, 1, 5)),
        ("from dec 1st until january 31 2027", date(2026, 12, 1), date(2027, 1, 31)),
        ("from the 1st of december, 2026", date(2026, 12, 1), None),
        ("from next monday", date(2026, 11, 30), None),
        ("from november 24", date(2026, 11, 24), None),
        ("from november 23", date(2027, 11, 23), None),
        ("until tuesday", None, date(2026, 11, 24)),
        ("from next tuesday until next tue", date(2026, 12, 1), date(2026, 12, 1)),
        ("until 29 february", None, date(2028, 2, 29)),
    ],
)
def test_a_beginning_and_an_end_can_be_said(text: str, start: date | None, end: date | None) -> None:
    rule = parse(f"daily 9:00 {text}", NOW)
    assert (rule.start, rule.end) == (start, end)


@pytest.mark.parametrize("quoted", ['"{}"', "'{}'", "`{}`", "“{}”", "‘{}’", "«{}»", "{}!", "{}."])
def test_words_may_be_copied_with_their_quotes(quoted: str) -> None:
    words = "weekdays 9 o'clock Europe/Berlin"
    assert parse(quoted.format(words), NOW) == parse(words, NOW)


def test_words_that_name_no_days_keep_the_usual_ones_and_may_leave_some_out() -> None:
    usual = weekly(MON, WED, FRI)
    assert parse("18:00", NOW, days=usual).days == usual
    assert parse("18:00 except fridays", NOW, days=usual).days == weekly(MON, WED)
    assert parse("every day except friday", NOW, days=usual).days == Weekly(ALL_DAYS - {FRI})
    for text, days in (("except mon, wed, fri", usual), ("no fridays", EveryDays(3)), ("every 3", usual)):
        with pytest.raises(UnreadableScheduleError):
            parse(text, NOW, days=days)


def test_today_is_the_zones_own() -> None:
    late = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    assert parse("daily 9:00 Tokyo from today", late).start == date(2026, 11, 25)
    assert parse("daily 9:00 Honolulu from today", late).start == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "calendar", "skip"),
    [
        ("except holidays in DE", "DE", []),
        ("no public holidays in Germany", "DE", []),
        ("except on holidays in de-be", "DE-BE", []),
        ("without bank holidays in the United Kingdom", "GB", []),
        ("holidays in AU-NSW Western", "AU-NSW Western", []),
        ("except 2026-12-24 and 2026-12-31", "None", [date(2026, 12, 24), date(2026, 12, 31)]),
        ("except holidays in US and on 24 december", "US", [date(2026, 12, 24)]),
        ("not on dec 24, dec 31", "None", [date(2026, 12, 24), date(2026, 12, 31)]),
        ("except tomorrow", "None", [date(2026, 11, 25)]),
    ],
)
def test_holidays_and_days_off_can_be_said(text: str, calendar: str, skip: list[date]) -> None:
    rule = parse(f"daily {text} at 9:00", NOW)
    assert (str(rule.holidays), sorted(rule.skip)) == (calendar, skip)


@given(st.sampled_from(["every 3 days", "every other day", "every other tuesday", "every 3 weeks on mon and sat"]))
def test_counted_days_begin_with_the_next_one_that_is_not_over(text: str) -> None:
    for clock, first in (("11:59", date(2026, 11, 25)), ("12:01", date(2026, 11, 24))):
        rule = parse(f"{text} {clock} UTC", NOW)
        assert is_counted(rule.days)
        assert rule.start == first
        found = next(occurrences(rule, NOW)).local_date
        assert found - first < timedelta(days=7)


@pytest.mark.parametrize(
    ("text", "reason", "word", "near"),
    [
        ("weekdys 9:00", "word", "weekdys", "weekdays"),
        ("every Mondey 9:00", "word", "Mondey", "monday"),
        ("evry monday 9:00", "word", "evry", "every"),
        ("weekdays 9:00 Europe/Berln", "zone", "Europe/Berln", "Europe/Berlin"),
        ("weekdays 9:00 Berln", "zone", "Berln", "Europe/Berlin"),
        ("weekdays 9:00 New Yrok", "zone", "New Yrok", "America/New_York"),
        ("weekdays 9:00 tokio", "zone", "tokio", "Asia/Tokyo"),
        ("weekdays 9:00 Mars/Olympus", "zone", "Mars/Olympus", None),
        ("weekdays 9:00 IST", "ambiguous-zone", "IST", "Asia/Kolkata"),
        ("weekdays 9:00 CST", "ambiguous-zone", "CST", "America/Chicago"),
        ("weekdays 9:00 UTC+2", "offset", "UTC+2", None),
        ("weekdays 9:00 +05:30", "offset", "+05:30", None),
        ("weekdays 9:00 GMT+1", "offset", "GMT+1", None),
        ("weekdays 25:00", "time", "25:00", None),
        ("weekdays 9:60", "time", "9:60", None),
        ("weekdays 24:00", "time", "24:00", None),
        ("weekdays 13pm", "time", "13pm", None),
        ("weekdays 0 am", "time", "0 am", None),
        ("weekdays at 25", "time", "25", None),
        ("weekdays 9:00:00", "time", "9:00:00", None),
        ("weekdays 9", "number", "9", None),
        ("weekdays 9:00 17:00", "two-at", "17:00", None),
        ("weekdays 9:00 Berlin Tokyo", "two-zone", "Tokyo", None),
        ("every 3 days every 2 weeks", "two-every", "2", None),
        ("daily from today from tomorrow", "two-start", "from", None),
        ("daily until today until tomorrow", "two-end", "until", None),
        ("daily holidays in DE holidays in US", "two-holidays", "holidays", None),
        ("daily from 01/12/2026", "date", "01/12/2026", None),
        ("daily from 2026-02-30", "date", "2026-02-30", None),
        ("daily from 31 february", "date", "31", None),
        ("daily from", "no-date", "from", None),
        ("daily 2026-12-01", "which-date", "2026-12-01", None),
        ("daily except holidays at 9:00", "no-country", "holidays", None),
        ("daily except holidays in Germny", "country", "Germny", "DE"),
        ("daily except holidays", "no-country", "holidays", None),
        ("daily holidays in", "no-country", "holidays", None),
        ("daily holidays Germny", "country", "Germny", "DE"),
        ("first question monday", "which-date", "first question", None),
        ("daily until fridays", "date", "fridays", None),
        ("hourly", "word", "hourly", None),
        ("every hour", "word", "hour", None),
        ("9:00 Berlin", "no-days", "", None),
        ("", "no-days", "", None),
        ("every 2 weeks", "no-weekday", "", None),
        ("monthly", "month-days", "", None),
        ("the 15th", "month-days", "", None),
        ("fridays except friday", "no-days", "", None),
        ("every 3 days except sundays", "days-and-weekdays", "", None),
        ("first monday except fridays", "month-days", "", None),
        ("tomorrow 9am", "which-date", "tomorrow", None),
        ("monthly on monday", "month-without-place", "", None),
        ("first monday and friday", "month-days", "", None),
        ("first day of the month", "month-days", "", None),
        ("every 2 months on the first monday", "month-days", "", None),
        ("every 3 days on monday", "days-and-weekdays", "", None),
        ("every 2 weekdays", "every-so-many-weekdays", "", None),
        ("weekdays" + " " * 500, "too-long", "", None),
        ("weekdays except", "no-exception", "except", None),
        ("weekdays not at noon", "no-exception", "not", None),
        ("mondays except the first", "no-exception", "except", None),
        ("mondays except every third", "no-exception", "except", None),
        ("daily not until 2026-12-01", "no-exception", "not", None),
        ("daily except from 2026-12-24 to 2026-12-31", "no-exception", "except", None),
        ("weekdays except in Berlin", "no-exception", "except", None),
        ("weekdays except every other friday", "no-exception", "except", None),
        ("daily except 2026-12-24 to 2026-12-31", "range-off", "to", None),
        ("daily except 24 dec - 2 jan", "range-off", "-", None),
        ("no weekends, weekdays 9:00", "unclear-off", "", None),
        ("except sundays, weekdays", "unclear-off", "", None),
        ("no weekends, every monday", "unclear-off", "", None),
        ("mondays except holidays in DE, tuesdays", "unclear-off", "", None),
        ("weekdays except fridays, saturdays", "unclear-off", "", None),
        ("except sundays, 2026-12-24, mondays", "unclear-off", "", None),
        ("every other week except mondays", "no-weekday", "", None),
        ("mondays and every other tuesday", "two-rhythms", "", None),
        ("every other tuesday and every monday", "two-rhythms", "", None),
        ("a day a week", "no-days", "", None),
        ("every first day", "month-days", "", None),
        ("every first week on monday", "month-days", "", None),
        ("from monday, wednesday and friday", "date", "monday", None),
        ("weekdays until thursday and friday", "date", "thursday", None),
    ],
)
def test_what_is_not_understood_is_named_with_what_may_be_meant(
    text: str, reason: str, word: str, near: str | None
) -> None:
    error = refused(text)
    assert (error.reason, error.word) == (reason, word)
    assert near is None or near == error.near[0]
    line = explain(error)
    assert word in line
    assert near is None or f"`{near}`" in line


def test_what_is_understood_and_cannot_be_is_told_by_its_field() -> None:
    for text, field in (("every 0 days", "days"), ("every 9999 days", "days"), ("daily from 2150-01-01", "start")):
        with pytest.raises(InvalidRuleError) as caught:
            parse(text, NOW)
        assert caught.value.field == field
    with pytest.raises(InvalidRuleError):
        parse("daily 9:00", NOW, zone="EST")


def test_each_way_to_be_wrong_has_words_and_each_of_these_words_is_used() -> None:
    reasons = {key.removeprefix("schedule.unread.") for key in catalogue() if key.startswith("schedule.unread.")}
    rows = test_what_is_not_understood_is_named_with_what_may_be_meant.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert reasons == {row[1] for row in rows}


def test_a_typed_word_cannot_break_out_of_the_line_it_is_shown_in() -> None:
    line = explain(UnreadableScheduleError("word", "`@everyone`\n# big" + "x" * 100))
    assert "`@everyone# big" in line
    assert "\n" not in line
    assert len(line) < 200


def test_an_error_says_what_it_carries_without_any_wording() -> None:
    assert str(refused("weekdys")).startswith("word: 'weekdys'; near: weekdays")
    assert str(refused("9:00")) == "no-days: ''"
    assert explain(ScheduleError("unheard-of")) == str(ScheduleError("unheard-of"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("weekdays 9:00 Europe/Berlin", "every weekday at 9:00, Europe/Berlin"),
        ("daily 7:15pm", "every day at 19:15, UTC"),
        ("mon wed fri 08:30 New York", "every Monday, Wednesday and Friday at 8:30, America/New_York"),
        ("every 3 days 18:00 from 2026-12-01", "every 3 days at 18:00, UTC, from 2026-12-01"),
        ("every other day from 2026-12-01", "every other day at 9:00, UTC, from 2026-12-01"),
        ("every other tue from 2026-12-01", "every other Tuesday at 9:00, UTC, from 2026-12-01"),
        ("biweekly mon fri from 2026-12-01", "every other week on Monday and Friday at 9:00, UTC, from 2026-12-01"),
        ("every 3 weeks mon-fri from 2026-12-01", "every 3 weeks on weekdays at 9:00, UTC, from 2026-12-01"),
        ("last and first friday", "the first and last Friday of the month at 9:00, UTC"),
        (
            "sat 0:05 until 2027-01-31 except holidays in DE-BE, dec 26, 2027-01-02",
            (
                "every Saturday at 0:05, UTC, until 2027-01-31, except on holidays in DE-BE, "
                "except on 2026-12-26 and 2027-01-02"
            ),
        ),
    ],
)
def test_a_rule_is_described_in_plain_words(text: str, said: str) -> None:
    assert describe(parse(text, NOW)) == said


def test_what_words_cannot_express_is_told_line_by_line() -> None:
    sql = Filters(tracks=frozenset({Track.SQL_AND_DATA}), easiest=2, hardest=3)
    rule = weekdays_at_nine(
        filters=sql,
        themes=(Theme.of_week("2026-W50", "SQL `week`", sql),),
        paused_until=date(2026, 12, 1),
        mode=Mode.PRIVATE,
        closes_after=timedelta(days=1, hours=1, minutes=30),
        reminder_before=timedelta(hours=2),
    )
    assert details(rule) == [
        "Paused; it resumes on 2026-12-01.",
        "It asks: track sql-and-data, difficulty 2-3.",
        "`SQL week` from 2026-12-07 to 2026-12-13: track sql-and-data, difficulty 2-3.",
        "Answers are private.",
        (
            "It closes after 1 day, 1 hour and 30 minutes; then the model answer and the best points are shown. "
            "A reminder comes 2 hours before."
        ),
    ]
    assert details(replace(weekdays_at_nine(), closes_after=None)) == [
        "Answers go in the question's thread.",
        "It never closes.",
    ]
    assert details(weekdays_at_nine()) == [
        "Answers go in the question's thread.",
        "It closes after 1 day; then the model answer and the best points are shown.",
    ]


def test_common_schedules_mean_what_they_say() -> None:
    first = {
        "weekdays 9:00 Europe/Berlin": "2026-11-25 09:00+0100",
        "mon wed fri at 08:30 New York": "2026-11-25 08:30-0500",
        "every 3 days 18:00 UTC from 2026-12-01": "2026-12-01 18:00+0000",
        "first monday 9am Asia/Tokyo": "2026-12-07 09:00+0900",
        "last friday of the month 16:00": "2026-11-27 16:00+0000",
        "daily 7:15pm": "2026-11-24 19:15+0000",
        "every other tuesday": "2026-12-01 09:00+0000",
    }
    for text, expected in first.items():
        rule = parse(text, NOW)
        (found,) = islice(occurrences(rule, NOW), 1)
        moment = datetime.strptime(expected, "%Y-%m-%d %H:%M%z")
        assert found.due_at == moment, text

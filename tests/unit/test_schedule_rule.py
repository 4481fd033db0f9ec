from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given

from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Track
from bot.core.schedules.closing import Closing, closing_of
from bot.core.schedules.days import EveryDays, Monthly, Weekday, Weekly
from bot.core.schedules.errors import InvalidRuleError
from bot.core.schedules.public_holidays import HolidayCalendar, find_calendar, near_countries
from bot.core.schedules.rule import Rule, Theme
from bot.core.schedules.storing import read_rule, rule_data
from bot.core.schedules.words import explain
from tests.unit.schedules_samples import rules, weekdays_at_nine

SQL = Filters(tracks=frozenset({Track.SQL_AND_DATA}))
MONDAY = date(2026, 12, 7)


@given(rules())
def test_a_rule_comes_back_from_json_as_it_was(rule: Rule) -> None:
    assert read_rule(json.loads(json.dumps(rule_data(rule)))) == rule


def test_the_stored_form_is_plain_and_says_its_version() -> None:
    rule = weekdays_at_nine(
        skip=frozenset({date(2026, 12, 31), date(2026, 12, 24)}), holidays=HolidayCalendar("DE", "BE"), filters=SQL
    )
    data = rule_data(rule)
    assert data["version"] == 1
    assert data["days"] == {"kind": "weekly", "on": [0, 1, 2, 3, 4], "every": 1}
    assert data["at"] == "09:00:00"
    assert data["skip"] == ["2026-12-24", "2026-12-31"]
    assert data["holidays"] == {"country": "DE", "subdivision": "BE"}
    assert data["filters"]["tracks"] == ["sql-and-data"]
    assert data["closes_after"] == "P1D"


def test_the_same_rule_is_stored_as_the_same_text_in_every_process() -> None:
    code = (
        "import json; from bot.core.bank.selection import Filters; from bot.core.bank.vocabulary import Skill;"
        "from bot.core.schedules.storing import rule_data;"
        "from tests.unit.schedules_samples import weekdays_at_nine;"
        "print(json.dumps(rule_data(weekdays_at_nine(filters=Filters(skills=frozenset(Skill))))))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"colour": "blue"},
        {"at": "9"},
        {"at": 32_400},
        {"days": {"kind": "hourly"}},
        {"days": {"kind": "weekly", "on": [7]}},
        {"days": {"kind": "weekly", "on": ["0"]}},
        {"days": {"kind": "weekly", "on": [0], "of": "May"}},
        {"filters": {"easiest": "2"}},
        {"filters": {"difficult": 2}},
        {"zone": None},
        {"skip": "2026-12-24"},
        {"mode": "public"},
    ],
)
def test_what_is_stored_wrongly_is_refused_with_a_line_that_names_it(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRuleError) as caught:
        read_rule(rule_data(weekdays_at_nine()) | change)
    line = explain(caught.value)
    assert next(iter(change)) in line
    assert "make the schedule anew, or update Greenroom" in line


def test_a_stored_rule_is_checked_like_a_new_one() -> None:
    with pytest.raises(InvalidRuleError) as caught:
        read_rule(rule_data(weekdays_at_nine()) | {"zone": "Europe/Berln"})
    assert (caught.value.field, caught.value.reason) == ("zone", "zone")


def test_a_rule_is_changed_by_making_another_which_is_checked() -> None:
    rule = weekdays_at_nine()
    assert replace(rule, zone="Asia/Tokyo").zone == "Asia/Tokyo"
    with pytest.raises(InvalidRuleError):
        replace(rule, zone="Tokyo")
    with pytest.raises(FrozenInstanceError):
        rule.zone = "Asia/Tokyo"  # type: ignore[misc]


THEME = Theme("SQL week", MONDAY, date(2026, 12, 13), SQL)


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"at": time(9, 0, 1)}, "at", "Time: `09:00:01` is no time to the minute"),
        ({"at": time(9, tzinfo=UTC)}, "at", "write `9:00`"),
        ({"zone": "Europe/Berln"}, "zone", "Did you mean `Europe/Berlin`"),
        ({"zone": "EST"}, "zone", "Did you mean `America/New_York`?"),
        ({"zone": "MST"}, "zone", "Did you mean `America/Denver` or `America/Phoenix`?"),
        ({"zone": "localtime"}, "zone", "write one such as `Europe/Berlin`"),
        ({"zone": "../../etc/passwd"}, "zone", "is no IANA time zone"),
        ({"zone": ""}, "zone", "is no IANA time zone"),
        ({"filters": Filters(easiest=4, hardest=2)}, "filters", "choose from 1 to 5, the easiest first"),
        ({"filters": Filters(easiest=0)}, "filters", "difficulty `0` to `5` cannot be"),
        ({"filters": Filters(hardest=6)}, "filters", "difficulty `1` to `6` cannot be"),
        ({"themes": (replace(THEME, filters=Filters(hardest=6)),)}, "themes", "Theme weeks: difficulty"),
        ({"themes": (replace(THEME, name=" "),)}, "themes", "give the theme a name"),
        ({"themes": (replace(THEME, last=date(2026, 12, 6)),)}, "themes", "`SQL week` ends before it begins"),
        (
            {"themes": (THEME, Theme("ML week", date(2026, 12, 13), date(2026, 12, 14)))},
            "themes",
            "`SQL week` and `ML week` share 2026-12-13",
        ),
        ({"start": date(2026, 12, 2), "end": date(2026, 12, 1)}, "end", "before the start, 2026-12-02"),
        ({"start": date(1999, 12, 31)}, "start", "choose a date from 2000 to 2099"),
        ({"end": date(3026, 1, 1)}, "end", "3026-01-01 is far away"),
        ({"paused_until": date(3026, 1, 1)}, "paused_until", "Pause:"),
        ({"skip": frozenset({date(3026, 1, 1)})}, "skip", "Days off:"),
        ({"days": EveryDays(3)}, "start", "need a date to be counted from"),
        ({"days": Weekly(frozenset({Weekday.MONDAY}), 2)}, "start", "need a date to be counted from"),
        ({"closes_after": timedelta()}, "closes_after", "from 1 minute to 28 days"),
        ({"closes_after": timedelta(days=29)}, "closes_after", "from 1 minute to 28 days"),
        ({"reminder_before": timedelta(days=1)}, "reminder_before", "choose a shorter time"),
        ({"reminder_before": timedelta()}, "reminder_before", "choose a shorter time"),
        ({"closes_after": None, "reminder_before": timedelta(hours=1)}, "reminder_before", "choose a closing time"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field_and_a_remedy(changes: dict[str, Any], field: str, told: str) -> None:
    with pytest.raises(InvalidRuleError) as caught:
        weekdays_at_nine(**changes)
    assert caught.value.field == field
    assert told in explain(caught.value)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Weekly(frozenset()), "choose at least one weekday"),
        (lambda: Weekly(frozenset(Weekday), 0), "a number from 1 to 52"),
        (lambda: Weekly(frozenset(Weekday), 53), "a number from 1 to 52"),
        (lambda: EveryDays(1), "a number from 2 to 366"),
        (lambda: EveryDays(367), "a number from 2 to 366"),
        (lambda: Monthly(frozenset(), Weekday.MONDAY), "the first to fifth or the last"),
        (lambda: Monthly(frozenset({6}), Weekday.MONDAY), "the first to fifth or the last"),
        (lambda: Monthly(frozenset({0}), Weekday.MONDAY), "the first to fifth or the last"),
        (lambda: HolidayCalendar("Germany"), "Did you mean `DE`?"),
        (lambda: HolidayCalendar("XX"), "no holidays are known for `XX`"),
        (lambda: HolidayCalendar("DE", "ZZ"), "choose from `BB`, `BE`"),
        (lambda: Theme.of_week("2026-W54", "SQL week", SQL), "write it as `2026-W50`"),
        (lambda: Theme.of_week("next week", "SQL week", SQL), "write it as `2026-W50`"),
    ],
)
def test_parts_of_a_rule_are_checked_as_well(make: Any, told: str) -> None:
    with pytest.raises(InvalidRuleError) as caught:
        make()
    assert told in explain(caught.value)


def test_an_error_says_what_it_carries_without_any_wording() -> None:
    with pytest.raises(InvalidRuleError, match=r"^days: every \(every 0, least 1, most 52\)$"):
        Weekly(frozenset(Weekday), 0)
    with pytest.raises(InvalidRuleError, match=r"^days: no-weekday$"):
        Weekly(frozenset())


def test_a_theme_takes_the_place_of_the_filters_on_its_days_and_only_then() -> None:
    rule = weekdays_at_nine(themes=(Theme.of_week("2026-W50", "SQL week", SQL),))
    asked = {day: rule.filters_on(day) for day in (date(2026, 12, 6), MONDAY, date(2026, 12, 13), date(2026, 12, 14))}
    assert list(asked.values()) == [Filters(), SQL, SQL, Filters()]
    assert rule.theme_on(MONDAY) is rule.themes[0]
    assert rule.theme_on(date(2026, 12, 14)) is None


def test_themes_may_follow_each_other_in_any_order() -> None:
    later = Theme("ML week", date(2026, 12, 14), date(2026, 12, 20))
    rule = weekdays_at_nine(themes=(later, THEME))
    assert rule.theme_on(date(2026, 12, 14)) is later


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("DE", "DE"), ("deu", "DE"), ("Germany", "DE"), ("de-be", "DE-BE"), ("United Kingdom", "GB"), ("uk", "GB")],
        *[
            ("guinea-bissau", "GW"),
            ("AU-NSW Western", "AU-NSW Western"),
            ("br-são paulo capital", "BR-São Paulo Capital"),
        ],
    ],
)
def test_countries_are_known_by_code_and_by_name(text: str, code: str) -> None:
    assert str(find_calendar(text)) == code


def test_what_is_no_country_is_none_and_its_like_is_named() -> None:
    assert find_calendar("Germny") is None
    assert near_countries("Germny") == ("DE",)
    assert find_calendar("") is None
    assert find_calendar("DE-BE and on") is None


def test_holidays_have_names_and_differ_by_state() -> None:
    womens_day = date(2026, 3, 8)
    assert HolidayCalendar("DE", "BE").name_of(womens_day) is not None
    assert HolidayCalendar("DE").name_of(womens_day) is None
    assert HolidayCalendar("DE").name_of(date(2026, 12, 25)) == "Christmas Day"


def test_a_posting_is_open_as_long_whenever_it_was_made() -> None:
    made = datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
    rule = weekdays_at_nine(closes_after=timedelta(hours=8), reminder_before=timedelta(hours=1))
    assert closing_of(rule, made) == Closing(made + timedelta(hours=8), made + timedelta(hours=7))
    assert closing_of(weekdays_at_nine(), made) == Closing(made + timedelta(days=1), None)
    assert closing_of(weekdays_at_nine(closes_after=None), made) is None

"""What words and options make of a schedule's rule, new or changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.bank.content import Content
from bot.core.bank.selection import Filters
from bot.core.commands.command import OptionError
from bot.core.commands.options import filters_from, style_of
from bot.core.replies import notices
from bot.core.schedules.days import ALL_DAYS, Weekly, is_counted
from bot.core.schedules.errors import InvalidRuleError, UnreadableScheduleError
from bot.core.schedules.public_holidays import HolidayCalendar, find_calendar, near_countries
from bot.core.schedules.rule import Mode, Rule, Theme
from bot.core.schedules.words.parse import parse
from bot.core.schedules.words.shown import literal
from bot.core.schedules.words.vocabulary import START

FILTERS = ("track", "skill", "difficulty", "style")
RULE_OPTIONS = (*FILTERS, "mode", "closes", "reminder", "holidays", "skip", "start", "end")
ANY = "any"

_NOTHING = frozenset({"", "none", "no", "never", "off", ANY})
_SPAN = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)(?P<unit>[a-z]*)")
_UNITS = {
    name: minutes
    for names, minutes in (("m min minute minutes", 1), ("h hour hours", 60), ("d day days", 24 * 60))
    for name in names.split()
}
_WEEK = re.compile(r"(\d{4})-?w(\d{1,2})", re.IGNORECASE)
_LONGEST_THEME = 60
_DAILY = Weekly(ALL_DAYS)


def new_rule(content: Content, words: str, options: Mapping[str, str], now: datetime, zone: str) -> Rule:
    """The rule that words and options ask for.

    Raises:
        ScheduleError: The words are not understood, or ask for what cannot be.
        OptionError: An option has a value that does not fit.
    """
    return with_options(content, parse(words, now, zone), options, now)


def changed_rule(content: Content, old: Rule, words: str, options: Mapping[str, str], now: datetime) -> Rule:
    """A rule in which words and options change what they name, and leave the rest as it is.

    Raises:
        ScheduleError: The words are not understood, or ask for what cannot be.
        OptionError: An option has a value that does not fit.
    """
    rule = _reworded(old, words, now) if words.strip() else old
    today = now.astimezone(ZoneInfo(rule.zone)).date()
    rule = replace(
        rule,
        skip=frozenset(day for day in rule.skip if day >= today),
        themes=tuple(theme for theme in rule.themes if theme.last >= today),
    )
    return with_options(content, rule, options, now)


def _reworded(old: Rule, words: str, now: datetime) -> Rule:
    read = parse(words, now, old.zone, old.at, old.days)
    counts_anew = read.days != old.days or not START.isdisjoint(words.lower().split())
    start = read.start if counts_anew else None
    if start is None and (is_counted(read.days) or not is_counted(old.days)):
        start = old.start
    return replace(
        old,
        days=read.days,
        at=read.at,
        zone=read.zone,
        start=start,
        end=read.end or old.end,
        holidays=read.holidays or old.holidays,
        skip=old.skip | read.skip,
    )


def with_options(content: Content, rule: Rule, options: Mapping[str, str], now: datetime) -> Rule:
    """A rule with what options name.

    Raises:
        ScheduleError: They ask for what cannot be.
        OptionError: One of them has a value that does not fit.
    """
    changes: dict[str, Any] = {}
    if options.keys() & set(FILTERS):
        changes["filters"] = filters_of(content, options, rule.filters)
    if options.get("mode"):
        changes["mode"] = _mode(options["mode"])
    if "closes" in options:
        changes["closes_after"] = _span("closes", options["closes"])
        if changes["closes_after"] is None:
            changes["reminder_before"] = None
    if "reminder" in options:
        changes["reminder_before"] = _span("reminder", options["reminder"])
    if "holidays" in options:
        changes["holidays"] = calendar_of(options["holidays"])
    if "skip" in options:
        is_none = _is_nothing(options["skip"])
        changes["skip"] = frozenset[date]() if is_none else rule.skip | days_in(options["skip"], now, rule.zone)
    for name in ("start", "end"):
        if name in options:
            changes[name] = None if _is_nothing(options[name]) else day_in(options[name], now, rule.zone, name)
    return replace(rule, **changes)


def filters_of(content: Content, options: Mapping[str, str], old: Filters | None = None) -> Filters:
    """Filters in which the options that are there take the place of what was.

    Raises:
        OptionError: One of them has a value that does not fit.
    """
    given = {name: "" if _is_nothing(options[name]) else options[name] for name in FILTERS if name in options}
    new, old = filters_from(given, style_of(content, given)), old or Filters()
    return Filters(
        tracks=new.tracks if "track" in given else old.tracks,
        skills=new.skills if "skill" in given else old.skills,
        easiest=new.easiest if "difficulty" in given else old.easiest,
        hardest=new.hardest if "difficulty" in given else old.hardest,
        style=new.style if "style" in given else old.style,
    )


def options_of(rule: Rule) -> dict[str, str]:
    """The options that a new rule needs to be like this one, in so far as words do not say it; themes are left out."""
    filters, usual = rule.filters, Rule(rule.days, rule.at, rule.zone, start=rule.start)
    options = {
        "track": ",".join(sorted(filters.tracks)),
        "skill": ",".join(sorted(filters.skills)),
        "difficulty": f"{filters.easiest}-{filters.hardest}" if (filters.easiest, filters.hardest) != (1, 5) else "",
        "style": filters.style or "",
        "mode": rule.mode.value if rule.mode is not usual.mode else "",
        "closes": _span_typed(rule.closes_after) if rule.closes_after != usual.closes_after else "",
        "reminder": _span_typed(rule.reminder_before) if rule.reminder_before else "",
    }
    return {name: value for name, value in options.items() if value}


def with_theme(rule: Rule, words: str, filters: Filters | None, now: datetime) -> Rule:
    """A rule with a theme for an ISO week, a date or two dates, or without one: `2026-W50 Experimentation`.

    Args:
        rule: The rule.
        words: When, and the theme's name; `none` takes the themes of these days away.
        filters: What is asked then; none if that was not said.
        now: The time.

    Raises:
        ScheduleError: There is no such week or date, or another theme has some of the days.
        OptionError: It is not said what is asked, or the name is too long.
    """
    first, last, name = _period(words, now, rule.zone)
    others = tuple(theme for theme in rule.themes if (theme.first, theme.last) != (first, last))
    if _is_nothing(name) and name:
        kept = tuple(theme for theme in rule.themes if theme.last < first or theme.first > last)
        return replace(rule, themes=kept)
    if name and filters is None:
        raise OptionError(notices.refusal("refused.theme"))
    if len(name) > _LONGEST_THEME:
        raise OptionError(notices.refusal("refused.theme.long", most=_LONGEST_THEME))
    theme = Theme(name, first, last, filters or Filters())
    return replace(rule, themes=(*others, theme))


def _period(words: str, now: datetime, zone: str) -> tuple[date, date, str]:
    """The days that words begin with, and the rest of the words."""
    listed = words.replace("..", " ").split()
    if not listed:
        raise OptionError(notices.refusal("refused.theme.when"))
    week = _WEEK.fullmatch(listed[0])
    if week:
        found = Theme.of_week(f"{week[1]}-W{int(week[2]):02}", "week", Filters())
        return found.first, found.last, " ".join(listed[1:])
    first, rest = day_in(listed[0], now, zone), listed[1:]
    last = first
    if rest and rest[0].lower() in {"to", "until", "-"}:
        rest = rest[1:]
    if rest and rest[0][:1].isdigit():
        last, rest = day_in(rest[0], now, zone), rest[1:]
    return first, last, " ".join(rest)


def calendar_of(text: str) -> HolidayCalendar | None:
    """Whose holidays a text names: `DE`, `DE-BE`, `Germany`; nobody's for `none`.

    Raises:
        ScheduleError: No such country or state is known.
    """
    if _is_nothing(text) and text.strip().lower() != "no":  # which is Norway
        return None
    calendar = find_calendar(text.strip())
    if calendar is None:
        raise UnreadableScheduleError("country", text, near_countries(text))
    return calendar


def day_in(text: str, now: datetime, zone: str, field: str = "end") -> date:
    """A date in words or figures: `2026-12-24`, `24 December`, `tomorrow`, `next monday`.

    Args:
        text: The date.
        now: The time.
        zone: Where it is read.
        field: What it is for, a field of a rule.

    Raises:
        ScheduleError: It is none, or far away.
    """
    try:
        read = parse(f"until {text}", now, zone, days=_DAILY)
    except InvalidRuleError as error:  # it is a date, and an unlikely one
        raise replace(error, field=field) from None
    except UnreadableScheduleError as error:
        if error.reason == "no-date":  # which would name a word that nobody typed
            raise UnreadableScheduleError("date", text) from None
        raise
    assert read.end is not None, "the words end on a date"
    _require_only_dates(text, replace(read, end=None), now, zone)
    return read.end


def days_in(text: str, now: datetime, zone: str) -> frozenset[date]:
    """Dates, one or several: `2026-12-24, 2026-12-31`, `24 December and 31 December`, `tomorrow`.

    Raises:
        UnreadableScheduleError: They are none.
    """
    if not any(character.isdigit() for character in text):
        return frozenset({day_in(text, now, zone)})
    read = parse(f"except {text}", now, zone, days=_DAILY)
    _require_only_dates(text, replace(read, skip=frozenset()), now, zone)
    return read.skip


def _require_only_dates(text: str, rest: Rule, now: datetime, zone: str) -> None:
    """Refuse a text that says more than dates, of which nothing would come: "tomorrow and friday", "24 Dec at 12:00".

    Raises:
        UnreadableScheduleError: What was read besides the dates is not nothing.
    """
    if rest != parse("", now, zone, days=_DAILY):
        raise UnreadableScheduleError("date", text)


def _mode(text: str) -> Mode:
    if text not in tuple(Mode):
        raise OptionError(notices.bad_option("mode", text, ", ".join(Mode)))
    return Mode(text)


def _span(option: str, text: str) -> timedelta | None:
    """A time such as `24`, `1.5h`, `2d` or `30min`, hours where no unit is named; none for `never`."""
    text = text.strip().lower().replace(" ", "")
    found = _SPAN.fullmatch(text)
    if _is_nothing(text) or (found and float(found[1]) == 0):
        return None
    minutes = _UNITS.get(found["unit"] or "h") if found else None
    if found is None or minutes is None:
        raise OptionError(notices.refusal("refused.span", option=option, value=literal(text)))
    return timedelta(minutes=round(float(found[1]) * minutes))


def _span_typed(span: timedelta | None) -> str:
    """A time as `_span` reads it."""
    if span is None:
        return "never"
    minutes = span // timedelta(minutes=1)
    size, unit = next((size, unit) for size, unit in ((24 * 60, "d"), (60, "h"), (1, "m")) if minutes % size == 0)
    return f"{minutes // size}{unit}"


def _is_nothing(text: str) -> bool:
    return text.strip().lower() in _NOTHING

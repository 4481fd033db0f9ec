"""A rule in plain words; `parse` understands what `describe` says."""

from __future__ import annotations

from datetime import timedelta

from bot.core.bank.selection import Filters
from bot.core.schedules.days import ALL_DAYS, LAST, WORKDAYS, Days, EveryDays, Monthly, Weekday, Weekly
from bot.core.schedules.rule import Mode, Rule, Theme
from bot.core.schedules.words.shown import listed, literal
from bot.core.wording import say, say_count


def describe(rule: Rule) -> str:
    """When a rule asks: days, time, zone, start and end, days off; what `parse` reads back as the same."""
    clock = f"{rule.at.hour}:{rule.at.minute:02}"
    parts = [say("schedule.at", days=_days(rule.days), time=clock, zone=rule.zone)]
    if rule.start:
        parts.append(say("schedule.from", date=rule.start))
    if rule.end:
        parts.append(say("schedule.until", date=rule.end))
    if rule.holidays:
        parts.append(say("schedule.except.holidays", country=rule.holidays))
    if rule.skip:
        parts.append(say("schedule.except.dates", dates=listed([day.isoformat() for day in sorted(rule.skip)])))
    return ", ".join(parts)


def details(rule: Rule) -> list[str]:
    """What else a rule says, a line each: its pause, what it asks, its theme weeks, where it is answered, its end."""
    lines = [say("schedule.paused", date=rule.paused_until)] if rule.paused_until else []
    if rule.filters != Filters():
        lines.append(say("schedule.asks", filters=rule.filters))
    lines += [_theme(theme) for theme in sorted(rule.themes, key=lambda theme: theme.first)]
    lines.append(say("schedule.private" if rule.mode is Mode.PRIVATE else "schedule.thread"))
    lines.append(_closing(rule))
    return lines


def duration_words(length: timedelta) -> str:
    """A duration as "1 day", "2 hours and 30 minutes"; whole minutes."""
    hours, minutes = divmod(length.seconds // 60, 60)
    parts = (("days", length.days), ("hours", hours), ("minutes", minutes))
    return listed([say_count(unit, count) for unit, count in parts if count])


def _days(days: Days) -> str:
    match days:
        case Weekly():
            return _weekly(days)
        case EveryDays(every):
            return say("schedule.every-other-day" if every == 2 else "schedule.every-days", count=every)
        case Monthly(nth, weekday):
            places = sorted(nth, key=lambda place: (place == LAST, place))
            return say(
                "schedule.monthly", nth=listed([say(f"schedule.nth.{place}") for place in places]), day=_name(weekday)
            )


def _weekly(days: Weekly) -> str:
    names = listed([_name(day) for day in sorted(days.on)])
    if days.every == 1:
        key = {ALL_DAYS: "schedule.every-day", WORKDAYS: "schedule.every-weekday"}.get(days.on, "schedule.every-week")
        return say(key, days=names)
    if days.every == 2 and len(days.on) == 1:
        return say("schedule.every-other-week.one", day=names)
    key = "schedule.every-other-week.many" if days.every == 2 else "schedule.every-weeks"
    return say(key, count=days.every, days=say("schedule.weekdays") if days.on == WORKDAYS else names)


def _theme(theme: Theme) -> str:
    return say("schedule.theme", name=literal(theme.name), first=theme.first, last=theme.last, filters=theme.filters)


def _closing(rule: Rule) -> str:
    if rule.closes_after is None:
        return say("schedule.never-closes")
    closes = say("schedule.closes", after=duration_words(rule.closes_after))
    if rule.reminder_before is None:
        return closes
    return f"{closes} {say('schedule.reminder', before=duration_words(rule.reminder_before))}"


def _name(day: Weekday) -> str:
    return say(f"schedule.day.{int(day)}")

"""When a group's weekly recap comes, as a field of the settings' form."""

from __future__ import annotations

from bot.core.chat import Choice, FieldKind, FormField
from bot.core.groups.settings import GroupSettings
from bot.core.schedules.days import Weekday
from bot.core.wording import say


def recap_field(settings: GroupSettings) -> FormField:
    """A day of the week, or never."""
    names = say("weekdays.short").split()
    days = [Choice(day.name.lower(), say("settings.recap.every", day=names[day])) for day in Weekday]
    value = Weekday(settings.recap_day).name.lower() if settings.recap else "off"
    choices = (*days, Choice("off", say("settings.recap.off")))
    return FormField("recap", say("settings.recap"), FieldKind.CHOICE, value, choices)

"""What a schedule says: a frozen, checked value that is changed with `dataclasses.replace`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, PlainSerializer, with_config

from bot.core.bank.selection import Filters
from bot.core.schedules.checks import check_closing, check_dates, check_filters, check_themes, check_time
from bot.core.schedules.days import Days, is_counted
from bot.core.schedules.errors import InvalidRuleError
from bot.core.schedules.public_holidays import HolidayCalendar
from bot.core.schedules.zones import check_zone

_ANYTHING = Filters()


def _filters_data(filters: Filters) -> Mapping[str, Any]:
    return {**asdict(filters), "tracks": sorted(filters.tracks), "skills": sorted(filters.skills)}


RuleFilters = Annotated[Filters, PlainSerializer(_filters_data)]


class Mode(StrEnum):
    """Where a question is answered."""

    THREAD = "thread"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Theme:
    """Days on which other filters take the place of the rule's own.

    Attributes:
        name: What the days are about, as members read it.
        first: The first local date.
        last: The last one, included.
        filters: What is asked then.
    """

    name: str
    first: date
    last: date
    filters: RuleFilters = _ANYTHING

    @classmethod
    def of_week(cls, week: str, name: str, filters: Filters) -> Theme:
        """A theme for an ISO week, such as `2026-W50`, Monday to Sunday.

        Raises:
            InvalidRuleError: There is no such week.
        """
        try:
            monday = date.fromisoformat(f"{week}-1")
        except ValueError:
            raise InvalidRuleError("week", "themes", {"week": week}) from None
        return cls(name, monday, monday + timedelta(days=6), filters)


@with_config(ConfigDict(strict=True, extra="forbid"))
@dataclass(frozen=True, slots=True)
class Rule:
    """When a group is asked, and what.

    All dates are local dates of `zone`.

    Attributes:
        days: On which days.
        at: At what time on the zone's clocks, to the minute.
        zone: IANA name of the zone.
        filters: What a question must be.
        themes: Dates with other filters; no two share a date.
        holidays: Whose public holidays are days off.
        skip: The group's own days off.
        start: The first date. Days that are counted (every so many) are counted from it and need it.
        end: The last date, included.
        paused_until: The date on which it goes on; none while it is not paused.
        mode: Whether answers are given in a thread or privately.
        closes_after: Time from a posting until the model answer and the best points are shown; none for never.
        reminder_before: Time before that at which members are reminded; none for no reminder.
        version: Of the stored form.

    Raises:
        InvalidRuleError: A field cannot be what it is.
    """

    days: Days
    at: time
    zone: str
    filters: RuleFilters = _ANYTHING
    themes: tuple[Theme, ...] = ()
    holidays: HolidayCalendar | None = None
    skip: Annotated[frozenset[date], PlainSerializer(sorted)] = frozenset()
    start: date | None = None
    end: date | None = None
    paused_until: date | None = None
    mode: Mode = Mode.THREAD
    closes_after: timedelta | None = timedelta(days=1)
    reminder_before: timedelta | None = None
    version: Literal[1] = 1

    def __post_init__(self) -> None:
        check_time(self.at)
        check_zone(self.zone)
        check_filters(self.filters, "filters")
        check_themes(self.themes)
        check_dates(self.start, self.end, self.paused_until, self.skip)
        check_closing(self.closes_after, self.reminder_before)
        if self.start is None and is_counted(self.days):
            raise InvalidRuleError("needs-start", "start")

    def theme_on(self, day: date) -> Theme | None:
        """The theme of a local date, if it has one."""
        return next((theme for theme in self.themes if theme.first <= day <= theme.last), None)

    def filters_on(self, day: date) -> Filters:
        """What a question must be on a local date."""
        theme = self.theme_on(day)
        return theme.filters if theme else self.filters

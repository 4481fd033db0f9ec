"""Calendar months in a zone of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def month_start(moment: datetime, time_zone: str) -> datetime:
    """When the month began in which an aware moment lies, on the calendar of an IANA zone; in UTC."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return datetime(local.year, local.month, 1, tzinfo=local.tzinfo).astimezone(UTC)


def next_month_start(moment: datetime, time_zone: str) -> datetime:
    """When the next month begins on that calendar; in UTC."""
    local = moment.astimezone(ZoneInfo(time_zone))
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    return datetime(year, month, 1, tzinfo=local.tzinfo).astimezone(UTC)


def month_of(moment: datetime, time_zone: str) -> str:
    """The month of a moment as `YYYY-MM`."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%Y-%m}"

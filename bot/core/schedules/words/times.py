"""Reading the time of day."""

from __future__ import annotations

import re
from datetime import time

from bot.core.schedules.errors import UnreadableScheduleError
from bot.core.schedules.words import vocabulary
from bot.core.schedules.words.cursor import Cursor
from bot.core.schedules.words.draft import Draft

_CLOCK = re.compile(r"@?(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})h?|(?P<sharp>h))?(?P<half>am|pm)?")
_LIKE_A_TIME = re.compile(r"@?\d+([:.h]\d*)+[a-z]*|@?\d+[ap]m?|@\d.*")


def read_time(cursor: Cursor, draft: Draft) -> bool:
    """Take a time of day, if one is here: `9:00`, `9am`, `7:15 pm`, `at 9`, `noon`.

    Raises:
        UnreadableScheduleError: It looks like a time and is none, or there was one before.
    """
    told = cursor.take_any(vocabulary.AT)
    typed, named = cursor.typed, vocabulary.TIMES.get(cursor.word)
    found = _CLOCK.fullmatch(cursor.word)
    if named is not None:
        cursor.take()
        _set(draft, named, typed)
    elif found and (told or _is_whole(found) or cursor.ahead(1) in vocabulary.HALVES | vocabulary.O_CLOCK):
        cursor.take()
        half = found["half"] or (cursor.take() if cursor.word in vocabulary.HALVES else None)
        cursor.take_any(vocabulary.O_CLOCK)
        _set(draft, _time(found, half, typed), typed)
    elif _LIKE_A_TIME.fullmatch(cursor.word):
        raise UnreadableScheduleError("time", typed)
    else:
        return told
    return True


def _is_whole(found: re.Match[str]) -> bool:
    """Whether it is a time without any word beside it."""
    return any(found[part] for part in ("minute", "sharp", "half")) or found[0].startswith("@")


def _time(found: re.Match[str], half: str | None, typed: str) -> time:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if half and not 1 <= hour <= 12:
        raise UnreadableScheduleError("time", f"{typed} {half}" if not found["half"] else typed)
    try:
        return time(hour % 12 + 12 * (half == "pm") if half else hour, minute)
    except ValueError:
        raise UnreadableScheduleError("time", typed) from None


def _set(draft: Draft, at: time, typed: str) -> None:
    draft.once("at", typed)
    draft.at = at

"""Reading the time zone."""

from __future__ import annotations

import re

from bot.core.schedules.errors import UnreadableScheduleError
from bot.core.schedules.words.cursor import Cursor
from bot.core.schedules.words.draft import Draft
from bot.core.schedules.zones import zones_called

LONGEST_NAME = 4  # words, as in "Port of Spain"
_OFFSET = re.compile(r"(utc|gmt)?[+-]\d{1,2}(:?\d{2})?")


def read_zone(cursor: Cursor, draft: Draft) -> bool:
    """Take the longest name of a zone, city or abbreviation that is here.

    Raises:
        UnreadableScheduleError: The name is ambiguous, or an offset, or there was a zone before.
    """
    for count in range(LONGEST_NAME, 0, -1):
        name = cursor.joined(count)
        zones = zones_called(name) if name else ()
        if name and zones:
            if len(zones) > 1:
                raise UnreadableScheduleError("ambiguous-zone", name, zones)
            draft.once("zone", name)
            draft.zone = zones[0]
            cursor.take(count)
            return True
    if _OFFSET.fullmatch(cursor.word):
        raise UnreadableScheduleError("offset", cursor.typed)
    return False

"""Reminders that members ask for."""

from __future__ import annotations

from datetime import timedelta

from bot.core.chat import ChatEvent, Reply
from bot.core.commands.command import Command, Option, OptionError
from bot.core.replies import notices
from bot.core.replies.together import remind_reply
from bot.core.room import Room
from bot.core.schedules.errors import ScheduleError
from bot.core.schedules.words.cursor import Cursor
from bot.core.schedules.words.draft import Draft
from bot.core.schedules.words.times import read_time

_ON, _OFF = frozenset({"on", "yes"}), frozenset({"off", "no", "never", "not"})
_FILLERS = frozenset({"me", "at", "daily", "please"})


async def remind(room: Room, event: ChatEvent) -> Reply:
    """Turn a member's reminder on, to a time of day if one is named, or off."""
    place = await room.practice.place_of(event.origin)
    state = event.options.get("state", "")
    words = [word for word in state.lower().split() if word not in _FILLERS]
    if words and words[0] in _OFF:
        await room.together.reminding.turn_off(place)
        return remind_reply(None, place.time_zone)
    typed = " ".join([*(word for word in words if word not in _ON), event.options.get("time", "")]).strip()
    reminding = room.together.reminding
    reminder = await reminding.of(place)
    minute = minute_of(typed) if typed else reminder.minute if reminder else None
    alone = await reminding.on_their_own(place, event.at)
    if alone and reminder is not None:  # asked for again in their own conversation: their group stays who asks them
        place = reminder.place
        alone = await reminding.on_their_own(place, event.at)
    due = await reminding.turn_on(place, minute, event.at)
    return remind_reply(due.at, place.time_zone, on_their_own=alone)


def minute_of(typed: str) -> int:
    """Minutes after midnight of a time of day in words.

    Raises:
        OptionError: It is none.
    """
    cursor, draft = Cursor(f"at {typed}"), Draft()
    try:
        read_time(cursor, draft)
    except ScheduleError:
        draft.at = None
    if draft.at is None or cursor:
        raise OptionError(notices.refusal("remind.time", typed=typed.replace("`", "'")))
    return int(timedelta(hours=draft.at.hour, minutes=draft.at.minute) / timedelta(minutes=1))


def is_for_remind(word: str) -> bool:
    """Whether a word after `remind` belongs to it."""
    if word.lower() in _ON | _OFF | _FILLERS:
        return True
    try:
        minute_of(word)
    except OptionError:
        return False
    return True


REMIND = Command(
    "remind",
    "a word to you alone before your day ends, if you have not answered",
    remind,
    "remind [TIME | off]",
    (
        Option("state", "whether you want it", choices=("on", "off")),
        Option("time", "the time of day; two hours before your day ends if you name none"),
    ),
)

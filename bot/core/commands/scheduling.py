"""The group's schedule in commands: shown to everybody, changed by those who manage the group."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.core.chat import ChatEvent, Reply
from bot.core.commands.command import OptionError
from bot.core.commands.managing import Asked, asked_for, require_manager
from bot.core.commands.options import named_options, number_of
from bot.core.commands.rule_options import (
    FILTERS,
    RULE_OPTIONS,
    changed_rule,
    day_in,
    days_in,
    filters_of,
    new_rule,
    options_of,
    with_theme,
)
from bot.core.commands.suggesting import suggest
from bot.core.delivery.names import event_name
from bot.core.replies import notices
from bot.core.replies import schedules as replies
from bot.core.rhythm.drafts import Draft
from bot.core.rhythm.errors import DraftGoneError, HaltedError, NothingElseError
from bot.core.rhythm.records import Deed, ScheduleRecord
from bot.core.room import Room
from bot.core.schedules.errors import ScheduleError
from bot.core.schedules.rule import Rule
from bot.core.schedules.storing import read_rule
from bot.core.schedules.words.describe import describe

__all__ = ["ACTIONS", "schedule", "suggest"]

_PREVIEWED = 5
_OPTION = re.compile(r"([a-z][a-z_-]{0,30})=", re.IGNORECASE)
_OPTIONS = (*RULE_OPTIONS, "until", "date", "schedule", "replaces")


Action = Callable[[Asked], Awaitable[Reply]]


async def schedule(room: Room, event: ChatEvent) -> Reply:
    """Show the group's schedule, or do what the option `action`, or the first word, says.

    Raises:
        OptionError: It cannot be done, with the reason.
        GreenroomError: As above, where the reason has words elsewhere.
    """
    options = dict(event.options)
    named, words = named_options(event.text, _OPTIONS)
    options = named | options
    _require_known(words)
    action = options.pop("action", "")
    if not action and words:
        action = words.pop(0).lower() if words[0].lower() in _ACTIONS else "add"
    if not action:
        action = "add" if options.get("days") or named.keys() & set(RULE_OPTIONS) else "show"
    if action not in _ACTIONS:
        raise OptionError(notices.bad_option("action", action, ", ".join(ACTIONS)))
    asked = await asked_for(room, replace(event, options=options, text=" ".join(words)))
    if action not in _FOR_ALL:
        await require_manager(asked)
    return await _ACTIONS[action](asked)


async def _show(asked: Asked) -> Reply:
    overview = await asked.scheduling.of_group(asked.place, asked.event.at)
    return replies.schedules_reply(overview, manages=asked.manages)


async def _preview(asked: Asked) -> Reply:
    coming = await asked.scheduling.coming(asked.place, asked.event.at, _PREVIEWED)
    return replies.preview_reply(coming, manages=asked.manages)


async def _add(asked: Asked) -> Reply:
    event, content = asked.event, asked.room.practice.content
    zone = await asked.scheduling.zone_of(asked.place)
    rule = new_rule(content, _words(event), event.options, event.at, zone)
    return await _proposed(asked, Draft(rule))


async def _change(asked: Asked) -> Reply:
    record, words = await _one(asked)
    event, content = asked.event, asked.room.practice.content
    words = _words(replace(event, text=words))
    rule = changed_rule(content, read_rule(record.rule), words, event.options, event.at)
    return await _proposed(asked, Draft.change(record, rule), record)


async def _theme(asked: Asked) -> Reply:
    record, words = await _one(asked)
    options, content = asked.event.options, asked.room.practice.content
    filters = filters_of(content, options) if options.keys() & set(FILTERS) else None
    old = changed_rule(content, read_rule(record.rule), "", {}, asked.event.at)
    return await _proposed(asked, Draft.change(record, with_theme(old, words, filters, asked.event.at)), record)


async def _holidays(asked: Asked) -> Reply:
    record, words = await _one(asked)
    country = {"holidays": words or asked.event.options.get("holidays", "")}
    if not country["holidays"]:
        raise OptionError(notices.refusal("refused.holidays"))
    rule = changed_rule(asked.room.practice.content, read_rule(record.rule), "", country, asked.event.at)
    return await _proposed(asked, Draft.change(record, rule), record)


async def _proposed(asked: Asked, draft: Draft, old: ScheduleRecord | None = None) -> Reply:
    plan = await asked.scheduling.propose(asked.place, draft, asked.event.origin.user, asked.event.at)
    return replies.proposal_reply(plan, old, asked.channel)


async def _save(asked: Asked) -> Reply:
    event = asked.event
    number, replaces = _first_number(event)[0], number_of(event.options, "replaces")
    try:
        plan = await asked.scheduling.save(asked.place, number, event.origin.user, event.at, replaces, _deed(event))
    except DraftGoneError:
        return await _as_it_stands(asked, replaces)
    return replies.saved_reply(plan)


async def _as_it_stands(asked: Asked, schedule_id: int | None) -> Reply:
    """What became of a proposal that is dealt with already."""
    overview = await asked.scheduling.of_group(asked.place, asked.event.at)
    plan = next((plan for plan in overview.plans if plan.record.id == schedule_id), None)
    return replies.stands_reply(plan) if plan else replies.draft_gone_reply()


async def _discard(asked: Asked) -> Reply:
    number, _ = _first_number(asked.event)
    await asked.scheduling.discard(asked.place, number, asked.event.origin.user, _deed(asked.event))
    return replies.discarded_reply()


async def _pause(asked: Asked) -> Reply:
    record, words = await _one(asked)
    until = _until(asked, record, words)
    return replies.paused_reply(await asked.scheduling.pause(asked.place, record.id, until, asked.event.at))


async def _resume(asked: Asked) -> Reply:
    record, _ = await _one(asked)
    return replies.saved_reply(await asked.scheduling.resume(asked.place, record.id, asked.event.at))


async def _remove(asked: Asked) -> Reply:
    deed = _deed(asked.event)
    record = await asked.scheduling.removed_by(asked.place, deed) or (await _one(asked))[0]
    try:
        rule = read_rule(record.rule)
        words = " ".join([describe(rule), *(f"{name}={value}" for name, value in options_of(rule).items())])
    except ScheduleError:
        words = ""
    await asked.scheduling.remove(asked.place, record.id, deed)
    return replies.removed_reply(record, words)


async def _skip(asked: Asked) -> Reply:
    record, words = await _one(asked)
    days = _days(asked, record, words)
    try:
        plan, left_out = await asked.scheduling.skip(asked.place, record.id, days, asked.event.at)
    except HaltedError as error:
        return replies.halted_refusal(error.reason)
    return replies.skipped_reply(plan, left_out)


async def _unskip(asked: Asked) -> Reply:
    record, words = await _one(asked)
    days = _days(asked, record, words)
    if not days:
        raise OptionError(notices.refusal("refused.which-date"))
    try:
        return replies.unskipped_reply(await asked.scheduling.unskip(asked.place, record.id, days, asked.event.at))
    except HaltedError as error:
        return replies.halted_refusal(error.reason)


async def _swap(asked: Asked) -> Reply:
    event, number = asked.event, _first_number(asked.event)[0]
    records = [await asked.scheduling.one(asked.place, number)] if number else await asked.scheduling.saved(asked.place)
    if not records:
        records = [await asked.scheduling.one(asked.place, None)]
    try:
        posting = await asked.scheduling.by_hand.swap(asked.place, records, event.origin.thread, _deed(event), event.at)
    except NothingElseError:
        return replies.nothing_else_refusal()
    return replies.swapped_reply(asked.room.practice.content.bank.get(posting.question_id))


async def _post(asked: Asked) -> Reply:
    record, _ = await _one(asked)
    posting = await asked.scheduling.by_hand.post(asked.place, record, asked.event.key, asked.event.at)
    return replies.posted_reply(asked.room.practice.content.bank.get(posting.question_id))


async def _form(asked: Asked) -> Reply:
    """Where a platform has no forms, or did not open one: how it is said in words."""
    number = number_of(asked.event.options, "schedule")
    if number is None:
        return notices.refusal("schedules.in-words")
    rule = read_rule((await asked.scheduling.one(asked.place, number)).rule)
    return notices.refusal("schedules.in-words.change", id=number, words=describe(rule))


def _require_known(words: Sequence[str]) -> None:
    """Let through words among which no option is that is not known.

    Raises:
        OptionError: One is.
    """
    named = next((found[1] for word in words if (found := _OPTION.match(word))), None)
    if named is not None:
        known = ", ".join(f"`{name}=`" for name in (*RULE_OPTIONS, "until"))
        raise OptionError(notices.refusal("refused.option-name", name=named, known=known))


def _deed(event: ChatEvent) -> Deed:
    """What an event does, by which it is known when it comes again."""
    return Deed(event_name(event.origin, event.key), event.at)


def _words(event: ChatEvent) -> str:
    """All words of an event; a form gives days, time and zone as options."""
    asked = event.options
    typed = [asked[name].replace(",", " ") for name in ("days", "time", "zone") if asked.get(name)]
    return " ".join([*typed, event.text]).strip()


async def _one(asked: Asked) -> tuple[ScheduleRecord, str]:
    """The schedule that is meant, and the rest of the words; "24 December" is about no schedule 24 if there is none."""
    number, words = _first_number(asked.event)
    saved = await asked.scheduling.saved(asked.place)
    if words and words != asked.event.text and len(saved) == 1 and saved[0].id != number:
        return saved[0], asked.event.text
    return await asked.scheduling.one(asked.place, number), words


def _first_number(event: ChatEvent) -> tuple[int | None, str]:
    """The number of a schedule in the options or at the beginning of the text, and the rest of the text."""
    if event.options.get("schedule"):
        return number_of(event.options, "schedule"), event.text
    head, _, rest = event.text.partition(" ")
    return (int(head), rest.strip()) if head.isdecimal() and len(head) < 10 else (None, event.text)


def _until(asked: Asked, record: ScheduleRecord, words: str) -> date | None:
    """The date until which a pause is asked for, if one is."""
    text = asked.event.options.get("until") or words
    head, _, rest = text.strip().partition(" ")
    text = rest if head.lower() == "until" else text
    return day_in(text, asked.event.at, _rule(record).zone, "paused_until") if text.strip() else None


def _days(asked: Asked, record: ScheduleRecord, words: str) -> frozenset[date]:
    text = asked.event.options.get("date") or words
    return days_in(text, asked.event.at, _rule(record).zone) if text.strip() else frozenset()


def _rule(record: ScheduleRecord) -> Rule:
    return read_rule(record.rule)


_ACTIONS: dict[str, Action] = {
    "show": _show,
    "preview": _preview,
    "add": _add,
    "change": _change,
    "form": _form,
    "theme": _theme,
    "holidays": _holidays,
    "pause": _pause,
    "resume": _resume,
    "skip": _skip,
    "unskip": _unskip,
    "swap": _swap,
    "post": _post,
    "remove": _remove,
    "save": _save,
    "discard": _discard,
}
_FOR_ALL = frozenset({"show", "preview"})

ACTIONS = tuple(_ACTIONS)
"""What can be done with a schedule."""

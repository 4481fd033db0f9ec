"""The group's schedule in commands: shown to everybody, changed by its admins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.core.bank.selection import Filters
from bot.core.chat import ChatEvent, Reply
from bot.core.commands.command import OptionError
from bot.core.commands.options import filters_from, named_options, number_of, style_of
from bot.core.records import Place
from bot.core.replies import notices
from bot.core.replies import schedules as replies
from bot.core.rhythm.scheduling import Scheduling
from bot.core.room import Room
from bot.core.schedules.rule import Mode, Rule

_PREVIEWED = 5
_RULE_OPTIONS = ("track", "skill", "difficulty", "style", "mode", "closes", "reminder")
_OPTIONS = (*_RULE_OPTIONS, "until", "schedule", "replaces")

Action = Callable[[Room, Scheduling, Place, ChatEvent], Awaitable[Reply]]


async def schedule(room: Room, event: ChatEvent) -> Reply:
    """Show the group's schedule, or do what the option `action`, or the first word, says."""
    options = dict(event.options)
    named, words = named_options(event.text, _OPTIONS)
    options = named | options
    action = options.pop("action", "")
    if not action and words:
        action = words.pop(0).lower() if words[0].lower() in _ACTIONS else "add"
    action = action or "show"
    if action not in _ACTIONS:
        raise OptionError(notices.bad_option("action", action, ", ".join(_ACTIONS)))
    if options.get("channel") and event.by_admin:
        event = replace(event, origin=replace(event.origin, channel=options["channel"], thread=None, direct=False))
    place = await room.practice.place_of(event.origin)
    if action not in _FOR_ALL:
        await room.groups.require_admin(event.origin, place, by_admin=event.by_admin)
    event = replace(event, options=options, text=" ".join(words))
    return await _ACTIONS[action](room, room.scheduling, place, event)


async def suggest(room: Room, event: ChatEvent) -> Reply:
    """Suggest a question to the group, or list and decide what was suggested."""
    place = await room.practice.place_of(event.origin)
    scheduling, options = room.scheduling, event.options
    if "decision" in options:
        await room.groups.require_admin(event.origin, place, by_admin=event.by_admin)
        number = number_of(options, "suggestion") or 0
        state = "approved" if options["decision"] == "approve" else "declined"
        return replies.decided_reply(await scheduling.decide(place, number, state))
    if not options.get("question"):
        return replies.suggestions_reply(await scheduling.suggestions(place), room.practice.content.bank)
    made = await scheduling.suggest(place, event.origin.user, options["question"], event.text)
    return replies.suggested_reply(made, room.practice.content.bank)


async def _show(_room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    return replies.schedules_reply(await scheduling.of_group(place, event.at))


async def _add(room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    rule = await _rule(room, scheduling, place, event)
    draft = await scheduling.propose(place, rule, event.origin.user, event.at)
    return replies.proposal_reply(draft)


async def _change(room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    number, words = _first_number(event)
    old = await scheduling.one(place, number)
    if words:
        rule = await _rule(room, scheduling, place, replace(event, text=words))
    else:
        rule = _with_options(room, scheduling.rule_of(old), event.options)
    draft = await scheduling.propose(place, rule, event.origin.user, event.at)
    return replies.proposal_reply(draft, replaces=old.id)


async def _save(_room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    number = number_of(event.options, "schedule") or 0
    saved = await scheduling.save(place, number, event.at, number_of(event.options, "replaces"))
    return replies.saved_reply(saved)


async def _discard(_room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    await scheduling.discard(place, number_of(event.options, "schedule") or 0)
    return replies.discarded_reply()


async def _pause(_room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    number, _ = _first_number(event)
    until = _date(event.options["until"]) if event.options.get("until") else _last_date(event.text)
    return replies.paused_reply(await scheduling.pause(place, number, until, event.at))


async def _resume(_room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    number, _ = _first_number(event)
    return replies.saved_reply(await scheduling.resume(place, number, event.at))


async def _remove(_room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    number, _ = _first_number(event)
    return replies.removed_reply(await scheduling.remove(place, number))


async def _preview(_room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    return replies.preview_reply(await scheduling.preview(place, event.at, _PREVIEWED))


async def _skip(_room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    number, _ = _first_number(event)
    plan, day = await scheduling.skip(place, number, event.at)
    return replies.skipped_reply(plan, day)


async def _swap(room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    posting = await scheduling.swap(place, event.at)
    return replies.swapped_reply(room.practice.content.bank.get(posting.question_id))


async def _post(room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Reply:
    posting = await scheduling.post_now(place, event.key, event.at)
    return replies.posted_reply(room.practice.content.bank.get(posting.question_id))


async def _rule(room: Room, scheduling: Scheduling, place: Place, event: ChatEvent) -> Rule:
    """The rule that an event's words and options describe; a dialog gives days, time and zone as options."""
    asked = event.options
    words = [asked[name].replace(",", " ") for name in ("days", "time", "zone") if asked.get(name)]
    rule = await scheduling.read(place, " ".join([*words, event.text]).strip(), event.at)
    return _with_options(room, rule, event.options)


def _with_options(room: Room, rule: Rule, options: Mapping[str, str]) -> Rule:
    if options.keys() & {"track", "skill", "difficulty", "style"}:
        rule = replace(rule, filters=_filters(room, options))
    if "mode" in options:
        rule = replace(rule, mode=_mode(options["mode"]))
    if "closes" in options:
        rule = replace(rule, closes_after=_hours("closes", options["closes"]))
    if "reminder" in options:
        rule = replace(rule, reminder_before=_hours("reminder", options["reminder"]))
    return rule


def _filters(room: Room, options: Mapping[str, str]) -> Filters:
    return filters_from(options, style_of(room.practice.content, options))


def _mode(text: str) -> Mode:
    if text not in tuple(Mode):
        raise OptionError(notices.bad_option("mode", text, ", ".join(Mode)))
    return Mode(text)


def _hours(option: str, text: str) -> timedelta | None:
    """Hours such as `24`, `1.5` or `24h`; `never` and an empty text are none."""
    text = text.strip().lower().removesuffix("h")
    if text in {"", "never", "no", "0"}:
        return None
    try:
        return timedelta(minutes=round(float(text) * 60))
    except (ValueError, OverflowError):
        raise OptionError(notices.bad_number(option, text)) from None


def _first_number(event: ChatEvent) -> tuple[int | None, str]:
    """The number of a schedule in the options or at the beginning of the text, and the rest of the text."""
    if event.options.get("schedule"):
        return number_of(event.options, "schedule"), event.text
    head, _, rest = event.text.partition(" ")
    return (int(head), rest.strip()) if head.isdecimal() and len(head) < 10 else (None, event.text)


def _last_date(text: str) -> date | None:
    words = text.split()
    return _date(words[-1]) if words and not words[-1].isdecimal() else None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise OptionError(notices.refusal("refused.date", date=notices.literal(text))) from None


_ACTIONS: dict[str, Action] = {
    "show": _show,
    "preview": _preview,
    "add": _add,
    "change": _change,
    "pause": _pause,
    "resume": _resume,
    "remove": _remove,
    "skip": _skip,
    "swap": _swap,
    "post": _post,
    "save": _save,
    "discard": _discard,
}
_FOR_ALL = frozenset({"show", "preview"})

ACTIONS = tuple(_ACTIONS)
"""What can be done with a schedule."""

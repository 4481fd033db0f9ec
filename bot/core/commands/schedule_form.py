"""The form of a schedule, for platforms with dialogs: what is sent becomes a proposal, as words do."""

from __future__ import annotations

from dataclasses import replace

from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Track
from bot.core.chat import ChatEvent, Choice, FieldKind, Form, FormField
from bot.core.commands.managing import Asked, asked_for, require_manager
from bot.core.commands.options import named_options, number_of
from bot.core.commands.rule_options import ANY, RULE_OPTIONS, with_options
from bot.core.room import Room
from bot.core.schedules.rule import Mode, Rule
from bot.core.schedules.storing import read_rule
from bot.core.schedules.words.describe import describe
from bot.core.schedules.words.parse import parse
from bot.core.wording import say

_USUAL = "weekdays 9:00"
_OPENING = frozenset({"form", "add", "change"})
_FILLED_IN = frozenset({"track", "difficulty", "style", "mode"})
_LONGEST_DAYS, _LONGEST_ZONE, _LONGEST_DIFFICULTY = 200, 60, 5


async def schedule_form(room: Room, event: ChatEvent) -> Form | None:
    """The form for a new schedule or, with its number, for one that is there; none where it is said in words.

    `form`, `add` and `change` without further words open it, as the option `action` or typed. Its first five fields are
    the ones that matter, because a page of a Discord form holds no more.

    Raises:
        OptionError: Somebody else than those who manage the group asks for it.
        GreenroomError: There is no such schedule, or it cannot be read.
    """
    opened = _opened(event)
    if opened is None:
        return None
    asked = await asked_for(room, opened)
    await require_manager(asked)
    options, number = asked.event.options, number_of(asked.event.options, "schedule")
    known = {name: value for name, value in options.items() if name in RULE_OPTIONS and name not in _FILLED_IN}
    if number is None and options["action"] != "change":
        rule = parse(_USUAL, event.at, await asked.scheduling.zone_of(asked.place))
        rule = with_options(room.practice.content, rule, options, event.at)
        return _form(room, rule, "form.schedule", {"action": "add", **known}, _channel(asked, event))
    record = await asked.scheduling.one(asked.place, number)
    rule = with_options(room.practice.content, read_rule(record.rule), options, event.at)
    return _form(room, rule, "form.schedule.change", {"action": "change", "schedule": str(record.id), **known})


def _opened(event: ChatEvent) -> ChatEvent | None:
    """An event that asks for the form, with all that it says as options; none if it does not."""
    options, words = named_options(event.text, (*RULE_OPTIONS, "schedule"))
    options |= event.options
    if not options.get("action") and words:
        options["action"] = words.pop(0).lower()
    if words and words[0].isdecimal():
        options.setdefault("schedule", words.pop(0))
    if options.get("action") not in _OPENING or words or any(options.get(name) for name in ("days", "time")):
        return None
    return replace(event, options=options, text="")


def _form(room: Room, rule: Rule, title: str, options: dict[str, str], first: tuple[FormField, ...] = ()) -> Form:
    fields = (*first, *_fields(room, rule))
    return Form(say(title), "schedule", fields, say("form.schedule.check"), options)


def _channel(asked: Asked, event: ChatEvent) -> tuple[FormField, ...]:
    """For which channel, where somebody may choose among all."""
    if not event.by_admin:
        return ()
    here = "" if asked.event.origin.direct else asked.event.origin.channel
    return (FormField("channel", say("form.schedule.channel"), FieldKind.CHANNEL, here, required=False),)


def _fields(room: Room, rule: Rule) -> tuple[FormField, ...]:
    filters, styles = rule.filters, sorted(room.practice.content.styles)
    tracks = tuple(Choice(track.value, track.value.replace("-", " ").capitalize()) for track in Track)
    modes = tuple(Choice(mode.value, say(f"form.schedule.mode.{mode.value}")) for mode in Mode)
    asked_in = (Choice(ANY, say("form.schedule.no-style")), *(Choice(style, style.title()) for style in styles))
    return (
        FormField(
            "days",
            say("schedule.field.days"),
            value=_days_in_words(rule),
            help=say("form.schedule.days"),
            longest=_LONGEST_DAYS,
        ),
        FormField("time", say("schedule.field.at"), FieldKind.TIME, f"{rule.at:%H:%M}"),
        FormField(
            "zone",
            say("schedule.field.zone"),
            value=rule.zone,
            help=say("form.schedule.zone"),
            longest=_LONGEST_ZONE,
        ),
        FormField(
            "track",
            say("form.schedule.track"),
            FieldKind.CHOICES,
            ",".join(sorted(filters.tracks)),
            tracks,
            say("form.schedule.any"),
            required=False,
        ),
        FormField(
            "difficulty",
            say("form.schedule.difficulty"),
            value=_difficulty(filters),
            help=say("form.schedule.range"),
            required=False,
            longest=_LONGEST_DIFFICULTY,
        ),
        FormField(
            "style", say("form.schedule.style"), FieldKind.CHOICE, filters.style or ANY, asked_in, required=False
        ),
        FormField("mode", say("form.schedule.mode"), FieldKind.CHOICE, rule.mode.value, modes),
    )


def _days_in_words(rule: Rule) -> str:
    """The days alone, as `describe` says them before the time."""
    tail = say("schedule.at", days="", time=f"{rule.at.hour}:{rule.at.minute:02}", zone=rule.zone)
    return describe(rule).partition(tail)[0]


def _difficulty(filters: Filters) -> str:
    if (filters.easiest, filters.hardest) == (1, 5):
        return ""
    return str(filters.easiest) if filters.easiest == filters.hardest else f"{filters.easiest}-{filters.hardest}"

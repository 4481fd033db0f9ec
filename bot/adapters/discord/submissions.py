"""A sent modal -> what was filled in; and what is shown when it is not the last page, or cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, unquote

from bot.adapters.discord.escaping import escaped, literal
from bot.adapters.discord.form_fields import read, together, value_of
from bot.adapters.discord.limits import BUTTON_LABEL, CUSTOM_ID, ROW_BUTTONS, shortened
from bot.adapters.discord.messages import COMPONENTS_V2, Message, nobody
from bot.adapters.discord.presses import decode, encode
from bot.adapters.discord.words import say
from bot.core.chat import Button, Buttons, Excerpt, FieldKind, Form, FormField, Reply, ReplyKind, Text

_TEXT, _ACTION_ROW, _BUTTON, _CONTAINER = 10, 1, 2, 17
_PRIMARY, _SECONDARY = 1, 2
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.h]?([0-5][0-9])")
_CARRIED: Final = re.compile(r"grv1:([a-z_]+):([0-9]+):(.*)", re.DOTALL)
_CARRIED_TEXT = CUSTOM_ID - len("grv1:") - 40


@dataclass(frozen=True, slots=True)
class Submission:
    """What a member filled in.

    Attributes:
        command: The form's command.
        options: The form's options, and those filled in on this page and the pages before it.
        text: The event's free text.
        page: Which page was sent.
        pages: How many the form has.
        bad_times: Names of fields that should hold a time and do not.
    """

    command: str
    options: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    page: int = 1
    pages: int = 1
    bad_times: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether no page is left to fill in."""
        return self.page >= self.pages


def submission(
    custom_id: str, components: Iterable[Mapping[str, Any]], message: Iterable[Mapping[str, Any]] = ()
) -> Submission | None:
    """What a sent modal says; None if it is not ours.

    Args:
        custom_id: The modal's.
        components: Its components, as Discord sends them (`data.components`).
        message: Components of the message whose button opened it, in which earlier pages' values travel.
    """
    press = decode(custom_id)
    if press is None:
        return None
    texts: dict[str, list[str]] = {}
    kinds: dict[str, FieldKind] = {}
    for component in _filled(components):
        found = read(str(component.get("custom_id", "")))
        if found is not None:
            kinds[found[1]] = found[0]
            texts.setdefault(found[1], []).append(value_of(component))
    values = {name: together(parts) for name, parts in texts.items()}
    times = {name: time_of(values[name]) for name, kind in kinds.items() if kind is FieldKind.TIME and values[name]}
    values |= {name: time for name, time in times.items() if time is not None}
    text = values.pop("text", "")
    options = {**press.options, **carried(message), **values}
    bad = tuple(name for name, time in times.items() if time is None)
    return Submission(press.command, options, text, press.page, press.pages, bad)


def time_of(text: str) -> str | None:
    """A time of day as HH:MM from `9:00`, `0900`, `17.30` or `17h30`; None if it is none."""
    found = _TIME.fullmatch(text.strip().lower())
    return f"{int(found[1]):02}:{found[2]}" if found else None


def next_page(form: Form, sent: Submission) -> Message:
    """What is shown after a page that is not the last: what it said, and the button that opens the next."""
    words = say("form.so-far", title=escaped(literal(form.title)), page=sent.page, pages=sent.pages)
    # The form's own options are in the button; all others have to travel beside it.
    values = {name: value for name, value in sent.options.items() if form.options.get(name) != value}
    chips = [chip for item in form.fields if item.name in values for chip in _chips(item, values[item.name])]
    go_on = {
        "type": _BUTTON,
        "style": _PRIMARY,
        "label": say("form.go-on"),
        "custom_id": encode(Button("", form.command, form.options), page=(sent.page + 1, sent.pages)),
    }
    rows = [chips[start : start + ROW_BUTTONS] for start in range(0, len(chips), ROW_BUTTONS)]
    components = [
        {"type": _CONTAINER, "components": [{"type": _TEXT, "content": words}, *map(_row, rows), _row([go_on])]}
    ]
    return Message({"flags": COMPONENTS_V2, "components": components, "allowed_mentions": nobody()})


def carried(components: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The values that travel in a message's disabled buttons."""
    found: dict[str, dict[int, str]] = {}
    for component in _walked(components):
        chip = _CARRIED.fullmatch(str(component.get("custom_id", "")))
        if chip is not None:
            found.setdefault(chip[1], {})[int(chip[2])] = chip[3]
    return {name: unquote("".join(parts[number] for number in sorted(parts))) for name, parts in found.items()}


def refused(form: Form, sent: Submission) -> Reply:
    """What is said of times that are none; a text that was sent along is given back, so that it is not lost."""
    labels = {item.name: item.label for item in form.fields}
    problems = "\n".join(f"- {say('form.bad-time', label=labels.get(name, name))}" for name in sent.bad_times)
    parts = [Text(f"{say('form.unsaved')}\n{problems}")]
    kept = (Text(say("form.kept")), Excerpt(sent.text)) if sent.text else ()
    again = Buttons((Button(say("form.again"), form.command, form.options, primary=True),))
    return Reply(ReplyKind.REFUSAL, (*parts, *kept, again))


def _chips(item: FormField, value: str) -> Iterator[dict[str, Any]]:
    """Disabled buttons that show a value and carry it, in several pieces where it is long."""
    names = {choice.value: choice.label for choice in item.choices}
    shown = ", ".join(names.get(one, one) for one in value.split(",")) if item.choices else value
    label = f"{item.label}: {literal(shown) or say('form.nothing')}"
    text = quote(value, safe=",/ ")
    for number, start in enumerate(range(0, max(len(text), 1), _CARRIED_TEXT)):
        yield {
            "type": _BUTTON,
            "style": _SECONDARY,
            "disabled": True,
            "label": shortened(label if number == 0 else "…", BUTTON_LABEL),
            "custom_id": f"grv1:{item.name}:{number}:{text[start : start + _CARRIED_TEXT]}",
        }


def _row(buttons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"type": _ACTION_ROW, "components": list(buttons)}


def _filled(components: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The components that members fill in, out of their labels and rows."""
    for component in components:
        inner = component.get("component")
        yield inner if isinstance(inner, Mapping) else component
        yield from component.get("components") or ()


def _walked(components: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        yield component
        yield from _walked(component.get("components", ()))

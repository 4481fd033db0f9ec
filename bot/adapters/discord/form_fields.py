"""One field of a form <-> components of a modal.

A component's custom id says how its value is read, so that a sent modal can be understood without the form: a letter
for the kind, a number where a long text has several boxes, and the field's name (`t2:text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.adapters.discord.limits import (
    INPUT,
    LABEL,
    LABEL_DESCRIPTION,
    OPTION_LABEL,
    SELECT_OPTIONS,
    shortened,
    units,
)
from bot.adapters.discord.words import say
from bot.core.chat import FieldKind, FormField

_LABEL, _SELECT, _INPUT, _CHANNEL_SELECT = 18, 3, 4, 8
_ONE_LINE, _PARAGRAPH = 1, 2
_TEXT_CHANNELS = (0, 5, 15)
"""Text, announcement and forum channels: where a question can be posted."""
_LETTERS: Final = {
    FieldKind.LINE: "l",
    FieldKind.TEXT: "t",
    FieldKind.CHOICE: "o",
    FieldKind.CHOICES: "m",
    FieldKind.TIME: "h",
    FieldKind.CHANNEL: "c",
}
_KINDS: Final = {letter: kind for kind, letter in _LETTERS.items()}
_CUSTOM_ID = re.compile(r"([a-z])([1-9]?):(.+)")


def typed(field: FormField) -> FormField:
    """The field as it can be asked for: more choices than a menu holds become a line to type."""
    if len(field.choices) <= SELECT_OPTIONS or field.kind not in {FieldKind.CHOICE, FieldKind.CHOICES}:
        return field
    how = field.help or (say("form.many.how") if field.kind is FieldKind.CHOICES else "")
    return replace(field, kind=FieldKind.LINE, choices=(), help=how)


def boxes_of(field: FormField) -> int:
    """How many components a field takes."""
    if field.kind is not FieldKind.TEXT:
        return 1
    return max(-(-(field.longest or INPUT) // INPUT), len(pieces(field.value)))


def labels_of(field: FormField, room: int) -> Iterator[dict[str, Any]]:
    """A field's components, each in its label.

    Args:
        field: What to ask for.
        room: How many components it may take; a text's boxes are fewer where there is less room.

    Raises:
        ValueError: What stands there already does not fit into so few boxes.
    """
    count = min(boxes_of(field), room)
    texts = pieces(field.value) if field.kind is FieldKind.TEXT else []
    if len(texts) > count:
        message = f"the field {field.name!r} holds {units(field.value):,} characters and has {count} boxes for them"
        raise ValueError(message)
    texts += [""] * (count - len(texts))
    for number in range(1, count + 1):
        name = field.label if number == 1 else say("form.text.part", label=field.label)
        label: dict[str, Any] = {"type": _LABEL, "label": shortened(name, LABEL)}
        if description := _description(field, number, count):
            label["description"] = description
        yield {**label, "component": _component(field, number, count, texts)}


def explained(field: FormField) -> str:
    """What has to be said of a field above the form, because its label has no room for it."""
    parts = []
    if units(field.label) > LABEL:
        parts.append(field.label)
    if units(field.help) > LABEL_DESCRIPTION:
        parts.append(f"**{field.label}**: {field.help}")
    return "\n\n".join(parts)


def read(custom_id: str) -> tuple[FieldKind, str] | None:
    """The kind and name of the field that a component belongs to; None if it is none of ours."""
    found = _CUSTOM_ID.fullmatch(custom_id)
    return (_KINDS[found[1]], found[3]) if found and found[1] in _KINDS else None


def value_of(component: Mapping[str, Any]) -> str:
    """What was filled in: a text, or the chosen values joined by commas."""
    values = component.get("values")
    if isinstance(values, Sequence) and not isinstance(values, str):
        return ",".join(map(str, values))
    return str(component.get("value") or "")


def pieces(text: str) -> list[str]:
    """A text in pieces that a box can hold: cut at a line's end where one is near, else where the box is full."""
    left, found = text, []
    while units(left) > INPUT:
        end = INPUT - sum(character > "\uffff" for character in left[:INPUT])
        line_end = left.rfind("\n", end // 2, end)
        found.append(left[: line_end if line_end > 0 else end])
        left = left[line_end + 1 if line_end > 0 else end :]
    return [*found, left] if left else found


def together(texts: Sequence[str]) -> str:
    """The text that was typed into several boxes: a full box runs on into the next, any other ends a line."""
    whole = ""
    for text in texts:
        whole += text
        if text and units(text) < INPUT:
            whole += "\n"
    return whole.removesuffix("\n")


def _description(field: FormField, number: int, count: int) -> str:
    how = field.help if units(field.help) <= LABEL_DESCRIPTION else ""
    if field.kind is FieldKind.TIME:
        return how or say("form.time.how")
    if count > 1:
        return (how or say("form.text.how")) if number == 1 else say("form.text.more")
    return how


def _component(field: FormField, number: int, count: int, texts: Sequence[str]) -> dict[str, Any]:
    part = str(number) if count > 1 else ""
    base = {"custom_id": f"{_LETTERS[field.kind]}{part}:{field.name}", "required": field.required and number == 1}
    match field.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return base | _select(field)
        case FieldKind.CHANNEL:
            chosen = [{"id": field.value, "type": "channel"}] if field.value else []
            return base | {"type": _CHANNEL_SELECT, "channel_types": list(_TEXT_CHANNELS), "default_values": chosen}
        case FieldKind.TEXT:
            last = _longest(field, number, count)
            return base | {"type": _INPUT, "style": _PARAGRAPH, "max_length": last} | _value(texts[number - 1])
        case FieldKind.TIME:
            example = {"placeholder": "09:00", "min_length": 3, "max_length": 5}
            return base | {"type": _INPUT, "style": _ONE_LINE} | example | _value(field.value)
        case _:
            longest = min(field.longest or INPUT, INPUT)
            return base | {"type": _INPUT, "style": _ONE_LINE, "max_length": longest} | _value(field.value)


def _longest(field: FormField, number: int, count: int) -> int:
    """How much a box may hold; the last one only what is left of the whole."""
    if field.longest is None or number < count:
        return INPUT
    return max(min(field.longest - INPUT * (number - 1), INPUT), 1)


def _select(field: FormField) -> dict[str, Any]:
    chosen = set(field.value.split(",")) if field.kind is FieldKind.CHOICES else {field.value}
    options = [
        {
            "label": shortened(choice.label, OPTION_LABEL),
            "value": choice.value,
            "default": choice.value in chosen,
        }
        for choice in field.choices
    ]
    most = len(options) if field.kind is FieldKind.CHOICES else 1
    return {"type": _SELECT, "options": options, "min_values": 1 if field.required else 0, "max_values": most}


def _value(text: str) -> dict[str, str]:
    return {"value": text} if text else {}

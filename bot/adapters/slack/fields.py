"""A form's fields as Slack's elements."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.adapters.slack.breaking import fitting, shortened
from bot.adapters.slack.limits import INPUT, OPTION, OPTION_VALUE, SELECT_OPTIONS, Block, size, units
from bot.adapters.slack.safe import literal
from bot.core.chat import Choice, FieldKind, FormField

NOTHING = "greenroom/nothing"
"""The value of the choice that stands for nothing; Slack takes no empty ones."""

_VALUE = "value"
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def element(field: FormField, value: str) -> Block:
    """What is filled in, with what stands there already.

    Args:
        field: The field.
        value: What stands there, or as much of it as this element is for.
    """
    match field.kind:
        case FieldKind.LINE | FieldKind.TEXT:
            return _text(field, value)
        case FieldKind.CHOICE:
            return _choice(field, value)
        case FieldKind.CHOICES:
            return _choices(field, value)
        case FieldKind.TIME:
            return _element("timepicker", initial_time=value if _TIME.fullmatch(value) else None)
        case FieldKind.CHANNEL:
            here = None if value else True
            conversations = {"include": ["public", "private"], "exclude_bot_users": True}
            return _element(
                "conversations_select",
                initial_conversation=value or None,
                default_to_current_conversation=here,
                filter=conversations,
            )


def _text(field: FormField, value: str) -> Block:
    longest = min(field.longest or INPUT, INPUT)
    room = max(longest, min(units(value), INPUT))
    return _element(
        "plain_text_input",
        multiline=field.kind is FieldKind.TEXT,
        max_length=room,
        initial_value=fitting(value, room, units) if value else None,
    )


def _choice(field: FormField, value: str) -> Block:
    chosen = next((_option(choice) for choice in field.choices if choice.value == value), None)
    return _element("static_select", **_offered(field.choices), initial_option=chosen)


def _choices(field: FormField, value: str) -> Block:
    names = {name.strip() for name in value.split(",")}
    chosen = [_option(choice) for choice in field.choices if choice.value in names]
    return _element("multi_static_select", **_offered(field.choices), initial_options=chosen or None)


def _offered(choices: Sequence[Choice]) -> Block:
    """The choices, in groups where they are too many for one list."""
    options = [_option(choice) for choice in choices]
    if len(options) <= SELECT_OPTIONS:
        return {"options": options}
    groups = [options[first : first + SELECT_OPTIONS] for first in range(0, len(options), SELECT_OPTIONS)]
    return {"option_groups": [{"label": _plain(_span(group)), "options": group} for group in groups]}


def _span(group: Sequence[Block]) -> str:
    first, last = group[0]["text"]["text"], group[-1]["text"]["text"]
    return shortened(f"{first[:_HALF]} … {last[:_HALF]}", OPTION, size)


_HALF = 30


def _option(choice: Choice) -> Block:
    value = choice.value or NOTHING
    if size(value) > OPTION_VALUE:
        raise ValueError(f"a choice's value takes {size(value)} characters, over {OPTION_VALUE}")
    return {"text": _plain(shortened(literal(choice.label), OPTION, size) or value), "value": value}


def _element(kind: str, **settings: object) -> Block:
    """An element without what is not set."""
    return {"type": kind, "action_id": _VALUE, **{name: value for name, value in settings.items() if value is not None}}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}

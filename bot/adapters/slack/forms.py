"""Forms as modals, and what comes back from them.

A modal carries its command and what is known already in `private_metadata`, and each field's name in a `block_id`, so
that what is sent makes sense to any process at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import quote, unquote

from bot.adapters.slack.breaking import fitting, shortened
from bot.adapters.slack.fields import NOTHING, element
from bot.adapters.slack.limits import INPUT, LABEL, METADATA, MODAL_BUTTON, MODAL_TITLE, Block, size, units
from bot.adapters.slack.payloads import mapping
from bot.adapters.slack.presses import packed, unpacked
from bot.adapters.slack.prose import prose_pieces
from bot.adapters.slack.rich import bold, joined, rich_text, section
from bot.adapters.slack.safe import literal
from bot.adapters.slack.words import say
from bot.core.chat import FieldKind, Form, FormField

CALLBACK_ID = "greenroom/1/form"
"""The `callback_id` of every modal of ours that is a form."""

_COMMAND = "command"
_FIELD = re.compile(r"greenroom/1/field/([a-z][a-z_-]*)/(\d+)/(.*)", re.DOTALL)
_ROOMY = 2_500
_TIGHT = 2_950
_MOST_ROOMY = 3 * _ROOMY
_FULL = 0.95
_BEHIND = re.compile(r"\s{0,20}\Z")
_BEFORE = re.compile(r"\s{0,20}")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a member sent with a form: the command, its free text and its options, those known before included."""

    command: str
    text: str
    options: Mapping[str, str]


def modal(form: Form) -> Block:
    """The view for `views.open`.

    A text longer than a field takes stands in several, one after the other; `filled` puts them together again.

    Raises:
        ValueError: What is known already is too long to travel along.
    """
    metadata = packed({_COMMAND: form.command, **{f"option/{name}": value for name, value in form.options.items()}})
    if len(metadata) > METADATA:
        raise ValueError(f"what a form for {form.command} carries takes {len(metadata)} characters, over {METADATA}")
    return {
        "type": "modal",
        "callback_id": CALLBACK_ID,
        "title": _plain(shortened(literal(form.title), MODAL_TITLE, size)),
        "submit": _plain(shortened(literal(form.submit), MODAL_BUTTON, size)),
        "close": _plain(say("form.cancel")),
        "private_metadata": metadata,
        "blocks": [*_introduction(form), *_inputs(form)],
    }


def is_form(payload: Mapping[str, Any]) -> bool:
    """Whether a `view_submission` comes from a form of ours."""
    return mapping(payload.get("view")).get("callback_id") == CALLBACK_ID


def filled(payload: Mapping[str, Any]) -> Filled | None:
    """What a `view_submission` payload asks for; none if it comes from no form of ours, or from one nobody can read."""
    view = mapping(payload.get("view"))
    known = unpacked(view.get("private_metadata")) or {}
    if not is_form(payload) or _COMMAND not in known:
        return None
    options = {name.removeprefix("option/"): value for name, value in known.items() if name.startswith("option/")}
    values = _values(view)
    return Filled(known[_COMMAND], values.pop("text", ""), options | values)


def errors(payload: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, Any]:
    """The answer to a `view_submission` that keeps the form open and shows what is wrong.

    Args:
        payload: What was sent.
        problems: What is wrong, by field; what concerns no field that is there is shown at the first one.
    """
    blocks: dict[str, str] = {}
    for block_id, name, _number, _separator in _fields(_state(mapping(payload.get("view")))):
        blocks.setdefault(name, block_id)
    first = next(iter(blocks.values()), "")
    shown: dict[str, str] = {}
    for name, problem in problems.items():
        block_id = blocks.get(name, first)
        shown[block_id] = f"{shown[block_id]} {problem}" if block_id in shown else problem
    return {"response_action": "errors", "errors": shown}


def _introduction(form: Form) -> Iterator[Block]:
    """The title where it had to be shortened, and the notes."""
    title = literal(form.title)
    if size(title) > MODAL_TITLE:
        yield rich_text([section(joined([bold(title)]))])
    yield from chain.from_iterable(piece.blocks for piece in prose_pieces(form.notes))


def _inputs(form: Form) -> Iterator[Block]:
    writing = next((field for field in form.fields if field.kind in {FieldKind.LINE, FieldKind.TEXT}), None)
    for field in form.fields:
        parts = list(_parts(field.value)) if field.kind is FieldKind.TEXT else [(field.value, "")]
        for number, (value, separator) in enumerate(parts):
            shown = element(field, value)
            if field is writing and number == 0:
                shown["focus_on_load"] = True
            yield _input(field, shown, number, len(parts), separator)


def _input(field: FormField, shown: Block, number: int, count: int, separator: str) -> Block:
    label = literal(field.label)
    if count > 1:
        label = say("form.part", label=label, number=number + 1, count=count)
    block: Block = {
        "type": "input",
        "block_id": f"greenroom/1/field/{field.name}/{number}/{quote(separator)}",
        "label": _plain(fitting(label, LABEL, size)),
        "element": shown,
        "optional": number > 0 or not field.required,
    }
    if hint := _hint(field, number, count):
        block["hint"] = _plain(fitting(hint, LABEL, size))
    return block


def _hint(field: FormField, number: int, count: int) -> str:
    """How to fill a field in, and what to do with a text that is too long for it."""
    notes = [field.help] if field.help and number == 0 else []
    if count > 1:
        notes += [say("form.limit.part", limit=INPUT, count=count)] if number == 0 else []
    elif field.kind is FieldKind.TEXT and (field.longest is None or field.longest > INPUT):
        notes.append(say("form.limit", limit=INPUT))
    return literal(" ".join(notes))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """A text in parts that each leave some room to write, where there are few, with the space that was before each."""
    room = INPUT if units(text) <= INPUT else _ROOMY if units(text) <= _MOST_ROOMY else _TIGHT
    separator = ""
    while units(text) > room:
        head = fitting(text, room, units, _FULL)
        yield head[: _end(head)], separator
        rest = text[len(head) :]
        begin = _BEFORE.match(rest)
        begun = begin.end() if begin and begin.end() < len(rest) else 0
        separator, text = head[_end(head) :] + rest[:begun], rest[begun:]
    yield text, separator


def _end(head: str) -> int:
    """Where the words of a part end; in one without words, where it ends."""
    space = _BEHIND.search(head)
    return space.start() if space and head.strip() else len(head)


def _state(view: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(mapping(view.get("state")).get("values"))


def _fields(state: Mapping[str, Any]) -> list[tuple[str, str, int, str]]:
    """Block id, field name, number and separator of every input, parts of a text in their order."""
    found = [(block_id, _FIELD.fullmatch(block_id)) for block_id in state]
    fields = [(block_id, match[1], int(match[2]), unquote(match[3])) for block_id, match in found if match]
    return sorted(fields, key=lambda field: field[2])


def _values(view: Mapping[str, Any]) -> dict[str, str]:
    """What stands in each field, those in several parts put together."""
    state = _state(view)
    values: dict[str, str] = {}
    for block_id, name, number, separator in _fields(state):
        value = "".join(map(_entered, mapping(state[block_id]).values()))
        if number == 0:
            values[name] = value
        elif value:
            values[name] = f"{values.get(name, '')}{separator}{value}"
    return values


def _entered(entry: object) -> str:
    match entry:
        case {"type": "static_select", "selected_option": {"value": str(value)}}:
            return "" if value == NOTHING else value
        case {"type": "multi_static_select", "selected_options": list(options)}:
            return ",".join(str(mapping(option).get("value", "")) for option in options)
        case {"type": "timepicker", "selected_time": str(value)}:
            return value
        case {"type": "conversations_select", "selected_conversation": str(value)}:
            return value
        case {"type": "plain_text_input", "value": str(value)}:
            return value
        case _:
            return ""


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}

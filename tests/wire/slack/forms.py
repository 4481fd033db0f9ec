"""What is filled in: the values of inputs, as payloads show them, and what a person can put into them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.wire.slack.errors import NotPossibleError
from tests.wire.slack.things import Json

Values = dict[str, dict[str, Json]]

_TEXT = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
_ONE_OPTION = frozenset({"static_select", "external_select", "radio_buttons"})
_MANY_OPTIONS = frozenset({"checkboxes", "multi_static_select", "multi_external_select"})
_BY_ID = {f"{what}s_select": f"selected_{what}" for what in ("user", "conversation", "channel")}
_BY_IDS = {f"multi_{what}s_select": f"selected_{what}s" for what in ("user", "conversation", "channel")}
_TIMES = {"datepicker": "selected_date", "timepicker": "selected_time", "datetimepicker": "selected_date_time"}
_INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "rich_text_value": "initial_value",
    "files": "initial_files",
}


def field_of(kind: str) -> str | None:
    """Where an element's value stands in a payload; None for elements without one."""
    if kind in _TEXT:
        return "value"
    if kind in _ONE_OPTION:
        return "selected_option"
    if kind in _MANY_OPTIONS:
        return "selected_options"
    other = {"rich_text_input": "rich_text_value", "file_input": "files"}
    return (_BY_ID | _BY_IDS | _TIMES | other).get(kind)


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """All interactive elements with their blocks."""
    for block in blocks:
        found = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
        for element in found:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def _initial(element: Json, name: str) -> Any:
    default = _INITIAL.get(name) or name.replace("selected_", "initial_")
    return element.get(default, [] if name.endswith("s") else None)


def initial(blocks: list[Json]) -> Values:
    """Values before anybody touched them."""
    values: Values = {}
    for block, element in elements(blocks):
        name = field_of(element["type"])
        if name is not None:
            values.setdefault(block["block_id"], {})[element["action_id"]] = {
                "type": element["type"],
                name: _initial(element, name),
            }
    return values


def state(blocks: list[Json], values: Values) -> Values:
    """`state.values` of a payload: what is filled in for the elements that are shown."""
    shown = initial(blocks)
    return {
        block: {action: values.get(block, {}).get(action, value) for action, value in actions.items()}
        for block, actions in shown.items()
    }


def options(element: Json) -> list[Json]:
    """All options of an element, groups or not."""
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    return [option for group in groups for option in group["options"]]


def option(element: Json, wanted: str) -> Json:
    """An option by its value or by what a person reads.

    Raises:
        NotPossibleError: It is not offered.
    """
    for found in options(element):
        if wanted in {found["value"], found["text"]["text"]}:
            return found
    raise NotPossibleError(f"{wanted!r} is not among {[found['text']['text'] for found in options(element)]}")


def entered(element: Json, given: Any) -> Json:
    """What a person puts into an element, as its value.

    Raises:
        NotPossibleError: Slack's client would not let them.
    """
    kind = element["type"]
    name = field_of(kind)
    if name is None:
        raise NotPossibleError(f"nothing can be put into a {kind}")
    if kind in _ONE_OPTION:
        given = None if given is None else option(element, str(given))
    elif kind in _MANY_OPTIONS:
        given = [option(element, str(item)) for item in given]
        if len(given) > element.get("max_selected_items", 10_000):
            raise NotPossibleError(f"more than {element['max_selected_items']} chosen")
    elif kind in _TEXT and given is not None:
        given = _text(element, str(given))
    elif kind == "datepicker" and given is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", given):
        raise NotPossibleError(f"{given!r} is no date")
    elif kind == "timepicker" and given is not None and not re.fullmatch(r"\d\d:\d\d", given):
        raise NotPossibleError(f"{given!r} is no time")
    return {"type": kind, name: given}


def _text(element: Json, given: str) -> str | None:
    if len(given) > element.get("max_length", 3000):
        raise NotPossibleError(f"longer than {element.get('max_length', 3000)} characters")
    if element["type"] == "plain_text_input" and not element.get("multiline") and "\n" in given:
        raise NotPossibleError("a single line holds no line break")
    return given or None


def missing(block: Json, value: Json) -> str | None:
    """Why an input block keeps a form from being sent, None if it does not."""
    element = block["element"]
    held = value[field_of(element["type"]) or "value"]
    if held in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    if element["type"] in _TEXT and len(held) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    return None

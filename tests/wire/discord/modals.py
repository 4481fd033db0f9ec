"""Forms: what Discord refuses of them, and what a member's app sends when they are filled in."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from tests.wire.discord.components import LABEL, ROW, SELECTS, STRING_SELECT, TEXT, TEXT_INPUT, Components, leaves
from tests.wire.discord.errors import CannotError, Json
from tests.wire.discord.form import Form

UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 19, 21, 22, 23
MOST_FIELDS, MOST_TITLE, MOST_INPUT = 5, 45, 4000
_IN_LABEL = (TEXT_INPUT, *SELECTS, UPLOAD, RADIO, CHECKBOXES, CHECKBOX)
_FIELDS = _IN_LABEL


def check_modal(form: Form, body: Json) -> Json:
    """Check a modal and settle the form.

    Returns:
        The modal, its components numbered.
    """
    form.text(body, "custom_id", 100, 1, required=True)
    form.text(body, "title", MOST_TITLE, 1, required=True)
    components = form.items(body, "components", MOST_FIELDS, 1, required=True)
    checked = ModalComponents({})
    for number, component in enumerate(components):
        checked.check_one(form / "components" / number, component, (ROW, TEXT, LABEL))
    form.settle()
    modal = copy.deepcopy(body)
    checked.number(modal["components"])
    return modal


class ModalComponents(Components):
    """The components of a form."""

    def __init__(self, media: Mapping[str, Json]) -> None:
        super().__init__(media)
        self._checks |= {
            ROW: self._row,
            TEXT: self.text,
            LABEL: self._label,
            TEXT_INPUT: self._text_input,
            UPLOAD: self._upload,
            RADIO: self._radio,
            CHECKBOXES: self._checkboxes,
            CHECKBOX: self.custom_id,
        }
        self._checks |= dict.fromkeys(SELECTS, self._select)

    def _row(self, form: Form, held: Json) -> None:
        """The old way: a row with one text input, which brings its own label."""
        for number, child in enumerate(form.items(held, "components", 1, 1, required=True)):
            here = form / "components" / number
            self.check_one(here, child, (TEXT_INPUT,))
            here.text(here.mapping(child), "label", 45, 1, required=True)

    def _label(self, form: Form, held: Json) -> None:
        form.text(held, "label", 45, 1, required=True)
        form.text(held, "description", 100)
        if "component" in held:
            self.check_one(form / "component", held["component"], _IN_LABEL)
        else:
            (form / "component").required()

    def _text_input(self, form: Form, held: Json) -> None:
        self.custom_id(form, held)
        form.choice(held, "style", (1, 2))
        least = form.whole(held, "min_length", 0, MOST_INPUT, 0) or 0
        most = form.whole(held, "max_length", 1, MOST_INPUT, MOST_INPUT) or MOST_INPUT
        form.text(held, "placeholder", 100)
        value = form.text(held, "value", MOST_INPUT)
        if least > most:
            (form / "min_length").wrong("NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
        if value:
            (form / "value").length(value, most, least)

    def _select(self, form: Form, held: Json) -> None:
        self.select(form, held)
        if held.get("disabled"):
            (form / "disabled").wrong("MODAL_COMPONENT_DISABLED", "Components in modals cannot be disabled")
        self._required(form, held)

    def _upload(self, form: Form, held: Json) -> None:
        self.custom_id(form, held)
        form.whole(held, "min_values", 0, 10)
        form.whole(held, "max_values", 1, 10)
        self._required(form, held)

    def _radio(self, form: Form, held: Json) -> None:
        self.custom_id(form, held)
        options = self.options(form, held, 10, 2)
        if sum(bool(option.get("default")) for option in options) > 1:
            (form / "options").wrong("RADIO_GROUP_MULTIPLE_DEFAULTS", "Only one option can be the default")

    def _checkboxes(self, form: Form, held: Json) -> None:
        self.custom_id(form, held)
        options = self.options(form, held, 10)
        form.whole(held, "min_values", 0, 10)
        most = form.whole(held, "max_values", 1, 10)
        if most is not None and most > len(options):
            (form / "max_values").wrong("NUMBER_TYPE_MAX", f"int value should be less than or equal to {len(options)}.")
        self._required(form, held)

    def _required(self, form: Form, held: Json) -> None:
        if held.get("min_values") == 0 and held.get("required", True):
            (form / "min_values").wrong("NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.")


def filled(modal: Json, values: Mapping[str, Any]) -> list[Json]:
    """The components that a member's app sends for what they entered.

    Args:
        modal: The form.
        values: By custom id: a text, a list of chosen values, a chosen value, or a tick. What is left out keeps what
            was filled in before.

    Raises:
        CannotError: The app would not send it: too long, too many, missing, not among the options, no such field.
    """
    fields = {leaf["custom_id"]: leaf for leaf in leaves(modal["components"]) if leaf["type"] in _FIELDS}
    for name in values:
        if name not in fields:
            raise CannotError(f"the form {modal['title']!r} has no field {name!r}, but {sorted(fields)}")
    entered = {name: _entered(field, values.get(name)) for name, field in fields.items()}
    return [_sent(component, entered) for component in modal["components"]]


def _sent(component: Json, entered: Mapping[str, Json]) -> Json:
    base = {"type": component["type"], "id": component["id"]}
    if component["type"] == LABEL:
        return base | {"component": _sent(component["component"], entered)}
    if component["type"] == ROW:
        return base | {"components": [_sent(child, entered) for child in component["components"]]}
    if component["type"] == TEXT:
        return base
    return base | {"custom_id": component["custom_id"]} | entered[component["custom_id"]]


def _entered(field: Json, value: Any) -> Json:
    if field["type"] == TEXT_INPUT:
        return {"value": _text(field, field.get("value", "") if value is None else value)}
    if field["type"] == CHECKBOX:
        return {"value": bool(field.get("default", False) if value is None else value)}
    if field["type"] == RADIO:
        chosen = _chosen(field, None if value is None else [value], 1)
        return {"value": chosen[0] if chosen else None}
    usual = len(field.get("options", [])) if field["type"] == CHECKBOXES else 1
    return {"values": _chosen(field, value, field.get("max_values") or usual)}


def _text(field: Json, text: str) -> str:
    least, most = field.get("min_length") or 0, field.get("max_length") or MOST_INPUT
    if not text and field.get("required", True):
        raise CannotError(f"{field['custom_id']!r} has to be filled in")
    if text and not least <= len(text) <= most:
        raise CannotError(f"{field['custom_id']!r} takes {least} to {most} characters, not {len(text)}")
    if field["style"] == 1 and "\n" in text:
        raise CannotError(f"{field['custom_id']!r} is one line")
    return text


def _chosen(field: Json, values: list[str] | None, most: int) -> list[str]:
    options = field.get("options", [])
    if values is None:
        values = [option["value"] for option in options if option.get("default")]
    offered = {option["value"] for option in options}
    strange = set(values) - offered
    if strange and field["type"] in {STRING_SELECT, RADIO, CHECKBOXES}:
        raise CannotError(f"{field['custom_id']!r} does not offer {sorted(strange)}")
    fewest = field.get("min_values")
    least = 0 if not field.get("required", True) and not values else 1 if fewest is None else fewest
    if not least <= len(values) <= most:
        raise CannotError(f"{field['custom_id']!r} takes {least} to {most} choices, not {len(values)}")
    return list(values)

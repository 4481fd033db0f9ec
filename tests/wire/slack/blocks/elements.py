"""Interactive elements, each with its limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.wire.slack.blocks.objects import (
    ACTION_ID,
    CONFIRM,
    DISPATCH,
    FILTER,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    RICH_OPTION,
    plain,
    public_url,
    slack_file,
    url,
)
from tests.wire.slack.blocks.rules import Report, Rule, array, boolean, both, fields, integer, one_of, string

_COMMON: dict[str, Rule] = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
_PICK: dict[str, Rule] = _COMMON | {"placeholder": PLACEHOLDER}
_MANY: dict[str, Rule] = _PICK | {"max_selected_items": integer(1, 10_000)}
_IDS = array(string(255, 1), 1000)
_NUMBER = string(255, 1, r"-?\d+(\.\d+)?", "must be a number")


def _choices(value: Any, at: str, report: Report) -> None:
    """Options or groups but not both, and initial ones that are among them exactly."""
    if ("options" in value) == ("option_groups" in value):
        report.add("must define one of `options` or `option_groups`", at)
        return
    groups = value.get("option_groups") or [{"options": value.get("options")}]
    offered = [option for group in groups for option in group["options"]]
    if "initial_option" in value and _shape(value["initial_option"]) not in map(_shape, offered):
        report.add("must match one of the options", f"{at}/initial_option")
    for number, option in enumerate(value.get("initial_options") or []):
        if _shape(option) not in map(_shape, offered):
            report.add("must match one of the options", f"{at}/initial_options/{number}")


def _shape(option: Mapping[str, Any]) -> tuple[str, ...]:
    described = option.get("description") or {}
    return option["value"], option["text"]["type"], option["text"]["text"], described.get("text", "")


def _lengths(value: Any, at: str, report: Report) -> None:
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if least > most:
        report.add("must be less than or equal to max_length", f"{at}/min_length")
    if "initial_value" in value and len(value["initial_value"]) > most:
        report.add(f"must be less than {most + 1} characters", f"{at}/initial_value")


def _one_image(value: Any, at: str, report: Report) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        report.add("must define one of `image_url` or `slack_file`", at)


def _select(**more: Rule) -> Rule:
    return fields({}, _PICK | more)


def _multi(**more: Rule) -> Rule:
    return fields({}, _MANY | more)


_BUTTON = fields(
    {"text": plain(75)},
    _COMMON
    | {
        "url": url(),
        "value": string(2000, 0),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(75, 1),
    },
)
_OPTIONS: dict[str, Rule] = {"options": array(OPTION, 100), "option_groups": array(OPTION_GROUP, 100)}
_TEXT_INPUT: dict[str, Rule] = _PICK | {"initial_value": string(3000), "dispatch_action_config": DISPATCH}
IMAGE = both(
    fields(
        {"alt_text": string(2000, 1)},
        {"image_url": both(string(3000, 1), public_url), "slack_file": slack_file},
    ),
    _one_image,
)

ELEMENTS: dict[str, Rule] = {
    "button": _BUTTON,
    "image": IMAGE,
    "overflow": fields({"options": array(OVERFLOW_OPTION, 5, 1)}, {"action_id": ACTION_ID, "confirm": CONFIRM}),
    "checkboxes": both(
        fields({"options": array(RICH_OPTION, 10)}, _COMMON | {"initial_options": array(RICH_OPTION, 10)}), _choices
    ),
    "radio_buttons": both(
        fields({"options": array(RICH_OPTION, 10)}, _COMMON | {"initial_option": RICH_OPTION}), _choices
    ),
    "static_select": both(_select(initial_option=OPTION, **_OPTIONS), _choices),
    "multi_static_select": both(_multi(initial_options=array(OPTION, 100), **_OPTIONS), _choices),
    "external_select": _select(initial_option=OPTION, min_query_length=integer(0, 100)),
    "multi_external_select": _multi(initial_options=array(OPTION, 100), min_query_length=integer(0, 100)),
    "users_select": _select(initial_user=string(255, 1)),
    "multi_users_select": _multi(initial_users=_IDS),
    "conversations_select": _select(
        initial_conversation=string(255, 1),
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=FILTER,
    ),
    "multi_conversations_select": _multi(
        initial_conversations=_IDS, default_to_current_conversation=boolean, filter=FILTER
    ),
    "channels_select": _select(initial_channel=string(255, 1), response_url_enabled=boolean),
    "multi_channels_select": _multi(initial_channels=_IDS),
    "datepicker": _select(initial_date=string(10, 10, r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")),
    "timepicker": _select(initial_time=string(5, 5, r"([01]\d|2[0-3]):[0-5]\d"), timezone=string(100, 1)),
    "datetimepicker": fields({}, _COMMON | {"initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": both(
        fields(
            {},
            _TEXT_INPUT | {"multiline": boolean, "min_length": integer(0, 3000), "max_length": integer(1, 3000)},
        ),
        _lengths,
    ),
    "email_text_input": fields({}, _TEXT_INPUT),
    "url_text_input": fields({}, _TEXT_INPUT),
    "number_input": fields(
        {"is_decimal_allowed": boolean},
        _TEXT_INPUT | {"initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
    ),
    "rich_text_input": fields(
        {},
        _PICK
        | {"dispatch_action_config": DISPATCH, "initial_value": fields({"elements": array(lambda *_: None, 100, 0)})},
    ),
    "file_input": fields(
        {"action_id": ACTION_ID}, {"filetypes": array(string(20, 1), 100), "max_files": integer(1, 10)}
    ),
}

_PICKERS = frozenset(
    name
    for name in ELEMENTS
    if name.endswith("_select") or name in {"checkboxes", "radio_buttons"} | {"datepicker", "timepicker"}
)
IN_SECTION = _PICKERS | {"button", "image", "overflow"}
IN_ACTIONS = _PICKERS | {"button", "overflow", "datetimepicker"}
IN_INPUT = frozenset(ELEMENTS) - {"button", "image", "overflow"}


def among(names: frozenset[str]) -> Mapping[str, Rule]:
    """Rules of the elements that a block allows."""
    return {name: ELEMENTS[name] for name in names}

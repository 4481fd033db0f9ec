"""Layout blocks, and which of them a surface shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.wire.slack.blocks import rich
from tests.wire.slack.blocks.elements import IMAGE, IN_ACTIONS, IN_INPUT, IN_SECTION, among
from tests.wire.slack.blocks.objects import BLOCK_ID, plain, public_url, slack_file, text
from tests.wire.slack.blocks.rules import (
    Report,
    Rule,
    array,
    boolean,
    both,
    fields,
    one_of,
    string,
    typed,
    unique,
)

_ID: dict[str, Rule] = {"block_id": BLOCK_ID}


def _said(value: Any, at: str, report: Report) -> None:
    if "text" not in value and "fields" not in value:
        report.add("must define either `text` or `fields`", f"{at}/type")


def _has_source(value: Any, at: str, report: Report) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        report.add("must define one of `image_url` or `slack_file`", at)


def _for_its_surface(value: Any, at: str, report: Report) -> None:
    """Response URLs and file inputs live in modals only; dispatching asks for an action id nowhere."""
    element = value["element"]
    if element["type"] == "file_input" and report.surface != "modal":
        report.add("unsupported type: file_input", f"{at}/element/type")
    if "response_url_enabled" in element and report.surface != "modal":
        report.add("response_url_enabled is for modals only", f"{at}/element/response_url_enabled")


def _by_the_sdk(value: Any, at: str, report: Report) -> None:
    """Newer blocks are held to the SDK's own models."""
    try:
        parsed = Block.parse(value)
        if parsed is not None:
            parsed.validate_json()
    except (SlackObjectFormationError, TypeError) as error:
        report.add(str(error), at)


_CONTEXT = text(3000)
_CELL = typed(
    lambda: {
        "raw_text": fields({"text": string(10_000)}),
        "raw_number": fields({"value": lambda *_: None}, {"text": string(10_000)}),
        "rich_text": fields({"elements": rich.ELEMENTS}, _ID),
    }
)

_BLOCKS: dict[str, Rule] = {
    "section": both(
        fields(
            {},
            _ID
            | {
                "text": text(3000),
                "fields": array(text(2000), 10),
                "accessory": typed(lambda: among(IN_SECTION)),
                "expand": boolean,
            },
        ),
        _said,
    ),
    "divider": fields({}, _ID),
    "header": fields({"text": plain(150)}, _ID),
    "image": both(
        fields(
            {"alt_text": string(2000, 1)},
            _ID | {"image_url": both(string(3000, 1), public_url), "slack_file": slack_file, "title": plain(2000)},
        ),
        _has_source,
    ),
    "context": fields(
        {"elements": array(typed(lambda: {"image": IMAGE, "mrkdwn": _CONTEXT, "plain_text": _CONTEXT}), 10)}, _ID
    ),
    "actions": fields({"elements": both(array(typed(lambda: among(IN_ACTIONS)), 25), unique("action_id"))}, _ID),
    "input": both(
        fields(
            {"label": plain(2000), "element": typed(lambda: among(IN_INPUT))},
            _ID | {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        ),
        _for_its_surface,
    ),
    "rich_text": fields({"elements": rich.ELEMENTS}, _ID),
    "markdown": fields({"text": string(12_000, 1)}, _ID),
    "table": fields(
        {"rows": array(array(_CELL, 20), 100)},
        _ID
        | {
            "column_settings": array(
                fields({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}), 20, 0
            )
        },
    ),
    "video": _by_the_sdk,
    "context_actions": _by_the_sdk,
    "task_card": _by_the_sdk,
    "plan": _by_the_sdk,
    "alert": _by_the_sdk,
    "card": _by_the_sdk,
    "carousel": _by_the_sdk,
    "container": _by_the_sdk,
}
_MESSAGES_ONLY = frozenset({"markdown", "table", "context_actions", "task_card", "plan"})


def _shown_on(surface: str) -> Mapping[str, Rule]:
    return (
        _BLOCKS
        if surface == "message"
        else {name: rule for name, rule in _BLOCKS.items() if name not in _MESSAGES_ONLY}
    )


def block(value: Any, at: str, report: Report) -> None:
    """Any block that the surface shows."""
    typed(lambda: _shown_on(report.surface))(value, at, report)


def _focus(value: Any, at: str, report: Report) -> None:
    wanting = [number for number, item in enumerate(value) if "focus_on_load" in str(item) and _focused(item)]
    if len(wanting) > 1:
        report.add("only one element can have `focus_on_load`", f"{at}/{wanting[1]}")


def _focused(node: Any) -> bool:
    if isinstance(node, list):
        return any(map(_focused, node))
    return isinstance(node, dict) and (node.get("focus_on_load") is True or any(map(_focused, node.values())))


def _markdown_in_all(value: Any, at: str, report: Report) -> None:
    if sum(len(item["text"]) for item in value if item["type"] == "markdown") > 12_000:
        report.add("markdown blocks must have less than 12001 characters in all", at)
    if sum(item["type"] == "table" for item in value) > 1:
        report.add("only_one_table_allowed", at)


def blocks(most: int, least: int = 1) -> Rule:
    """A surface's blocks."""
    return both(array(block, most, least), unique("block_id"), _focus, _markdown_in_all)

"""Block Kit as Slack checks it: allowed types, required fields, limits, and what must be unique.

Slack refuses a message's blocks with `invalid_blocks` and a view with `invalid_arguments`, and says where with a JSON
pointer. A message has one more limit that the reference does not give: the text of all its blocks and what the blocks
themselves cost, 13,297 characters as measured by others for one block and about 125 for every further one
(`msg_blocks_too_long`).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from tests.wire.slack.blocks.layout import blocks as _blocks
from tests.wire.slack.blocks.objects import plain
from tests.wire.slack.blocks.rules import Report, boolean, fields, one_of, string

Json = dict[str, Any]
KnownFile = Callable[[Mapping[str, Any]], bool]

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
MOST_TEXT_IN_BLOCKS = 13_297
COST_OF_A_BLOCK = 125
MOST_BYTES_OF_VIEW = 250_000


def wrong_in_blocks(value: Any, known_file: KnownFile = lambda _file: True) -> list[str]:
    """What is wrong with a message's blocks; empty if nothing is."""
    report = Report("message", known_file)
    _blocks(MOST_IN_MESSAGE, 0)(value, "/blocks", report)
    return report.problems


def wrong_in_view(value: Any, known_file: KnownFile = lambda _file: True) -> list[str]:
    """What is wrong with a modal or Home tab; empty if nothing is."""
    if not isinstance(value, dict) or value.get("type") not in {"modal", "home"}:
        return ["must be a valid enum value [json-pointer:/view/type]"]
    report = Report(value["type"], known_file)
    required = {"type": one_of("modal", "home"), "blocks": _blocks(MOST_IN_VIEW, 0)}
    optional = {"private_metadata": string(3000), "callback_id": string(255), "external_id": string(255)}
    if value["type"] == "modal":
        required["title"] = plain(24)
        optional |= {"submit": plain(24), "close": plain(24)}
        optional |= {"clear_on_close": boolean, "notify_on_close": boolean, "submit_disabled": boolean}
    fields(required, optional)(value, "/view", report)
    if not report.problems and value["type"] == "modal" and "submit" not in value:
        for number, block in enumerate(value["blocks"]):
            if block["type"] == "input":
                report.add("must define `submit` to use an `input` block in modals", f"/view/blocks/{number}/input")
    if report.problems:
        report.problems.insert(0, "failed to match all allowed schemas [json-pointer:/view]")
    return report.problems


def too_long(blocks: list[Json]) -> bool:
    """Whether a message's blocks are more than Slack takes in all."""
    return _length(blocks) + COST_OF_A_BLOCK * (len(blocks) - 1) > MOST_TEXT_IN_BLOCKS


def _length(node: Any) -> int:
    if isinstance(node, list):
        return sum(map(_length, node))
    if not isinstance(node, dict):
        return 0
    own = len(node["text"]) if isinstance(node.get("text"), str) else 0
    return own + sum(_length(value) for value in node.values())


def too_large(view: Json) -> bool:
    """Whether a view is over 250 kB."""
    return len(json.dumps(view)) > MOST_BYTES_OF_VIEW


def kept(node: Any, *, top: bool = True) -> Any:
    """Blocks as Slack keeps them: ids filled in, and the defaults of text objects written out."""
    if isinstance(node, list):
        return [kept(item, top=top) for item in node]
    if not isinstance(node, dict):
        return node
    held = {name: kept(value, top=False) for name, value in node.items()}
    if held.get("type") == "plain_text":
        held.setdefault("emoji", True)
    elif held.get("type") == "mrkdwn":
        held.setdefault("verbatim", False)
    if top and not held.get("block_id"):
        held["block_id"] = secrets.token_urlsafe(4)
    if str(held.get("type")) in _WITH_ACTION:
        held.setdefault("action_id", secrets.token_urlsafe(4))
    return held


_WITH_ACTION = (
    frozenset({"button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker"})
    | {
        f"{many}{what}_select"
        for many in ("", "multi_")
        for what in ("static", "external", "users", "conversations", "channels")
    }
    | {f"{what}_input" for what in ("plain_text", "email_text", "url_text", "number", "rich_text", "file")}
)

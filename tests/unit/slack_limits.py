"""What Slack accepts, as its reference for Block Kit, views and manifests says; written apart from what renders."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = Mapping[str, Any]

_STYLES = {"bold", "italic", "strike", "code"}
_MENTION = re.compile(r"<[!@#]|<https?:")


class Faults(list[str]):
    """What is wrong, each with its place."""

    def check(self, good: object, what: str) -> None:
        if not good:
            self.append(what)


def message_faults(text: str, blocks: Sequence[Json]) -> list[str]:
    """Why Slack would refuse a message, or show it badly."""
    faults = Faults()
    faults.check(0 < _length(text) <= 4_000, f"text of {_length(text)}")
    faults.check(not re.search(r"[<>]|&(?!amp;|lt;|gt;)", text), "text is not escaped")
    faults.check(1 <= len(blocks) <= 50, f"{len(blocks)} blocks")
    faults.check(sum(block["type"] == "table" for block in blocks) <= 1, "two tables")
    faults.check(
        len(json.dumps(list(blocks), separators=(",", ":"), ensure_ascii=False).encode()) < 13_000, "too heavy"
    )
    _surface(blocks, faults, _MESSAGE_BLOCKS)
    return faults


def view_faults(view: Json) -> list[str]:
    """Why Slack would refuse a modal or an App Home."""
    faults = Faults()
    blocks = view["blocks"]
    faults.check(len(blocks) <= 100, f"{len(blocks)} blocks")
    faults.check(_length(view.get("callback_id", "")) <= 255, "callback_id")
    faults.check(_length(view.get("private_metadata", "")) <= 3_000, "private_metadata")
    modal = view["type"] == "modal"
    if modal:
        for name in ("title", "submit", "close"):
            _plain(view[name], 24, f"{name}", faults)
    _surface(blocks, faults, _MODAL_BLOCKS if modal else _HOME_BLOCKS)
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    faults.check(len(ids) == len(set(ids)), "block_id twice")
    faults.check(sum(element.get("focus_on_load", False) for element in _elements(blocks)) <= 1, "two with focus")
    View(**view).validate_json()
    faults.check(View(**view).to_dict() == view, "the SDK does not know all of it")
    return faults


def manifest_faults(manifest: Json) -> list[str]:
    """Why Slack would refuse a manifest."""
    faults = Faults()
    display, features = manifest["display_information"], manifest["features"]
    _keys(manifest, {"_metadata", "display_information", "features", "oauth_config", "settings"}, "manifest", faults)
    _keys(display, {"name", "description", "long_description", "background_color"}, "display", faults)
    _long(display["name"], 1, 35, "name", faults)
    _long(display["description"], 1, 140, "description", faults)
    _long(display["long_description"], 175, 4_000, "long_description", faults)
    faults.check(re.fullmatch(r"#[0-9a-fA-F]{6}", display["background_color"]), "background_color")
    _keys(features, {"app_home", "bot_user", "shortcuts", "slash_commands", "agent_view"}, "features", faults)
    _long(features["bot_user"]["display_name"], 1, 80, "bot name", faults)
    faults.check(1 <= len(features["shortcuts"]) <= 10, "shortcuts")
    for shortcut in features["shortcuts"]:
        _keys(shortcut, {"name", "type", "callback_id", "description"}, "shortcut", faults)
        _long(shortcut["name"], 1, 24, "shortcut's name", faults)
        _long(shortcut["description"], 1, 150, "shortcut's description", faults)
        _long(shortcut["callback_id"], 1, 255, "shortcut's id", faults)
        faults.check(shortcut["type"] in {"message", "global"}, "shortcut's type")
    for command in features["slash_commands"]:
        _keys(command, {"command", "url", "description", "usage_hint", "should_escape"}, "command", faults)
        faults.check(re.fullmatch(r"/\S{1,31}", command["command"]), "command's name")
        _long(command["description"], 1, 2_000, "command's description", faults)
        _long(command["usage_hint"], 1, 1_000, "usage hint", faults)
    agent = features["agent_view"]
    _keys(agent, {"agent_description", "suggested_prompts"}, "agent_view", faults)
    _long(agent["agent_description"], 1, 300, "agent's description", faults)
    faults.check(len(agent["suggested_prompts"]) <= 4, "prompts")
    _manifest_rest(manifest, faults)
    return faults


def _manifest_rest(manifest: Json, faults: Faults) -> None:
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    settings = manifest["settings"]
    allowed = {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    }
    _keys(manifest["oauth_config"], {"scopes", "redirect_urls"}, "oauth", faults)
    _keys(settings, allowed, "settings", faults)
    events = settings["event_subscriptions"]["bot_events"]
    for names in (scopes, events):
        faults.check(len(names) == len(set(names)), "something twice")
        faults.check(all(0 < len(name) <= 50 for name in names), "a long name")
    if not settings["socket_mode_enabled"]:
        for place in (settings["event_subscriptions"], settings["interactivity"]):
            faults.check(re.match("https://", place.get("request_url", "")), "an address is missing")
        faults.check(all("url" in command for command in manifest["features"]["slash_commands"]), "a command's address")
        faults.check(manifest["oauth_config"].get("redirect_urls"), "a redirect address")


def shown(blocks: Iterable[Json]) -> Iterator[str]:
    """All that readers see of blocks, in order, with entities read."""
    for block in blocks:
        yield from _shown(block)


def leaves(blocks: Iterable[Json]) -> Iterator[Json]:
    """The text leaves of rich text, in order."""
    for block in blocks:
        if block.get("type") == "text":
            yield block
        else:
            yield from leaves(block.get("elements", ()))


def mrkdwn_texts(node: object) -> Iterator[str]:
    """Every text in Slack's older markup, anywhere."""
    if isinstance(node, Mapping):
        if node.get("type") == "mrkdwn":
            yield node["text"]
        for value in node.values():
            yield from mrkdwn_texts(value)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from mrkdwn_texts(value)


def _shown(node: Json) -> Iterator[str]:  # noqa: C901 - a case a kind
    match node:
        case {"type": "text" | "plain_text" | "raw_text", "text": str(text)}:
            yield text
        case {"type": "mrkdwn", "text": str(text)}:
            yield html.unescape(text)
        case {"type": "table", "rows": rows}:
            for row in rows:
                yield from shown(row)
        case {"type": "checkboxes", "options": options}:
            for option in options:
                yield from shown([option["text"], *([option["description"]] if "description" in option else [])])
        case {"type": "button", "text": text}:
            yield from _shown(text)
        case {"type": "image", "alt_text": str(text)}:
            yield text
        case {"elements": elements}:
            yield from shown(elements)
        case {"fields": fields}:
            yield from shown(fields)
        case {"text": text}:
            yield from _shown(text)


def _surface(blocks: Sequence[Json], faults: Faults, allowed: Mapping[str, Callable[[Json, Faults], None]]) -> None:
    json.dumps(list(blocks), ensure_ascii=False).encode()
    for block in blocks:
        kind = block["type"]
        faults.check(kind in allowed, f"no block {kind} here")
        faults.check(_length(block.get("block_id", "")) <= 255, "block_id")
        if kind in allowed:
            allowed[kind](block, faults)
        parsed = Block.parse(dict(block))
        assert parsed is not None
        parsed.validate_json()
        faults.check(parsed.to_dict() == block, f"the SDK does not know all of this {kind}")
    ids = [element["action_id"] for element in _elements(blocks) if element["action_id"] != "value"]
    faults.check(len(ids) == len(set(ids)), "action_id twice")


def _elements(blocks: Sequence[Json]) -> list[Json]:
    inside = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    return inside + [block["element"] for block in blocks if block["type"] == "input"]


def _header(block: Json, faults: Faults) -> None:
    _plain(block["text"], 150, "header", faults)


def _section(block: Json, faults: Faults) -> None:
    faults.check(1 <= len(block["fields"]) <= 10, "fields")
    for field in block["fields"]:
        _text(field, 2_000, "field", faults)


def _context(block: Json, faults: Faults) -> None:
    faults.check(1 <= len(block["elements"]) <= 10, "context")
    for element in block["elements"]:
        _text(element, 3_000, "context", faults)


def _rich_text(block: Json, faults: Faults) -> None:
    faults.check(block["elements"], "empty rich text")
    for element in block["elements"]:
        kind = element["type"]
        faults.check(element["elements"], f"empty {kind}")
        if kind == "rich_text_list":
            faults.check(element["style"] in {"bullet", "ordered"}, "list's style")
            for item in element["elements"]:
                _leaves(item, faults)
        else:
            faults.check(kind in {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}, f"no {kind}")
            _leaves(element, faults)


def _leaves(element: Json, faults: Faults) -> None:
    faults.check(element["elements"], "nothing in it")
    for leaf in element["elements"]:
        faults.check(leaf["type"] == "text", "only text is meant to be in there")
        faults.check(0 < _length(leaf["text"]) <= 4_000, f"a stretch of {_length(leaf['text'])}")
        faults.check(set(leaf.get("style", {})) <= _STYLES, "style")


def _table(block: Json, faults: Faults) -> None:
    rows = block["rows"]
    faults.check(2 <= len(rows) <= 100, "rows")
    faults.check(len({len(row) for row in rows}) == 1, "ragged")
    faults.check(1 <= len(rows[0]) <= 20, "columns")
    faults.check(len(block["column_settings"]) <= 20, "column settings")
    faults.check(sum(_length(cell["text"]) for row in rows for cell in row) <= 10_000, "table's characters")
    faults.check(all(cell["text"].strip() for row in rows for cell in row), "an empty cell")


def _actions(block: Json, faults: Faults) -> None:
    faults.check(1 <= len(block["elements"]) <= 25, "actions")
    for element in block["elements"]:
        faults.check(0 < _length(element["action_id"]) <= 255, "action_id")
        if element["type"] == "button":
            _plain(element["text"], 75, "button", faults)
            faults.check(_length(element["value"]) <= 2_000, "value")
            faults.check(element.get("style", "primary") in {"primary", "danger"}, "style")
            if "confirm" in element:
                for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
                    _plain(element["confirm"][name], most, name, faults)
        else:
            faults.check(element["type"] == "checkboxes", element["type"])
            _options(element, 10, faults)


def _options(element: Json, most: int, faults: Faults) -> None:
    options = element.get("options", [])
    faults.check(1 <= len(options) <= most, f"{len(options)} options")
    for option in options:
        _plain(option["text"], 75, "option", faults)
        faults.check(0 < _length(option["value"]) <= 150, "option's value")
        if "description" in option:
            _plain(option["description"], 75, "description", faults)
    first = element.get("initial_options", [element["initial_option"]] if "initial_option" in element else [])
    faults.check(all(option in options for option in first), "what is chosen at first is no option")
    faults.check("initial_options" not in element or first, "nothing chosen at first")


def _input(block: Json, faults: Faults) -> None:
    element = block["element"]
    _plain(block["label"], 2_000, "label", faults)
    if "hint" in block:
        _plain(block["hint"], 2_000, "hint", faults)
    match element["type"]:
        case "plain_text_input":
            faults.check(1 <= element["max_length"] <= 3_000, "max_length")
            faults.check(_length(element.get("initial_value", "")) <= element["max_length"], "initial_value")
        case "static_select" | "multi_static_select" if "options" in element:
            _options(element, 100, faults)
        case "static_select" | "multi_static_select":
            faults.check(1 <= len(element["option_groups"]) <= 100, "groups")
            for group in element["option_groups"]:
                _plain(group["label"], 75, "group", faults)
                _options(group, 100, faults)
        case "timepicker":
            faults.check(re.fullmatch(r"\d\d:\d\d", element.get("initial_time", "00:00")), "time")
        case "conversations_select":
            faults.check(element["filter"]["include"], "filter")
        case other:
            faults.append(f"no {other}")


def _nothing(_block: Json, _faults: Faults) -> None:
    pass


_MODAL_BLOCKS: Mapping[str, Callable[[Json, Faults], None]] = {"rich_text": _rich_text, "input": _input}
_MESSAGE_BLOCKS: Mapping[str, Callable[[Json, Faults], None]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "rich_text": _rich_text,
    "table": _table,
    "actions": _actions,
    "divider": _nothing,
    "image": _nothing,
}
_HOME_BLOCKS = {kind: check for kind, check in _MESSAGE_BLOCKS.items() if kind != "table"}


def _text(text: Json, most: int, what: str, faults: Faults) -> None:
    if text["type"] == "plain_text":
        _plain(text, most, what, faults)
        return
    faults.check(text["type"] == "mrkdwn" and text["verbatim"] is True, f"{what} is not verbatim")
    faults.check(0 < _length(text["text"]) <= most, f"{what} of {_length(text['text'])}")
    faults.check(not _MENTION.search(text["text"]), f"{what} has something alive in it")


def _plain(text: Json, most: int, what: str, faults: Faults) -> None:
    faults.check(text["type"] == "plain_text" and text["emoji"] is False, f"{what} is not plain")
    faults.check(0 < _length(text["text"]) <= most, f"{what} of {_length(text['text'])}")


def _keys(data: Json, known: set[str], what: str, faults: Faults) -> None:
    faults.check(set(data) <= known, f"{what} has {set(data) - known}")


def _long(text: str, least: int, most: int, what: str, faults: Faults) -> None:
    faults.check(least <= len(text) <= most, f"{what} of {len(text)}")


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2

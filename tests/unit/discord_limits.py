"""What Discord refuses, written from its documentation and knowing nothing of our code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_IS_COMPONENTS_V2 = 1 << 15
_ROW, _BUTTON, _SELECT, _INPUT, _CHANNELS = 1, 2, 3, 4, 8
_TEXT, _GALLERY, _FILE, _SEPARATOR, _CONTAINER, _LABEL = 10, 12, 13, 14, 17, 18
_TOP_LEVEL = {_ROW, _TEXT, _GALLERY, _FILE, _SEPARATOR, _CONTAINER}
_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")
_LOCALES = """
id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko
"""
LOCALES = frozenset(_LOCALES.split())


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def message_faults(payload: Mapping[str, Any], files: Sequence[str] = ()) -> list[str]:
    """Everything about a message that Discord would refuse; `files` are the names of what is uploaded with it."""
    return list(_message(payload, files))


def _message(payload: Mapping[str, Any], files: Sequence[str]) -> Iterator[str]:
    json.dumps(payload).encode()
    components = payload.get("components", [])
    if payload.get("allowed_mentions") != {"parse": []}:
        yield "somebody could be mentioned"
    if [item["filename"] for item in payload.get("attachments", [])] != list(files):
        yield "attachments are not the files"
    if len(files) > 10 or len(set(files)) < len(files):
        yield f"files: {files}"
    yield from (f"file name {name!r}" for name in files if not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", name))
    ids = [item["custom_id"] for item in nested(components) if "custom_id" in item]
    if len(set(ids)) < len(ids):
        yield f"custom ids are not unique: {ids}"
    if payload.get("flags", 0) & _IS_COMPONENTS_V2:
        yield from _layout(payload, components, files)
    else:
        yield from _classic(payload, components)


def _layout(payload: Mapping[str, Any], components: Sequence[Any], files: Sequence[str]) -> Iterator[str]:
    if payload.keys() & {"content", "embeds", "poll", "sticker_ids"}:
        yield "a layout has nothing but components"
    everything = list(nested(components))
    if not 1 <= len(everything) <= 40:
        yield f"{len(everything)} components"
    if sum(length(item["content"]) for item in everything if item["type"] == _TEXT) > 4000:
        yield "more than 4000 units of text"
    if sum(len(item["content"].encode()) + 12 for item in everything if item["type"] == _TEXT) > 10_170:
        yield "more bytes than Discord survives"
    shown = {url for item in everything for url in _urls(item)}
    if shown != {f"attachment://{name}" for name in files}:
        yield f"files {files} are shown as {shown}"
    for component in components:
        if component["type"] not in _TOP_LEVEL:
            yield f"type {component['type']} at the top"
        yield from _component(component, _TOP_LEVEL)


def _classic(payload: Mapping[str, Any], components: Sequence[Any]) -> Iterator[str]:
    embeds = payload.get("embeds", [])
    if not (payload.get("content") or embeds or payload.get("attachments")):
        yield "an empty message"
    if length(payload.get("content", "")) > 2000:
        yield "content too long"
    texts = [embed.get("description", "") + embed.get("title", "") for embed in embeds]
    if len(embeds) > 10 or sum(map(length, texts)) > 6000:
        yield "embeds too long"
    for embed in embeds:
        if len(embed.get("description", "").encode()) > 10_000:
            yield "more bytes than Discord survives"
        if length(embed.get("description", "")) > 4096 or not embed.get("description", "").strip():
            yield "description"
    if len(components) > 5:
        yield "more than five rows"
    for component in components:
        yield from _component(component, {_ROW})


def _component(component: Mapping[str, Any], allowed: set[int]) -> Iterator[str]:
    if component["type"] not in allowed:
        yield f"type {component['type']} is not allowed here"
        return
    match component["type"]:
        case 17:
            if not component["components"]:
                yield "an empty container"
            for inner in component["components"]:
                yield from _component(inner, _TOP_LEVEL - {_CONTAINER})
        case 10:
            if not 1 <= length(component["content"].strip()) <= 4000:
                yield f"text of {length(component['content'])}"
        case 12:
            yield from _gallery(component["items"])
        case 1:
            yield from _row(component["components"])
        case _:
            pass


def _gallery(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not 1 <= len(items) <= 10:
        yield "items of a gallery"
    if any(length(item.get("description", "x")) not in range(1, 1025) for item in items):
        yield "a picture's description"


def _row(inner: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if [item["type"] for item in inner] != [_SELECT] and not (
        1 <= len(inner) <= 5 and all(item["type"] == _BUTTON for item in inner)
    ):
        yield f"a row of {[item['type'] for item in inner]}"
    for item in inner:
        yield from _custom_id(item)
        if item["type"] == _SELECT:
            yield from _select(item)
        elif not 1 <= length(item["label"]) <= 80 or item["style"] not in {1, 2, 3, 4}:
            yield f"button {item}"


def _custom_id(item: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= length(item["custom_id"]) <= 100:
        yield f"custom id {item['custom_id']!r}"


def _select(item: Mapping[str, Any]) -> Iterator[str]:
    options = item["options"]
    if not 1 <= len(options) <= 25:
        yield f"{len(options)} options"
    if not 0 <= item["min_values"] <= item["max_values"] <= min(25, len(options)) or item["max_values"] < 1:
        yield f"from {item['min_values']} to {item['max_values']} values"
    if item.get("required", False) and item["min_values"] < 1:
        yield "required, and none has to be chosen"
    if length(item.get("placeholder", "")) > 150:
        yield "placeholder"
    if sum(option.get("default", False) for option in options) > item["max_values"]:
        yield "more defaults than may be chosen"
    values = [option["value"] for option in options]
    if len(set(values)) < len(values):
        yield "values are not unique"
    for option in options:
        if not 1 <= length(option["label"]) <= 100 or not 1 <= length(option["value"]) <= 100:
            yield f"option {option}"


def modal_faults(modal: Mapping[str, Any]) -> list[str]:
    """Everything about a modal that Discord would refuse."""
    return list(_modal(modal))


def _modal(modal: Mapping[str, Any]) -> Iterator[str]:
    json.dumps(modal).encode()
    yield from _custom_id(modal)
    if not 1 <= length(modal["title"]) <= 45:
        yield f"title {modal['title']!r}"
    if not 1 <= len(modal["components"]) <= 5:
        yield f"{len(modal['components'])} components"
    for component in modal["components"]:
        if component["type"] == _TEXT:
            if not 1 <= length(component["content"]) <= 4000:
                yield "text"
        elif component["type"] == _LABEL:
            yield from _label(component)
        else:
            yield f"type {component['type']} at the top"
    ids = [item["component"]["custom_id"] for item in modal["components"] if "component" in item]
    if len(set(ids)) < len(ids):
        yield "custom ids are not unique"


def _label(label: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= length(label["label"]) <= 45 or length(label.get("description", "x")) not in range(1, 101):
        yield f"label {label}"
    inner = label["component"]
    yield from _custom_id(inner)
    if inner["type"] == _SELECT:
        yield from _select(inner)
    elif inner["type"] == _INPUT:
        longest = inner.get("max_length", 4000)
        if not 1 <= longest <= 4000 or length(inner.get("value", "")) > longest:
            yield f"input {inner}"
        if length(inner.get("placeholder", "")) > 100 or inner["style"] not in {1, 2}:
            yield f"input {inner}"
    elif inner["type"] != _CHANNELS:
        yield f"type {inner['type']} in a label"


def command_faults(commands: Sequence[Mapping[str, Any]]) -> list[str]:
    """Everything about application commands that Discord would refuse."""
    return [f"{command['name']}: {fault}" for command in commands for fault in _command(command)] + [
        f"more than one {kind} {name}"
        for kind, name in {(command["type"], command["name"]) for command in commands}
        if sum((other["type"], other["name"]) == (kind, name) for other in commands) > 1
    ]


def _command(command: Mapping[str, Any]) -> Iterator[str]:
    if not set(command["integration_types"]) <= {0, 1} or not set(command["contexts"]) <= {0, 1, 2}:
        yield "where it can be used"
    if command["type"] == 3:
        if not 1 <= length(command["name"]) <= 32 or command.get("description") or command.get("options"):
            yield "a menu's item has a name and nothing else"
        return
    yield from _names(command)
    options = command["options"]
    choices = [choice for option in options for choice in option.get("choices", [])]
    said = [*(command[name] for name in ("name", "description")), *(choice["name"] for choice in choices)]
    said += [option[name] for option in options for name in ("name", "description")]
    if sum(map(length, [*said, *(choice["value"] for choice in choices)])) > 8000:
        yield "more than 8000 characters"
    if len(options) > 25 or len({option["name"] for option in options}) < len(options):
        yield "options"
    for option in options:
        yield from _names(option)
        yield from _option(option)


def _option(option: Mapping[str, Any]) -> Iterator[str]:
    if option.get("autocomplete") and (option.get("choices") or option["type"] not in {3, 4, 10}):
        yield "cannot be completed"
    if len(option.get("choices", [])) > 25 or not 0 <= option.get("max_length", 1) <= 6000:
        yield "limits of an option"
    for choice in option.get("choices", []):
        if not 1 <= length(choice["name"]) <= 100 or not 1 <= length(choice["value"]) <= 100:
            yield f"choice {choice}"


def _names(item: Mapping[str, Any]) -> Iterator[str]:
    names = {"": item["name"], **(item.get("name_localizations") or {})}
    said = {"": item["description"], **(item.get("description_localizations") or {})}
    if not {*names, *said} - {""} <= LOCALES:
        yield "a locale that is none"
    for name in names.values():
        if not _COMMAND_NAME.fullmatch(name) or name != name.lower():
            yield f"name {name!r}"
    for text in said.values():
        if not 1 <= length(text) <= 100:
            yield f"description {text!r}"


def nested(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """All components, those inside others too."""
    for component in components:
        yield component
        yield from nested(component.get("components", ()))


def _urls(component: Mapping[str, Any]) -> Iterator[str]:
    if component["type"] == _GALLERY:
        yield from (item["media"]["url"] for item in component["items"])
    if component["type"] == _FILE:
        yield component["file"]["url"]


def suggestion_faults(suggestions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Everything about suggestions for an option that Discord would refuse."""
    found = [f"{len(suggestions)} suggestions"] if len(suggestions) > 25 else []
    texts = [item[key] for item in suggestions for key in ("name", "value")]
    return found + [text for text in texts if not 1 <= length(text) <= 100]

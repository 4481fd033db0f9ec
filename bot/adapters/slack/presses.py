"""Buttons and boxes to tick: what they carry, and what a press on them means.

A press says all that is needed to act on it, whenever it comes and whichever process gets it: the command stands in
the `action_id`, its options in the `value`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.limits import VALUE
from bot.adapters.slack.payloads import array, mapping
from bot.core.chat import Button

BUTTON_ID = re.compile(r"greenroom/1/press/([a-z][a-z-]{0,63})/\d+")
"""The `action_id` of every button of ours, with its command; the figure makes it unique in a message."""

TICKS_ID = re.compile(r"greenroom/1/ticks/\d+")
"""The `action_id` of every group of boxes; what is ticked counts when the button beside them is pressed."""

KEPT = "kept"
"""Option of a button that saves ticks: what is ticked in other messages of the same checklist."""

_SAID = "said"
_OURS = (BUTTON_ID, TICKS_ID)


@dataclass(frozen=True, slots=True)
class Press:
    """A command with its options, from something that was pressed or sent."""

    command: str
    options: Mapping[str, str]


def encode(button: Button, number: int) -> dict[str, str]:
    """What a button carries, as `action_id` and `value`.

    Args:
        button: The button.
        number: A figure that no other button of its message has.

    Raises:
        ValueError: Its options are too long to travel along.
    """
    value = packed(button.options)
    if len(value) > VALUE:
        raise ValueError(f"the options of a button for {button.command} take {len(value)} characters, over {VALUE}")
    return {"action_id": f"greenroom/1/press/{button.command}/{number}", "value": value}


def ticks_id(number: int) -> str:
    """The `action_id` of a group of boxes."""
    return f"greenroom/1/ticks/{number}"


def is_ours(action_id: str) -> bool:
    """Whether something of ours was pressed, be it only a box that was ticked."""
    return any(pattern.fullmatch(action_id) for pattern in _OURS)


def decode(payload: Mapping[str, Any]) -> Press | None:
    """What a `block_actions` payload asks for.

    Returns:
        The command and its options; for a button that saves ticks `said` holds the ids of all ticked boxes. None for
        what is not ours, is older than this version can read, or asks for nothing by itself, as a tick does not.
    """
    action = mapping(next(iter(array(payload.get("actions"))), None))
    found = BUTTON_ID.fullmatch(str(action.get("action_id", "")))
    options = unpacked(action.get("value"))
    if found is None or options is None:
        return None
    if KEPT in options:
        kept = [name for name in options.pop(KEPT).split(",") if name]
        options[_SAID] = ",".join(dict.fromkeys([*_ticked(payload), *kept]))
    return Press(found[1], options)


def packed(options: Mapping[str, str]) -> str:
    """Options as text that Slack gives back as it got it: pure ASCII, and nothing in it that would be escaped."""
    text = json.dumps(dict(options), separators=(",", ":"))
    return re.sub("[&<>]", lambda found: f"\\u{ord(found[0]):04x}", text)


def unpacked(value: object) -> dict[str, str] | None:
    """The options in a text that `packed` made; none if it is anything else."""
    if not isinstance(value, str):
        return None
    try:
        options = json.loads(value)
    except ValueError:
        return None
    if not isinstance(options, dict) or not all(isinstance(item, str) for item in options.values()):
        return None
    return options


def _ticked(payload: Mapping[str, Any]) -> Iterator[str]:
    """Values of the boxes ticked now, in order; of groups that Slack does not tell of, what they showed at first."""
    holder = payload if "state" in payload else mapping(payload.get("view"))
    values = mapping(mapping(holder.get("state")).get("values"))
    now = {
        action_id: mapping(state).get("selected_options")
        for block in values.values()
        for action_id, state in mapping(block).items()
        if TICKS_ID.fullmatch(action_id)
    }
    chosen = {**dict(_at_first(payload)), **now}
    for action_id in sorted(chosen, key=lambda name: int(name.rsplit("/", 1)[1])):
        yield from _values(chosen[action_id])


def _at_first(payload: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """What each group of boxes in the message showed as ticked."""
    surface = mapping(payload.get("message")) or mapping(payload.get("view"))
    for block in array(surface.get("blocks")):
        for element in map(mapping, array(mapping(block).get("elements"))):
            action_id = str(element.get("action_id", ""))
            if TICKS_ID.fullmatch(action_id):
                yield action_id, element.get("initial_options")


def _values(options: object) -> Iterator[str]:
    for option in array(options):
        value = mapping(option).get("value")
        if isinstance(value, str):
            yield value

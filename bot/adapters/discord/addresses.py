"""Which server a button in a direct message is about.

A card that a server's member gets in a direct message has buttons, too, and a press there does not say which server
they belong to. So their custom ids begin with the server's id: `g7xK2mQ0aB1c/gr1:revise:a5`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.adapters.discord.limits import CUSTOM_ID, units

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ADDRESSED = re.compile(r"g([0-9A-Za-z]{1,11})/(.+)", re.DOTALL)


def addressed(components: Sequence[Mapping[str, Any]], server: str) -> list[dict[str, Any]]:
    """Components with the server in their custom ids, as far as there is room for it."""
    return [_changed(component, lambda custom_id: with_address(custom_id, server)) for component in components]


def unaddressed(components: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Components with the custom ids that they had before."""
    return [_changed(component, lambda custom_id: split_address(custom_id)[1]) for component in components]


def with_address(custom_id: str, server: str) -> str:
    """A custom id of ours with a server, if there is room for it."""
    number, digits = int(server), ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    whole = f"g{digits}/{custom_id}"
    return whole if custom_id.startswith("gr") and units(whole) <= CUSTOM_ID else custom_id


def split_address(custom_id: str) -> tuple[str | None, str]:
    """The server that a custom id names, if it does, and the rest of it."""
    found = _ADDRESSED.fullmatch(custom_id)
    if found is None:
        return None, custom_id
    number = 0
    for digit in found[1]:
        number = number * len(_DIGITS) + _DIGITS.index(digit)
    return str(number), found[2]


def _changed(component: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """A component with the custom ids in it changed."""
    changed = dict(component)
    if "custom_id" in changed:
        changed["custom_id"] = change(str(changed["custom_id"]))
    if "components" in changed:
        changed["components"] = [_changed(inner, change) for inner in changed["components"]]
    return changed

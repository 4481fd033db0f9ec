"""Buttons and menus as custom ids, and back: all that a press needs travels in the component, nothing in a process.

A custom id is `gr1:` and fields with colons between them: the command's name, then an option each. Options that are
used often have a letter (`qml-l1-l2`), others their name (`=track=sql`). Three marks say how to read the rest: `?said`
names the option that a menu's values fill, `~2.3` is page 2 of 3 of a form, and `+1` only tells equal presses of one
message apart. With a question's id of 60 letters, 15 digits of a posting and a style there is still room in the 100
characters that Discord allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote

from bot.adapters.discord.limits import CUSTOM_ID, units
from bot.core.chat import Button
from bot.core.commands import find

TEMPLATE: Final = re.compile(r"gr(?P<version>[0-9]+):(?P<press>[^\x00-\x1f]+)")
"""What every custom id of ours looks like, older and newer versions included; fits `discord.ui.DynamicItem`."""

_VERSION = "1"
_LETTERS = {
    "answer_id": "a",
    "question": "q",
    "posting_id": "p",
    "number": "n",
    "style": "s",
    "another": "x",
    "revises": "r",
    "seconds": "t",
    "limit": "l",
}
_NAMES = {letter: name for name, letter in _LETTERS.items()}
_NAME = re.compile(r"[a-z][a-z_]*")
_PAGE = re.compile(r"([1-9])\.([1-9])")


@dataclass(frozen=True, slots=True)
class Press:
    """What a member asked for by a press.

    Attributes:
        command: A command of COMMANDS.
        options: Its options.
        fills: The option that a menu's values are for.
        page: Which page of a form is meant, from 1.
        pages: How many pages the form has.
    """

    command: str
    options: Mapping[str, str] = field(default_factory=dict)
    fills: str | None = None
    page: int = 1
    pages: int = 1


def encode(button: Button, *, fills: str | None = None, page: tuple[int, int] = (1, 1), copy: int = 0) -> str:
    """A custom id that carries a command with its options.

    Args:
        button: The command and options.
        fills: The option that a menu's values will be for.
        page: Which page of how many of a form.
        copy: Tells equal presses in one message apart.

    Raises:
        ValueError: It does not fit; the options are too long for a button.
    """
    fields = [button.command, *(_field(name, value) for name, value in button.options.items())]
    if fills is not None:
        fields.append(f"?{fills}")
    if page != (1, 1):
        fields.append(f"~{page[0]}.{page[1]}")
    if copy:
        fields.append(f"+{copy}")
    custom_id = f"gr{_VERSION}:{':'.join(fields)}"
    if units(custom_id) > CUSTOM_ID:
        message = f"{custom_id!r} is longer than the {CUSTOM_ID} characters of a custom id"
        raise ValueError(message)
    return custom_id


def decode(custom_id: str) -> Press | None:
    """The press behind a custom id; None if it is not ours, of another version, or of a command that is gone."""
    found = TEMPLATE.fullmatch(custom_id)
    if found is None or found["version"] != _VERSION:
        return None
    name, *fields = found["press"].split(":")
    if find(name) is None:
        return None
    options: dict[str, str] = {}
    fills, page, pages = None, 1, 1
    for text in fields:
        mark, rest = text[:1], text[1:]
        if mark == "?" and _NAME.fullmatch(rest):
            fills = rest
        elif mark == "~" and (numbers := _PAGE.fullmatch(rest)):
            page, pages = int(numbers[1]), int(numbers[2])
        elif mark in _NAMES:
            options[_NAMES[mark]] = unquote(rest)
        elif mark == "=" and _NAME.fullmatch(rest.partition("=")[0]):
            options[rest.partition("=")[0]] = unquote(rest.partition("=")[2])
        elif mark != "+":
            return None
    return Press(name, options, fills, page, pages)


def chosen(custom_id: str, values: Sequence[str], components: Iterable[object]) -> Press | None:
    """The press that a choice in a menu makes, with all that is chosen in the option that it fills.

    A long list has several menus of one command. Discord sends what was chosen in one of them; for the others what was
    shown as chosen still holds.

    Args:
        custom_id: The menu's.
        values: What is chosen in it now.
        components: The message's components, as Discord sends them along.
    """
    press = decode(custom_id)
    if press is None or press.fills is None:
        return None
    together = list(values)
    for menu in _menus(components):
        other = str(menu.get("custom_id", ""))
        if other != custom_id and decode(other) == press:
            together += _shown_as_chosen(menu)
    options = {**press.options, press.fills: ",".join(together)}
    return Press(press.command, options, page=press.page, pages=press.pages)


def _field(name: str, value: str) -> str:
    shown = quote(value, safe=_SAFE)
    return f"{_LETTERS[name]}{shown}" if name in _LETTERS else f"={name}={shown}"


_SAFE = " !\"#$&'()*+,-./;<=>?@[\\]^_`{|}~"


def _menus(components: Iterable[object]) -> Iterator[Mapping[str, object]]:
    for component in components:
        if isinstance(component, Mapping):
            if "options" in component:
                yield component
            inner = component.get("components")
            yield from _menus(inner if isinstance(inner, Sequence) else ())


def _shown_as_chosen(menu: Mapping[str, object]) -> list[str]:
    options = menu.get("options")
    listed = options if isinstance(options, Sequence) else ()
    return [str(option["value"]) for option in listed if isinstance(option, Mapping) and option.get("default")]

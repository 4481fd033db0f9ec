"""COMMANDS -> Discord's application commands.

Every command is a slash command of its own, because default permissions exist for whole commands only and because
`/answer` is shorter on a phone than `/greenroom answer`. Free text is the option `text`; left out, a window opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bot.adapters.discord.limits import (
    COMMAND_CHOICES,
    COMMAND_DESCRIPTION,
    LARGEST_INTEGER,
    STRING_OPTION,
    shortened,
)
from bot.adapters.discord.words import say
from bot.core.commands import COMMANDS, Command, Option

Localise = Callable[[str], Mapping[str, str]]
"""Texts by Discord's locale (such as `de` or `pt-BR`) for a key; none where there is no translation.

Keys: `command.NAME`, `command.NAME.summary`, `command.NAME.OPTION`, `command.NAME.OPTION.summary`.
"""

AUTOCOMPLETED: Final = frozenset({"question", "track", "skill", "style", "plan"})
"""Options that are completed while a member types; see `suggestions.suggest`."""
CONTEXT_MENU: Final = {say("command.grade-this"): "grade-this"}
"""Commands in a message's menu, and the events that they make."""

_SLASH, _MESSAGE_MENU = 1, 3
_STRING, _INTEGER = 3, 4
_GUILD, _BOT_DM, _PRIVATE = 0, 1, 2
_IN_SERVERS, _FOR_USERS = 0, 1
_MANAGE_SERVER = str(1 << 5)


def definitions(
    commands: Sequence[Command] = COMMANDS,
    localise: Localise | None = None,
    own: Sequence[dict[str, Any]] = (),
) -> list[dict[str, Any]]:
    """The body of `PUT /applications/{id}/commands`.

    Args:
        commands: The table.
        localise: Names and descriptions in other languages.
        own: Commands that only Discord has.
    """
    said = localise or _untranslated
    menus = [_menu(name, said) for name in CONTEXT_MENU]
    return [*(_slash(command, said) for command in commands), *own, *menus]


def _slash(command: Command, said: Localise) -> dict[str, Any]:
    key = f"command.{command.name}"
    options = [_option(option, key, said) for option in command.options]
    if command.takes_text:
        text = Option("text", say("option.text"))
        options.insert(0, _option(text, key, said) | {"max_length": STRING_OPTION})
    place = _in_servers_only() if command.for_admins else _everywhere()
    return {
        "type": _SLASH,
        **_named(command.name, key, said),
        **_described(command.summary, f"{key}.summary", said),
        "options": options,
        **place,
    }


def _menu(name: str, said: Localise) -> dict[str, Any]:
    return {"type": _MESSAGE_MENU, **_named(name, f"command.{CONTEXT_MENU[name]}", said), **_everywhere()}


def _option(option: Option, key: str, said: Localise) -> dict[str, Any]:
    """An option; one that is completed while typing may hold several values, so its choices stay open."""
    kind: dict[str, Any] = {"type": _INTEGER, "min_value": 0, "max_value": LARGEST_INTEGER}
    if not option.number:
        kind = {"type": _STRING}
        if option.name in AUTOCOMPLETED or len(option.choices) > COMMAND_CHOICES:
            kind["autocomplete"] = True
        elif option.choices:
            kind["choices"] = [{"name": choice, "value": choice} for choice in option.choices]
    name = f"{key}.{option.name}"
    return {
        **kind,
        **_named(option.name, name, said),
        **_described(option.summary, f"{name}.summary", said),
        "required": False,
    }


def _everywhere() -> dict[str, Any]:
    return {
        "default_member_permissions": None,
        "integration_types": [_IN_SERVERS, _FOR_USERS],
        "contexts": [_GUILD, _BOT_DM, _PRIVATE],
    }


def _in_servers_only() -> dict[str, Any]:
    """For what changes a server's group: offered to those who manage it, until its owner decides otherwise."""
    return {
        "default_member_permissions": _MANAGE_SERVER,
        "integration_types": [_IN_SERVERS],
        "contexts": [_GUILD],
    }


def _named(name: str, key: str, said: Localise) -> dict[str, Any]:
    return {"name": name, "name_localizations": dict(said(key)) or None}


def _described(summary: str, key: str, said: Localise) -> dict[str, Any]:
    translations = {locale: shortened(text, COMMAND_DESCRIPTION) for locale, text in said(key).items()}
    return {
        "description": shortened(summary, COMMAND_DESCRIPTION),
        "description_localizations": translations or None,
    }


def _untranslated(_key: str) -> Mapping[str, str]:
    return {}

"""Application commands: what Discord refuses of them, how they are kept, and who is offered them."""

from __future__ import annotations

import copy
import unicodedata
from typing import Any

from tests.wire.discord import permissions
from tests.wire.discord.errors import Json, refused
from tests.wire.discord.form import Form
from tests.wire.discord.interactions import context_of, owners_of
from tests.wire.discord.model import Channel, Command, User
from tests.wire.discord.world import World

MOST = {1: 100, 2: 15, 3: 15}
MOST_OPTIONS, MOST_CHOICES, MOST_CHARACTERS = 25, 25, 8000
LOCALES = frozenset({
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
})  # fmt: skip
SUB_COMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
_WITH_CHOICES = {STRING, INTEGER, NUMBER}
_SCRIPTS = (range(0x0900, 0x0980), range(0xA8E0, 0xA900), range(0x0E00, 0x0E80))  # Devanagari and Thai, marks included


def check_command(form: Form, body: Any) -> None:
    """Check one command."""
    held = form.mapping(body)
    kind = held.get("type", 1)
    if kind not in MOST:
        (form / "type").wrong("BASE_TYPE_CHOICES", f"Value must be one of {tuple(MOST)}.")
        return
    name = form.text(held, "name", 32, 1, required=True)
    _localized(form, held, "name", 32, slash=kind == 1)
    if kind == 1:
        _check_name(form / "name", name)
        form.text(held, "description", 100, 1, required=True)
        _localized(form, held, "description", 100)
        _check_options(form, held, depth=0)
    elif held.get("description"):
        (form / "description").wrong("APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED", "Must be empty for this type.")
    allowed = held.get("default_member_permissions")
    if allowed is not None and not str(allowed).isdigit():
        (form / "default_member_permissions").wrong("NUMBER_TYPE_COERCE", f'Value "{allowed}" is not int.')
    for place, among in (("integration_types", (0, 1)), ("contexts", (0, 1, 2))):
        for number, value in enumerate(form.items(held, place, 3)):
            if value not in among:
                (form / place / number).wrong("BASE_TYPE_CHOICES", f"Value must be one of {among}.")
    if _characters(held) > MOST_CHARACTERS:
        form.wrong("APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({MOST_CHARACTERS})")


def _check_name(form: Form, name: str) -> None:
    """Slash commands and options: letters, numbers, `-`, `_` and `'`, in lower case where there is one."""
    if not name:
        return
    if name != name.lower() or not all(_may_be_in_a_name(character) for character in name):
        form.wrong("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _may_be_in_a_name(character: str) -> bool:
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    return any(ord(character) in script for script in _SCRIPTS)


def _localized(form: Form, held: Json, what: str, most: int, *, slash: bool = False) -> None:
    field = f"{what}_localizations"
    if held.get(field) is None:
        return
    here = form / field
    words = here.mapping(held[field])
    for locale in words:
        if locale not in LOCALES:
            (here / locale).wrong("BASE_TYPE_CHOICES", f"Value must be one of {sorted(LOCALES)}.")
        word = here.text(words, locale, most, 1)
        if slash:
            _check_name(here / locale, word)


def _check_options(form: Form, held: Json, depth: int) -> None:
    options = form.items(held, "options", MOST_OPTIONS)
    names: set[str] = set()
    optional_seen = False
    for number, option in enumerate(options):
        here = form / "options" / number
        _check_option(here, here.mapping(option), depth)
        name = str(option.get("name")) if isinstance(option, dict) else ""
        if name in names:
            (here / "name").wrong("APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", "Option name already exists")
        names.add(name)
        required = isinstance(option, dict) and bool(option.get("required"))
        if required and optional_seen:
            here.wrong(
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_seen = optional_seen or not required


def _check_option(form: Form, held: Json, depth: int) -> None:
    kind = form.choice(held, "type", tuple(range(1, 12)))
    name = form.text(held, "name", 32, 1, required=True)
    _check_name(form / "name", name)
    form.text(held, "description", 100, 1, required=True)
    _localized(form, held, "name", 32, slash=True)
    _localized(form, held, "description", 100)
    if kind in {SUB_COMMAND, GROUP}:
        if depth > (0 if kind == GROUP else 1):
            (form / "type").wrong("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command option is not allowed here")
        _check_options(form, held, depth + 1)
        return
    choices = form.items(held, "choices", MOST_CHOICES)
    if choices and kind not in _WITH_CHOICES:
        (form / "choices").wrong("APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", "Choices are not allowed for this type")
    if choices and held.get("autocomplete"):
        (form / "autocomplete").wrong(
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", "Autocomplete and choices are mutually exclusive"
        )
    for number, choice in enumerate(choices):
        here = form / "choices" / number
        here.text(here.mapping(choice), "name", 100, 1, required=True)
        _localized(here, choice, "name", 100)
        if kind == STRING:
            here.text(choice, "value", 100, 1, required=True)
    if kind == STRING:
        form.whole(held, "min_length", 0, 6000)
        form.whole(held, "max_length", 1, 6000)


def _characters(held: Json) -> int:
    own = sum(len(str(held.get(name, ""))) for name in ("name", "description"))
    own += sum(
        len(str(choice.get("name", ""))) + len(str(choice.get("value", ""))) for choice in held.get("choices") or []
    )
    return own + sum(_characters(option) for option in held.get("options") or [] if isinstance(option, dict))


def overwrite_all(world: World, guild_id: str | None, bodies: Any) -> list[Json]:
    """Replace the commands of a scope; those with the same name and type keep their ids.

    Raises:
        ApiError: An invalid command, names twice, or too many.
    """
    form = Form()
    listed = bodies if isinstance(bodies, list) else []
    if not isinstance(bodies, list):
        form.wrong("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    for number, body in enumerate(listed):
        check_command(form / number, body)
    keys: list[tuple[str, int]] = [
        (str(body.get("name")), body.get("type", 1)) for body in listed if isinstance(body, dict)
    ]
    if len(keys) != len(set(keys)):
        form.wrong("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
    form.settle()
    if any(sum(kind == it for _, it in keys) > most for kind, most in MOST.items()):
        raise refused(30032)
    old = {command.key: command for command in of_scope(world, guild_id)}
    for command in old.values():
        del world.commands[command.id]
    return [show(world, keep(world, guild_id, body, old.get(key))) for key, body in zip(keys, listed, strict=True)]


def keep(world: World, guild_id: str | None, body: Json, old: Command | None) -> Command:
    """Register a command, under its old id if there is one."""
    same = old is not None and old.body == body
    version = old.version if old is not None and same else world.clock.snowflake()
    command = Command(old.id if old else world.clock.snowflake(), version, guild_id, copy.deepcopy(body))
    world.commands[command.id] = command
    return command


def of_scope(world: World, guild_id: str | None) -> list[Command]:
    return [command for command in world.commands.values() if command.guild_id == guild_id]


def show(world: World, command: Command) -> Json:
    """A command as the API tells it."""
    body = command.body
    shown: Json = {
        "id": command.id,
        "application_id": world.app.id,
        "version": command.version,
        "type": body.get("type", 1),
        "name": body["name"],
        "name_localizations": body.get("name_localizations"),
        "description": body.get("description") or "",
        "description_localizations": body.get("description_localizations"),
        "default_member_permissions": body.get("default_member_permissions"),
        "dm_permission": body.get("dm_permission", True),
        "nsfw": body.get("nsfw", False),
        "options": body.get("options") or [],
    }
    if command.guild_id is not None:
        return shown | {"guild_id": command.guild_id}
    return shown | {"integration_types": body.get("integration_types") or [0], "contexts": body.get("contexts")}


def offered(world: World, user: User, channel: Channel, command: Command) -> bool:
    """Whether a member's app shows them a command in a channel."""
    guild, body = channel.guild, command.body
    if command.guild_id is not None and (guild is None or guild.id != command.guild_id):
        return False
    owners, here = owners_of(world, user, channel), context_of(world, channel)
    if command.guild_id is None:
        installs = {str(it) for it in body.get("integration_types") or [0]}
        contexts = body.get("contexts")
        if contexts is None:
            contexts = [0, 1, 2] if body.get("dm_permission", True) else [0]
        if here not in contexts or not installs & set(owners):
            return False
    if guild is None:
        return True
    held = permissions.in_channel(channel, user.id)
    needed = body.get("default_member_permissions")
    if needed is not None and held != permissions.ALL:
        wanted = int(needed)
        if not wanted or held & wanted != wanted:
            return False
    return bool(held & permissions.BITS["use_application_commands"]) and not (
        channel.thread and channel.thread.archived
    )

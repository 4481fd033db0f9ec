"""Application commands over REST, global and of a guild."""

from __future__ import annotations

from tests.wire.discord import commands
from tests.wire.discord.calls import Call, Route
from tests.wire.discord.errors import Json, refused
from tests.wire.discord.form import Form
from tests.wire.discord.model import Command


def _scope(call: Call) -> str | None:
    """The guild, or None for global commands.

    Raises:
        ApiError: Another's application, or a guild the app is not in.
    """
    if call.parameters["application_id"] != call.world.app.id:
        raise refused(20012)
    guild_id = call.parameters.get("guild_id")
    if guild_id is not None:
        guild = call.world.guilds.get(guild_id)
        if guild is None or call.world.bot.id not in guild.members:
            raise refused(50001)
    return guild_id


def _command(call: Call) -> Command:
    scope = _scope(call)
    found = call.world.commands.get(call.parameters["command_id"])
    if found is None or found.guild_id != scope:
        raise refused(10063)
    return found


def listed(call: Call) -> list[Json]:
    shown = [commands.show(call.world, command) for command in commands.of_scope(call.world, _scope(call))]
    if call.asks("with_localizations"):
        return shown
    return [{name: value for name, value in it.items() if not name.endswith("_localizations")} for it in shown]


def overwrite(call: Call) -> list[Json]:
    return commands.overwrite_all(call.world, _scope(call), call.body)


def create(call: Call) -> tuple[int, Json]:
    """Register one; a name that is there already is replaced."""
    scope, body, form = _scope(call), call.json(), Form()
    commands.check_command(form, body)
    form.settle()
    key = (body["name"], body.get("type", 1))
    registered = commands.of_scope(call.world, scope)
    old = next((command for command in registered if command.key == key), None)
    same_kind = [command for command in registered if command.key[1] == key[1]]
    if old is None and len(same_kind) >= commands.MOST[key[1]]:
        raise refused(30032)
    return 200 if old else 201, commands.show(call.world, commands.keep(call.world, scope, body, old))


def get(call: Call) -> Json:
    return commands.show(call.world, _command(call))


def edit(call: Call) -> Json:
    command, form = _command(call), Form()
    body = command.body | call.json()
    commands.check_command(form, body)
    form.settle()
    return commands.show(call.world, commands.keep(call.world, command.guild_id, body, command))


def delete(call: Call) -> None:
    del call.world.commands[_command(call).id]


def all_permissions(call: Call) -> list[Json]:
    _scope(call)
    return []


def get_permissions(call: Call) -> Json:
    """Nobody has changed who may use it."""
    _scope(call)
    raise refused(10066)


def set_permissions(call: Call) -> Json:
    """Only a person's token may."""
    _scope(call)
    raise refused(20001)


def _routes(base: str) -> list[Route]:
    return [
        ("GET", base, listed),
        ("PUT", base, overwrite),
        ("POST", base, create),
        ("GET", f"{base}/{{command_id}}", get),
        ("PATCH", f"{base}/{{command_id}}", edit),
        ("DELETE", f"{base}/{{command_id}}", delete),
    ]


_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
ROUTES: list[Route] = [
    ("GET", f"{_GUILD}/permissions", all_permissions),
    ("GET", f"{_GUILD}/{{command_id}}/permissions", get_permissions),
    ("PUT", f"{_GUILD}/{{command_id}}/permissions", set_permissions),
    *_routes("/applications/{application_id}/commands"),
    *_routes(_GUILD),
]

"""Registering the commands: only where what Discord has is not what we want, because it allows few such changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from bot.adapters.discord.commands import definitions
from bot.adapters.discord.moving_in import definition
from bot.adapters.discord.rest import Rest
from bot.core.worker import WorkerLog

_PATH: Final = "/applications/{application_id}/commands"


def all_definitions() -> list[dict[str, Any]]:
    """Every command, those of the table and Discord's own."""
    return definitions(own=(definition(),))


class Registrar:
    """Registers the application's commands.

    Args:
        rest: Discord.
        log: Told of changes.
    """

    def __init__(self, rest: Rest, log: WorkerLog) -> None:
        self._rest = rest
        self._log = log

    async def register(self) -> None:
        """Bring the commands up to date; one request if they are.

        Raises:
            RefusedError: Discord refuses them.
            TryLaterError: Not now.
        """
        application = str((await self._rest.client()).application_id)
        wanted = all_definitions()
        changed = differences(wanted, await registered(self._rest, application))
        if changed:
            await self._rest.call("PUT", _PATH, {"application_id": application}, wanted)
            self._log.info("discord_commands_registered", changed=", ".join(changed))


async def registered(rest: Rest, application: str) -> Sequence[Mapping[str, Any]]:
    """The commands as Discord has them.

    Raises:
        RefusedError: Discord does not tell.
        TryLaterError: Not now.
    """
    found = await rest.call("GET", _PATH, {"application_id": application}, query={"with_localizations": "true"})
    return cast("Sequence[Mapping[str, Any]]", found)


def differences(wanted: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Names of commands that are missing, other than wanted, or too many."""
    there = {_key(command): command for command in found}
    named = {_key(command): command for command in wanted}
    changed = [name for (kind, name), command in named.items() if not _same(command, there.get((kind, name), {}))]
    return changed + [name for kind, name in there if (kind, name) not in named]


def _key(command: Mapping[str, Any]) -> tuple[int, str]:
    return int(command.get("type", 1)), str(command["name"])


def _same(wanted: object, found: object) -> bool:
    """Whether what is wanted is there; Discord leaves out what is empty, and adds ids and the like."""
    if isinstance(wanted, Mapping):
        there = found if isinstance(found, Mapping) else {}
        return all(_same(value, there.get(name)) for name, value in wanted.items())
    if isinstance(wanted, list):
        listed = found if isinstance(found, list) else []
        return len(wanted) == len(listed) and all(map(_same, wanted, listed))
    return wanted == found or (not wanted and not found)

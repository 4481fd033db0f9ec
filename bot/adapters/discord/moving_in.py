"""`/home`: the server that direct messages belong to, said by whoever began with them and shares several.

The command is Discord's own, as the question is: elsewhere a conversation says which workspace it is about.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.adapters.discord.homes import Homes, Shared
from bot.adapters.discord.limits import COMMAND_CHOICES, OPTION_LABEL, shortened
from bot.adapters.discord.places import KnownPlaces
from bot.adapters.discord.translate import NO_SERVER, PLATFORM, Asked
from bot.adapters.discord.words import say
from bot.core.chat import Reply, ReplyKind, Text
from bot.core.records import Origin

HOME: Final = "home"
SERVER: Final = "server"

_SLASH, _STRING, _BOT_DM = 1, 3, 1
_IN_SERVERS, _FOR_USERS = 0, 1

Meet = Callable[[Origin], Awaitable[object]]
"""Makes a person known in a workspace."""


def definition() -> dict[str, Any]:
    """The command as Discord is told of it: for direct messages with the bot alone."""
    server = {
        "type": _STRING,
        "name": SERVER,
        "name_localizations": None,
        "description": say("option.server"),
        "description_localizations": None,
        "autocomplete": True,
        "required": False,
    }
    return {
        "type": _SLASH,
        "name": HOME,
        "name_localizations": None,
        "description": say("command.home"),
        "description_localizations": None,
        "options": [server],
        "default_member_permissions": None,
        "integration_types": [_IN_SERVERS, _FOR_USERS],
        "contexts": [_BOT_DM],
    }


@dataclass(frozen=True, slots=True)
class MovingIn:
    """Does what the command says.

    Attributes:
        homes: Finds people's servers.
        places: Knows the bot's.
        meet: Makes a person known in a workspace.
    """

    homes: Homes
    places: KnownPlaces
    meet: Meet

    async def offered(self, asked: Asked, typed: str) -> list[dict[str, str]]:
        """The servers to choose from while a member types, those that they share with the bot."""
        shared = await self._shared(asked, typed)
        return [{"name": shortened(name, OPTION_LABEL), "value": number} for number, name in shared][:COMMAND_CHOICES]

    async def done(self, asked: Asked) -> Reply:
        """What is said to a member who asks, or chooses."""
        wanted = next((str(it.get("value") or "") for it in asked.data.get("options") or ()), "").strip()
        home = asked.spot.home
        if home not in {None, NO_SERVER}:
            return _reply(say("home.stays", server=self._name(str(home))))
        if not wanted:
            names = [_plain(name) for _, name in await self._shared(asked, "")]
            some = say("home.some", servers=", ".join(names)) if names else ""
            return _reply(f"{say('home.choose')} {some}".strip())
        found = [it for it in await self._shared(asked, wanted) if wanted.lower() in {it[0], it[1].lower()}]
        if len(found) != 1:
            return _reply(say("home.unknown"))
        [(server, name)] = found
        spot = asked.spot
        await self.meet(Origin(PLATFORM, server, spot.channel, spot.user, spot.user_name, direct=True))
        return _reply(say("home.chosen", server=_plain(name)))

    async def _shared(self, asked: Asked, typed: str) -> Shared:
        client = self.places.client
        return [] if client is None else await self.homes.shared(asked.spot.user, client, typed)

    def _name(self, server: str) -> str:
        client = self.places.client
        guild = client.get_guild(int(server)) if client is not None and server.isdecimal() else None
        return _plain(guild.name) if guild is not None else say("home.somewhere")


def _plain(name: str) -> str:
    """A server's name without anything that Markdown or Discord could take for more than letters."""
    return "".join(character for character in name if character.isalnum() or character in " -.'").strip() or "?"


def _reply(text: str) -> Reply:
    return Reply(ReplyKind.NOTICE, (Text(text),))

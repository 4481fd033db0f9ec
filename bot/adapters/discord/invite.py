"""The links by which Greenroom is added to a server, or to one's own account."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

PERMISSIONS: Final = MappingProxyType(
    {
        "View Channels": 1 << 10,
        "Send Messages": 1 << 11,
        "Embed Links": 1 << 14,
        "Attach Files": 1 << 15,
        "Read Message History": 1 << 16,
        "Create Public Threads": 1 << 35,
        "Send Messages in Threads": 1 << 38,
        "Pin Messages": 1 << 51,
    }
)
"""What Greenroom asks for in a server, by Discord's names; docs/discord.md says why."""

_AUTHORIZE = "https://discord.com/oauth2/authorize"
_CLIENT_ID = re.compile(r"[0-9]{17,20}")
_SERVER, _USER = 0, 1


class ClientIdError(ValueError):
    """What was given is no application's id."""


def server_link(client_id: str) -> str:
    """The link that adds Greenroom to a server with the least permissions.

    Raises:
        ClientIdError: It is no application's id.
    """
    scope = {"scope": "bot applications.commands", "permissions": sum(PERMISSIONS.values())}
    return _link(client_id, {"integration_type": _SERVER, **scope})


def user_link(client_id: str) -> str:
    """The link that adds the commands to one's own account, for use anywhere.

    Raises:
        ClientIdError: It is no application's id.
    """
    return _link(client_id, {"integration_type": _USER, "scope": "applications.commands"})


def _link(client_id: str, query: dict[str, object]) -> str:
    if not _CLIENT_ID.fullmatch(client_id):
        message = (
            f"{client_id!r} is not an application's id; it is the number of 17 to 20 digits that the Discord developer "
            "portal shows as Application ID on the page General Information"
        )
        raise ClientIdError(message)
    return f"{_AUTHORIZE}?{urlencode({'client_id': client_id, **query})}"

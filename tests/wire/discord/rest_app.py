"""The application, its user, direct messages and the gateway's address."""

from __future__ import annotations

from collections.abc import Callable

from tests.wire.discord.calls import Call, Route
from tests.wire.discord.errors import Json, refused
from tests.wire.discord.gateway import STARTS_A_DAY, Gateway
from tests.wire.discord.model import User
from tests.wire.discord.payloads import guild_json, user_json


def me(call: Call) -> Json:
    return user_json(call.world.bot) | {"email": None, "verified": True, "mfa_enabled": True, "flags": 0}


def user(call: Call) -> Json:
    return user_json(_user(call, call.parameters["user_id"]))


def _user(call: Call, user_id: str) -> User:
    found = call.world.users.get(user_id)
    if found is None:
        raise refused(10013)
    return found


def application(call: Call) -> Json:
    app = call.world.app
    return {
        "id": app.id,
        "name": app.name,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot": user_json(call.world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": app.public_key,
        "owner": user_json(call.world.users[app.owner_id]),
        "team": None,
        "flags": app.flags,
        "flags_new": str(app.flags),
        "rpc_origins": [],
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "approximate_guild_count": len(my_guilds(call)),
        "approximate_user_install_count": sum(it.installed for it in call.world.users.values()),
        "integration_types_config": {"0": {}, "1": {}},
        "tags": [],
    }


def my_guilds(call: Call) -> list[Json]:
    world = call.world
    return [guild_json(guild) for guild in world.guilds.values() if world.bot.id in guild.members]


def open_direct(call: Call) -> Json:
    world = call.world
    person = _user(call, str(call.json().get("recipient_id")))
    if person.bot:
        raise refused(50033)
    return world.show_channel(world.direct(person))


def gateway_routes(gateway: Gateway) -> list[Route]:
    """Where the gateway is, and how often it may still be asked for a new session."""

    def address(_call: Call) -> Json:
        return {"url": gateway.url}

    def bot_address(_call: Call) -> Json:
        limit = {
            "total": STARTS_A_DAY,
            "remaining": gateway.starts_left,
            "reset_after": 14_400_000,
            "max_concurrency": 1,
        }
        return {"url": gateway.url, "shards": gateway.shards, "session_start_limit": limit}

    handlers: list[tuple[str, Callable[[Call], Json]]] = [("/gateway", address), ("/gateway/bot", bot_address)]
    return [("GET", path, handler) for path, handler in handlers]


ROUTES: list[Route] = [
    ("GET", "/users/@me", me),
    ("GET", "/users/@me/guilds", my_guilds),
    ("POST", "/users/@me/channels", open_direct),
    ("GET", "/users/{user_id}", user),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
]

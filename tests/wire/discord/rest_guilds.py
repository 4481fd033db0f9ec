"""Guilds over REST: channels, members and roles."""

from __future__ import annotations

from tests.wire.discord import permissions
from tests.wire.discord.calls import Call, Route
from tests.wire.discord.errors import Json, refused
from tests.wire.discord.form import Form
from tests.wire.discord.model import Channel, ChannelKind, Guild, Member
from tests.wire.discord.payloads import guild_json, member_json, role_json
from tests.wire.discord.threads import check_fields


def _guild(call: Call) -> Guild:
    return call.world.reach_guild(call.parameters["guild_id"])


def get(call: Call) -> Json:
    return guild_json(_guild(call))


def channels(call: Call) -> list[Json]:
    """Those that the app may view."""
    world = call.world
    seen = [it for it in _guild(call).channels.values() if permissions.in_channel(it, world.bot.id)]
    return [world.show_channel(it) for it in seen if not it.thread]


def create_channel(call: Call) -> tuple[int, Json]:
    guild, body, form, world = _guild(call), call.json(), Form(), call.world
    check_fields(form, body, new=True)
    form.settle()
    if not permissions.in_guild(guild, world.bot.id) & permissions.BITS["manage_channels"]:
        raise refused(50013)
    made = Channel(world.clock.snowflake(), ChannelKind(body.get("type", 0)), body["name"], guild)
    guild.channels[made.id] = world.channels[made.id] = made
    world.publish_channel("CHANNEL_CREATE", made)
    return 201, world.show_channel(made)


def roles(call: Call) -> list[Json]:
    return [role_json(role) for role in _guild(call).roles.values()]


def _member(call: Call) -> Member:
    user_id = call.parameters["user_id"]
    if user_id not in call.world.users:
        raise refused(10013)
    found = _guild(call).members.get(user_id)
    if found is None:
        raise refused(10007)
    return found


def member(call: Call) -> Json:
    return member_json(_member(call))


def members(call: Call) -> list[Json]:
    """All of them; only for an app that has the members' intent."""
    guild = _guild(call)
    if "members" not in call.world.app.privileged:
        raise refused(50001)
    limit, after = call.number("limit", 1, 1000, 1), int(call.query.get("after", "0"))
    found = sorted((it for it in guild.members.values() if int(it.user.id) > after), key=lambda it: int(it.user.id))
    return [member_json(it) for it in found[:limit]]


def search(call: Call) -> list[Json]:
    guild, wanted = _guild(call), call.query.get("query", "").lower()
    limit = call.number("limit", 1, 1000, 1)
    found = [it for it in guild.members.values() if it.user.name.lower().startswith(wanted)]
    return [member_json(it) for it in found[:limit]]


def edit_me(call: Call) -> Json:
    guild, body, form = _guild(call), call.json(), Form()
    me = guild.members[call.world.bot.id]
    if "nick" in body:
        me.nick = form.text(body, "nick", 32) or None
    form.settle()
    call.world.publish("GUILD_MEMBER_UPDATE", member_json(me) | {"guild_id": guild.id}, guild)
    return member_json(me)


def leave(call: Call) -> None:
    world = call.world
    guild = _guild(call)
    del guild.members[world.bot.id]
    world.publish("GUILD_DELETE", {"id": guild.id}, guild)


ROUTES: list[Route] = [
    ("GET", "/guilds/{guild_id}", get),
    ("GET", "/guilds/{guild_id}/channels", channels),
    ("POST", "/guilds/{guild_id}/channels", create_channel),
    ("GET", "/guilds/{guild_id}/roles", roles),
    ("GET", "/guilds/{guild_id}/members", members),
    ("GET", "/guilds/{guild_id}/members/search", search),
    ("PATCH", "/guilds/{guild_id}/members/@me", edit_me),
    ("GET", "/guilds/{guild_id}/members/{user_id}", member),
    ("DELETE", "/users/@me/guilds/{guild_id}", leave),
]

"""users.info and users.list."""

from __future__ import annotations

from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Json
from tests.wire.slack.web_api.call import Context, method, page


@method("users.info", "users:read")
def info(context: Context) -> Json:
    user = context.backend.world.users.get(context.text("user"))
    places = context.backend.world.channels.values()  # others are seen in channels that companies share
    if user is None or not (
        user.team_id == context.installed.team_id
        or any({user.id, context.installed.bot_user} <= set(place.members) for place in places)
    ):
        raise SlackError("user_not_found")
    return {"user": user.wire(with_email="users:read.email" in context.installed.scopes)}


@method("users.list", "users:read")
def list_(context: Context) -> Json:
    with_email = "users:read.email" in context.installed.scopes
    mine = [user for user in context.backend.world.users.values() if user.team_id == context.installed.team_id]
    shown, after = page([user.wire(with_email=with_email) for user in mine], context, 1000)
    return {"members": shown, "response_metadata": after}

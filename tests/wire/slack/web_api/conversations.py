"""conversations.* and users.conversations."""

from __future__ import annotations

from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Channel, Json, Message
from tests.wire.slack.web_api.call import HISTORY_SCOPES, READ_SCOPES, Context, method, page

_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


@method("conversations.info")
def info(context: Context) -> Json:
    channel = context.channel()
    context.need(READ_SCOPES[channel.kind])
    shown = channel.wire(context.installed.bot_user)
    if context.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def _listed(context: Context) -> list[Channel]:
    kinds = []
    for name in str(context.args.get("types") or "public_channel").split(","):
        if name.strip() not in _TYPES:
            raise SlackError("invalid_types")
        kinds.append(_TYPES[name.strip()])
        context.need(READ_SCOPES[kinds[-1]])
    return [
        channel
        for channel in context.backend.world.channels.values()
        if channel.kind in kinds
        and context.sees(channel)
        and not (channel.archived and context.flag("exclude_archived"))
    ]


@method("conversations.list")
def list_(context: Context) -> Json:
    shown, after = page([item.wire(context.installed.bot_user) for item in _listed(context)], context, 100, 999)
    return {"channels": shown, "response_metadata": after}


@method("users.conversations")
def users_conversations(context: Context) -> Json:
    user = str(context.args.get("user") or context.installed.bot_user)
    found = [item.wire(context.installed.bot_user) for item in _listed(context) if user in item.members]
    shown, after = page(found, context, 100, 999)
    return {"channels": shown, "response_metadata": after}


@method("conversations.members")
def members(context: Context) -> Json:
    channel = context.channel()
    context.need(READ_SCOPES[channel.kind])
    shown, after = page(list(channel.members), context, 100)
    return {"members": shown, "response_metadata": after}


@method("conversations.join", "channels:join")
def join(context: Context) -> Json:
    channel = context.channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    bot = context.installed.bot_user
    if bot in channel.members:
        return {
            "channel": channel.wire(bot),
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    joined(context, channel, bot)
    return {"channel": channel.wire(bot)}


def joined(context: Context, channel: Channel, user: str) -> None:
    """Somebody comes in, with the noise that makes."""
    channel.members.append(user)
    event = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "C",
        "team": channel.team_id,
    }
    context.backend.events.in_channel(channel, event)
    body = {"type": "message", "subtype": "channel_join", "user": user, "text": f"<@{user}> has joined the channel"}
    context.backend.messages.post(channel, body)


@method("conversations.leave", "channels:manage", "groups:write")
def leave(context: Context) -> Json:
    channel = context.channel()
    if not context.is_member(channel):
        return {"not_in_channel": True}
    channel.members.remove(context.installed.bot_user)
    return {}


@method("conversations.open", "im:write", "mpim:write")
def open_(context: Context) -> Json:
    world = context.backend.world
    if context.args.get("channel"):
        channel: Channel | None = context.channel()
    else:
        names = [name for name in str(context.args.get("users") or "").split(",") if name]
        if not names:
            raise SlackError("users_list_not_supplied")
        people = [world.users.get(name) for name in names]
        if any(person is None or person.team_id != context.installed.team_id for person in people):
            raise SlackError("user_not_found")
        if len(names) > 1 or people[0] is None:
            raise SlackError("method_not_supported_for_channel_type")
        if people[0].deleted:
            raise SlackError("user_disabled")
        channel = world.dm(people[0])
    if channel is None or channel.kind not in {"im", "mpim"}:
        raise SlackError("method_not_supported_for_channel_type")
    shown: Json = {"id": channel.id}
    return {"channel": channel.wire(context.installed.bot_user) if context.flag("return_im") else shown}


def _readable(context: Context) -> Channel:
    channel = context.channel()
    context.need(HISTORY_SCOPES[channel.kind])
    if not context.is_member(channel):
        raise SlackError("not_in_channel")
    return channel


def _between(context: Context, messages: list[Message]) -> list[Message]:
    for message in messages:
        context.backend.messages.is_streaming(message)  # it may have been given up meanwhile
    oldest = context.timestamp("oldest", "invalid_ts_oldest") if context.args.get("oldest") not in {"0", 0} else None
    latest = context.timestamp("latest", "invalid_ts_latest")
    ends = {ts for ts in (oldest, latest) if ts} if context.flag("inclusive") else set()
    return [
        item
        for item in messages
        if item.ts in ends
        or ((oldest is None or float(item.ts) > float(oldest)) and (latest is None or float(item.ts) < float(latest)))
    ]


@method("conversations.history")
def history(context: Context) -> Json:
    channel = _readable(context)
    top = [item for item in channel.visible() if not item.is_reply or item.body.get("subtype") == "thread_broadcast"]
    found = _between(context, list(reversed(top)))
    with_metadata = context.flag("include_all_metadata")
    shown, after = page([channel.shown(item, with_metadata=with_metadata) for item in found], context, 100, 999)
    more = bool(after["next_cursor"])
    return {"messages": shown, "has_more": more, "pin_count": len(channel.pins)} | (
        {"response_metadata": after} if more else {}
    )


@method("conversations.replies")
def replies(context: Context) -> Json:
    channel = _readable(context)
    asked = context.backend.world.message(channel.id, context.text("ts"))
    if asked is None or asked.seen_by is not None:
        raise SlackError("thread_not_found")
    root = channel.messages[str(asked.thread_ts or asked.ts)]
    found = [root, *_between(context, channel.replies(root.ts))]
    with_metadata = context.flag("include_all_metadata")
    shown, after = page([channel.shown(item, with_metadata=with_metadata) for item in found], context, 1000)
    more = bool(after["next_cursor"])
    return {"messages": shown, "has_more": more} | ({"response_metadata": after} if more else {})

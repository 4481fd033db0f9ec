"""chat.postMessage, postEphemeral, update, delete and getPermalink."""

from __future__ import annotations

from tests.wire.slack import content
from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Channel, Json, Message
from tests.wire.slack.web_api.call import Context, method

_SYSTEM = frozenset(
    {"channel_join", "channel_leave", "channel_archive", "channel_unarchive", "group_join", "group_leave"}
)


def addressed(context: Context, name: str = "channel") -> Channel:
    """The conversation an app writes to: by id, by name, or by a person's id, which means their direct messages.

    Raises:
        SlackError: It does not exist, or the bot may not write there.
    """
    ref = context.text(name)
    world = context.backend.world
    channel = world.channels.get(ref)
    if channel is None and ref in world.users and world.users[ref].team_id == context.installed.team_id:
        if world.users[ref].deleted:
            raise SlackError("user_disabled")
        channel = world.dm(world.users[ref])
    if channel is None:
        named = (item for item in world.channels.values() if item.kind in {"channel", "group"} and context.sees(item))
        channel = next((item for item in named if item.name == ref.removeprefix("#")), None)
    if channel is None or not context.sees(channel):
        raise SlackError("channel_not_found")
    return channel


def writable(context: Context, channel: Channel) -> None:
    """Go on only if the bot may write there.

    Raises:
        SlackError: `is_archived`, `not_in_channel` or `messages_tab_disabled`.
    """
    if channel.archived:
        raise SlackError("is_archived")
    if channel.kind == "im" and not context.backend.world.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    if not context.is_member(channel) and "chat:write.public" not in context.installed.scopes:
        raise SlackError("not_in_channel")


def threaded(context: Context, channel: Channel) -> Json:
    """Fields of a reply.

    Raises:
        SlackError: No such thread, or nothing that can be replied to.
    """
    ts = context.timestamp("thread_ts", "invalid_thread_ts")
    if ts is None:
        return {}
    parent = context.backend.world.message(channel.id, ts)
    if parent is None or parent.seen_by is not None:
        raise SlackError("thread_not_found")
    if parent.body.get("subtype") in _SYSTEM:
        raise SlackError("cannot_reply_to_message")
    root = str(parent.thread_ts or ts)
    return {"thread_ts": root} | ({"subtype": "thread_broadcast"} if context.flag("reply_broadcast") else {})


def authored(context: Context) -> Json:
    """Who a message says it is from.

    Raises:
        SlackError: It names somebody else without the scope for that.
    """
    body = context.backend.messages.by_app(context.installed)
    named = {name: context.args[name] for name in ("username", "icon_emoji", "icon_url") if context.args.get(name)}
    if named:
        context.need("chat:write.customize")
        body |= {"subtype": "bot_message", "username": named.get("username", context.backend.world.app.name)}
        if icons := {name.removeprefix("icon_"): value for name, value in named.items() if name != "username"}:
            body["icons"] = icons
    return body


@method("chat.postMessage", "chat:write")
def post_message(context: Context) -> Json:
    channel = addressed(context)
    writable(context, channel)
    held = content.checked(context.backend.world, context.args)
    context.warnings += held.warnings
    body = authored(context) | {"text": ""} | held.body | threaded(context, channel)
    message = context.backend.messages.post(channel, body, metadata=held.metadata or None)
    return {"channel": channel.id, "ts": message.ts, "message": message.wire(with_metadata=True)}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(context: Context) -> Json:
    channel = addressed(context)
    writable(context, channel)
    user = context.text("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    held = content.checked(context.backend.world, context.args)
    body = authored(context) | {"text": ""} | held.body | threaded(context, channel)
    return {"message_ts": context.backend.messages.post(channel, body, seen_by=user).ts}


def own(context: Context, error: str) -> tuple[Channel, Message]:
    """A message that the app posted itself.

    Raises:
        SlackError: There is no such message, or it is somebody else's.
    """
    channel = context.channel()
    message = context.message(channel, context.text("ts"))
    if message.body.get("bot_id") != context.installed.bot_id:
        raise SlackError(error)
    return channel, message


@method("chat.update", "chat:write")
def update(context: Context) -> Json:
    channel, message = own(context, "cant_update_message")
    if channel.archived:
        raise SlackError("is_inactive")
    if context.backend.messages.is_streaming(message):
        raise SlackError("streaming_state_conflict")
    held = content.checked(context.backend.world, context.args, updating=True)
    kept = {name: value for name, value in message.body.items() if name != "edited"}
    if "text" in context.args and not context.args.get("blocks"):
        kept.pop("blocks", None)
    if held.metadata is not None:
        message.metadata = held.metadata or None
    rendered_from_text = not context.args.get("blocks")
    editor = context.installed.bot_user if rendered_from_text else None
    context.backend.messages.change(message, kept | held.body, edited_by=editor)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.wire(with_metadata=True)}


@method("chat.delete", "chat:write")
def delete(context: Context) -> Json:
    channel, message = own(context, "cant_delete_message")
    if context.backend.messages.is_streaming(message):
        raise SlackError("cant_delete_message")
    context.backend.messages.remove(message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink")
def get_permalink(context: Context) -> Json:
    channel = context.channel()
    message = context.message(channel, context.text("message_ts"))
    team = context.backend.world.teams[channel.team_id]
    link = f"https://{team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}

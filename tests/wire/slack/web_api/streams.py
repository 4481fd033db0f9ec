"""chat.startStream, appendStream and stopStream: one message that grows."""

from __future__ import annotations

from typing import Any

from tests.wire.slack import content
from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Json, Message
from tests.wire.slack.web_api.call import Context, method
from tests.wire.slack.web_api.chat import addressed, authored, own, threaded, writable

_CHUNKS = frozenset({"markdown_text", "task_update", "plan_update", "blocks"})


@method("chat.startStream", "chat:write")
def start_stream(context: Context) -> Json:
    channel = addressed(context)
    writable(context, channel)
    context.text("thread_ts")
    _require_recipient(context, needed=channel.kind != "im")
    said, mode = _said(context, required=False)
    body = authored(context) | _written(said) | threaded(context, channel) | {"streaming_state": "in_progress"}
    message = context.backend.messages.post(channel, body)
    message.streaming = True
    if mode:
        message.body["streaming_mode"] = mode
    return {"channel": channel.id, "ts": message.ts}


def _require_recipient(context: Context, *, needed: bool) -> None:
    """Go on only with somebody for whom it is written, where others read it too.

    Raises:
        SlackError: They are not named, or nobody is called that.
    """
    world = context.backend.world
    for name, known, error in (
        ("recipient_team_id", world.teams, "team_not_found"),
        ("recipient_user_id", world.users, "user_not_found"),
    ):
        given = context.args.get(name)
        if needed and not given:
            raise SlackError(f"missing_{name}")
        if given and given not in known:
            raise SlackError(error)


def _said(context: Context, *, required: bool) -> tuple[str, str]:
    """Text to add and the way it was given.

    Raises:
        SlackError: Both ways at once, none, too long, or chunks that are none.
    """
    markdown = context.args.get("markdown_text")
    chunks = content.decoded(context.args, "chunks", "invalid_chunks")
    if markdown and chunks:
        raise SlackError("cannot_provide_both_markdown_text_and_chunks")
    if not markdown and not chunks:
        if required:
            raise SlackError("markdown_text_or_chunks_required")
        return "", ""
    if markdown:
        if len(markdown) > content.MOST_MARKDOWN:
            raise SlackError("msg_too_long")
        return str(markdown), "markdown_text"
    return "".join(map(_chunk, chunks)), "chunks"


def _chunk(chunk: Any) -> str:
    if not isinstance(chunk, dict) or chunk.get("type") not in _CHUNKS:
        raise SlackError("invalid_chunks")
    if chunk["type"] != "markdown_text":
        return ""
    if not isinstance(chunk.get("text"), str):
        raise SlackError("invalid_chunks")
    if len(chunk["text"]) > content.MOST_MARKDOWN:
        raise SlackError("msg_too_long")
    return str(chunk["text"])


def _streaming(context: Context) -> Message:
    _, message = own(context, "message_not_owned_by_app")
    if message.stopped_by_member:
        raise SlackError("stopped_by_user")
    if not context.backend.messages.is_streaming(message):
        raise SlackError("message_not_in_streaming_state")
    return message


def _grown(message: Message, said: str, mode: str) -> Json:
    """A message's body with more in it."""
    before = message.body.get("streaming_mode", mode)
    if mode and before != mode:
        raise SlackError("streaming_mode_mismatch")
    return message.body | {"streaming_mode": before or mode} | _written(message.text + said)


def _written(markdown: str) -> Json:
    shown = [{"type": "markdown", "block_id": "stream", "text": markdown}] if markdown else []
    return {"text": markdown, "blocks": shown}


@method("chat.appendStream", "chat:write")
def append_stream(context: Context) -> Json:
    message = _streaming(context)
    message.body = _grown(message, *_said(context, required=True))
    context.backend.changed()
    return {"channel": message.channel, "ts": message.ts}


@method("chat.stopStream", "chat:write")
def stop_stream(context: Context) -> Json:
    message = _streaming(context)
    shown = content.decoded(context.args, "blocks", "invalid_blocks_format")
    checked = content.checked_blocks(context.backend.world, shown) if shown else []
    metadata = content.metadata(context.args)
    body = _grown(message, *_said(context, required=False))
    body.pop("streaming_mode")
    message.streaming = False
    message.metadata = metadata or message.metadata
    ended = {"streaming_state": "completed", "blocks": [*body["blocks"], *checked]}
    context.backend.messages.change(message, body | ended)
    return {"channel": message.channel, "ts": message.ts, "message": message.wire()}

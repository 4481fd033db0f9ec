"""chat.startStream, appendStream and stopStream: one message that grows."""

from __future__ import annotations

from typing import Any

from tests.wire.slack import content
from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Json, Message
from tests.wire.slack.web_api.call import Context, method
from tests.wire.slack.web_api.chat import addressed, authored, own, threaded, writable

LIFETIME = 300  # seconds, whatever is appended; undocumented, measured by others
_CHUNKS = frozenset({"markdown_text", "task_update", "plan_update", "blocks"})


@method("chat.startStream", "chat:write")
def start_stream(context: Context) -> Json:
    channel = addressed(context)
    writable(context, channel)
    context.text("thread_ts")
    if channel.kind != "im":
        for name in ("recipient_team_id", "recipient_user_id"):
            if not context.args.get(name):
                raise SlackError(f"missing_{name}")
    said, mode = _said(context, required=False)
    body = authored(context) | {"text": said} | threaded(context, channel)
    message = context.backend.messages.post(channel, body | {"streaming_state": "in_progress"})
    message.streaming = True
    if mode:
        message.body["streaming_mode"] = mode
    return {"channel": channel.id, "ts": message.ts}


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
    age = context.backend.clock.now() - float(message.ts)
    if not message.streaming or age > LIFETIME:
        message.streaming = False
        raise SlackError("message_not_in_streaming_state")
    return message


def _grow(message: Message, said: str, mode: str) -> None:
    before = message.body.get("streaming_mode", mode)
    if mode and before != mode:
        raise SlackError("streaming_mode_mismatch")
    message.body["streaming_mode"] = before or mode
    message.body["text"] = message.text + said


@method("chat.appendStream", "chat:write")
def append_stream(context: Context) -> Json:
    message = _streaming(context)
    _grow(message, *_said(context, required=True))
    return {"channel": message.channel, "ts": message.ts}


@method("chat.stopStream", "chat:write")
def stop_stream(context: Context) -> Json:
    message = _streaming(context)
    shown = content.decoded(context.args, "blocks", "invalid_blocks_format")
    checked = content.checked_blocks(context.backend.world, shown) if shown else []
    metadata = content.metadata(context.args)
    _grow(message, *_said(context, required=False))
    message.streaming = False
    message.metadata = metadata or message.metadata
    body = {name: value for name, value in message.body.items() if not name.startswith("streaming")}
    written = [{"type": "markdown", "block_id": "stream", "text": message.text}] if message.text else []
    context.backend.messages.change(message, body | {"blocks": written + checked})
    return {"channel": message.channel, "ts": message.ts, "message": message.wire()}

"""What an app may put into a message: text, blocks, attachments and metadata, checked as Slack checks them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.wire.slack import blocks, mrkdwn, rich_text
from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Json
from tests.wire.slack.world import World

MOST_TEXT = 40_000
MOST_BYTES_IN_UPDATE = 4_000  # the reference says characters; it counts UTF-8 bytes
MOST_MARKDOWN = 12_000
MOST_ATTACHMENTS = 100
MOST_METADATA = 16_000


@dataclass
class Content:
    """Checked content.

    Attributes:
        body: Fields of the message.
        metadata: Its metadata; None if none was given, empty if it is to be removed.
        warnings: For `response_metadata.warnings`.
    """

    body: Json
    metadata: Json | None = None
    warnings: list[str] = field(default_factory=list)


def decoded(args: Mapping[str, Any], name: str, error: str) -> Any:
    """An argument that is JSON, in a form as text.

    Raises:
        SlackError: It is not JSON.
    """
    value = args.get(name)
    if not isinstance(value, str) or not value:
        return value or None
    try:
        return json.loads(value)
    except ValueError:
        raise SlackError(error) from None


def checked(world: World, args: Mapping[str, Any], *, updating: bool = False) -> Content:
    """The content of a call.

    Raises:
        SlackError: Slack would not take it.
    """
    text = args.get("text")
    shown = decoded(args, "blocks", "invalid_blocks_format")
    attached = decoded(args, "attachments", "invalid_attachments")
    markdown = args.get("markdown_text")
    if markdown is not None:
        if text or shown:
            raise SlackError("markdown_text_conflict")
        if len(markdown) > MOST_MARKDOWN:
            raise SlackError("msg_too_long")
        shown = [{"type": "markdown", "text": markdown}]
    if text is not None and not isinstance(text, str):
        raise SlackError("invalid_arguments", ["must provide a string [json-pointer:/text]"])
    content = Content({}, metadata(args))
    if not (text or "").strip() and not shown and not attached and not (updating and content.metadata is not None):
        raise SlackError("no_text")
    _put_text(content, text, updating=updating)
    if args.get("mrkdwn") in {False, "false", "0"}:
        content.body["mrkdwn"] = False
    if shown is not None:
        content.body["blocks"] = checked_blocks(world, shown)
        content.body.setdefault("text", _fallback(content.body["blocks"]))
    elif text and content.body.get("mrkdwn", True):
        content.body["blocks"] = [rich_text.block(content.body["text"])]
    if attached is not None:
        content.body["attachments"] = _attachments(world, attached)
        content.body.setdefault("text", "")
    return content


def _put_text(content: Content, text: str | None, *, updating: bool) -> None:
    if text is None:
        return
    if updating and len(text.encode()) > MOST_BYTES_IN_UPDATE:
        raise SlackError("msg_too_long")
    kept = mrkdwn.normalise(text.strip())
    if len(kept) > MOST_TEXT:
        content.warnings.append("message_truncated")
        kept = kept[:MOST_TEXT]
    content.body["text"] = kept


def checked_blocks(world: World, shown: Any) -> list[Json]:
    """A message's blocks as Slack keeps them.

    Raises:
        SlackError: `invalid_blocks_format`, `invalid_blocks` or `msg_blocks_too_long`.
    """
    if not isinstance(shown, list) or not all(isinstance(item, dict) for item in shown):
        raise SlackError("invalid_blocks_format")
    if wrong := blocks.wrong_in_blocks(shown, lambda file: known_file(world, file)):
        raise SlackError("invalid_blocks", wrong)
    if blocks.too_long(shown):
        raise SlackError("msg_blocks_too_long")
    kept: list[Json] = blocks.kept(shown)
    return kept


def known_file(world: World, file: Mapping[str, Any]) -> bool:
    """Whether an image may be shown from this file: uploaded, complete, an image, and processed."""
    found = world.files.get(file.get("id", "")) or next(
        (item for item in world.files.values() if file.get("url", "-").endswith(f"/{item.id}/{item.name}")), None
    )
    if found is None or not found.complete or not found.name.lower().endswith((".png", ".gif", ".jpg", ".jpeg")):
        return False
    if found.refusals_left:
        found.refusals_left -= 1
        return False
    return True


def _attachments(world: World, attached: Any) -> list[Json]:
    if not isinstance(attached, list) or not all(isinstance(item, dict) for item in attached):
        raise SlackError("invalid_attachments")
    if len(attached) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return [
        {"id": number, "fallback": "[no preview available]"}
        | item
        | ({"blocks": checked_blocks(world, item["blocks"])} if "blocks" in item else {})
        for number, item in enumerate(attached, 1)
    ]


def metadata(args: Mapping[str, Any]) -> Json | None:
    """A call's metadata; an empty object means that it is to be removed.

    Raises:
        SlackError: `invalid_metadata_format`, `invalid_metadata_schema` or `metadata_too_large`.
    """
    found = decoded(args, "metadata", "invalid_metadata_format")
    if found is None:
        return {} if args.get("metadata") in ({}, "{}") else None
    if not isinstance(found, dict):
        raise SlackError("invalid_metadata_format")
    if not found:
        return {}
    name, payload = found.get("event_type"), found.get("event_payload")
    if not isinstance(name, str) or not re.fullmatch(r"\w{1,255}", name) or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_format")
    if set(found) - {"event_type", "event_payload", "entities"} or any(value is None for value in payload.values()):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(found)) > MOST_METADATA:
        raise SlackError("metadata_too_large")
    return found


def _fallback(shown: list[Json]) -> str:
    """The text that Slack makes of blocks where an app gave none."""
    found = [text for block in shown for text in _texts(block)]
    return " ".join(found)[:MOST_TEXT] or "This content can't be displayed."


def _texts(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    if not isinstance(node, dict) or node.get("type") == "actions":
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    return own + [text for value in node.values() for text in _texts(value)]

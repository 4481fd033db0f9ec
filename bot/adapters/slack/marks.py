"""What our messages carry in their metadata, by which they are found again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.adapters.slack.payloads import mapping

EVENT_TYPE = "greenroom_delivery"
"""The `event_type` of the metadata that marks a message with its delivery."""


def mark(key: str) -> Mapping[str, object]:
    """Metadata that marks a message with a delivery's key."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def key_of(message: Mapping[str, Any]) -> str | None:
    """The key that a message is marked with."""
    metadata = mapping(message.get("metadata"))
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key = mapping(metadata.get("event_payload")).get("key")
    return str(key) if key else None

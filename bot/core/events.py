"""Events as they are kept in the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.core.chat import ChatEvent
from bot.core.delivery.names import event_name
from bot.core.errors import HopelessJobError
from bot.core.records import Origin


def job_key(origin: Origin, event_key: str) -> str:
    """The key of the job that does what an event asks for."""
    return f"event:{event_name(origin, event_key)}"


def event_values(event: ChatEvent) -> dict[str, Any]:
    """An event as JSON-serialisable values."""
    return asdict(event) | {"at": event.at.isoformat(), "options": dict(event.options)}


def event_from(values: Mapping[str, Any]) -> ChatEvent:
    """The event that `event_values` wrote.

    Raises:
        HopelessJobError: It wrote no such thing, or another version did.
    """
    try:
        at = datetime.fromisoformat(values["at"])
        roles = tuple(values.get("roles", ()))
        return ChatEvent(**{**values, "origin": Origin(**values["origin"]), "at": at, "roles": roles})
    except (KeyError, TypeError, ValueError) as error:
        raise HopelessJobError(f"the job's event cannot be read: {error!r}") from error

"""What is kept of a reply on its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Page: TypeAlias = Mapping[str, object]
"""One message as a platform's own data, JSON-serialisable and within its limits; a long reply has several."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that a platform has confirmed, in its own ids.

    Attributes:
        channel: Where it stands; for a private message the conversation with the member.
        message: Its id there.
        thread: The thread that belongs to it, where that has an id of its own.
    """

    channel: str
    message: str
    thread: str | None = None


class DeliveryState(StrEnum):
    """How far a page has come."""

    BEGUN = "begun"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A page on its way.

    Attributes:
        key: The delivery; unique for ever.
        page: Which of its messages, from 0.
        state: How far it has come.
        began_at: When it was first begun.
        fresh: Whether nobody had begun it before, so that the platform cannot have it yet.
        sent: Where it stands, if the platform gave it an id.
    """

    key: str
    page: int
    state: DeliveryState
    began_at: datetime
    fresh: bool
    sent: Sent | None = None

    @property
    def mark(self) -> str:
        """What its message is marked with on the platform, so that it can be found again."""
        return f"{self.key}#{self.page}"

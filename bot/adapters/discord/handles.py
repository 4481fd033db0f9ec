"""An interaction's short-lived means to be answered, as text that an `Origin` carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TOKEN_LASTS = timedelta(minutes=14, seconds=30)
"""How long a token is used; Discord takes it for 15 minutes."""

_ACKNOWLEDGED_WITHIN = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Handle:
    """An interaction's token.

    Attributes:
        application: The application's id.
        token: What stands in for authentication while it lasts.
        until: When it is over.
        alone: Whether its answers are shown to the member alone; in a conversation with the bot they just stand there.
    """

    application: str
    token: str
    until: datetime
    alone: bool

    def __str__(self) -> str:
        return f"{self.application}:{self.token}:{int(self.until.timestamp())}:{'alone' if self.alone else 'open'}"

    @classmethod
    def read(cls, text: str | None) -> Handle | None:
        """The handle that `str` wrote; None for anything else, such as a channel's id."""
        parts = (text or "").split(":")
        if len(parts) != 4 or not parts[2].isdecimal():
            return None
        until = datetime.fromtimestamp(int(parts[2]), UTC)
        return cls(parts[0], parts[1], until, alone=parts[3] == "alone")

    def is_new(self, now: datetime) -> bool:
        """Whether it may still have to be acknowledged."""
        return now < self.until - TOKEN_LASTS + _ACKNOWLEDGED_WITHIN

    def lasts(self, now: datetime) -> bool:
        """Whether its token still works."""
        return now < self.until

"""The server's time, which a test can move on, and Slack's timestamps, which never repeat."""

from __future__ import annotations

import time


class Clock:
    """Real time plus what a test added to it.

    Attributes:
        ahead: Seconds added so far.
    """

    def __init__(self) -> None:
        self.ahead = 0.0
        self._last = 0

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        """Let time pass for the server: triggers, response URLs, tokens and rate limits age."""
        self.ahead += seconds

    def ts(self) -> str:
        """A message's timestamp: seconds, a point and six digits, later than all before it."""
        self._last = max(self._last + 100, int(self.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

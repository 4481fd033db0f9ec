"""Slack's rate limits: about one message a second in a conversation, and a tier for every other method."""

from __future__ import annotations

import math

from tests.wire.slack.clock import Clock
from tests.wire.slack.errors import ratelimited

# Calls a minute for an app in a workspace, as each method's page says; what is not here is tier 3.
TIERS: dict[str, int] = {
    "auth.test": 600,
    "chat.appendStream": 100,
    "chat.getPermalink": 600,
    "chat.postEphemeral": 100,
    "chat.startStream": 20,
    "chat.stopStream": 20,
    "assistant.threads.setStatus": 600,
    "assistant.threads.setSuggestedPrompts": 100,
    "assistant.threads.setTitle": 100,
    "conversations.list": 20,
    "conversations.members": 100,
    "files.completeUploadExternal": 100,
    "files.getUploadURLExternal": 100,
    "oauth.v2.access": 600,
    "pins.add": 20,
    "pins.remove": 20,
    "users.info": 100,
    "views.open": 100,
    "views.publish": 100,
    "views.push": 100,
    "views.update": 100,
}
_TIER_3 = 50
READING = frozenset({"conversations.history", "conversations.replies"})
MOST_READ_UNLISTED = 15
_PER_CHANNEL = frozenset({"chat.postMessage"})


class Bucket:
    """Tokens that come back with time."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate = rate
        self.burst = burst
        self._held = burst
        self._at: float | None = None

    def take(self, now: float) -> float:
        """Take one, or say how many seconds until there is one."""
        if self._at is not None:
            self._held = min(self.burst, self._held + (now - self._at) * self.rate)
        self._at = now
        if self._held >= 1:
            self._held -= 1
            return 0.0
        return (1 - self._held) / self.rate


class Limits:
    """The limits, which are off until a test turns them on.

    Attributes:
        enforced: Whether a call too many is answered 429.
        burst: Messages that a conversation takes at once.
        unlisted: Whether the app is one that many workspaces install without the Marketplace, which reads once a
            minute, fifteen messages at a time; enforced by itself.
    """

    unlisted = False

    def __init__(self, clock: Clock, *, enforced: bool = False, burst: int = 3) -> None:
        self.enforced = enforced
        self.burst = burst
        self._clock = clock
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def check(self, method: str, team_id: str, channel: str) -> None:
        """Let a call pass.

        Raises:
            SlackError: `ratelimited`, with the whole seconds to wait.
        """
        if self.unlisted and method in READING:
            key, rate, burst = (method, team_id, ""), 1 / 60, 1.0
        elif not self.enforced:
            return
        elif method in _PER_CHANNEL:
            key, rate, burst = (method, team_id, channel), 1.0, float(self.burst)
        else:
            a_minute = TIERS.get(method, _TIER_3)
            key, rate, burst = (method, team_id, ""), a_minute / 60, float(a_minute)
        wait = self._buckets.setdefault(key, Bucket(rate, burst)).take(self._clock.now())
        if wait:
            raise ratelimited(max(1, math.ceil(wait)))

"""Rate limits: a bucket a route and major parameter, and the global 50 a second; counted always, enforced on demand.

The figures are those that Discord's headers were seen to give; an app must not know them, only read the headers.
"""

from __future__ import annotations

import hashlib
import math
from collections import deque
from dataclasses import dataclass, field

from tests.wire.discord.clock import Clock
from tests.wire.discord.errors import Json, refused

GLOBAL, GLOBAL_PER = 50, 1.0
# Method and route -> how many in how many seconds. A route that is not here has none.
USUAL: dict[str, tuple[int, float]] = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": (5, 1.0),
    "GET /channels/{channel_id}/messages": (5, 5.0),
    "GET /channels/{channel_id}/messages/{message_id}": (30, 5.0),
    "POST /channels/{channel_id}/threads": (10, 10.0),
    "POST /channels/{channel_id}/messages/{message_id}/threads": (10, 10.0),
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me": (1, 0.25),
    "POST /channels/{channel_id}/typing": (5, 5.0),
    "PATCH /channels/{channel_id}": (5, 15.0),
    "POST /users/@me/channels": (10, 10.0),
    "POST /webhooks/{application_id}/{token}": (5, 2.0),
    "PATCH /webhooks/{application_id}/{token}/messages/@original": (5, 2.0),
    "PUT /applications/{application_id}/commands": (2, 60.0),
    "PUT /applications/{application_id}/guilds/{guild_id}/commands": (2, 30.0),
}
_MAJOR = ("channel_id", "guild_id", "application_id", "interaction_id", "token")
OLD_AFTER, OLD_EDITS, OLD_EDITS_PER = 3600.0, 30, 3600.0


@dataclass
class Bucket:
    limit: int
    per: float
    left: int
    resets_at: float


@dataclass
class Excess:
    """A request that came too early for Discord."""

    route: str
    scope: str
    at: float


@dataclass
class Limits:
    """The app's limits.

    Attributes:
        enforced: Whether headers are sent and excesses answered with 429. Excesses are noted either way.
        rules: Limits by method and route; change them as a test needs.
        excesses: What was too much, oldest first.
        sent_429: How many 429s went out, those of faults included.
        invalid: How many 401, 403 and 429 went out: 10,000 in ten minutes get an address banned.
    """

    clock: Clock
    enforced: bool = False
    rules: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(USUAL))
    global_limit: int = GLOBAL
    excesses: list[Excess] = field(default_factory=list)
    sent_429: int = 0
    invalid: int = 0
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)
    _lately: deque[float] = field(default_factory=deque)
    _old_edits: deque[float] = field(default_factory=deque)

    def take(self, route: str, parameters: dict[str, str]) -> tuple[dict[str, str], Json | None]:
        """Count a request.

        Returns:
            Headers for its response, and the body of a 429 if it is too early.
        """
        if not route.split(" ", 1)[1].startswith(("/interactions", "/webhooks")):
            wait = self._take_global()
            if wait is not None:
                self._note(route, "global")
                if self.enforced:
                    return too_many(wait, scope="global")
        rule = self.rules.get(route)
        return self._take_route(route, parameters, *rule) if rule else ({}, None)

    def _take_global(self) -> float | None:
        now = self.clock.now()
        while self._lately and self._lately[0] <= now - GLOBAL_PER:
            self._lately.popleft()
        if len(self._lately) >= self.global_limit:
            return self._lately[0] + GLOBAL_PER - now
        self._lately.append(now)
        return None

    def _take_route(
        self, route: str, parameters: dict[str, str], limit: int, per: float
    ) -> tuple[dict[str, str], Json | None]:
        major = "+".join(parameters[name] for name in _MAJOR if name in parameters)
        now = self.clock.now()
        bucket = self._buckets.get((route, major))
        if bucket is None or bucket.resets_at <= now or (bucket.limit, bucket.per) != (limit, per):
            bucket = self._buckets[route, major] = Bucket(limit, per, limit, now + per)
        if bucket.left <= 0:
            self._note(route, "user")
            if self.enforced:
                wait = bucket.resets_at - now
                headers, body = too_many(wait)
                return headers | self._headers(route, bucket), body
            return {}, None
        bucket.left -= 1
        return (self._headers(route, bucket) if self.enforced else {}), None

    def _headers(self, route: str, bucket: Bucket) -> dict[str, str]:
        after = math.ceil(max(bucket.resets_at - self.clock.now(), 0.0) * 1000) / 1000  # never too early
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset": f"{bucket.resets_at:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": bucket_of(route),
        }

    def _note(self, route: str, scope: str) -> None:
        self.excesses.append(Excess(route, scope, self.clock.now()))

    def take_old_edit(self, message_born: float) -> None:
        """Count an edit of a message, which is limited if it is older than an hour.

        Raises:
            ApiError: Too many such edits.
        """
        now = self.clock.now()
        if now - message_born < OLD_AFTER:
            return
        while self._old_edits and self._old_edits[0] <= now - OLD_EDITS_PER:
            self._old_edits.popleft()
        if len(self._old_edits) >= OLD_EDITS:
            wait = self._old_edits[0] + OLD_EDITS_PER - now
            headers, body = too_many(wait)
            error = refused(30046, **{name: value for name, value in body.items() if name != "message"})
            error.headers = headers
            raise error
        self._old_edits.append(now)


def bucket_of(route: str) -> str:
    """The opaque name of a route's bucket."""
    return hashlib.md5(route.encode(), usedforsecurity=False).hexdigest()


def too_many(wait: float, scope: str = "user") -> tuple[dict[str, str], Json]:
    """Headers and body of a 429."""
    headers = {"Via": "1.1 google", "Retry-After": str(max(int(wait + 0.999), 0)), "X-RateLimit-Scope": scope}
    if scope == "global":
        headers["X-RateLimit-Global"] = "true"
    thing = "The resource is" if scope == "shared" else "You are"
    message = f"{thing} being rate limited."
    return headers, {"message": message, "retry_after": round(wait, 3), "global": scope == "global"}

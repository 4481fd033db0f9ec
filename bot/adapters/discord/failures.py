"""What Discord's refusals mean for a delivery."""

from __future__ import annotations

from enum import Enum
from typing import Final

from bot.core.errors import TryLaterError, UncertainDeliveryError, UndeliverableError

UNKNOWN_MESSAGE: Final = 10008
ARCHIVED: Final = 50083
THREAD_THERE: Final = 160004
UNKNOWN_WEBHOOK: Final = 10015
TOKEN_OVER: Final = 50027
MOST_FOLLOWUPS: Final = 40094
ACKNOWLEDGED: Final = 40060
INVALID_FORM: Final = 50035
TAG_REQUIRED: Final = 40067


class Target(Enum):
    """What a request is about."""

    CHANNEL = "channel"
    THREAD = "thread"
    DIRECT = "direct"


class RefusedError(Exception):
    """Discord refused a request.

    Attributes:
        status: HTTP status.
        code: Discord's own code; 0 where it gave none.
        text: What it said.
        retry_after: Seconds it asked us to wait, if it did.
        by_api: Whether Discord's API said so, and not what stands before it, which answers with pages.
    """

    def __init__(
        self, status: int, code: int, text: str, retry_after: float | None = None, *, by_api: bool = True
    ) -> None:
        super().__init__(f"{status} (code {code}): {text}")
        self.status = status
        self.code = code
        self.text = text
        self.retry_after = retry_after
        self.by_api = by_api


_GONE = {10003, 10004, 50024, 50008, 40058, 50003}
_FORBIDDEN = {50001, 50013}
_CLOSED = {50007, 50278, 50033, 10013, 10003, 50001}
_THREAD_CLOSED = {ARCHIVED, 160005}
_BLOCKED = 40333
_BLOCKED_SECONDS = 60.0
_TOO_MANY = frozenset({20016, 20022, 20028, 20029, 30046})
"""Limits that are told with a status of their own: slow mode, writes, edits of messages older than an hour."""

_OUT_OF_ORDER = frozenset({40004, 40006, 110001, 130000})
"""What Discord has switched off for a while, or is overloaded with."""


def undelivered(error: RefusedError, target: Target) -> TryLaterError | UndeliverableError:
    """What to raise for a refused request; what only a thread or message lacks halts no schedule.

    Args:
        error: The refusal.
        target: What the request was about.
    """
    later = _later(error)
    if later is not None:
        return later
    if error.code == UNKNOWN_MESSAGE:
        return UndeliverableError("message-gone", "message")
    if target is Target.DIRECT and (error.code in _CLOSED or error.status == 403):
        return UndeliverableError("member-unreachable", "member")
    if error.code in _THREAD_CLOSED:
        return UndeliverableError("archived", "message")
    return _out_of_reach(error, target)


def _later(error: RefusedError) -> TryLaterError | None:
    """What is refused for now only."""
    if error.status == 429:
        return TryLaterError("rate-limited", error.retry_after or _BLOCKED_SECONDS)
    if error.status == 401:  # one token serves all servers: whoever runs Greenroom mends it
        return TryLaterError("revoked", _BLOCKED_SECONDS)
    if error.status >= 500:
        return UncertainDeliveryError("server-error")
    if error.code in _TOO_MANY:
        return TryLaterError("rate-limited", error.retry_after or _BLOCKED_SECONDS)
    if error.code in _OUT_OF_ORDER:
        return TryLaterError("out-of-order", error.retry_after or _BLOCKED_SECONDS)
    blocked = error.code == _BLOCKED or not error.by_api
    wait = _BLOCKED_SECONDS if error.by_api else max(error.retry_after or 0.0, _BLOCKED_SECONDS)
    return TryLaterError("blocked", wait) if blocked else None


def _out_of_reach(error: RefusedError, target: Target) -> UndeliverableError:
    scope = "channel" if target is Target.CHANNEL else "message"
    if error.code in _GONE:
        return UndeliverableError("no-channel", scope)
    if error.code in _FORBIDDEN or error.code == TAG_REQUIRED or error.status == 403:
        return UndeliverableError("no-permission", scope)  # tags that only moderators may set are out of our reach
    return UndeliverableError(f"refused: {error}", "message")

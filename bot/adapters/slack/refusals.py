"""What Slack's refusals mean: whether to try again, and what is out of reach for good."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.core.errors import TryLaterError, UncertainDeliveryError, UndeliverableError

_REASONS: Mapping[tuple[str, str], frozenset[str]] = {
    ("archived", "channel"): frozenset({"is_archived", "is_inactive"}),
    ("removed", "channel"): frozenset({"not_in_channel"}),
    ("no-channel", "channel"): frozenset({"channel_not_found", "channel_is_limited_access"}),
    ("no-permission", "channel"): frozenset(
        {
            "access_denied",
            "ekm_access_denied",
            "missing_scope",
            "no_permission",
            "restricted_action",
            "restricted_action_non_threadable_channel",
            "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel",
            "team_access_not_granted",
        }
    ),
    ("revoked", "workspace"): frozenset(
        {
            "account_inactive",
            "invalid_auth",
            "not_allowed_token_type",
            "not_authed",
            "org_login_required",
            "token_expired",
            "token_revoked",
        }
    ),
    ("member-unreachable", "member"): frozenset(
        {
            "cannot_dm_bot",
            "messages_tab_disabled",
            "user_disabled",
            "user_not_found",
            "user_not_in_channel",
            "user_not_visible",
        }
    ),
    ("message-gone", "message"): frozenset(
        {
            "cannot_reply_to_message",
            "cant_delete_message",
            "cant_update_message",
            "edit_window_closed",
            "message_not_found",
            "thread_not_found",
        }
    ),
}
_MEANING = {code: meaning for meaning, codes in _REASONS.items() for code in codes}
_RATE_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_LATER = frozenset({"service_unavailable", "team_added_to_org", "accesslimited"})
_PERHAPS_DONE = frozenset({"fatal_error", "internal_error", "request_timeout", ""})
_RETRY_AFTER, _LONGEST = 30.0, 86_400.0


@dataclass
class TokenRefusedError(UndeliverableError):
    """Slack does not take a token.

    Attributes:
        code: Slack's error code.
    """

    code: str = ""


_NO_TOKEN = _REASONS["revoked", "workspace"] | {"missing_scope", "no_permission"}


def refused(error: SlackApiError, *, posts: bool) -> TryLaterError | UndeliverableError:
    """What an answer of Slack's means that is no success.

    Args:
        error: The answer.
        posts: Whether the call would show something that must not be shown twice.
    """
    code = code_of(error)
    status = getattr(error.response, "status_code", 0)
    if status == 429 or code in _RATE_LIMITED:
        return TryLaterError("rate-limited", retry_after_of(error))
    if code in _LATER:
        return TryLaterError(code)
    if status >= 500 or code in _PERHAPS_DONE:
        reason = code or f"status-{status}"
        return UncertainDeliveryError(reason) if posts else TryLaterError(reason)
    reason, scope = _MEANING.get(code, (f"refused-{code}", "message"))
    return UndeliverableError(reason, scope)


def token_refused(error: SlackApiError) -> TokenRefusedError | None:
    """What an answer means that says something of the token itself; none if it does not."""
    code = code_of(error)
    return TokenRefusedError("revoked", "workspace", code) if code in _NO_TOKEN else None


def unanswered(error: Exception, *, posts: bool) -> TryLaterError:
    """What it means that a call got no answer."""
    if posts and not isinstance(error, aiohttp.ClientConnectorError):  # else nothing was sent
        return UncertainDeliveryError("no-answer")
    return TryLaterError("connection")


def code_of(error: SlackApiError) -> str:
    """Slack's error code; empty where it gave none."""
    held = getattr(error.response, "data", None)
    return str(held.get("error", "")) if isinstance(held, dict) else ""


def retry_after_of(error: SlackApiError) -> float:
    """Seconds that Slack asks us to wait: a day at most, and half a minute where it says nothing that makes sense."""
    headers = getattr(error.response, "headers", {})
    try:
        asked = float(headers.get("Retry-After", _RETRY_AFTER))
    except ValueError:
        return _RETRY_AFTER
    return _RETRY_AFTER if math.isnan(asked) else min(max(asked, 0.0), _LONGEST)

"""What a failed call means: the SDK's errors as reasons that the core knows."""

from __future__ import annotations

import email.utils
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime

import anthropic

from bot.core.errors import JudgeUnavailableError

_OPERATOR = frozenset({"wrong-key", "no-credit", "not-found", "bad-request"})
_DETAIL = 300

# Anthropic's words, LiteLLM's, and those that servers before OpenAI's hand through.
_NO_CREDIT = re.compile(
    r"credit balance|usage limits|insufficient_quota|budget (?:has been|was) exceeded|budget_exceeded"
)
_MAY_BE_CREDIT = frozenset({400, 403, 429})

_BY_STATUS = {
    401: "wrong-key",
    402: "no-credit",
    403: "wrong-key",
    404: "not-found",
    408: "timeout",
    409: "server-error",
    429: "rate-limited",
    504: "timeout",
    529: "overloaded",
}
_BY_TYPE = {
    "authentication_error": "wrong-key",
    "permission_error": "wrong-key",
    "billing_error": "no-credit",
    "not_found_error": "not-found",
    "rate_limit_error": "rate-limited",
    "overloaded_error": "overloaded",
    "timeout_error": "timeout",
    "api_error": "server-error",
    "invalid_request_error": "bad-request",
}


def failure_of(error: Exception, now: datetime) -> JudgeUnavailableError:
    """What an error of the SDK means.

    Args:
        error: What was raised.
        now: The present moment, for a `retry-after` that is a date.
    """
    if isinstance(error, anthropic.APIStatusError):
        reason = _reason(error.status_code, error.type, f"{error.message} {error.body}")
        wait = retry_after(error.response.headers, now)
        return failure(reason, error.api_message or error.message, wait)
    if isinstance(error, anthropic.APITimeoutError | TimeoutError):
        return failure("timeout")
    if isinstance(error, anthropic.APIConnectionError):
        return failure("connection", str(error.__cause__ or error))
    return failure("no-message", f"what came back cannot be read: {type(error).__name__}: {error}")


def failure(reason: str, detail: str = "", wait: float | None = None) -> JudgeUnavailableError:
    """A failure with a reason; one that only the operator can mend says so."""
    return JudgeUnavailableError(reason, wait, operator=reason in _OPERATOR, detail=" ".join(detail.split())[:_DETAIL])


def reason_of(error_type: str, message: str) -> str:
    """The reason behind an error that has a type and no status, as in the results of a batch."""
    return _reason(400, error_type, message) if error_type == "invalid_request_error" else _by_type(error_type)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a server asks us to wait: `retry-after-ms`, or `retry-after` in seconds or as a date."""
    milliseconds, asked = headers.get("retry-after-ms"), headers.get("retry-after")
    seconds = _number(milliseconds)
    seconds = seconds / 1000 if seconds is not None else _number(asked)
    if seconds is None and asked:
        seconds = _until(asked, now)
    return seconds if seconds is not None and seconds > 0 else None


def _reason(status: int, error_type: str | None, message: str) -> str:
    if status in _MAY_BE_CREDIT and _NO_CREDIT.search(message.lower()):
        return "no-credit"
    if error_type == "overloaded_error":
        return "overloaded"
    if status < 300:  # in the middle of a stream, which had begun well
        return _by_type(error_type or "")
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return "server-error" if status >= 500 else "bad-request"


def _by_type(error_type: str) -> str:
    return _BY_TYPE.get(error_type, "server-error")


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _until(date: str, now: datetime) -> float | None:
    try:
        then = email.utils.parsedate_to_datetime(date)
    except ValueError:
        return None
    return ((then if then.tzinfo else then.replace(tzinfo=UTC)) - now).total_seconds()

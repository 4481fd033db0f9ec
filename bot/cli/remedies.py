"""What whoever runs Greenroom can do when the judge is out of reach."""

from __future__ import annotations

from bot.core.errors import JudgeUnavailableError

_REMEDIES = {
    "wrong-key": "check GREENROOM_CLAUDE_API_KEY or ANTHROPIC_API_KEY",
    "no-credit": "add credit to the account behind the key",
    "not-found": "check GREENROOM_CLAUDE_MODEL and GREENROOM_CLAUDE_BASE_URL",
    "batch-gone": "--start-over hands its answers in anew",
    "bad-request": "check the settings GREENROOM_CLAUDE_..., see docs/grading.md",
    "no-message": "point GREENROOM_CLAUDE_BASE_URL to a server of the Messages API",
    "connection": "check the network and GREENROOM_CLAUDE_BASE_URL",
    "timeout": "try later, or raise GREENROOM_CLAUDE_TIMEOUT",
    "truncated": "raise GREENROOM_CLAUDE_MAX_TOKENS",
}
_WORTH_SAYING = 60.0  # seconds


def remedy_for(reason: str) -> str:
    """What to do about a reason, or nothing where waiting is all there is."""
    return _REMEDIES.get(reason, "")


def said(error: JudgeUnavailableError) -> str:
    """Why the judge is out of reach, in one line, with how long it wants to be left alone and what can be done."""
    detail = f" ({error.detail})" if error.detail else ""
    asked = error.retry_after or 0.0
    wait = f"it asks to be left alone for {_minutes(asked)}" if asked >= _WORTH_SAYING else ""
    return "; ".join(filter(None, [f"{error}{detail}", wait, remedy_for(error.reason)]))


def _minutes(seconds: float) -> str:
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.0f} h"

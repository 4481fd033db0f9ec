"""What whoever runs Greenroom can do when the judge is out of reach."""

from __future__ import annotations

_REMEDIES = {
    "wrong-key": "check GREENROOM_CLAUDE_API_KEY or ANTHROPIC_API_KEY",
    "no-credit": "add credit to the account behind the key",
    "not-found": "check GREENROOM_CLAUDE_MODEL and GREENROOM_CLAUDE_BASE_URL",
    "bad-request": "check the settings GREENROOM_CLAUDE_..., see docs/grading.md",
    "no-message": "point GREENROOM_CLAUDE_BASE_URL to a server of the Messages API",
    "connection": "check the network and GREENROOM_CLAUDE_BASE_URL",
    "timeout": "try later, or raise GREENROOM_CLAUDE_TIMEOUT",
    "truncated": "raise GREENROOM_CLAUDE_MAX_TOKENS",
}


def remedy_for(reason: str) -> str:
    """What to do about a reason, or nothing where waiting is all there is."""
    return _REMEDIES.get(reason, "")

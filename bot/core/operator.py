"""What only whoever runs Greenroom can mend: told to them once an hour a cause, with the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from bot.core.errors import JudgeUnavailableError
from bot.core.worker import WorkerLog

QUIET = timedelta(hours=1)
"""How long a cause is not told again."""

REMEDIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wrong-key": "set a valid key in GREENROOM_CLAUDE_API_KEY or ANTHROPIC_API_KEY, and start again",
        "no-credit": "add credit to the account of the key, or set GREENROOM_GRADER=local until then",
        "not-found": "name a model that the server has in GREENROOM_CLAUDE_MODEL, and start again",
        "bad-request": "check GREENROOM_CLAUDE_MODEL and GREENROOM_CLAUDE_BASE_URL against what the server said",
        "no-message": "point GREENROOM_CLAUDE_BASE_URL to a server of the Messages API, and start again",
        "connection": "check the network and GREENROOM_CLAUDE_BASE_URL",
        "timeout": "check the network, or raise GREENROOM_CLAUDE_TIMEOUT",
        "budget": "raise GREENROOM_MONTHLY_BUDGET_USD, or let the answers wait for the next month",
    }
)
"""What to do about a judge that is unavailable, by the error's reason; reasons that pass by themselves are not here."""


class OperatorLog:
    """Tells the operator's causes to a log, each once an hour, however many answers wait for it.

    Args:
        log: Where they are told.
    """

    def __init__(self, log: WorkerLog) -> None:
        self._log = log
        self._told: dict[str, datetime] = {}

    def hear(self, error: JudgeUnavailableError, now: datetime) -> None:
        """Tell of an error that is the operator's to mend, unless its cause was told within the hour."""
        if not error.operator:
            return
        told = self._told.get(error.reason)
        if told is not None and now - told < QUIET:
            return
        self._told[error.reason] = now
        remedy = REMEDIES.get(error.reason, "see docs/grading.md")
        self._log.error("judge_needs_operator", reason=error.reason, detail=error.detail, remedy=remedy)

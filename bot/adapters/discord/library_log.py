"""What discord.py logs, in Greenroom's log."""

from __future__ import annotations

import logging

from bot.core.worker import WorkerLog


class ToLog(logging.Handler):
    """Hands records on; none of them ends anything, so all are warnings.

    Args:
        log: Where they go.
    """

    def __init__(self, log: WorkerLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Hand a record on, with the last line of what went wrong."""
        error = record.exc_info[1] if record.exc_info else None
        reason = {"reason": str(error) or type(error).__name__} if error is not None else {}
        self._log.warning("discord_library", said=record.getMessage(), **reason)


def to_log(log: WorkerLog) -> None:
    """Send what discord.py logs to a log from now on, instead of to standard error."""
    library = logging.getLogger("discord")
    library.handlers = [ToLog(log)]
    library.propagate = False

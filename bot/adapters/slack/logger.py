"""Where Bolt and the SDK say what they have to say."""

from __future__ import annotations

import logging

from bot.core.worker import WorkerLog


class _Handler(logging.Handler):
    def __init__(self, log: WorkerLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Tell it without the trace, which says where in the SDK it was said."""
        tell = self._log.error if record.levelno >= logging.ERROR else self._log.warning
        tell("slack_sdk", says=record.getMessage())


def sdk_logger(log: WorkerLog) -> logging.Logger:
    """A logger whose warnings and errors go to our log; it belongs to no hierarchy, so that nobody else hears them."""
    logger = logging.Logger("greenroom.slack", logging.WARNING)  # noqa: LOG001 - see above
    logger.addHandler(_Handler(log))
    return logger

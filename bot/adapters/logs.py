"""Logging: structlog to standard error, so that standard output stays for people and scripts."""

from __future__ import annotations

import logging
import sys
from functools import cache

import structlog


@cache
def get_log(level: str) -> structlog.typing.FilteringBoundLogger:
    """The program's log, which leaves out what is below a level such as `warning`."""
    plain = not sys.stderr.isatty()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=not plain),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return log

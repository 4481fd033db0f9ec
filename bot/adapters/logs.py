"""Logging by structlog: to standard error, or to a file where standard error is somebody's screen."""

from __future__ import annotations

import logging
import sys
from functools import cache
from pathlib import Path
from typing import TextIO

import structlog

Log = structlog.typing.FilteringBoundLogger


@cache
def get_log(level: str, file: Path | None = None) -> Log:
    """A log that leaves out what is below a level such as `warning`.

    Args:
        level: The lowest level that is written.
        file: Appended to; standard error if none, or if it cannot be written.
    """
    stream = _stream(file)
    log: Log = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback),
        ],
    )
    return log


def _stream(file: Path | None) -> TextIO:
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            return file.open("a", encoding="utf-8", errors="backslashreplace", buffering=1)
        except OSError:
            pass
    return sys.stderr

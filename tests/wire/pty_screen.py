"""A terminal to sit at: a pseudo-terminal with a child process on it."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path

ENTER, END, INTERRUPT, UP = "\r", "\x04", "\x03", "\x1b[A"
ROOT = Path(__file__).resolve().parents[2]
_ASKS_FOR_CURSOR, _CURSOR = b"\x1b[6n", b"\x1b[1;1R"
_PATIENCE = 60.0


class Screen:
    """A child process on a terminal of its own.

    Args:
        command: A Python module and its arguments.
        environment: What it sees beside what this process sees.
        columns: How wide the terminal is.
        folder: Where the child runs.
    """

    def __init__(self, *command: str, environment: Mapping[str, str], columns: int = 80, folder: Path = ROOT) -> None:
        self._ours, self._theirs = os.openpty()
        self.resize(columns)
        self._settings = termios.tcgetattr(self._theirs)
        kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "LINES"}}
        self._child = subprocess.Popen(
            [sys.executable, "-m", *command],
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            start_new_session=True,
            cwd=folder,
            env={**kept, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment},
        )
        self.raw = ""
        self._seen = 0

    def resize(self, columns: int, rows: int = 24) -> None:
        """Make the terminal another size; the kernel tells the child."""
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def types(self, *keys: str) -> None:
        """Press keys; each is shown before the next one is pressed."""
        for key in keys:
            os.write(self._ours, key.encode())
            self._read(0.15)

    def shows(self, passage: str) -> None:
        """Wait until a passage is printed after what was waited for last."""
        end = time.monotonic() + _PATIENCE
        while (place := self._plain().find(passage, self._seen)) < 0:
            assert time.monotonic() < end, f"{passage!r} never came after:\n{self._plain()[self._seen :]}"
            self._read(0.1)
        self._seen = place + len(passage)

    def text(self) -> str:
        """All that was printed, without what moves the cursor or colours."""
        return self._plain()

    def ends(self) -> int:
        """The exit status, once the child has left the terminal as it found it."""
        end = time.monotonic() + _PATIENCE
        while self._child.poll() is None and time.monotonic() < end:
            self._read(0.1)
        status = self._child.wait(_PATIENCE)
        assert termios.tcgetattr(self._theirs) == self._settings
        return status

    def terminates(self) -> None:
        """Tell the child to end, as a system that shuts down does."""
        self._child.terminate()

    def close(self) -> None:
        """End the child, whatever it does."""
        if self._child.poll() is None:
            self._child.kill()
            self._child.wait()
        os.close(self._ours)
        os.close(self._theirs)

    def _plain(self) -> str:
        return re.sub(r"\x1b(\[[0-9;?]*[a-zA-Z]|\][^\x07]*\x07|[=>])", "", self.raw).replace("\r", "")

    def _read(self, seconds: float) -> None:
        while select.select([self._ours], [], [], seconds)[0]:
            chunk = os.read(self._ours, 65_536)
            for _ in range(chunk.count(_ASKS_FOR_CURSOR)):
                os.write(self._ours, _CURSOR)
            self.raw += chunk.decode("utf-8", "replace")
            seconds = 0.02

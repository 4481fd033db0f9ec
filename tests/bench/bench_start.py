"""How long a start takes until something can be typed, and how much memory the terminal process holds."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import psutil

from bot.adapters.terminal.words import WORDS

STARTS = 7
PROMPT = WORDS["prompt.answer"].encode()
ANSWER = b"I would check the split first, then set the interval against the yearly cost of the service.\r\r"
CARD = b"What a senior answer adds"
_PATIENCE = 60.0


class Terminal:
    """The greenroom command on a pseudo-terminal of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot"], stdin=slave, stdout=slave, stderr=slave, close_fds=True, env=environment
        )
        os.close(slave)
        self._seen = b""

    def wait_for(self, words: bytes) -> None:
        """Read until the words are on the screen.

        Raises:
            TimeoutError: They do not come.
        """
        end = time.monotonic() + _PATIENCE
        while words not in self._seen:
            if time.monotonic() > end:
                raise TimeoutError(f"{words!r} did not come; on the screen: {self._seen[-500:]!r}")
            if select.select([self._master], [], [], 0.01)[0]:
                self._seen += os.read(self._master, 65536)

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._master, keys)

    @property
    def resident(self) -> float:
        """Memory in megabytes."""
        return float(psutil.Process(self._process.pid).memory_info().rss) / 1e6

    def end(self) -> None:
        """Kill it."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        os.close(self._master)


def bench_start(folder: Path) -> dict[str, float]:
    """Seconds to the first prompt, first and later (median), and megabytes after an answer was judged."""
    environment = os.environ | {
        "GREENROOM_DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "GREENROOM_CACHE_DIR": str(folder / "cache"),
        "TERM": "xterm-256color",
    }
    times = []
    for _ in range(STARTS):
        began = time.perf_counter()
        terminal = Terminal(environment)
        terminal.wait_for(PROMPT)
        times.append(time.perf_counter() - began)
        terminal.end()
    terminal = Terminal(environment)
    terminal.wait_for(PROMPT)
    terminal.type(ANSWER)
    terminal.wait_for(CARD)
    resident = terminal.resident
    terminal.end()
    return {"first": times[0], "later": statistics.median(times[1:]), "resident": resident}


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        figures = bench_start(Path(folder))
    lines = [
        f"start to first prompt, first (packs compiled, database made)   {figures['first']:6.2f} s",
        f"start to first prompt, later, median of {STARTS - 1}                     {figures['later']:6.2f} s",
        f"memory of the terminal process after a judged answer           {figures['resident']:6.0f} MB",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

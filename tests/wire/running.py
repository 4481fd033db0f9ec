"""Runs the greenroom command as its own process, in a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

NOON: Final = 12


def _where_it_is_noon() -> str:
    ahead = NOON - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+}"  # whose signs are the other way round


ZONE: Final = _where_it_is_noon()
"""Whose clocks showed between 12 and 1 when the tests began: no day ends in them, and no schedule is due at 9."""


@dataclass(frozen=True)
class Home:
    """A place where nothing has been stored yet.

    Attributes:
        folder: Working directory, which holds the database and the cache.
    """

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What the command sees: nothing of ours but the database, the cache and a zone."""
        ours = ("GREENROOM_", "ANTHROPIC_")  # a key on this machine must not make tests call a model
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {
            "GREENROOM_DATABASE_URL": f"sqlite:///{self.folder / 'test.db'}",
            "GREENROOM_CACHE_DIR": os.environ.get("GREENROOM_CACHE_DIR") or str(self.folder / "cache"),
            "GREENROOM_TIME_ZONE": ZONE,
            "GREENROOM_INTERVIEW_PAUSE": "0",
            "GREENROOM_INTERVIEW_PATIENCE": "0",
            "COLUMNS": "80",
        }

    def run(self, *arguments: str, stdin: str | bytes = b"", **settings: str) -> Result:
        """Run the command to its end; settings are environment variables."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=self.folder,
            env=self.environment | settings,
            timeout=120,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    code: int
    out: str
    err: str

    def one_line_error(self) -> str:
        """The only line on standard error.

        Raises:
            AssertionError: There is more or less than one line, or it is a traceback.
        """
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        assert lines[0].startswith("greenroom: "), self.err
        return lines[0]

"""The small Discord as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.wire.discord.control import Remote

_ROOT = Path(__file__).parents[3]


@contextmanager
def in_process(shards: int = 1) -> Iterator[Remote]:
    """A small Discord that runs until the end of the block, with the guild `Study`; see `__main__`."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.wire.discord", "--shards", str(shards)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    )
    with child:
        try:
            assert child.stdout is not None
            yield Remote(child.stdout.readline().strip())
        finally:
            child.terminate()

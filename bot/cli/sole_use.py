"""A file of results that one run at a time writes to: two would mix their lines, and pay for each answer twice."""

from __future__ import annotations

import contextlib
import errno
import stat
import sys
from collections.abc import Iterator
from os import fstat
from pathlib import Path
from typing import BinaryIO

from bot.cli.failing import fail

_TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}


@contextlib.contextmanager
def sole_use(path: Path) -> Iterator[BinaryIO]:
    """The file, opened to add to its end and made if need be, until the end of the run.

    Ends the program if it cannot be opened, or if another run is at it. What is no regular file, such as a pipe, is
    anybody's.
    """
    try:
        file = path.open("ab")
    except OSError as error:
        fail(f"cannot open {path}: {error.strerror}")
    with file:
        if stat.S_ISREG(fstat(file.fileno()).st_mode) and not _locked(file.fileno()):
            fail(f"another run is writing to {path}; wait until it has ended, or choose another --out")
        yield file


if sys.platform == "win32":  # pragma: no cover

    def _locked(_descriptor: int) -> bool:
        """Windows has no flock: two runs are not told apart there."""
        return True

else:
    import fcntl

    def _locked(descriptor: int) -> bool:
        """Whether the file is ours now; it stays so until it is closed, or its holder dies."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in _TAKEN  # a file system without locks
        return True

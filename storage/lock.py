"""One process a database file: a lock beside it that the operating system frees when its holder dies."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

from bot.core.errors import DatabaseInUseError, StorageError
from storage.failures import file_error

_OWNER_ONLY = 0o600
_TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}


class FileLock:
    """An exclusive lock on `<database>.lock.pid`, which also names its holder.

    The file stays when the lock goes: removing it would let two processes lock two files of one name.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(f"{database.name}.lock.pid")
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock, at once or not at all.

        Raises:
            StorageError: Another process holds it, or the lock's file cannot be used.
        """
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
        except OSError as error:
            raise file_error(error, self._path, "write the database's lock file") from error
        try:
            _lock(descriptor)
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
        except OSError as error:
            os.close(descriptor)
            raise self._refusal(error) from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go; a lock not held is left alone."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def _refusal(self, error: OSError) -> StorageError:
        if error.errno not in _TAKEN:
            return file_error(error, self._path, "lock")
        holder = self._holder()
        who = f"process {holder}" if holder else "another process"
        end = f" (kill {holder})" if holder else ""
        remedy = f"stop that process{end}, or name another file in GREENROOM_DATABASE_URL"
        return DatabaseInUseError(f"the database {self._database} is in use by {who}", remedy)

    def _holder(self) -> str:
        try:
            text = self._path.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return ""
        return text if text.isdigit() else ""


def holder_of(database: Path) -> str | None:
    """The process id of whoever holds a database, or none.

    A lock file with no id in it belongs to nobody; one with an id may be what a killed process left. So the lock is
    tried only in the second case, and a process that starts at this very moment is not in anybody's way.
    """
    path = database.with_name(f"{database.name}.lock.pid")
    try:
        holder = path.read_text(encoding="ascii").strip()
        descriptor = os.open(path, os.O_RDONLY) if holder.isdigit() else None
    except (OSError, ValueError):
        return None
    if descriptor is None:
        return None
    try:
        _lock_shared(descriptor)
    except OSError as error:
        return holder if error.errno in _TAKEN else None
    else:
        return None
    finally:
        os.close(descriptor)


if sys.platform == "win32":  # pragma: no cover

    def _lock_shared(descriptor: int) -> None:
        """As below."""

    def _lock(descriptor: int) -> None:
        """Windows has no flock, and Greenroom is not run for groups there: no lock."""

else:
    import fcntl

    def _lock_shared(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

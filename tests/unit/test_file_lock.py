from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.errors import StorageError
from storage import lock as lock_module
from storage.lock import FileLock

HOLD = """
import sys
from pathlib import Path
from storage.lock import FileLock
FileLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "greenroom.db"


def refusal(path: Path) -> StorageError:
    with pytest.raises(StorageError) as refused:
        FileLock(path).acquire()
    return refused.value


def test_a_second_holder_is_refused_with_the_file_and_the_firsts_process(path: Path) -> None:
    first = FileLock(path)
    first.acquire()
    error = refusal(path)
    assert str(path) in error.problem
    assert f"process {os.getpid()}" in error.problem
    assert f"kill {os.getpid()}" in error.remedy
    first.release()


def test_a_holder_whose_process_is_not_known_is_still_refused(path: Path) -> None:
    first = FileLock(path)
    first.acquire()
    path.with_name("greenroom.db.lock.pid").write_bytes(b"\xff garbage")
    assert "in use by another process" in refusal(path).problem
    first.release()


def test_a_released_lock_can_be_taken_again(path: Path) -> None:
    for _ in range(2):
        lock = FileLock(path)
        lock.acquire()
        lock.release()
        lock.release()


def test_what_a_dead_process_left_behind_does_not_matter(path: Path) -> None:
    path.with_name("greenroom.db.lock.pid").write_text("4194305\n")
    lock = FileLock(path)
    lock.acquire()
    assert path.with_name("greenroom.db.lock.pid").read_text() == f"{os.getpid()}\n"
    lock.release()


def test_databases_in_one_folder_have_locks_of_their_own(path: Path) -> None:
    first, second = FileLock(path), FileLock(path.with_name("other.db"))
    first.acquire()
    second.acquire()
    first.release()
    second.release()


def test_kill_nine_frees_the_lock(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert f"process {holder.pid}" in refusal(path).problem
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    lock = FileLock(path)
    lock.acquire()
    lock.release()


def test_a_lock_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    error = refusal(tmp_path / "file" / "greenroom.db")
    assert "greenroom.db.lock.pid" in error.problem
    assert "GREENROOM_DATABASE_URL" in error.remedy


def test_a_file_system_without_locks_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(lock_module, "_lock", refuse)
    assert "No locks available" in refusal(path).problem

"""Runs pytest, and what failed of the tests that drive real processes once more, alone.

On a shared machine, with other tests beside it, such a test can fail for want of time. If it fails alone as well, or if
more than a few fail, or any other test does, the run has failed. What passed only alone is named at the end.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

_DRIVE_PROCESSES = ("tests/wire/", "tests/faults/")
_FEW = 3
_SOME_FAILED = 1


def run(arguments: Sequence[str]) -> int:
    """Run pytest with these arguments.

    Returns:
        Its exit code; 0 also where the few that failed have passed alone.
    """
    with tempfile.TemporaryDirectory() as cache:
        code = _pytest(cache, *arguments)
        failed = _failed(Path(cache))
        if code != _SOME_FAILED or not worth_a_second_look(failed):
            return code
        print("Once more, alone:", *failed, sep="\n  ", flush=True)
        code = _pytest(cache, "-m", "", "--last-failed", "--last-failed-no-failures=none", *_files(failed))
        if code == 0:
            print("UNSTEADY, passed only alone:", *failed, sep="\n  ", flush=True)
        return code


def worth_a_second_look(failed: Collection[str]) -> bool:
    """Whether only a few tests failed, all of which drive processes."""
    return 0 < len(failed) <= _FEW and all(test.startswith(_DRIVE_PROCESSES) for test in failed)


def _pytest(cache: str, *arguments: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-o", f"cache_dir={cache}", *arguments], check=False
    ).returncode


def _failed(cache: Path) -> list[str]:
    """The tests that failed, as pytest has remembered them for `--last-failed`."""
    path = cache / "v" / "cache" / "lastfailed"
    return sorted(json.loads(path.read_text())) if path.exists() else []


def _files(tests: Collection[str]) -> list[str]:
    return sorted({test.partition("::")[0] for test in tests})


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

"""Runs pytest, and the few tests that failed once more, alone.

On a shared machine, with other tests beside it, a test can fail for want of time, or by what others left in a server.
If it fails alone as well, or if more than a few fail, the run has failed. What passed only alone is named at the end.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

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
    """Whether a test failed, and only a few did."""
    return 0 < len(failed) <= _FEW


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

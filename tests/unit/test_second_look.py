"""The few tests that failed are run once more, alone, and nothing else is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import second_look
from tests.second_look import worth_a_second_look

_PROJECT = Path(__file__).parents[2]
_TWO_TESTS = """
import os, pathlib

def test_that_fails_as_often_as_it_is_told_to():
    runs = pathlib.Path("runs")
    runs.write_text(runs.read_text() + "." if runs.exists() else ".")
    assert len(runs.read_text()) > int(os.environ["FAILS"])

def test_that_passes():
    with pathlib.Path("others").open("a") as others:
        others.write(".")
"""


@pytest.mark.parametrize(
    ("failed", "worth"),
    [
        ([], False),
        (["tests/wire/test_a.py::test_b[c d]"], True),
        (["tests/faults/test_a.py::test_b", "tests/wire/test_a.py::test_b"], True),
        ([f"tests/wire/test_a.py::test_{number}" for number in range(4)], False),
        (["tests/wire/test_a.py::test_b", "tests/unit/test_a.py::test_b"], True),
    ],
)
def test_only_a_few_tests_get_a_second_look(failed: list[str], *, worth: bool) -> None:
    assert worth_a_second_look(failed) is worth


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fails", "code", "runs"),
    [(0, 0, 1), (1, 0, 2), (2, 1, 2)],
)
def test_what_failed_runs_alone_once_and_has_to_pass_there(tmp_path: Path, fails: int, code: int, runs: int) -> None:
    file = tmp_path / "tests" / "test_it.py"
    file.parent.mkdir(parents=True)
    file.write_text(_TWO_TESTS)
    shutil.copy(_PROJECT / "pyproject.toml", tmp_path)  # pytest is to remember with the project's own settings
    done = subprocess.run(
        [sys.executable, second_look.__file__, "-n", "2"],
        cwd=tmp_path,
        env=os.environ | {"FAILS": str(fails)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert len((tmp_path / "runs").read_text()) == runs
    assert len((tmp_path / "others").read_text()) == 1
    assert ("UNSTEADY" in done.stdout) is (runs == 2 and code == 0)

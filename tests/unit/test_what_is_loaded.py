"""What commands load: a library that a command does not need makes nobody wait for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLATFORMS = {"discord", "slack_bolt", "slack_sdk", "aiohttp"}
JUDGES = {"anthropic", "numpy", "onnxruntime", "tokenizers"}
ON_DEMAND = PLATFORMS | JUDGES | {"matplotlib", "PIL", "holidays", "psycopg", "fsrs"}
STORING = {"sqlalchemy", "sqlmodel", "alembic"}

CODE = """
import sys
from bot.cli import app
try:
    app(sys.argv[1:])
except SystemExit as end:
    print()
    print(end.code or 0, *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The libraries that a command has loaded when it ends well."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GREENROOM_")}
    environment["GREENROOM_DATABASE_URL"] = f"sqlite:///{folder / 'g.db'}"
    environment["GREENROOM_CACHE_DIR"] = str(folder / "cache")
    done = subprocess.run(
        [sys.executable, "-c", CODE, *arguments],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    code, *names = done.stdout.splitlines()[-1].split()
    assert code == "0", done.stdout + done.stderr
    return set(names)


@pytest.mark.parametrize(
    ("arguments", "without"),
    [
        (["--help"], ON_DEMAND | STORING | {"pydantic", "yaml", "prompt_toolkit"}),
        (["schedule", "preview", "weekdays 9:00"], ON_DEMAND | STORING | {"yaml", "rich", "prompt_toolkit"}),
        (["doctor"], ON_DEMAND - {"numpy", "onnxruntime", "tokenizers"} | {"prompt_toolkit"}),
        (["progress"], ON_DEMAND | {"alembic", "prompt_toolkit"}),
        (["ask"], ON_DEMAND | {"alembic", "prompt_toolkit"}),
    ],
    ids=["help", "schedule preview", "doctor", "progress", "ask"],
)
def test_commands_load_no_library_that_they_do_not_need(
    arguments: list[str], without: set[str], tmp_path: Path
) -> None:
    assert not loaded(tmp_path, *arguments) & without

"""Database files to test with: migrated once, copied for each test."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from storage.schema import bring_up_to_date


def fresh_database(folder: Path) -> Path:
    """A file in the folder with the current schema and nothing in it."""
    path = folder / "greenroom.db"
    path.write_bytes(_migrated())
    return path


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "greenroom.db"
        path.touch()
        bring_up_to_date(path)
        return path.read_bytes()

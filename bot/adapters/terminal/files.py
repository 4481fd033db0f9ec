"""Documents as files in the working directory."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from bot.core.chat import Document


def save(document: Document, folder: Path) -> Path:
    """Write a document to a new file, for its owner alone; a name that is taken gets a number.

    Returns:
        Where it is.

    Raises:
        OSError: It cannot be written there.
    """
    name = Path(document.name).name
    for number in count(1):
        path = folder / (name if number == 1 else f"{Path(name).stem}-{number}{Path(name).suffix}")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "wb") as file:
            file.write(document.content)
        return path
    raise AssertionError("numbers do not end")

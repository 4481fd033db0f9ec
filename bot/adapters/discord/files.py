"""Files that go along with a message: names and descriptions that Discord takes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from bot.adapters.discord.limits import ALT, shortened, units
from bot.adapters.discord.text import Upload

_LONGEST_STEM = 60


def fitted(file: Upload) -> Upload:
    """The file with a name of plain letters, which Discord would make of any other, and a description that fits."""
    path = PurePosixPath(file.name)
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", path.stem).strip("-")[:_LONGEST_STEM] or "file"
    suffix = re.sub(r"[^A-Za-z0-9.]+", "", path.suffix)[:10]
    alt = file.alt if units(file.alt) <= ALT else shortened(file.alt, ALT)
    return replace(file, name=f"{stem}{suffix}", alt=alt)


def named_apart(file: Upload, others: Iterable[Upload]) -> Upload:
    """The file under a name that no other file of its message has."""
    taken = {other.name for other in others}
    path, number, name = PurePosixPath(file.name), 2, file.name
    while name in taken:
        name, number = f"{path.stem}-{number}{path.suffix}", number + 1
    return replace(file, name=name)

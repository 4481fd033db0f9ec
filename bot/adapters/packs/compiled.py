"""The compiled form of a file, and the cache of them: one JSON file, so that starting does not parse YAML.

The cache is never trusted: it is validated as it is read, and whatever does not fit is compiled again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.adapters.packs.discovery import Found, Kind
from bot.core import bank, interviews
from bot.core.bank.content import Fault, PackInfo
from bot.core.bank.lens import AudienceProfile, CompanyStyle
from bot.core.bank.question import Question
from bot.core.interviews.plan import InterviewPlan


class Compiled(BaseModel):
    """What a file held when it had this size and time: an item, or the faults that prevent one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    size: int
    mtime_ns: int
    question: Question | None = None
    audience: AudienceProfile | None = None
    style: CompanyStyle | None = None
    interview: InterviewPlan | None = None
    pack: PackInfo | None = None
    faults: tuple[Fault, ...] = ()

    def is_of(self, found: Found) -> bool:
        """Whether the file is still the one that was compiled."""
        return (self.kind, self.size, self.mtime_ns) == (found.kind, found.size, found.mtime_ns)


class _Cache(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str
    files: dict[str, Compiled]


class CompiledCache:
    """The cache for one set of packs.

    Args:
        folder: Where caches are kept; it is made if need be.
        packs: What tells this set of packs from others.
    """

    def __init__(self, folder: Path, packs: Iterable[str]) -> None:
        name = hashlib.blake2b("\0".join(packs).encode("utf-8", "replace"), digest_size=6).hexdigest()
        self._file = folder / f"packs-{name}.json"

    def read(self) -> Mapping[str, Compiled]:
        """Compiled files by path; empty where the cache is absent, damaged or made by other code."""
        try:
            cache = _Cache.model_validate_json(self._file.read_bytes())
        except (OSError, ValidationError, ValueError):
            return {}
        return cache.files if cache.code == _code() else {}

    def write(self, files: Mapping[str, Compiled]) -> None:
        """Replaces the cache in one step; where that is not possible, the next start compiles again."""
        text = _Cache(code=_code(), files=dict(files)).model_dump_json(exclude_defaults=True)
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._file.parent, prefix=f"{self._file.name}.")
            try:
                with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor, not a path
                    file.write(text)
                os.replace(temporary, self._file)  # noqa: PTH105
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise


def _code() -> str:
    """Changes with the code that compiles, so that a newer schema never reads an older one's results."""
    folders = (*bank.__path__, *interviews.__path__, str(Path(__file__).parent))
    stamps: list[str] = []
    for folder in folders:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            stamps += sorted(
                f"{entry.name} {entry.stat().st_size} {entry.stat().st_mtime_ns}"
                for entry in entries
                if entry.is_file()
            )
    return hashlib.blake2b("\n".join(stamps).encode(), digest_size=16).hexdigest()

"""Which files packs consist of, in folders and in installed packages."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from bot.core.bank.content import Fault

ENTRY_POINTS = "greenroom.packs"
"""Entry point group by which an installed package offers a pack."""

PACK_FILE = "pack.yaml"


class Kind(StrEnum):
    """What a file holds, told by where it lies."""

    QUESTION = "question"
    AUDIENCE = "audience"
    STYLE = "style"
    INTERVIEW = "interview"
    PACK = "pack"


_FOLDERS = {"audiences": Kind.AUDIENCE, "styles": Kind.STYLE, "interviews": Kind.INTERVIEW}


class Found(NamedTuple):
    """A file of a pack.

    Attributes:
        path: Absolute path.
        kind: What it should hold.
        size: Bytes.
        mtime_ns: Time of its last change.
    """

    path: str
    kind: Kind
    size: int
    mtime_ns: int


class Walk:
    """Collects the files of packs in a stable order, each file once however many folders reach it."""

    def __init__(self) -> None:
        self.files: list[Found] = []
        self.faults: list[Fault] = []
        self._seen: set[tuple[int, int]] = set()

    def add_pack(self, folder: Path) -> None:
        """Adds all of a pack's files; a folder that cannot be read is a fault."""
        root = os.path.abspath(folder)  # noqa: PTH100 - Path.absolute keeps `..`, which would double the paths
        if not os.path.isdir(root):  # noqa: PTH112
            self.faults.append(Fault(root, 1, "there is no such pack folder"))
            return
        self._add_folder(root, None)

    def add_file(self, path: Path, kind: Kind | None = None) -> None:
        """Adds one file; its kind is told by the folder it lies in."""
        full = os.path.abspath(path)  # noqa: PTH100
        self._add(full, kind or _kind_of(Path(full)))

    def _add_folder(self, folder: str, kind: Kind | None) -> None:
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.faults.append(Fault(folder, 1, f"the folder cannot be read: {error.strerror}"))
            return
        for entry in listed:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=kind is None):
                self._enter(entry, kind)
            elif entry.name.endswith(".yaml"):
                top = kind is None
                self._add(entry.path, Kind.PACK if top and entry.name == PACK_FILE else kind or Kind.QUESTION)
            elif entry.name.endswith(".yml"):
                self.faults.append(Fault(entry.path, 1, "not read; its name must end in .yaml"))

    def _enter(self, entry: os.DirEntry[str], kind: Kind | None) -> None:
        inside = kind or _FOLDERS.get(entry.name, Kind.QUESTION)
        self._add_folder(entry.path, inside)

    def _add(self, path: str, kind: Kind) -> None:
        try:
            status = os.stat(path)  # noqa: PTH116
        except OSError as error:
            self.faults.append(Fault(path, 1, f"cannot be read: {error.strerror}"))
            return
        if not stat.S_ISREG(status.st_mode):
            self.faults.append(Fault(path, 1, "this is not a file"))
        elif (identity := (status.st_dev, status.st_ino)) not in self._seen:
            self._seen.add(identity)
            self.files.append(Found(path, kind, status.st_size, status.st_mtime_ns))


def _kind_of(path: Path) -> Kind:
    return Kind.PACK if path.name == PACK_FILE else _FOLDERS.get(path.parent.name, Kind.QUESTION)


def installed_packs() -> Iterable[EntryPoint]:
    """The entry points by which installed packages offer packs, in the order of their names."""
    return sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)


def folders_of(points: Iterable[EntryPoint]) -> Iterator[Path | Fault]:
    """The folder behind each entry point, or a fault where there is none.

    An entry point names a package (`my_pack`, or `my_pack.data`), whose own folder is the pack, or an attribute
    that holds a path (`my_pack:FOLDER`).
    """
    for point in points:
        origin = f"entry point {ENTRY_POINTS}:{point.name}"
        try:
            value = point.load()
            yield _folder(value)
        except Exception as error:  # noqa: BLE001 - a foreign package's import may raise anything
            yield Fault(origin, 1, f"{point.value} gives no pack folder: {error}")


def _folder(value: object) -> Path:
    if isinstance(value, ModuleType) and getattr(value, "__path__", None):
        return Path(next(iter(value.__path__)))
    if isinstance(value, str | os.PathLike):
        return Path(value)
    raise TypeError(f"a folder path or a package is needed, not {type(value).__name__}")

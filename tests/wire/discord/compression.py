"""Transport compression of the gateway: one stream a connection, flushed after each payload."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

_FRAME = 16 * 1024  # Discord, too, sends a long payload as several frames; the last one ends with the flush


class Compressor(Protocol):
    def frames(self, payload: str) -> Iterator[bytes | str]: ...


class Plain:
    """No compression: text frames."""

    def frames(self, payload: str) -> Iterator[bytes | str]:
        yield payload


class ZlibStream:
    """`zlib-stream`."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def frames(self, payload: str) -> Iterator[bytes | str]:
        packed = self._stream.compress(payload.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)
        head = max(len(packed) - 4, 0)
        for start in range(0, head, _FRAME):
            last = start + _FRAME >= head
            yield packed[start:] if last else packed[start : start + _FRAME]


class ZstdStream:
    """`zstd-stream`; each frame is one payload."""

    def __init__(self) -> None:
        self._flush, self._stream = _zstd()

    def frames(self, payload: str) -> Iterator[bytes | str]:
        yield self._flush(self._stream, payload.encode())


def _zstd() -> tuple[Any, Any]:
    """A compressor from the standard library (3.14) or from `zstandard`, as discord.py looks for them."""
    try:
        module: Any = importlib.import_module("compression.zstd")
    except ImportError:
        module = importlib.import_module("zstandard")
        flush = module.COMPRESSOBJ_FLUSH_BLOCK
        return (lambda stream, data: stream.compress(data) + stream.flush(flush)), module.ZstdCompressor().compressobj()
    mode = module.ZstdCompressor.FLUSH_BLOCK
    return (lambda stream, data: stream.compress(data, mode=mode)), module.ZstdCompressor()


def compressor(asked: str | None) -> Compressor | None:
    """What a connection asked for, or None if it is unknown."""
    kinds: dict[str | None, type[Compressor]] = {None: Plain, "zlib-stream": ZlibStream, "zstd-stream": ZstdStream}
    made = kinds.get(asked)
    return made() if made else None

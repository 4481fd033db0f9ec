"""A message as the Messages API streams it: its events as documented, cut where a test wants it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_LONGEST_HOLD = 60.0

Body = dict[str, Any]
Piece = str | threading.Event
"""A piece of text, or what has to be set before the next one is sent."""


@dataclass(frozen=True)
class Break:
    """What ends a stream too soon.

    Attributes:
        error: Type of an `error` event that is sent; the connection is cut if none.
        clean: End the response as if all were well, with the message unfinished.
    """

    error: str = ""
    clean: bool = False


class CutError(Exception):
    """The connection is to be closed in the middle of a response."""


def pieces_of(text: str) -> list[str]:
    """A text as a model writes it, about a word at a time."""
    return re.findall(r"\s*\S+\s*?(?=\s|$)|\s+$", text) or [text]


def events(message: Body, pieces: Iterable[Piece], broken: Break | None = None) -> Iterator[bytes]:
    """The events of a message whose text comes in pieces.

    Raises:
        CutError: Here the connection ends.
    """
    usage = message["usage"]
    start = {**message, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
    yield _event("message_start", message=start)
    yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    yield _event("ping")
    for piece in pieces:
        if isinstance(piece, str):
            yield _event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
        else:
            piece.wait(_LONGEST_HOLD)
    if broken is not None:
        yield from _broken(broken)
        return
    yield _event("content_block_stop", index=0)
    delta = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=delta, usage={"output_tokens": usage["output_tokens"]})
    yield _event("message_stop")


def _broken(broken: Break) -> Iterator[bytes]:
    if broken.error:
        yield _event("error", error={"type": broken.error, "message": "no more"})
    elif not broken.clean:
        raise CutError


def _event(kind: str, **fields: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()

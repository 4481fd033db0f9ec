"""How a message carries the key of its delivery, so that it is found again and not shown twice.

Discord recognises a repeated nonce for some minutes, and for messages of channels only. The id of the first component
stays with a message for ever, whichever way it was sent.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

_LEAST: Final = 1 << 20
"""Discord numbers components that have no id from 1."""
_MOST: Final = (1 << 31) - 1


def nonce_of(key: str) -> str:
    """A delivery's nonce: 24 characters, of which Discord takes 25."""
    return base64.urlsafe_b64encode(hashlib.blake2s(key.encode(), digest_size=18).digest()).decode()


def mark_of(key: str) -> int:
    """A delivery's number among component ids; it is even; the odd one after it says that it gets a thread."""
    digest = hashlib.blake2s(key.encode(), digest_size=8, person=b"mark").digest()
    return (_LEAST + int.from_bytes(digest) % (_MOST - _LEAST)) & ~1


def marked(payload: Mapping[str, Any], key: str, *, opens: bool = False) -> dict[str, Any]:
    """A message's payload with the key's number in its first component, if it has one.

    Args:
        payload: The payload.
        key: The delivery's key.
        opens: Whether it gets a thread.
    """
    components: Sequence[Mapping[str, Any]] = payload.get("components") or ()
    if not components:
        return dict(payload)
    return {**payload, "components": [{**components[0], "id": mark_of(key) | opens}, *components[1:]]}


def carries(message: Mapping[str, Any], key: str) -> bool:
    """Whether a message, as Discord shows it, is the one with this key."""
    if message.get("nonce") is not None and str(message["nonce"]) == nonce_of(key):
        return True
    return _mark_in(message) & ~1 == mark_of(key)


def opens_thread(message: Mapping[str, Any]) -> bool:
    """Whether a marked message gets a thread."""
    return _mark_in(message) >= _LEAST and bool(_mark_in(message) & 1)


def _mark_in(message: Mapping[str, Any]) -> int:
    components: Sequence[Mapping[str, Any]] = message.get("components") or ()
    return int(components[0].get("id") or 0) if components else 0

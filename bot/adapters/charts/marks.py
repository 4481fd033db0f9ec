"""Shapes that tell judges apart."""

from __future__ import annotations

from collections.abc import Sequence

_MARKERS = ("o", "D", "s", "^", "v", "P")


def mark_of(judge: str, judges: Sequence[str]) -> str:
    """A judge's own shape in a picture; after six judges shapes come again."""
    return _MARKERS[judges.index(judge) % len(_MARKERS)]

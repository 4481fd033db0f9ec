"""Texts as token vectors: what a word comparison works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """One text as vectors of its tokens.

    Attributes:
        vectors: (tokens, width), rows of unit length.
        spans: (tokens, 2), character offsets in the text, end exclusive.
        weights: (tokens,), how much a token tells, 0 (function words, marks) to about 1 (rare words).
        pooled: (width,), unit vector of the whole text.
    """

    vectors: Floats
    spans: npt.NDArray[np.int32]
    weights: Floats
    pooled: Floats


class Embedder(Protocol):
    """What turns texts into token vectors; blocking, and safe to call from several threads."""

    @property
    def model(self) -> str:
        """Name of the model, as it is stored with every grade."""
        ...

    def warm(self) -> None:
        """Load what is needed now, so that the first answer does not wait for it."""
        ...

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """One encoding a text, in order; an empty text has no tokens."""
        ...


def unit_rows(rows: Floats) -> Floats:
    """Rows scaled to unit length in place; a row of zeros stays."""
    import numpy as np

    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    rows /= np.where(lengths > 0, lengths, 1)[:, None]
    return rows

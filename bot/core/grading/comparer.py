"""A word comparison: an embedder together with the numbers that were fitted for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.grading.embedding import Embedder, Encoded
from bot.core.grading.fit import Fit


@dataclass(frozen=True)
class Comparer:
    """What the coverage estimate compares texts with."""

    embedder: Embedder
    fit: Fit

    @property
    def model(self) -> str:
        """Name of the model behind it."""
        return self.embedder.model

    def warm(self) -> None:
        """Load what is needed now; blocking."""
        self.embedder.warm()

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Token vectors of each text; blocking."""
        return self.embedder.encode(texts)

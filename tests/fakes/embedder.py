"""An embedder that can be reasoned about: a word is its own direction, and words are near only to themselves."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.core.grading.embedding import Embedder, Encoded, unit_rows
from bot.core.grading.fit import LEXICAL
from bot.core.grading.text import words
from bot.core.grading.vocabulary import FUNCTION_WORDS

WIDTH = 2048
FIT = replace(LEXICAL, shared="")  # what all questions share is known for the real comparisons only


class FakeEmbedder(Embedder):
    """Counts what it was asked, so that tests see what was encoded twice."""

    def __init__(self, model: str = "words") -> None:
        self._model = model
        self._places: dict[str, int] = {}
        self.encoded: list[str] = []
        self.warmed = 0
        self.threads: set[str] = set()

    @property
    def model(self) -> str:
        return self._model

    def warm(self) -> None:
        self.warmed += 1

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        self.encoded += texts
        self.threads.add(threading.current_thread().name)
        return [self._encode(text) for text in texts]

    def _encode(self, text: str) -> Encoded:
        said = words(text)
        vectors = np.zeros((len(said), WIDTH), dtype=np.float32)
        for row, word in enumerate(said):
            vectors[row, self._places.setdefault(word, len(self._places))] = 1
        weights = np.array([float(word not in FUNCTION_WORDS) for word in said], dtype=np.float32)
        pooled = (vectors * weights[:, None]).sum(axis=0, keepdims=True).astype(np.float32)
        return Encoded(vectors, np.zeros((len(said), 2), dtype=np.int32), weights, unit_rows(pooled)[0])

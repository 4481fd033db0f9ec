"""Word overlap for machines without the model: words as their letter n-grams, so that inflections meet."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.core.grading.comparer import Comparer
from bot.core.grading.embedding import Encoded, unit_rows
from bot.core.grading.fit import LEXICAL
from bot.core.grading.vocabulary import FUNCTION_WORDS

if TYPE_CHECKING:
    from bot.core.grading.embedding import Floats

_WIDTH = 512
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONG_ENOUGH = 4  # letters from which a word is likely to carry meaning
_PLAIN_WEIGHT = 0.6


class LexicalEmbedder:
    """Words as hashed letter n-grams (Bojanowski et al. 2017, without the training)."""

    model = "lexical"

    def warm(self) -> None:
        """Nothing to load."""

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """One encoding a text."""
        return [_encode(text) for text in texts]


class LexicalComparer(Comparer):
    """Compares by word overlap; knows no synonyms."""

    def __init__(self) -> None:
        super().__init__(LexicalEmbedder(), LEXICAL)


def _encode(text: str) -> Encoded:
    import numpy as np

    matches = list(_TOKEN.finditer(text))
    found = [match.group().casefold().replace("’", "'") for match in matches]
    vectors = np.zeros((len(found), _WIDTH), dtype=np.float32)
    for row, word in enumerate(found):
        vectors[row] = _vector(word)
    weights = np.array([_weight(word) for word in found], dtype=np.float32)
    spans = np.array([match.span() for match in matches], dtype=np.int32).reshape(len(found), 2)
    pooled = (vectors * weights[:, None]).sum(axis=0, dtype=np.float32)
    return Encoded(vectors, spans, weights, unit_rows(pooled[None])[0])


def _weight(word: str) -> float:
    if word in FUNCTION_WORDS:
        return 0.0
    return 1.0 if len(word) >= _LONG_ENOUGH or not word.isascii() else _PLAIN_WEIGHT


@lru_cache(maxsize=20_000)
def _vector(word: str) -> Floats:
    import numpy as np

    vector: Floats = np.zeros(_WIDTH, dtype=np.float32)
    padded = f"<{word}>"
    sizes = (1, 2) if _CJK.search(word) else (3, 4, 5)
    grams = {padded[at : at + size] for size in sizes for at in range(max(1, len(padded) - size + 1))}
    for gram in grams | {padded}:
        vector[zlib.crc32(gram.encode("utf-8", "surrogatepass")) % _WIDTH] += 1
    unit: Floats = unit_rows(vector[None])[0]
    return unit

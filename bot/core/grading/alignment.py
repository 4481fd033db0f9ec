"""How well the tokens of one text are found again in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.core.grading.embedding import Encoded

Floats = npt.NDArray[np.float32]

_LEAST_WEIGHT = 0.05  # so that a text of common words only still compares


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """Several encodings, one after another; each has at least one row.

    Attributes:
        vectors: (tokens, width), rows of unit length.
        weights: (tokens,), all above zero.
        starts: (texts,), first row of each text.
        pooled: (texts, width), unit vectors of the texts.
    """

    vectors: Floats
    weights: Floats
    starts: npt.NDArray[np.intp]
    pooled: Floats

    def __len__(self) -> int:
        return len(self.starts)


def pack(encodings: Sequence[Encoded], *, telling_only: bool = False) -> Packed:
    """Encodings in one block.

    Args:
        encodings: At least one; one without tokens becomes a row of zeros.
        telling_only: Leave out function words and marks, where a text has anything else.
    """
    vectors, weights = [], []
    for encoding in encodings:
        rows = np.flatnonzero(encoding.weights > 0) if telling_only else np.arange(len(encoding.weights))
        rows = rows if len(rows) else np.arange(len(encoding.weights))
        if len(rows):
            vectors.append(encoding.vectors[rows])
            weights.append(np.maximum(encoding.weights[rows], _LEAST_WEIGHT))
        else:
            vectors.append(np.zeros((1, len(encoding.pooled)), dtype=np.float32))
            weights.append(np.full(1, _LEAST_WEIGHT, dtype=np.float32))
    ends = np.cumsum([len(part) for part in weights])
    starts = np.concatenate([[0], ends[:-1]]).astype(np.intp)
    pooled = np.stack([encoding.pooled for encoding in encodings])
    return Packed(np.concatenate(vectors), np.concatenate(weights), starts, pooled)


def token_matches(anchors: Packed, texts: Packed) -> Floats:
    """Greatest cosine of each anchor token to any token of each text, negative ones as nought: (tokens, texts)."""
    best: Floats = np.maximum.reduceat(anchors.vectors @ texts.vectors.T, texts.starts, axis=1)
    return np.clip(best, 0, 1)


def recall(anchors: Packed, matches: Floats) -> Floats:
    """Share of each anchor's weight that its tokens' matches find again: (anchors, texts), values 0-1.

    This is BERTScore's recall with importance weights (Zhang et al. 2020, eq. 1 and section 3.1).
    """
    totals: Floats = np.add.reduceat(anchors.weights, anchors.starts)
    found: Floats = np.add.reduceat(matches * anchors.weights[:, None], anchors.starts, axis=0)
    return np.asarray(found / totals[:, None], dtype=np.float32)


def nearness(anchors: Packed, texts: Packed, matches: Floats) -> Floats:
    """How near each text comes to saying what each anchor says: (anchors, texts), at most 1.

    The mean of the token recall and of the cosine of the texts as wholes: the one needs the anchor's words and does
    not mind what else is said, the other minds.
    """
    wholes: Floats = anchors.pooled @ texts.pooled.T
    return np.asarray((recall(anchors, matches) + wholes) / 2, dtype=np.float32)

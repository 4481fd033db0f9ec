"""Sentences to token vectors with MiniLM."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from bot.adapters.minilm.weights import TOKENIZER, WEIGHTS, read_tensors
from bot.core.grading.embedding import Encoded, unit_rows

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

    from bot.adapters.minilm.network import Floats, Network

MODEL = "all-MiniLM-L6-v2"
_CLS, _SEP = 101, 102  # BERT's ids of the marks at the ends of a text
_ROOM = 510  # positions of a window, less [CLS] and [SEP]
_OVERLAP = 128
_FIRST_WORD_ID = 1996  # "the": ids before it are marks and letters; after it, words come from common to rare
_COMMON_IDS = 200  # ids that carry hardly any meaning of their own


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 over numpy; loads itself at first use.

    Args:
        folder: Folder with `model.safetensors` and `tokenizer.json`.
    """

    model = MODEL

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._parts: tuple[Tokenizer, Network] | None = None

    def warm(self) -> None:
        """Load the weights and the tokenizer now, so that the first answer does not wait for them."""
        self._loaded()

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Token vectors of each text; long texts are read in overlapping windows."""
        tokenizer, network = self._loaded()
        encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        windows = [_windows(len(encoding.ids)) for encoding in encodings]
        states = iter(
            network(
                [
                    [_CLS, *encoding.ids[low:high], _SEP]
                    for encoding, bounds in zip(encodings, windows, strict=True)
                    for low, high in bounds
                ]
            )
        )
        return [
            _encoded(encoding, [(low, next(states)) for low, _ in bounds])
            for encoding, bounds in zip(encodings, windows, strict=True)
        ]

    def _loaded(self) -> tuple[Tokenizer, Network]:
        with self._lock:
            if self._parts is None:
                from tokenizers import Tokenizer

                from bot.adapters.minilm.network import Network

                tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
                tokenizer.no_truncation()
                tokenizer.no_padding()
                self._parts = tokenizer, Network(read_tensors(self._folder / WEIGHTS))
            return self._parts


def _windows(length: int) -> list[tuple[int, int]]:
    bounds = [(0, min(length, _ROOM))]
    while bounds[-1][1] < length:
        low = bounds[-1][1] - _OVERLAP
        bounds.append((low, min(length, low + _ROOM)))
    return bounds


def _encoded(encoding: Encoding, windows: Sequence[tuple[int, Floats]]) -> Encoded:
    import numpy as np

    length = len(encoding.ids)
    rows = np.zeros((length, windows[0][1].shape[1]), dtype=np.float32)
    ends = 0
    pooled = np.zeros(rows.shape[1], dtype=np.float32)
    for low, states in windows:
        # In an overlap the first half is kept from the window before, where it has more context.
        skip = _OVERLAP // 2 if low else 0
        rows[low + skip : low + len(states) - 2] = states[1 + skip : -1]
        pooled += states.sum(axis=0)
        ends += len(states)
    weights = np.array([_weight(number) for number in encoding.ids], dtype=np.float32)
    spans = np.array(encoding.offsets, dtype=np.int32).reshape(length, 2)
    return Encoded(unit_rows(rows), spans, weights, unit_rows(pooled[None])[0])


def _weight(token_id: int) -> float:
    # The vocabulary is in the order of frequency, so by Zipf's law the logarithm of the rank stands for idf.
    from math import log

    rank = token_id - _FIRST_WORD_ID
    if rank <= _COMMON_IDS:
        return 0.0
    return log(rank / _COMMON_IDS) / log(28_000 / _COMMON_IDS)

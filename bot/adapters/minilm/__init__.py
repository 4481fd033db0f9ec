"""MiniLM without torch: token vectors from the weights that the optional weights package ships."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.minilm.embedder import MiniLmEmbedder
from bot.adapters.minilm.weights import WeightsError, checked_folder
from bot.core.grading.comparer import Comparer
from bot.core.grading.fit import MINILM


@dataclass(frozen=True, slots=True)
class Loaded:
    """The outcome of looking for the weights.

    Attributes:
        comparer: The word comparison, which loads itself at first use or `warm()`; none without usable weights.
        problem: Why there is none, in one line with the remedy; empty if there is one.
    """

    comparer: Comparer | None
    problem: str = ""


def load_comparer(cache_dir: Path | None, weights: Path | None = None) -> Loaded:
    """Find and check MiniLM's weights.

    Args:
        cache_dir: Where to remember that the weights were checked; none to hash them each time (about 0.2 s).
        weights: Folder with `model.safetensors` and `tokenizer.json`, or that file; none for the installed package.
    """
    try:
        folder = checked_folder(weights, cache_dir)
    except WeightsError as error:
        return Loaded(None, str(error))
    # Read by numpy's OpenBLAS when numpy is first imported. Its threads wait for each other in a loop: beside one other
    # busy process an answer took 0.9 s with two of them on two cores and 0.1 s with one; alone, 0.07 s and 0.1 s.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return Loaded(Comparer(MiniLmEmbedder(folder), MINILM))

"""What a text is about as a whole, apart from what all questions share.

Interview answers are much alike: they all speak of data, tests, users and decisions. Averages of word vectors are
therefore near to each other whatever they are about; what tells them apart shows once the direction that the bank's
questions have in common is taken out (Mu and Viswanath 2018, "All-but-the-Top", with one direction).

Directions know no names. "Kept", "waited" and "the second week" make an answer on a trial period much like one on the
time for which customers stay; that it speaks of guitars and not of vegetable boxes tells them apart. So the words
themselves count as well.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable

import numpy as np

from bot.core.grading.alignment import Floats, Packed
from bot.core.grading.embedding import unit_rows
from bot.core.grading.guards import content_words

_STEM = 5  # letters after which words are taken for forms of one
_NOISE = 10  # how many sentences it takes until half of the mean's squared length is subject and half is chance


def subject_of(texts: Packed, weights: Floats, shared: str) -> Floats:
    """The direction of some texts together, less what all questions share: (width,), of unit length or zero.

    Args:
        texts: The texts.
        weights: (texts,), how much each counts.
        shared: The direction to take out, as `packed` writes it; empty for none.
    """
    whole = unit_rows((texts.pooled * weights[:, None]).sum(axis=0, keepdims=True))
    if shared:
        common = _unpacked(shared)
        whole = unit_rows(whole - (whole @ common)[:, None] * common)
    return np.asarray(whole[0], dtype=np.float32)


def likeness(subject: Floats, said: Packed, weights: Floats, shared: str) -> float:
    """How near the subject of some sentences is to another, as if there were many of them.

    A mean over few sentences holds more of what each happens to say, which lowers its cosine to anything; the cosine is
    divided by what `n` sentences are expected to keep of it (Spearman's correction for attenuation, 1904).
    """
    kept = math.sqrt(len(said) / (len(said) + _NOISE))
    return float(subject @ subject_of(said, weights, shared)) / kept


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """The different words with a meaning in some texts, cut to their first letters."""
    return frozenset(word[:_STEM] for text in texts for word in content_words(text))


def packed(direction: Floats) -> str:
    """A direction as text: a byte a number, in base 64."""
    scaled = np.round(direction * (127 / np.abs(direction).max()))
    return base64.b64encode(scaled.astype(np.int8).tobytes()).decode("ascii")


def _unpacked(text: str) -> Floats:
    numbers = np.frombuffer(base64.b64decode(text), dtype=np.int8).astype(np.float32)
    return np.asarray(unit_rows(numbers[None])[0], dtype=np.float32)

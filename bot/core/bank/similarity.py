"""Prompts that are nearly the same, by the runs of words they share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_RUN = 3
"""Words in a run. Shorter ones meet by chance, longer ones miss a text with a few words changed."""

NEAR = 0.3
"""Share of runs in common (Jaccard's index) from which two prompts count as the same question."""


class Pair(NamedTuple):
    """Two texts that are nearly the same.

    Attributes:
        first: Key of one.
        second: Key of the other, which comes later in order.
        likeness: Jaccard's index of their runs of words, 0-1.
    """

    first: str
    second: str
    likeness: float


def near_duplicates(texts: Mapping[str, str], threshold: float = NEAR) -> list[Pair]:
    """Pairs of texts at least as alike as the threshold, in the order of the mapping.

    Args:
        texts: Texts by key.
        threshold: Jaccard's index, 0-1, from which a pair is reported.

    Returns:
        The pairs. Only texts that share a run are compared, so that thousands of texts take a moment.
    """
    runs = {key: _runs(text) for key, text in texts.items()}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    pairs: list[Pair] = []
    for key, own in runs.items():
        shared = Counter(other for run in own for other in holders[run])
        for other, common in shared.items():
            likeness = common / (len(own) + len(runs[other]) - common)
            if likeness >= threshold:
                pairs.append(Pair(other, key, likeness))
        for run in own:
            holders[run].append(key)
    return pairs


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(_windows(words))


def _windows(words: list[str]) -> Iterable[tuple[str, ...]]:
    if len(words) < _RUN:
        return [tuple(words)]
    return (tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))

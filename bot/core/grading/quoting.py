"""Which sentence is quoted for a key point: one choice for all points together, which changes no level.

A level counts the phrasing that comes nearest. For a quote that is too little: a sentence that happens to share words
with one phrasing may come nearer to it than the sentence that says the point does to any. So a quote is chosen by the
phrasings taken together, and by how much nearer a sentence comes to its criterion than to all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from bot.core.grading.alignment import Floats

_SHARED = 0.9  # of a sentence's mean nearness to all points, how much counts for none of them
_OTHERS = 0.5  # what being nearer to the own criterion than to any other counts, beside being near
_NEARLY = 0.05  # how far below a point's best sentence another may be quoted instead
_FRAGMENT = 4  # words below which a passage is quoted only if no fuller one comes nearly as near


def showing(best: Floats, usual: Floats, owners: Sequence[str]) -> Floats:
    """How well each sentence shows each point: (points, sentences), comparable along a row.

    Args:
        best: (points, sentences), nearness to the point's nearest text.
        usual: The same, the mean over the point's texts.
        owners: The criterion of each point.
    """
    near = (best + usual) / 2
    of = np.array(owners)
    rivals = np.stack([near[of != owner].max(axis=0, initial=0) for owner in owners])
    return np.asarray(near - _SHARED * near.mean(axis=0) + _OTHERS * (near - rivals), dtype=np.float32)


def places(shows: Floats, owners: Sequence[str], rows: Sequence[int], lengths: Sequence[int]) -> Mapping[int, int]:
    """The sentence to quote for each of some points, by the point's number.

    The best pairs come first. A sentence that is quoted for one criterion is quoted for a second one only where nothing
    else comes nearly as near to the point; points of one criterion may share a sentence.

    Args:
        shows: What `showing` said, with -inf where a sentence is no evidence; a point without any gets no place.
        owners: The criterion of each point.
        rows: Numbers of the points to be quoted for.
        lengths: How many words each sentence has.
    """
    full = np.array(lengths) >= _FRAGMENT
    pairs = sorted(pair for row in rows for pair in _candidates(shows[row], row, full))
    chosen: dict[int, int] = {}
    taken: dict[int, str] = {}
    for _, row, place in pairs:
        if row not in chosen and taken.setdefault(place, owners[row]) == owners[row]:
            chosen[row] = place
    for _, row, place in pairs:
        chosen.setdefault(row, place)
    return chosen


def _candidates(shows: Floats, row: int, full: np.typing.NDArray[np.bool_]) -> Iterator[tuple[float, int, int]]:
    """What comes nearly as near to a point as the best sentence does: (less is better, point, sentence)."""
    near = (shows > -np.inf) & (shows >= shows.max(initial=-np.inf) - _NEARLY)
    if (near & full).any():
        near &= full
    yield from ((-float(shows[place]), row, int(place)) for place in np.flatnonzero(near))

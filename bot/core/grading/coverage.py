"""Coverage: how near an answer's sentences come to a question's key points, and to its common mistakes.

Each key point has several phrasings, and the nearest one counts. A sentence speaks of one point rather than of all, so
what tells is by how much it is nearer to it than to the others. How near the question's own words come to the points is
taken off, for repeating them is no merit. What candidates get wrong is phrased as well: an answer whose sentences lean
to the mistakes more than the model answer's do is less sound. A sentence that comes nearly as near to a mistake as to a
point is no evidence for the point, since whoever errs speaks of the same things.

Whether an answer is about the question at all is asked twice: of its sentences, one by one, and of the whole. Sentences
such as "we compared both groups" are near to many questions; as a whole an answer is near to its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.core.grading.alignment import Floats, Packed, nearness, pack, recall, token_matches
from bot.core.grading.anchors import Anchors, lean, mean, near, sizes
from bot.core.grading.comparer import Comparer
from bot.core.grading.fit import Fit
from bot.core.grading.polarity import is_dismissal, is_negative
from bot.core.grading.quoting import showing
from bot.core.grading.subject import likeness
from bot.core.grading.text import Sentence

_SHARED = 0.9  # of a sentence's mean nearness to all points, how much counts for none of them
_SAME = 0.05  # phrasings this much less near than the nearest are taken for it as well
_NEARLY = (
    0.12  # how much nearer to a point than to a mistake about its criterion a sentence may be and still be no evidence
)
_USUAL = 0.27  # how far above the background model answers usually are
_ALIKE = 0.80  # how near model answers as a whole usually are to the points

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """What was measured of one answer; arrays are over points, in the anchors' order.

    Attributes:
        distinct: Nearness of the sentence that is most about the point, less what it shares with all points.
        place: Number of that sentence.
        doubtful: Whether that sentence is nearer to a mistake than to any point.
        shows: (points, sentences), how well each sentence shows each point, for quotes; -inf for one that is none:
            small talk, a refusal of what it speaks of, or nearer to a mistake than to any point.
        above: Mean over points of how much nearer the answer comes than the question's own words.
        spoken: Mean share of the phrasings' telling words that are found again, 0-1.
        soundness: Lean of the sentences less that of the model answer; below 0 is worse.
        topic: How far the answer is about the question at all: about 0 for another subject, 1 as the model answer.
        mistakes: Number of the sentence that makes a mistake, by mistake id.
        contrary: Share of related sentences that negate what they resemble.
        dismissed: Share of related sentences that do so as a whole.
        negative: Share of sentences, code aside, that hold a negation.
        related: Number of sentences that speak of any point.
        sentences: Number of sentences, code aside.
    """

    distinct: Floats
    place: npt.NDArray[np.intp]
    doubtful: Marks
    shows: Floats
    above: float
    spoken: float
    soundness: float
    topic: float
    mistakes: dict[str, int]
    contrary: float
    dismissed: float
    negative: float
    related: int
    sentences: int


def measure(comparer: Comparer, anchors: Anchors, answer: Sequence[Sentence]) -> Coverage:
    """Measure an answer's sentences, of which there is at least one; blocking."""
    fit = comparer.fit
    said = [sentence.text for sentence in answer]
    texts, weights = pack(comparer.encode(said)), sizes(said)
    matches = token_matches(anchors.texts, texts)
    all_near = nearness(anchors.texts, texts, matches)
    points, mistakes = anchors.by_owner(all_near)
    right, wrong = points.max(axis=0), mistakes.max(axis=0)
    about = np.maximum.reduce(
        [right, near(anchors.reference, texts).max(axis=0), near(anchors.asked, texts).max(axis=0)]
    )
    negative = np.array([is_negative(text) for text in said])
    contrary = _contrary(anchors, all_near, negative, fit)
    dismissed = contrary & np.array([is_dismissal(text) for text in said])
    counts = (np.maximum(about, wrong) >= fit.relevant) & ~dismissed
    evidence = counts & ~((wrong >= fit.related) & (wrong > points - _NEARLY))
    distinct = np.where(evidence, points - _SHARED * points.mean(axis=0), 0)
    place = distinct.argmax(axis=1)
    heard = recall(anchors.texts, np.where(counts, matches, 0).max(axis=1, keepdims=True))[anchors.of_points]
    turned = lean(np.where(dismissed, 0, right), np.where(dismissed, right, wrong), weights, fit.relevant)
    related = right >= fit.related
    prose = np.array([not sentence.code for sentence in answer])
    return Coverage(
        distinct=distinct.max(axis=1),
        place=place,
        doubtful=wrong[place] > right[place],
        shows=np.where(
            counts & (wrong <= right),
            showing(points, anchors.mean_by_point(all_near), [owner for owner, _ in anchors.points]),
            -np.inf,
        ),
        above=float((np.where(counts, points, 0).max(axis=1) - anchors.floor).mean()),
        spoken=float(heard.mean()),
        soundness=turned - anchors.lean,
        topic=_topic(anchors, texts, about, weights, fit),
        mistakes=_made(anchors, mistakes, right, fit),
        contrary=_share(contrary, related),
        dismissed=_share(dismissed, related),
        negative=_share(negative, prose),
        related=int(related.sum()),
        sentences=int(prose.sum()),
    )


def _topic(anchors: Anchors, texts: Packed, about: Floats, weights: Floats, fit: Fit) -> float:
    by_sentence = _beside(mean(about, weights) - fit.background, anchors.aboutness - fit.background, _USUAL)
    as_a_whole = _beside(likeness(anchors.subject, texts, weights, fit.shared), anchors.likeness, _ALIKE)
    return (by_sentence + as_a_whole) / 2


def _beside(answer: float, model_answer: float, usual: float) -> float:
    # Some model answers, such as told experiences, are themselves far from the points' words; halfway allows for that.
    return answer / ((usual + max(0.0, model_answer)) / 2)


def _contrary(anchors: Anchors, all_near: Floats, negative: Marks, fit: Fit) -> Marks:
    """Which sentences negate what they resemble."""
    own = all_near[anchors.of_points]
    best = own.max(axis=0)
    turned = ((own > best - _SAME) & anchors.negative[anchors.of_points][:, None]).any(axis=0)
    return np.asarray(negative & ~turned & (best >= fit.related))


def _share(some: Marks, all_of: Marks) -> float:
    return float((some & all_of).sum()) / max(1, int(all_of.sum()))


def _made(anchors: Anchors, mistakes: Floats, right: Floats, fit: Fit) -> dict[str, int]:
    """The mistakes that a sentence comes near to, and nearer than to any point."""
    made = np.where(mistakes > right + fit.margin, mistakes, 0)
    places = made.argmax(axis=1)
    return {
        mistake: int(place)
        for mistake, row, place in zip(anchors.mistakes, made, places, strict=True)
        if row[place] >= fit.mistake
    }

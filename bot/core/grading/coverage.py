"""Coverage: how near an answer's sentences come to a question's key points, and to its common mistakes.

Each key point has several phrasings, and the nearest one counts. A sentence speaks of one point rather than of all, so
what tells is by how much it is nearer to it than to the others. How near the question's own words come to the points is
taken off, for repeating them is no merit. What candidates get wrong is phrased as well: an answer whose sentences lean
to the mistakes more than the model answer's do is less sound. How far is known the better the more was said: the one
sentence in two that happens to use a mistake's words tells less than half of a long answer that does. A sentence that
comes nearly as near to a mistake as to a point is no evidence for the point, since whoever errs speaks of the same
things; nor is one that refuses nothing where the point is a refusal, or one of stock phrases. Who denies a mistake does
not make it.

Whether an answer is about the question at all is asked three times: of its sentences, one by one, of the whole, and of
its words. Sentences such as "we compared both groups" are near to many questions; as a whole an answer is near to its
own, and so are the names of what it speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.core.grading.alignment import Floats, Packed, nearness, pack, recall, token_matches
from bot.core.grading.anchors import Anchors, lean, mean, near, sizes, stakes
from bot.core.grading.comparer import Comparer
from bot.core.grading.fit import Fit
from bot.core.grading.hollow import is_hollow
from bot.core.grading.polarity import is_called_wrong, is_denial, is_dismissal, is_negative
from bot.core.grading.quoting import showing
from bot.core.grading.subject import likeness, vocabulary
from bot.core.grading.text import Sentence

_SHARED = 0.9  # of a sentence's mean nearness to all points, how much counts for none of them
_SAME = 0.05  # phrasings this much less near than the nearest are taken for it as well
_NEARLY = 0.12  # how much nearer to a point than to a mistake a sentence may be and still be no evidence
_PLAINER = 0.30  # how much nearer than need be a sentence comes to a mistake that it makes beyond doubt
_FIRM = 2.0  # what sentences are to weigh together for half of their lean to count; two or three full ones do
_USUAL = 0.27  # how far above the background model answers usually are
_ALIKE = 0.80  # how near model answers as a whole usually are to the points
_IN_COMMON, _BY_CHANCE = 0.62, 0.23  # of an answer's words, how many its own question and another one use as well

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
        soundness: Lean of the sentences less that of the model answer, held back where little was said; below 0 is
            worse.
        topic: How far the answer is about the question at all: about 0 for another subject, 1 as the model answer.
        mistakes: Number of the sentence that makes a mistake, by mistake id.
        plain: Ids of those that are made nearly in the words of the bank.
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
    plain: frozenset[str]
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
    denied = _denied(anchors, all_near, said, fit)
    right, touched = points.max(axis=0), mistakes.max(axis=0)
    wrong = np.where(denied, np.minimum(touched, right), touched)
    about = np.maximum.reduce(
        [right, near(anchors.reference, texts).max(axis=0), near(anchors.asked, texts).max(axis=0)]
    )
    negative = np.array([is_negative(text) for text in said])
    contrary = _contrary(anchors, all_near, negative, fit) & ~(denied & (touched > right))
    dismissed = contrary & np.array([is_dismissal(text) for text in said])
    hollow = np.array([is_hollow(text) for text in said])
    counts = (np.maximum(about, wrong) >= fit.relevant) & ~dismissed & ~hollow
    mistaken = (touched >= fit.related) & (touched > points - _NEARLY)
    evidence = counts & ~mistaken & ~(_unrefused(anchors, all_near, fit) & ~negative)
    distinct = np.where(evidence, points - _SHARED * points.mean(axis=0), 0)
    place = distinct.argmax(axis=1)
    heard = recall(anchors.texts, np.where(counts, matches, 0).max(axis=1, keepdims=True))[anchors.of_points]
    turned = np.where(dismissed, 0, right), np.where(dismissed, right, wrong)
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
        soundness=_firm(*turned, weights, fit) * (lean(*turned, weights, fit.relevant) - anchors.lean),
        topic=_topic(anchors, said, texts, about, weights, fit),
        mistakes=_made(anchors, np.where(denied, 0, mistakes), right, fit, fit.mistake),
        plain=frozenset(_made(anchors, np.where(denied, 0, mistakes), right, fit, fit.mistake + _PLAINER)),
        contrary=_share(contrary, related),
        dismissed=_share(dismissed, related),
        negative=_share(negative, prose),
        related=int(related.sum()),
        sentences=int(prose.sum()),
    )


def _firm(right: Floats, wrong: Floats, weights: Floats, fit: Fit) -> float:
    """How far the lean of some sentences is known, by how much they say: 0-1 (a mean shrunk to what is usual)."""
    said = float(stakes(right, wrong, weights, fit.relevant).sum())
    return said / (said + _FIRM)


def _topic(anchors: Anchors, said: Sequence[str], texts: Packed, about: Floats, weights: Floats, fit: Fit) -> float:
    by_sentence = _beside(mean(about, weights) - fit.background, anchors.aboutness - fit.background, _USUAL)
    as_a_whole = _beside(likeness(anchors.subject, texts, weights, fit.shared), anchors.likeness, _ALIKE)
    own = vocabulary(said)
    by_words = (len(own & anchors.words) / max(1, len(own)) - _BY_CHANCE) / (_IN_COMMON - _BY_CHANCE)
    return (by_sentence + as_a_whole + by_words) / 3


def _beside(answer: float, model_answer: float, usual: float) -> float:
    # Some model answers, such as told experiences, are themselves far from the points' words; halfway allows for that.
    return answer / ((usual + max(0.0, model_answer)) / 2)


def _contrary(anchors: Anchors, all_near: Floats, negative: Marks, fit: Fit) -> Marks:
    """Which sentences negate what they resemble."""
    own = all_near[anchors.of_points]
    best = own.max(axis=0)
    turned = ((own > best - _SAME) & anchors.negative[anchors.of_points][:, None]).any(axis=0)
    return np.asarray(negative & ~turned & (best >= fit.related))


def _unrefused(anchors: Anchors, all_near: Floats, fit: Fit) -> Marks:
    """(points, sentences), where only a refusal says the point: every phrasing that is near is one."""
    positive = np.where(anchors.negative[:, None], -np.inf, all_near)
    best, _ = anchors.by_owner(all_near)
    best_positive, _ = anchors.by_owner(positive.astype(np.float32))
    return np.asarray((best >= fit.related) & (best_positive <= best - _SAME))


def _denied(anchors: Anchors, all_near: Floats, said: Sequence[str], fit: Fit) -> Marks:
    """Which sentences say of a mistake that it is one: "p is not the probability that nothing is there"."""
    own = all_near[~anchors.of_points]
    best = own.max(axis=0, initial=0)
    turned = ((own > best - _SAME) & anchors.negative[~anchors.of_points][:, None]).any(axis=0)
    denying = np.array([is_denial(text) for text in said])
    whole = np.array([is_called_wrong(text) for text in said])
    return np.asarray(denying & (whole | ~turned) & (best >= fit.related))


def _share(some: Marks, all_of: Marks) -> float:
    return float((some & all_of).sum()) / max(1, int(all_of.sum()))


def _made(anchors: Anchors, mistakes: Floats, right: Floats, fit: Fit, least: float) -> dict[str, int]:
    """The mistakes that a sentence comes at least so near to, and nearer than to any point."""
    made = np.where(mistakes > right + fit.margin, mistakes, 0)
    places = made.argmax(axis=1)
    return {
        mistake: int(place)
        for mistake, row, place in zip(anchors.mistakes, made, places, strict=True)
        if row[place] >= least
    }

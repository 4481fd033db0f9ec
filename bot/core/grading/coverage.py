"""Coverage: how near an answer's sentences come to each key point, to the common mistakes and to the model answer.

Each key point has several phrasings, and the nearest one counts. How near the question's own words come to it is the
floor below which nothing has been said, how near the model answer comes is the height at which it has been said
plainly. What candidates get wrong is phrased as well: sentences that lean to a mistake speak against the answer, and
the model answer's own lean is what soundness is measured from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.core.bank.question import Criterion, Question
from bot.core.grading.alignment import Floats, Packed, nearness, pack, recall, token_matches
from bot.core.grading.comparer import Comparer
from bot.core.grading.fit import Fit
from bot.core.grading.polarity import is_dismissal, is_negative
from bot.core.grading.text import Sentence, sentences, words

_LEAN = 8.0  # a sentence nearer to one side by an eighth leans almost wholly to it
_SAME = 0.05  # phrasings this much less near than the nearest are taken for it as well
_LEAST_FLOOR, _LEAST_SPAN = 0.35, 0.10


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """A question, encoded.

    Attributes:
        points: (criterion id, point id) of each key point, in the rubric's order.
        mistakes: Ids of the common mistakes.
        texts: Phrasings of all points, then of all mistakes.
        owner: (phrasings,), number of the point, or the number of points plus that of the mistake.
        negative: (phrasings,), whether a phrasing has a negation of its own.
        reference: Sentences of the model answer.
        asked: Sentences of the question.
        floor: (points,), nearness of the question's own words.
        ceiling: (points,), nearness of the model answer.
        lean: Lean of the model answer, -1 to 1.
        aboutness: Mean nearness of the model answer's sentences to any point.
    """

    points: tuple[tuple[str, str], ...]
    mistakes: tuple[str, ...]
    texts: Packed
    owner: npt.NDArray[np.intp]
    negative: npt.NDArray[np.bool_]
    reference: Packed
    asked: Packed
    floor: Floats
    ceiling: Floats
    lean: float
    aboutness: float


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """What was measured of one answer; arrays over points are in the anchors' order.

    Attributes:
        place: (points,), number of the sentence that comes nearest.
        above: (points,), nearness of that sentence less the floor.
        spoken: (points,), share of telling words found again in the relevant sentences, 0-1.
        strength: (points,), 0 at the floor to 1 at the ceiling; halved where the sentence leans to a mistake.
        soundness: Lean of the sentences less that of the model answer; below 0 is worse.
        reach: Mean nearness to the model answer's sentences.
        topic: How far the sentences are about the question at all: about 0 for another subject, 1 as the model answer.
        mistakes: Number of the sentence that makes a mistake, by mistake id.
        contrary: Share of related sentences that negate what they resemble.
        dismissed: Share of related sentences that do so as a whole.
        negative: Share of sentences, code aside, that hold a negation.
        related: Number of sentences that speak of any point.
        sentences: Number of sentences, code aside.
    """

    place: npt.NDArray[np.intp]
    above: Floats
    spoken: Floats
    strength: Floats
    soundness: float
    reach: float
    topic: float
    mistakes: dict[str, int]
    contrary: float
    dismissed: float
    negative: float
    related: int
    sentences: int


def encode_question(comparer: Comparer, question: Question, criteria: Sequence[Criterion]) -> Anchors:
    """Encode what a question's answers are compared with; blocking.

    Args:
        comparer: How texts are compared.
        question: The question.
        criteria: The criteria that count, a company style's among them.
    """
    points = tuple((criterion.id, point.id) for criterion in criteria for point in criterion.key_points)
    groups = [(point.idea, *point.phrasings) for criterion in criteria for point in criterion.key_points]
    groups += [mistake.says for mistake in question.mistakes]
    owner = np.array([number for number, group in enumerate(groups) for _ in group], dtype=np.intp)
    texts = pack(comparer.encode([text for group in groups for text in group]), telling_only=True)
    asked = comparer.encode(_sentences(question.prompt))
    model = _sentences(question.model_answer)
    said = comparer.encode(model)
    to_prompt = _by_owner(_nearness(texts, pack(asked)), owner, len(groups))
    to_model = _by_owner(_nearness(texts, pack(said)), owner, len(groups))
    count, sizes = len(points), _sizes(model)
    right, wrong = to_model[:count].max(axis=0), to_model[count:].max(axis=0)
    return Anchors(
        points=points,
        mistakes=tuple(mistake.id for mistake in question.mistakes),
        texts=texts,
        owner=owner,
        negative=np.array([is_negative(text) for group in groups for text in group]),
        reference=pack(said, telling_only=True),
        asked=pack(asked, telling_only=True),
        floor=to_prompt[:count].max(axis=1),
        ceiling=to_model[:count].max(axis=1),
        lean=_lean(right, wrong, sizes, comparer.fit.relevant),
        aboutness=_mean(right, sizes),
    )


def measure(comparer: Comparer, anchors: Anchors, answer: Sequence[Sentence]) -> Coverage:
    """Measure an answer's sentences, of which there is at least one; blocking."""
    fit, count = comparer.fit, len(anchors.points)
    said = [sentence.text for sentence in answer]
    texts = pack(comparer.encode(said))
    matches = token_matches(anchors.texts, texts)
    near = nearness(anchors.texts, texts, matches)
    owned = _by_owner(near, anchors.owner, count + len(anchors.mistakes))
    right, wrong = owned[:count].max(axis=0), owned[count:].max(axis=0)
    to_model = _nearness(anchors.reference, texts)
    about = np.maximum(np.maximum(right, to_model.max(axis=0)), _nearness(anchors.asked, texts).max(axis=0))
    negative = np.array([is_negative(text) for text in said])
    contrary = _contrary(anchors, near, negative, fit)
    dismissed = contrary & np.array([is_dismissal(text) for text in said])
    counts = (np.maximum(about, wrong) >= fit.relevant) & ~dismissed
    points = np.where(counts, owned[:count], 0)
    place = points.argmax(axis=1)
    best = points.max(axis=1)
    sizes = _sizes(said)
    lean = _lean(np.where(dismissed, 0, right), np.where(dismissed, right, wrong), sizes, fit.relevant)
    heard = np.where(counts, matches, 0).max(axis=1, keepdims=True)
    related = right >= fit.related
    prose = np.array([not sentence.code for sentence in answer])
    return Coverage(
        place=place,
        above=best - anchors.floor,
        spoken=_by_owner(recall(anchors.texts, heard), anchors.owner, count + len(anchors.mistakes))[:count, 0],
        strength=_strength(anchors, best) * np.where(wrong[place] > best, 0.5, 1),
        soundness=lean - anchors.lean,
        reach=float(np.where(counts, to_model, 0).max(axis=1).mean()),
        topic=(_mean(about, sizes) - fit.background) / max(_LEAST_SPAN, anchors.aboutness - fit.background),
        mistakes=_mistakes(anchors, owned[count:], right, fit),
        contrary=_share(contrary, related),
        dismissed=_share(dismissed, related),
        negative=_share(negative, prose),
        related=int(related.sum()),
        sentences=int(prose.sum()),
    )


def _sentences(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(text)] or [text]


def _nearness(anchors: Packed, texts: Packed) -> Floats:
    return nearness(anchors, texts, token_matches(anchors, texts))


def _mean(values: Floats, sizes: Floats) -> float:
    return float((values * sizes).sum() / sizes.sum())


def _by_owner(values: Floats, owner: npt.NDArray[np.intp], count: int) -> Floats:
    out = np.full((count, values.shape[1]), -1, dtype=np.float32)
    np.maximum.at(out, owner, values)
    return out


def _sizes(said: Sequence[str]) -> Floats:
    # Long sentences say more, but not in proportion.
    return np.sqrt(np.array([max(1, len(words(text))) for text in said], dtype=np.float32))


def _lean(right: Floats, wrong: Floats, sizes: Floats, relevant: float) -> float:
    """Mean of the sentences' leans, from -1 (to mistakes) to 1 (to points); small talk does not count."""
    weights = sizes * np.maximum(np.maximum(right, wrong) - relevant, 0)
    total = float(weights.sum())
    return float((np.tanh(_LEAN * (right - wrong)) * weights).sum()) / total if total > 0 else 0.0


def _strength(anchors: Anchors, best: Floats) -> Floats:
    floor = np.maximum(anchors.floor, _LEAST_FLOOR)
    span = np.maximum(anchors.ceiling - floor, _LEAST_SPAN)
    return np.asarray(np.clip((best - floor) / span, 0, 1), dtype=np.float32)


def _contrary(anchors: Anchors, near: Floats, negative: npt.NDArray[np.bool_], fit: Fit) -> npt.NDArray[np.bool_]:
    """Which sentences negate what they resemble."""
    is_point = anchors.owner < len(anchors.points)
    own = near[is_point]
    best = own.max(axis=0)
    turned = ((own > best - _SAME) & anchors.negative[is_point][:, None]).any(axis=0)
    return np.asarray(negative & ~turned & (best >= fit.related))


def _share(some: npt.NDArray[np.bool_], all_of: npt.NDArray[np.bool_]) -> float:
    return float((some & all_of).sum()) / max(1, int(all_of.sum()))


def _mistakes(anchors: Anchors, wrong: Floats, right: Floats, fit: Fit) -> dict[str, int]:
    made = np.where(wrong > right + fit.margin, wrong, 0)
    places = made.argmax(axis=1)
    return {
        mistake: int(place)
        for mistake, row, place in zip(anchors.mistakes, made, places, strict=True)
        if row[place] >= fit.mistake
    }

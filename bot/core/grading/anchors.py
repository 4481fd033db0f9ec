"""What a question's answers are compared with, encoded: key points, common mistakes, the question, the model answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bot.core.bank.question import Criterion, Question
from bot.core.grading.alignment import Floats, Packed, nearness, pack, token_matches
from bot.core.grading.comparer import Comparer
from bot.core.grading.fit import Fit
from bot.core.grading.polarity import is_negative
from bot.core.grading.subject import likeness, subject_of, vocabulary
from bot.core.grading.text import sentences, words

_LEAN = 8.0  # a sentence nearer to one side by an eighth leans mostly to it


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """A question, encoded.

    Attributes:
        points: (criterion id, point id) of each key point, in the rubric's order.
        mistakes: Ids of the common mistakes.
        texts: Ideas and phrasings of all points, then what all mistakes say.
        owner: (texts,), number of the point, or the number of points plus that of the mistake.
        negative: (texts,), whether a text has a negation of its own.
        reference: Sentences of the model answer.
        asked: Sentences of the question.
        floor: (points,), nearness of the question's own words.
        lean: Lean of the model answer, from -1 (to mistakes) to 1 (to points).
        aboutness: Mean nearness of the model answer's sentences to any point.
        subject: (width,), what the points and mistakes are about together.
        likeness: How near to that the model answer as a whole is.
        words: What question, points, mistakes and model answer say, as `subject.vocabulary` cuts it.
    """

    points: tuple[tuple[str, str], ...]
    mistakes: tuple[str, ...]
    texts: Packed
    owner: npt.NDArray[np.intp]
    negative: npt.NDArray[np.bool_]
    reference: Packed
    asked: Packed
    floor: Floats
    lean: float
    aboutness: float
    subject: Floats
    likeness: float
    words: frozenset[str]

    @property
    def of_points(self) -> npt.NDArray[np.bool_]:
        """(texts,), whether a text is a key point's and not a mistake's."""
        return np.asarray(self.owner < len(self.points))

    def by_owner(self, values: Floats) -> tuple[Floats, Floats]:
        """The best of each point's and of each mistake's texts: (points, columns) and (mistakes, columns)."""
        best = np.full((len(self.points) + len(self.mistakes), values.shape[1]), -1, dtype=np.float32)
        np.maximum.at(best, self.owner, values)
        return best[: len(self.points)], best[len(self.points) :]

    def mean_by_point(self, values: Floats) -> Floats:
        """The mean over each point's texts: (points, columns)."""
        of_points = self.of_points
        total = np.zeros((len(self.points), values.shape[1]), dtype=np.float32)
        np.add.at(total, self.owner[of_points], values[of_points])
        return np.asarray(total / np.bincount(self.owner[of_points])[:, None], dtype=np.float32)


def encode_question(comparer: Comparer, question: Question, criteria: Sequence[Criterion]) -> Anchors:
    """Encode what a question's answers are compared with; blocking.

    Args:
        comparer: How texts are compared.
        question: The question.
        criteria: The criteria that count, a company style's among them.
    """
    groups = [(point.idea, *point.phrasings) for criterion in criteria for point in criterion.key_points]
    groups += [mistake.says for mistake in question.mistakes]
    texts = [text for group in groups for text in group]
    asked = comparer.encode(_sentences(question.prompt))
    model = _sentences(question.model_answer)
    said = comparer.encode(model)
    bare = Anchors(
        points=tuple((criterion.id, point.id) for criterion in criteria for point in criterion.key_points),
        mistakes=tuple(mistake.id for mistake in question.mistakes),
        texts=pack(comparer.encode(texts), telling_only=True),
        owner=np.array([number for number, group in enumerate(groups) for _ in group], dtype=np.intp),
        negative=np.array([is_negative(text) for text in texts]),
        reference=pack(said, telling_only=True),
        asked=pack(asked, telling_only=True),
        floor=np.zeros(0, dtype=np.float32),
        lean=0.0,
        aboutness=0.0,
        subject=np.zeros(0, dtype=np.float32),
        likeness=0.0,
        words=vocabulary([question.prompt, question.model_answer, *texts]),
    )
    return _measured(bare, pack(asked), pack(said), sizes(model), comparer.fit)


def near(anchors: Packed, texts: Packed) -> Floats:
    """How near each text comes to saying what each anchor says: (anchors, texts)."""
    return nearness(anchors, texts, token_matches(anchors, texts))


def sizes(said: Sequence[str]) -> Floats:
    """Weights of sentences: long ones say more, but not in proportion."""
    return np.sqrt(np.array([max(1, len(words(text))) for text in said], dtype=np.float32))


def mean(values: Floats, weights: Floats) -> float:
    """Weighted mean; nought where nothing weighs anything."""
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total > 0 else 0.0


def lean(right: Floats, wrong: Floats, weights: Floats, relevant: float) -> float:
    """Mean of the sentences' leans, from -1 (to mistakes) to 1 (to points); small talk does not count."""
    return mean(np.tanh(_LEAN * (right - wrong)), stakes(right, wrong, weights, relevant))


def stakes(right: Floats, wrong: Floats, weights: Floats, relevant: float) -> Floats:
    """How much sentences say on the matter: their size by how far they are nearer to either side than small talk."""
    return np.asarray(weights * np.maximum(np.maximum(right, wrong) - relevant, 0), dtype=np.float32)


def _measured(bare: Anchors, asked: Packed, said: Packed, weights: Floats, fit: Fit) -> Anchors:
    """Anchors with what the question's own words and the model answer amount to."""
    floor, _ = bare.by_owner(near(bare.texts, asked))
    points, mistakes = bare.by_owner(near(bare.texts, said))
    right, wrong = points.max(axis=0), mistakes.max(axis=0)
    subject = subject_of(bare.texts, np.ones(len(bare.texts), dtype=np.float32), fit.shared)
    return replace(
        bare,
        floor=floor.max(axis=1),
        lean=lean(right, wrong, weights, fit.relevant),
        aboutness=mean(right, weights),
        subject=subject,
        likeness=likeness(subject, said, weights, fit.shared),
    )


def _sentences(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(text)] or [text]

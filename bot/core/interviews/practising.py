"""What to practise next: the criteria that left most on the table, with questions of the bank that train the same."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.question import Criterion, Question
from bot.core.grading.grade import Verdict
from bot.core.grading.guards import content_words
from bot.core.interviews.facts import stem_of
from bot.core.interviews.script import Part

THINGS = 3
"""How many things to practise a debrief names."""

_QUESTIONS = 2
_ALIKE = (
    0.05  # of two questions whose likeness differs by less than this, the one nearer in track and level comes first
)


@dataclass(frozen=True, slots=True)
class Practice:
    """One thing to practise.

    Attributes:
        part: Where it was missing.
        criterion: What was missing.
        missing: The idea of it that was not heard first of all; empty where each was, and where nothing was answered.
        questions: Questions of the bank that train it; none where the bank has no other.
    """

    part: Part
    criterion: Criterion
    missing: str
    questions: tuple[Question, ...]


def practise_next(parts: Sequence[tuple[Part, Verdict | None, bool]], bank: QuestionBank) -> tuple[Practice, ...]:
    """At most three things, of different skills: what lost most points, in minutes of the interview.

    Args:
        parts: Each part with its grade, and whether it counts; one that counts without a grade has lost everything, and
            one that does not is left out.
        bank: Where the questions come from; those of the interview itself are left out.
    """
    losses = sorted(_losses(parts), key=lambda loss: -loss[0])
    asked = {part.question.id for part, *_ in parts}
    verdicts = {part.id: verdict for part, verdict, _ in parts}
    chosen: list[Practice] = []
    for _, part, criterion in losses:
        if len(chosen) < THINGS and criterion.skill not in {item.criterion.skill for item in chosen}:
            questions = _training(part, criterion, bank, asked)
            asked |= {question.id for question in questions}
            chosen.append(Practice(part, criterion, _missing(criterion, verdicts[part.id]), questions))
    return tuple(chosen)


def _losses(parts: Sequence[tuple[Part, Verdict | None, bool]]) -> Iterator[tuple[float, Part, Criterion]]:
    for part, verdict, counts in parts:
        if verdict is not None:
            lost = {item.criterion_id: item.points_lost for item in verdict.criteria}
        else:
            lost = {criterion.id: weight for criterion, weight in part.request("").rubric} if counts else {}
        for criterion_id, points in lost.items():
            criterion = part.criterion(criterion_id)
            if criterion is not None and points > 0:
                yield points * part.stage.minutes, part, criterion


def _missing(criterion: Criterion, verdict: Verdict | None) -> str:
    if verdict is None:
        return ""  # nothing of a rubric is told to whoever has not answered
    graded = (item for item in verdict.criteria if item.criterion_id == criterion.id)
    seen = {point.point_id for item in graded for point in item.points if point.seen}
    return next((point.idea for point in criterion.key_points if point.id not in seen), "")


def _training(part: Part, criterion: Criterion, bank: QuestionBank, asked: set[str]) -> tuple[Question, ...]:
    """Questions with a criterion of the same skill: those where it asks for the most alike come first."""
    wanted, weights = _subject(criterion), _weights(bank)
    fitting = []
    for question in bank:
        same = [item for item in question.rubric if item.skill is criterion.skill]
        if question.id not in asked and same:
            alike = max(_likeness(wanted, _subject(item), weights) for item in same)
            distance = abs(question.difficulty - part.question.difficulty)
            apart = question.track is not part.question.track
            fitting.append((-round(alike / _ALIKE), apart, distance, -alike, question.id))
    return tuple(bank.get(question_id) for *_, question_id in sorted(fitting)[:_QUESTIONS])


def _likeness(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """Cosine of two sets of words, each word weighed by how few criteria know it."""
    length = math.sqrt(_weight(one, weights) * _weight(other, weights))
    return _weight(one & other, weights) / length if length else 0.0


def _weight(stems: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(stem, weights[""]) ** 2 for stem in stems)


def _weights(bank: QuestionBank) -> Mapping[str, float]:
    """Inverse document frequency over the bank's criteria; under the empty word that of a word in none."""
    subjects = [_subject(criterion) for question in bank for criterion in question.rubric]
    counts = Counter(stem for subject in subjects for stem in subject)
    return {stem: math.log(1 + len(subjects) / count) for stem, count in counts.items()} | {
        "": math.log(1 + len(subjects))
    }


def _subject(criterion: Criterion) -> frozenset[str]:
    texts = [criterion.name, *(text for point in criterion.key_points for text in (point.idea, *point.phrasings))]
    return _stems(" ".join(texts))


@lru_cache(maxsize=2_048)
def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem_of, content_words(text)))

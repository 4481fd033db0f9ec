"""How far labelled answers use a rubric's own words, which no holding out of questions takes account of.

Rubric and answers of a question come from one author. A judge that compares words looks the better for every phrase
that an answer shares with the lines it is compared with, and the answers of strangers will share fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.bank.question import LabelledAnswer, Question
from bot.core.bank.vocabulary import AnswerKind
from bot.core.grading.agreement import Part
from bot.core.grading.calibration import Case
from bot.core.grading.text import words

RUN = 4
"""Words in a row that make a shared phrase."""

_GOOD = (AnswerKind.STRONG, AnswerKind.SHORT_EXCELLENT)


class Split(Part):
    """Answers of one kind, and their mean totals of 100; none where there is no answer."""

    answers: int
    wanted: float | None
    got: float | None


class Overlap(Part):
    """Phrases that labelled answers share with their question's rubric.

    Attributes:
        points: Share of key points' lines that share a phrase with a good answer, 0-1; none without such answers.
        mistakes: Share of mistakes' lines that share one with a fluent but wrong answer, 0-1.
        echoing: Fluent but wrong answers that share a phrase with a mistake's lines.
        own_words: Fluent but wrong answers that share none: the harder test.
    """

    points: float | None
    mistakes: float | None
    echoing: Split
    own_words: Split


def overlap_of(cases: Sequence[Case]) -> Overlap:
    """How far some judged answers use their rubrics' words, and what the judge makes of those that do not."""
    good = [case for case in cases if case.answer.kind in _GOOD]
    wrong = [case for case in cases if case.answer.kind is AnswerKind.FLUENT_WRONG]
    echoing = [case for case in wrong if any(_shared(_mistakes(case.question), case.answer))]
    return Overlap(
        points=_share(hit for case in good for hit in _shared(_points(case.question), case.answer)),
        mistakes=_share(hit for case in wrong for hit in _shared(_mistakes(case.question), case.answer)),
        echoing=_split(echoing),
        own_words=_split([case for case in wrong if case not in echoing]),
    )


def _points(question: Question) -> list[str]:
    points = [point for criterion in question.rubric for point in criterion.key_points]
    return [line for point in points for line in (point.idea, *point.phrasings)]


def _mistakes(question: Question) -> list[str]:
    return [line for mistake in question.mistakes for line in mistake.says]


def _shared(lines: Iterable[str], answer: LabelledAnswer) -> list[bool]:
    """For each line that is long enough, whether it shares a phrase with the answer."""
    said = _runs(answer.text)
    return [bool(runs & said) for runs in map(_runs, lines) if runs]


def _runs(text: str) -> set[tuple[str, ...]]:
    tokens = words(text)
    return {tuple(tokens[at : at + RUN]) for at in range(len(tokens) - RUN + 1)}


def _share(hits: Iterable[bool]) -> float | None:
    found = list(hits)
    return round(sum(found) / len(found), 4) if found else None


def _split(cases: Sequence[Case]) -> Split:
    if not cases:
        return Split(answers=0, wanted=None, got=None)
    return Split(
        answers=len(cases),
        wanted=round(sum(case.wanted for case in cases) / len(cases), 1),
        got=round(sum(case.verdict.total for case in cases) / len(cases), 1),
    )

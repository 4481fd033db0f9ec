"""What to practise next: the criteria that left most on the table, with questions of the bank that train the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.question import Criterion, Question
from bot.core.grading.grade import Verdict
from bot.core.interviews.script import Part

THINGS = 3
"""How many things to practise a debrief names."""

_QUESTIONS = 2


@dataclass(frozen=True, slots=True)
class Practice:
    """One thing to practise.

    Attributes:
        part: Where it was missing.
        criterion: What was missing.
        questions: Questions of the bank that train it; none where the bank has no other.
    """

    part: Part
    criterion: Criterion
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
    chosen: list[Practice] = []
    for _, part, criterion in losses:
        if len(chosen) < THINGS and criterion.skill not in {item.criterion.skill for item in chosen}:
            questions = _training(part, criterion, bank, asked)
            asked |= {question.id for question in questions}
            chosen.append(Practice(part, criterion, questions))
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


def _training(part: Part, criterion: Criterion, bank: QuestionBank, asked: set[str]) -> tuple[Question, ...]:
    """Questions with a criterion of the same skill, the heavier the better, on the same subject first."""
    fitting = [
        (
            question.track is not part.question.track,
            abs(question.difficulty - part.question.difficulty),
            -weight,
            question.id,
        )
        for question in bank
        if question.id not in asked
        and (weight := sum(item.weight for item in question.rubric if item.skill is criterion.skill))
    ]
    return tuple(bank.get(question_id) for *_, question_id in sorted(fitting)[:_QUESTIONS])

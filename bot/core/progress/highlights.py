"""Which criteria sit best and worst with a member, told with how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.bank.catalogue import QuestionBank
from bot.core.progress.estimating import PRIOR_MEAN
from bot.core.progress.scores import CriterionScore

MOST = 3
"""How many of the best and of the worst are told."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A criterion of a question, and how a member does at it.

    Attributes:
        name: What the criterion is called.
        title: Of its question.
        score: The level by one judge, with its range.
    """

    name: str
    title: str
    score: CriterionScore


@dataclass(frozen=True, slots=True)
class Highlights:
    """The best and the worst of a member's criteria; no criterion is among both.

    Attributes:
        weakest: The lowest levels, lowest first.
        strongest: The highest levels, highest first; none that is not above the middle.
    """

    weakest: tuple[Highlight, ...] = ()
    strongest: tuple[Highlight, ...] = ()


def highlights(outermost: Sequence[CriterionScore], bank: QuestionBank) -> Highlights:
    """A member's best and worst criteria.

    Args:
        outermost: The lowest and the highest scores per criterion, of one judge, lowest level first.
        bank: The questions.
    """
    count = min(MOST, len(outermost) // 2)
    weakest, strongest = outermost[:count], outermost[: -count - 1 : -1]
    good = [one for one in strongest if (one.estimate.level if one.estimate else one.mean) > PRIOR_MEAN]
    return Highlights(tuple(_named(one, bank) for one in weakest), tuple(_named(one, bank) for one in good))


def _named(score: CriterionScore, bank: QuestionBank) -> Highlight:
    question = bank.get(score.of.question_id)
    name = next((one.name for one in question.rubric if one.id == score.of.criterion_id), score.of.criterion_id)
    return Highlight(name, question.title, score)

"""Where a group is weakest, so that every second question it is asked can be about that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum
from typing import Protocol

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.vocabulary import TOP_LEVEL, Skill

LATELY = timedelta(days=90)
"""How far back a group's answers tell where it is weak."""

LOOKED_AT = 60
"""How many of its latest graded answers are looked at."""

WEAKEST = 2
"""How many skills count as the group's weakest."""

FEWEST = 3
"""Fewest scores that say anything about a skill."""

_PRIOR = TOP_LEVEL / 2
_WORTH = 2.0  # scores that the prior is worth, so that three bad ones do not outweigh thirty middling ones


@dataclass(frozen=True, slots=True)
class Scored:
    """A score on a criterion by somebody in a group.

    Attributes:
        question_id: The question.
        criterion_id: Its criterion.
        judge: The judge's name.
        score: 0 to 4.
    """

    question_id: str
    criterion_id: str
    judge: str
    score: float


class GroupScores(Protocol):
    """How a group's members did."""

    async def recent_scores(self, workspace_id: int, group_id: int, since: date, limit: int) -> Sequence[Scored]:
        """Scores of a group's latest graded answers since a local date, newest first, withdrawn ones left out.

        Args:
            workspace_id: The workspace.
            group_id: The group.
            since: The first local date.
            limit: Most answers to look at.
        """
        ...


def weakest_skills(scores: Sequence[Scored], bank: QuestionBank) -> tuple[Skill, ...]:
    """The skills in which a group is below its own average, the weakest first, two at most.

    Of several judges only the one with most scores counts, since judges are never averaged together. A skill with few
    scores is drawn towards the middle.

    Args:
        scores: The group's latest ones; those on questions that have left the bank are left out.
        bank: Tells which skill a criterion shows.
    """
    known = [(_skill(one, bank), one) for one in scores]
    judges = Counter(one.judge for skill, one in known if skill is not None)
    if not judges:
        return ()
    judge = min(judges, key=lambda name: (-judges[name], name))
    by_skill: dict[Skill, list[float]] = {}
    for skill, one in known:
        if skill is not None and one.judge == judge:
            by_skill.setdefault(skill, []).append(one.score)
    levels = {skill: _level(found) for skill, found in by_skill.items() if len(found) >= FEWEST}
    if len(levels) < 2:
        return ()
    middle = fsum(levels.values()) / len(levels)
    below = [skill for skill, level in levels.items() if level < middle]
    return tuple(sorted(below, key=lambda skill: (levels[skill], skill.value))[:WEAKEST])


def _level(scores: Sequence[float]) -> float:
    return (fsum(scores) + _WORTH * _PRIOR) / (len(scores) + _WORTH)


def _skill(one: Scored, bank: QuestionBank) -> Skill | None:
    if one.question_id not in bank:
        return None
    rubric = bank.get(one.question_id).rubric
    return next((criterion.skill for criterion in rubric if criterion.id == one.criterion_id), None)

"""Made-up answers with verdicts on real questions, to look at replies with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.core.bank.question import Question
from bot.core.grading.grade import (
    CriterionGrade,
    Flag,
    GradeState,
    JargonFinding,
    JudgeIdentity,
    MistakeFinding,
    PointFinding,
    Quote,
    Verdict,
)
from bot.core.practice import Card
from bot.core.progress.streaks import Streak
from bot.core.records import Answer, Grade, GradedAnswer, Origin, SelfCheck

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
MEMBER = Origin("terminal", "local", "room", "ada", "Ada")
_CLAUDE = JudgeIdentity(name="claude", model="claude", version="1")
_COVERAGE = JudgeIdentity(name="coverage", model="minilm", version="1")
_LEVELS = (3, 2, 1, 4, 2, 0)


def sample_card(question: Question, text: str, *, estimate: bool = False, ticked: bool = False) -> Card:
    """The card of an answer, as a judge or the offline estimate would see it.

    Args:
        question: The question.
        text: The answer; its sentences are quoted as evidence one after the other.
        estimate: Whether it is an estimate.
        ticked: Whether the member did the self-check.
    """
    points = [point.id for criterion in question.rubric for point in criterion.key_points]
    check = SelfCheck(7, frozenset(points[::2]), NOON) if ticked else None
    grade = Grade(3, 7, sample_verdict(question, text, estimate=estimate), NOON)
    return Card(question, GradedAnswer(sample_answer(question, text), grade), None, Streak(5, 12, True, False), check)


def sample_answer(question: Question, text: str, answer_id: int = 7) -> Answer:
    """A stored answer."""
    return Answer(
        id=answer_id,
        workspace_id=1,
        group_id=1,
        member_id=1,
        question_id=question.id,
        text=text,
        submitted_at=NOON,
        local_date=NOON.date(),
        state=GradeState.GRADED,
        origin=MEMBER,
        posting_id=21,
    )


def sample_verdict(question: Question, text: str, *, estimate: bool = False) -> Verdict:
    """A verdict with levels from 0 to 4, quotes, a mistake, jargon and flags."""
    passages = _sentences(text)
    criteria = []
    for number, criterion in enumerate(question.rubric):
        level = _LEVELS[number % len(_LEVELS)]
        quote = passages[number] if number < len(passages) - 1 else None
        spread = 1 if estimate else 0
        points = tuple(
            PointFinding(point_id=point.id, strength=1, quote=quote if place == 0 else None)
            for place, point in enumerate(criterion.key_points)
        )
        criteria.append(
            CriterionGrade(
                criterion_id=criterion.id,
                weight=criterion.weight,
                level=level,
                score=float(level),
                low=max(level - spread, 0),
                high=min(level + spread, 4),
                quotes=(quote,) if quote else (),
                points=points,
                why_not_higher="" if level == 4 else criterion.levels[level + 1],
                improve=criterion.probe,
            )
        )
    return _verdict(question, criteria, passages, estimate=estimate)


def _verdict(
    question: Question, criteria: Sequence[CriterionGrade], passages: Sequence[Quote], *, estimate: bool
) -> Verdict:
    total = sum(graded.weight * graded.score / 4 for graded in criteria)
    spread = 12 if estimate else 0
    mistake = question.mistakes[0]
    found = MistakeFinding(mistake_id=mistake.id, quote=passages[-1], correction=mistake.correction)
    return Verdict(
        judge=_COVERAGE if estimate else _CLAUDE,
        criteria=tuple(criteria),
        low=max(total - spread, 0),
        high=min(total + spread, 100),
        best=criteria[0].criterion_id,
        next_step=question.rubric[0].key_points[-1].idea,
        follow_up=question.rubric[-1].probe,
        mistakes=(found,),
        jargon=() if estimate else (JargonFinding(word="epoch", plain="one pass over the data", quote=passages[0]),),
        flags=(Flag.INSTRUCTION,),
        estimate=estimate,
        strength="" if estimate else "You say first what you would look at, and why.",
    )


def _sentences(text: str) -> list[Quote]:
    found = [
        Quote.of(text, place.start(), place.end()) for place in re.finditer(r"\S.*?[.!?](?=\s|$)", text, re.DOTALL)
    ]
    return [quote for quote in found if quote.text.strip()] or [Quote.of(text, 0, len(text))]

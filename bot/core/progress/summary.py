"""A member's progress in numbers: what was answered, how it scored, and where there is most to gain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.vocabulary import TOP_LEVEL, Skill
from bot.core.grading.grade import JudgeIdentity
from bot.core.progress.streaks import Streak
from bot.core.records import GradedAnswer


@dataclass(frozen=True, slots=True)
class SkillScore:
    """What a member's best tries show of a skill, by one judge: mean score of 100 over `criteria` criteria."""

    skill: Skill
    judge: str
    mean: float
    criteria: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A member's page.

    Attributes:
        streak: Days in a row.
        answers: How many answers, revisions included.
        questions: How many different questions.
        waiting: Answers that no judge has graded yet.
        skills: Scores per skill and judge, weakest first; different judges are never averaged together.
        latest: The newest answers with their grades.
    """

    streak: Streak
    answers: int
    questions: int
    waiting: int
    skills: tuple[SkillScore, ...]
    latest: tuple[GradedAnswer, ...]


def summarise(history: Sequence[GradedAnswer], streak: Streak, bank: QuestionBank, newest: int = 5) -> Progress:
    """A progress page from a member's history, newest first."""
    return Progress(
        streak=streak,
        answers=len(history),
        questions=len({entry.answer.question_id for entry in history}),
        waiting=sum(entry.grade is None for entry in history),
        skills=skill_scores(best_tries(history), bank),
        latest=tuple(history[:newest]),
    )


def best_tries(history: Iterable[GradedAnswer]) -> list[GradedAnswer]:
    """The best graded answer per question and judge."""
    best: dict[tuple[str, JudgeIdentity], GradedAnswer] = {}
    for entry in history:
        if entry.grade is None:
            continue
        key = (entry.answer.question_id, entry.grade.verdict.judge)
        held = best.get(key)
        if held is None or held.grade is None or entry.grade.verdict.total > held.grade.verdict.total:
            best[key] = entry
    return list(best.values())


def skill_scores(entries: Iterable[GradedAnswer], bank: QuestionBank) -> tuple[SkillScore, ...]:
    """Mean criterion score per skill and judge, weakest first; questions that left the bank are passed over."""
    scores: dict[tuple[Skill, str], list[float]] = {}
    for entry in entries:
        if entry.grade is None or entry.answer.question_id not in bank:
            continue
        skills = {criterion.id: criterion.skill for criterion in bank.get(entry.answer.question_id).rubric}
        judge = entry.grade.verdict.judge.name
        for graded in entry.grade.verdict.criteria:
            if graded.criterion_id in skills:
                scores.setdefault((skills[graded.criterion_id], judge), []).append(graded.score)
    found = [
        SkillScore(skill, judge, 100 * sum(values) / len(values) / TOP_LEVEL, len(values))
        for (skill, judge), values in scores.items()
    ]
    return tuple(sorted(found, key=lambda score: (score.mean, score.skill.value, score.judge)))

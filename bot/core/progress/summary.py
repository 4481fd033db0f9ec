"""A member's progress in numbers: what was answered, how it scored, and where there is most to gain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from bot.core.bank.catalogue import QuestionBank
from bot.core.progress.attempts import Attempt
from bot.core.progress.gains import Gain, gains
from bot.core.progress.highlights import MOST, Highlights, highlights
from bot.core.progress.scores import (
    CriterionScore,
    SkillScore,
    TrackScore,
    best_tries,
    criterion_scores,
    page_scores,
    skill_scores,
)
from bot.core.progress.self_checks import OwnCount, own_counts
from bot.core.progress.streaks import Streak
from bot.core.records import SelfCheck

__all__ = ["Progress", "SkillScore", "TrackScore", "best_tries", "skill_scores", "summarise"]


@dataclass(frozen=True, slots=True)
class Progress:
    """A member's page.

    Attributes:
        streak: Days in a row.
        answers: How many answers, revisions included.
        questions: How many different questions.
        waiting: Answers that no judge has graded yet.
        skills: Scores per skill and judge, lowest level first; different judges are never averaged together.
        tracks: Scores per track and judge, likewise.
        own_counts: What they count of answers that they checked themselves, by the judge of the same answers.
        highlights: The criteria that sit best and worst, with their names.
        gains: What revising gained, the most first.
        days: The member's dates with an answer, or with one in an interview, oldest first.
        history: The newest answers, newest first: what all scores and gains are made of.
        detailed: Makes `criteria`, which is long and seldom asked for.
    """

    streak: Streak
    answers: int
    questions: int
    waiting: int
    skills: tuple[SkillScore, ...]
    tracks: tuple[TrackScore, ...] = ()
    gains: tuple[Gain, ...] = ()
    days: tuple[date, ...] = ()
    history: tuple[Attempt, ...] = ()
    own_counts: tuple[OwnCount, ...] = ()
    highlights: Highlights = field(default_factory=Highlights)
    detailed: Callable[[], tuple[CriterionScore, ...]] = field(default=tuple, compare=False, repr=False)

    @property
    def begun(self) -> bool:
        """Whether there is an answer, or was one, to a question or in an interview."""
        return bool(self.answers or self.days)

    @property
    def criteria(self) -> tuple[CriterionScore, ...]:
        """Scores per criterion of a question and judge, lowest level first."""
        return self.detailed()


def summarise(
    history: Sequence[Attempt],
    streak: Streak,
    bank: QuestionBank,
    now: datetime,
    days: Sequence[date] = (),
    checks: Sequence[SelfCheck] = (),
) -> Progress:
    """A progress page from a member's history, newest first."""
    best = best_tries(history)
    scores = page_scores(best, bank, now, MOST)
    return Progress(
        streak=streak,
        answers=len(history),
        questions=len({attempt.question_id for attempt in history}),
        waiting=sum(attempt.mark is None for attempt in history),
        skills=scores.skills,
        tracks=scores.tracks,
        gains=gains(history),
        days=tuple(days),
        history=tuple(history),
        own_counts=own_counts(history, checks, bank),
        highlights=highlights(scores.outermost, bank),
        detailed=partial(criterion_scores, best, bank, now),
    )

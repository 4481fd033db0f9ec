"""A member's progress in numbers: what was answered, how it scored, and where there is most to gain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.bank.catalogue import QuestionBank
from bot.core.progress.attempts import Attempt
from bot.core.progress.gains import Gain, gains
from bot.core.progress.scores import SkillScore, TrackScore, best_tries, skill_scores, track_scores
from bot.core.progress.streaks import Streak

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
        gains: What revising gained, the most first.
        days: The member's dates with an answer, oldest first.
        history: All answers that this was made of, newest first.
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


def summarise(
    history: Sequence[Attempt],
    streak: Streak,
    bank: QuestionBank,
    now: datetime,
    days: Sequence[date] = (),
) -> Progress:
    """A progress page from a member's history, newest first."""
    best = best_tries(history)
    return Progress(
        streak=streak,
        answers=len(history),
        questions=len({attempt.question_id for attempt in history}),
        waiting=sum(attempt.mark is None for attempt in history),
        skills=skill_scores(best, bank, now),
        tracks=track_scores(best, bank, now),
        gains=gains(history),
        days=tuple(days),
        history=tuple(history),
    )

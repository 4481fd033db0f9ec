"""What a member's progress picture shows, as plain data, and the same in words for those who do not see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.progress.streaks import Streak
from bot.core.progress.summary import Progress
from bot.core.wording import catalogue, say, say_count

CALENDAR_WEEKS = 35
"""How many weeks the streak's calendar goes back."""

MOST_SKILLS = 8
"""How many skills are drawn: the weakest, where there are more."""

NEWEST_SCORES = 120
"""How many answers the line of scores goes back."""

AVERAGE_OF = 12
"""How many answers the moving average weighs, by and large."""


@dataclass(frozen=True, slots=True)
class SkillMark:
    """A skill's level by one judge, with its range, all of 100."""

    label: str
    judge: str
    level: float
    low: float
    high: float
    provisional: bool


@dataclass(frozen=True, slots=True)
class ScoreMark:
    """One graded answer; an estimate has a range, all of 100."""

    day: date
    judge: str
    total: float
    low: float
    high: float
    estimate: bool


@dataclass(frozen=True, slots=True)
class ProgressChart:
    """A member's progress card.

    Attributes:
        name: What the member is called; empty for a card without a name.
        today: The member's local date.
        days: Dates with an answer and how many there were, oldest first.
        streak: How the practice runs.
        skills: Levels, weakest first.
        skills_left_out: How many more there are.
        scores: Graded answers, oldest first.
        questions: How many different questions were answered.
    """

    name: str
    today: date
    days: tuple[tuple[date, int], ...]
    streak: Streak
    skills: tuple[SkillMark, ...]
    skills_left_out: int
    scores: tuple[ScoreMark, ...]
    questions: int

    @property
    def judges(self) -> tuple[str, ...]:
        """The judges whose scores are drawn, each once."""
        drawn = [mark.judge for mark in self.scores] + [mark.judge for mark in self.skills]
        return tuple(dict.fromkeys(drawn))


def progress_chart(name: str, progress: Progress, today: date) -> ProgressChart:
    """What a member's progress card shows."""
    counts: dict[date, int] = dict.fromkeys(progress.days, 1)
    answered: dict[date, int] = {}
    for attempt in progress.history:
        answered[attempt.local_date] = answered.get(attempt.local_date, 0) + 1
    skills = [
        SkillMark(
            score.of.value.replace("-", " "),
            _judge(score.judge),
            score.estimate.level,
            score.estimate.low,
            score.estimate.high,
            score.provisional,
        )
        for score in progress.skills
        if score.estimate is not None
    ]
    return ProgressChart(
        name=name,
        today=today,
        days=tuple(sorted((counts | answered).items())),
        streak=progress.streak,
        skills=tuple(skills[:MOST_SKILLS]),
        skills_left_out=len(skills[MOST_SKILLS:]),
        scores=_scores(progress),
        questions=progress.questions,
    )


def moving_average(scores: tuple[ScoreMark, ...]) -> tuple[float, ...]:
    """The average of the scores so far, recent ones weighing more: an exponentially weighted mean with its start-up.

    The k-th score before the newest weighs (1 - 2 / (AVERAGE_OF + 1))^k, and the weights are made to sum to 1.
    """
    keep = 1 - 2 / (AVERAGE_OF + 1)
    averages, total, weight = [], 0.0, 0.0
    for mark in scores:
        total, weight = total * keep + mark.total, weight * keep + 1
        averages.append(total / weight)
    return tuple(averages)


def alt_text(chart: ProgressChart) -> str:
    """The picture in words."""
    title = say("chart.alt.title", name=chart.name) if chart.name else say("chart.alt.nameless")
    if not chart.days:
        return f"{title} {say('chart.alt.empty')}"
    streak = chart.streak
    lines = [
        title,
        say_count("chart.alt.streak", streak.current, longest=streak.longest),
        say_count("chart.alt.days", len(chart.days), since=chart.days[0][0].isoformat()),
    ]
    if streak.frozen:
        lines.append(say_count("chart.alt.frozen", len(streak.frozen)))
    if chart.skills:
        levels = ", ".join(
            say("chart.alt.level", skill=mark.label, low=round(mark.low), high=round(mark.high))
            for mark in chart.skills
        )
        lines.append(say("chart.alt.skills", levels=levels))
    lines += [_alt_scores(chart, judge) for judge in chart.judges if any(one.judge == judge for one in chart.scores)]
    return " ".join(lines)


def _alt_scores(chart: ProgressChart, judge: str) -> str:
    scores = tuple(mark for mark in chart.scores if mark.judge == judge)
    averages = moving_average(scores)
    return say_count("chart.alt.scores", len(scores), judge=judge, first=round(averages[0]), last=round(averages[-1]))


def _scores(progress: Progress) -> tuple[ScoreMark, ...]:
    marks = [
        ScoreMark(
            attempt.local_date,
            _judge(attempt.mark.judge.name),
            attempt.mark.total,
            attempt.mark.low,
            attempt.mark.high,
            attempt.mark.estimate,
        )
        for attempt in progress.history[:NEWEST_SCORES]
        if attempt.mark is not None
    ]
    return tuple(reversed(marks))


def _judge(name: str) -> str:
    return catalogue().get(f"judge.{name}", name)

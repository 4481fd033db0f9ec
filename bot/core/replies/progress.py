"""Parts of a progress page: freezes, levels with their uncertainty, and what revising gained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from bot.core.chat import Bar, Button, Buttons, Part, Text
from bot.core.progress.coach import Due
from bot.core.progress.gains import Gain
from bot.core.progress.scores import SkillScore
from bot.core.progress.streaks import Streak
from bot.core.wording import catalogue, say, say_count


def freeze_lines(streak: Streak) -> Iterator[Part]:
    """The freezes in hand, and the days of the running streak that freezes saved."""
    if streak.freezes:
        yield Text(say_count("progress.freezes", streak.freezes), subtle=True)
    if streak.frozen:
        yield Text(say("progress.frozen", dates=", ".join(short_date(day) for day in streak.frozen)), subtle=True)


def skill_bar(score: SkillScore) -> Bar:
    """A skill's level by one judge, with the range that it may be in."""
    level = score.estimate.level if score.estimate else score.mean
    low, high = (score.estimate.low, score.estimate.high) if score.estimate else (level, level)
    caption = say_count(
        "progress.skill.caption", score.criteria, low=round(low), high=round(high), judge=judge_name(score.judge)
    )
    if score.provisional:
        caption = f"{caption}, {say('progress.provisional')}"
    return Bar(score.of.value.replace("-", " "), level, 100, low, high, caption)


def skill_notes(scores: Sequence[SkillScore]) -> Iterator[Part]:
    """What has to be said about whose scores were put together."""
    identities: dict[str, int] = {}
    for score in scores:
        identities[score.judge] = max(score.identities, identities.get(score.judge, 1))
    if len(identities) > 1:
        yield Text(say("progress.judges"), subtle=True)
    for judge, count in identities.items():
        if count > 1:
            yield Text(say("progress.identities", judge=judge_name(judge), count=count), subtle=True)


def gain_lines(gains: Iterable[Gain]) -> Iterator[Part]:
    """What revising gained, if it did."""
    points = [round(gain.points) for gain in gains if round(gain.points) > 0]
    if points:
        yield Text(say_count("progress.gains", len(points), points=f"+{sum(points)}"))


def due_lines(due: Due | None) -> Iterator[Part]:
    """What is due for the member, or when something is."""
    if due is None:
        return
    if due.weakest is not None:
        questions = say_count("progress.due.questions", due.questions)
        yield Text(say_count("progress.due", due.criteria, questions=questions, criterion=due.weakest.name))
    elif due.next_at is not None:
        yield Text(say("progress.due.later", date=short_date(due.next_at.date())), subtle=True)


def progress_buttons() -> Buttons:
    """What to do after looking at one's progress."""
    return Buttons(
        (
            Button(say("button.next"), "next", primary=True),
            Button(say("button.leaderboard"), "leaderboard"),
            Button(say("button.history"), "history"),
        )
    )


def judge_name(name: str) -> str:
    """What a judge is called where members read it."""
    return catalogue().get(f"judge.{name}", name)


def short_date(day: date) -> str:
    """A date as it is said in passing, such as `3 Nov`."""
    return f"{day.day} {say('months.short').split()[day.month - 1]}"

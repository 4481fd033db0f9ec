"""Parts of a progress page: freezes, levels with their uncertainty, and what revising gained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from bot.core.chat import Bar, Bars, Button, Buttons, Heading, Part, Text
from bot.core.progress.coach import Due
from bot.core.progress.gains import Gain
from bot.core.progress.highlights import Highlight
from bot.core.progress.scores import Score, SkillScore, TrackScore
from bot.core.progress.self_checks import OwnCount
from bot.core.progress.streaks import Streak
from bot.core.progress.summary import Progress
from bot.core.wording import catalogue, say, say_count


def freeze_lines(streak: Streak) -> Iterator[Part]:
    """The freezes in hand, and the days of the running streak that freezes saved."""
    if streak.freezes:
        yield Text(say_count("progress.freezes", streak.freezes), subtle=True)
    if streak.frozen:
        yield Text(say("progress.frozen", dates=", ".join(short_date(day) for day in streak.frozen)), subtle=True)


def level_parts(progress: Progress) -> Iterator[Part]:
    """Levels by skill, by track and by criterion, each with its range, and whose scores they rest on."""
    if progress.skills:
        yield Heading(say("progress.skills"))
        yield Bars(tuple(_bar(score) for score in progress.skills))
    if progress.tracks:
        yield Heading(say("progress.tracks"))
        yield Bars(tuple(_bar(score) for score in progress.tracks))
    for heading, told in (
        ("progress.weakest", progress.highlights.weakest),
        ("progress.strongest", progress.highlights.strongest),
    ):
        if told:
            yield Heading(say(heading))
            yield Bars(tuple(_criterion_bar(one) for one in told))
    yield from skill_notes((*progress.skills, *progress.tracks))


def _bar(score: SkillScore | TrackScore) -> Bar:
    """A level by one judge, with the range that it may be in."""
    level, low, high = _level(score)
    caption = say_count(
        "progress.skill.caption", score.criteria, low=round(low), high=round(high), judge=judge_name(score.judge)
    )
    return Bar(score.of.value.replace("-", " "), level, 100, low, high, _provisional(caption, score))


def _criterion_bar(one: Highlight) -> Bar:
    level, low, high = _level(one.score)
    judge = judge_name(one.score.judge)
    caption = say("progress.criterion.caption", low=round(low), high=round(high), title=one.title, judge=judge)
    return Bar(one.name, level, 100, low, high, _provisional(caption, one.score))


def _level(score: Score[Any]) -> tuple[float, float, float]:
    if score.estimate is None:
        return score.mean, score.mean, score.mean
    return score.estimate.level, score.estimate.low, score.estimate.high


def _provisional(caption: str, score: Score[Any]) -> str:
    return f"{caption}, {say('progress.provisional')}" if score.provisional else caption


def skill_notes(scores: Sequence[SkillScore | TrackScore]) -> Iterator[Part]:
    """What has to be said about whose scores were put together."""
    identities: dict[str, int] = {}
    for score in scores:
        identities[score.judge] = max(score.identities, identities.get(score.judge, 1))
    if len(identities) > 1:
        yield Text(say("progress.judges"), subtle=True)
    for judge, count in identities.items():
        if count > 1:
            yield Text(say("progress.identities", judge=judge_name(judge), count=count), subtle=True)


def own_lines(counts: Iterable[OwnCount]) -> Iterator[Part]:
    """What the member counts of answers that they checked themselves, beside what each judge said of the same ones."""
    for one in counts:
        values = {"own": round(one.own), "judge": judge_name(one.judge), "judged": round(one.judged)}
        yield Text(say_count("progress.own" if one.judge else "progress.own.ungraded", one.answers, **values))


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

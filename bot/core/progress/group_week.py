"""What a group's weekly card shows, as plain data, and the same in words and characters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.wording import say, say_count

MOST_QUESTIONS = 7
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the week.

    Attributes:
        day: The group's date.
        members: How many members answered anything.
        asked: Whether the group's schedules put a question.
    """

    day: date
    members: int
    asked: bool


@dataclass(frozen=True, slots=True)
class WeekQuestion:
    """A question of the week.

    Attributes:
        title: What it is called.
        answers: How many members answered it.
        median: Median of their scores by one judge, 0-100; none where there are too few, or not all are in.
        low: Where the middle half of them begins, 0-100; never the lowest, which would tell who got it.
        high: Where it ends, 0-100.
        estimate: Whether they are offline estimates.
    """

    title: str
    answers: int
    median: float | None = None
    low: float = 0.0
    high: float = 0.0
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class KeptStreak:
    """A member's running streak, in days."""

    name: str
    days: int


@dataclass(frozen=True, slots=True)
class Improved:
    """What a member gained by revising this week, in points of 100; `estimate` where offline estimates say so."""

    name: str
    points: float
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class GroupWeek:
    """A group's weekly card; whom it names has to want that.

    Attributes:
        name: What the group is called; empty for a card without a name.
        days: The week's days, oldest first; seven, or fewer where it began later.
        members: How many members the group had this week.
        took_part: How many of them answered anything.
        answers: How many answers there were, revisions included.
        questions: This week's questions, in the order in which they were put.
        streaks: How many members' streaks run at the week's end.
        longest: The longest of them by members who may be named, the longest first.
        improved: Who gained most by revising, the most first.
        tries_again: How many answers revised another.
    """

    name: str
    days: tuple[WeekDay, ...]
    members: int
    took_part: int
    answers: int
    questions: tuple[WeekQuestion, ...] = ()
    streaks: int = 0
    longest: tuple[KeptStreak, ...] = ()
    improved: tuple[Improved, ...] = ()
    tries_again: int = 0


def week_title(week: GroupWeek) -> str:
    """What stands above it, such as `16 to 22 Nov`; the year is left to whoever posts it."""
    if not week.days:
        return say("week.title.empty")
    months, first, last = say("months.short").split(), week.days[0].day, week.days[-1].day
    begins = f"{first.day}" if first.month == last.month else f"{first.day} {months[first.month - 1]}"
    return say("week.title", first=begins, last=f"{last.day} {months[last.month - 1]}")


def week_alt_text(week: GroupWeek) -> str:
    """The card in words."""
    lines = [f"{week.name}, {week_title(week)}." if week.name else f"{week_title(week)}."]
    if not week.answers:
        return f"{lines[0]} {say('week.alt.empty')}"
    lines.append(say_count("week.alt.part", week.took_part, members=f"{week.members:,}"))
    weekdays = say("weekdays.short").split()
    days = ", ".join(f"{weekdays[one.day.weekday()]} {one.members:,}" for one in week.days)
    lines.append(say("week.alt.days", days=days))
    lines += [_question_line(one) for one in week.questions[:MOST_QUESTIONS]]
    if week.streaks:
        lines.append(f"{say_count('week.streaks', week.streaks)}.")
    if week.longest:
        kept = (say_count("week.streak", one.days, name=_name(one.name)) for one in week.longest[:MOST_NAMES])
        lines.append(f"{', '.join(kept)}.")
    if week.improved:
        lines.append(say("week.alt.improved", gains=", ".join(map(_gain, week.improved[:MOST_NAMES]))))
    return " ".join(lines)


def _gain(one: Improved) -> str:
    key = "week.gain.estimate" if one.estimate else "week.gain"
    return say(key, name=_name(one.name), points=round(one.points))


def _name(name: str) -> str:
    return name or say("shared.somebody")


def _question_line(question: WeekQuestion) -> str:
    if question.median is None:
        return say_count("week.alt.question.waiting", question.answers, title=question.title)
    key = "week.alt.question.estimate" if question.estimate else "week.alt.question"
    return say_count(key, question.answers, title=question.title, median=round(question.median))

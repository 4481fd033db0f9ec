"""Pictures drawn in characters, for terminals; nothing is wider than `WIDTH` columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.core.chat import Picture
from bot.core.interviews.debrief_chart import DebriefChart, StageMark, debrief_alt_text, outcome_words, score_words
from bot.core.progress.group_week import MOST_QUESTIONS, GroupWeek, week_alt_text
from bot.core.progress.painting import Charts
from bot.core.progress.pictures import ProgressChart, alt_text
from bot.core.progress.tiles import Tiles
from bot.core.wording import say, say_count

WIDTH = 72
WEEKS = 32
"""How many weeks the calendar goes back at most."""

_FEWEST_WEEKS = 8

_A_DAY = timedelta(days=1)
_NONE, _ONE, _MORE, _FROZEN = "·", "▒", "█", "*"
_RISING = "▁▂▃▄▅▆▇█"
_NEWEST = 48
_CELLS = 20


class CharacterCharts(Charts):
    """Draws in characters; nothing is loaded, and light and dark are the terminal's own."""

    async def progress_card(self, chart: ProgressChart, *, dark: bool = False) -> Picture:  # noqa: ARG002
        """A member's progress card: the calendar, and a line of scores for each judge."""
        return Picture("progress.png", alt_text(chart), b"", "\n".join(_progress(chart)))

    async def week_card(self, week: GroupWeek, *, dark: bool = False) -> Picture:  # noqa: ARG002
        """A group's weekly card: a bar a day, and one a question."""
        return Picture("week.png", week_alt_text(week), b"", "\n".join(_week(week)))

    async def debrief_chart(self, chart: DebriefChart, *, dark: bool = False) -> Picture:  # noqa: ARG002
        """An interview's debrief: a bar a part."""
        return Picture("debrief.png", debrief_alt_text(chart), b"", "\n".join(map(_stage, chart.stages)))

    async def share_card(self, tiles: Tiles, *, dark: bool = False) -> Picture:  # noqa: ARG002
        """A score to show around: its row of discs."""
        return Picture("score.png", tiles.alt, b"", f"{tiles.discs}\n{tiles.counts}")


def _progress(chart: ProgressChart) -> Iterator[str]:
    counts, frozen = dict(chart.days), set(chart.streak.frozen)
    monday = chart.today - chart.today.weekday() * _A_DAY
    weeks = (monday - min(counts, default=monday)).days // 7 + 2
    weeks = min(max(weeks, _FEWEST_WEEKS), WEEKS)
    first = monday - (weeks - 1) * 7 * _A_DAY
    yield f"     {_months(first, weeks)}".rstrip()
    for weekday, name in enumerate(say("weekdays.short").split()):
        days = [first + (7 * week + weekday) * _A_DAY for week in range(weeks)]
        row = " ".join(_day(counts.get(day, 0), day in frozen) for day in days if day <= chart.today)
        yield f"{name:<4} {row}"
    legend = say("characters.days")
    yield f"     {legend}  {say('characters.frozen')}" if frozen else f"     {legend}"
    for judge in chart.judges:
        scores = [mark.total for mark in chart.scores if mark.judge == judge]
        if len(scores) > 1:
            yield ""
            yield say_count("characters.scores", len(scores), judge=judge)
            yield f"     {''.join(_step(total) for total in scores[-_NEWEST:])}  {round(scores[-1])}"


def _day(count: int, frozen: bool) -> str:
    if frozen:
        return _FROZEN
    return (_NONE, _ONE, _MORE)[min(count, 2)]


def _months(first: date, weeks: int) -> str:
    """The months' names above the first whole week of each, where there is room."""
    names, line = say("months.short").split(), ""
    for week in range(weeks - 1):
        sunday = first + (7 * week + 6) * _A_DAY
        if sunday.day <= 7 and len(line) <= 2 * week:
            line = f"{line:<{2 * week}}{names[sunday.month - 1]} "
    return line


def _step(total: float) -> str:
    return _RISING[min(int(total / 100 * len(_RISING)), len(_RISING) - 1)]


def _bar(low: float, high: float, most: float) -> str:
    """Full up to the low end, shaded up to the high end, dotted up to the most."""
    full, upto = (round(_CELLS * min(max(value / most, 0), 1)) if most else 0 for value in (low, high))
    return _MORE * full + _ONE * (upto - full) + _NONE * (_CELLS - upto)


def _week(week: GroupWeek) -> Iterator[str]:
    weekdays = say("weekdays.short").split()
    for day in week.days:
        note = "" if day.asked or day.members else f"  {say('week.day.off')}"
        yield f"{weekdays[day.day.weekday()]:<4} {_bar(day.members, day.members, week.members)}  {day.members}{note}"
    if week.questions:
        yield ""
    for one in week.questions[:MOST_QUESTIONS]:
        if one.median is None:
            yield f"{_NONE * _CELLS}  {say('week.question.none')}  {one.title}"
        else:
            yield f"{_bar(one.median, one.median, 100)}  {round(one.median):>3}  {one.title}"


def _stage(stage: StageMark) -> str:
    time = say("debrief.time", minutes=round(stage.minutes), box=round(stage.box))
    score = score_words(stage.total, stage.low, stage.high) if stage.counts else outcome_words(stage)
    bar = _bar(stage.low, stage.high, 100) if stage.counts else _NONE * _CELLS
    return f"{bar}  {stage.title}: {score}; {time} min"

"""A group's weekly card: who took part when, the questions with their scores, streaks, and who improved."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.patches import Rectangle

from bot.adapters.charts.canvas import LEFT, RIGHT, WIDTH, Sheet, blank, heading, png_of, width_of, write
from bot.adapters.charts.shapes import bar, dot
from bot.adapters.charts.theme import Theme
from bot.core.progress.group_week import MOST_NAMES, MOST_QUESTIONS, GroupWeek, WeekDay, WeekQuestion, week_title
from bot.core.wording import say, say_count

_X, _END = LEFT * WIDTH, RIGHT * WIDTH
_MIDDLE = 3.6
_TOP = 1.72
_ROW = 0.47
_DAYS_HEIGHT = 1.75
_DIGITS = 10.0
_MOST_DIGITS = 4  # that stand side by side at this size


def draw(week: GroupWeek, theme: Theme) -> bytes:
    """The picture as PNG."""
    rows = min(len(week.questions), MOST_QUESTIONS) + (len(week.questions) > MOST_QUESTIONS)
    bottom = _TOP + max(_DAYS_HEIGHT + 0.3, rows * _ROW)
    height = bottom + 1.72
    figure = blank(height, theme)
    sheet = Sheet(figure)
    heading(sheet, week.name or week_title(week), week_title(week), theme)
    _draw_facts(sheet, week, theme)
    for x, y, key in (
        (_X, 1.42, "week.days"),
        (_MIDDLE, 1.42, "week.questions"),
        (_X, bottom + 0.34, "week.kept"),
        (_MIDDLE, bottom + 0.34, "week.improved"),
    ):
        write(sheet, x, y, say(key), size=12, color=theme.ink, weight="bold")
    _draw_days(sheet, week, theme)
    _draw_questions(sheet, week, theme)
    _draw_streaks(sheet, week, bottom + 0.66, theme)
    _draw_improved(sheet, week, bottom + 0.66, theme)
    return png_of(figure, theme)


def _draw_facts(sheet: Sheet, week: GroupWeek, theme: Theme) -> None:
    if not week.answers:
        write(sheet, _X, 0.88, say("week.empty"), size=13, color=theme.main, weight="bold")
        return
    part = say_count("week.part", week.took_part, members=f"{week.members:,}")
    first = write(sheet, _X, 0.88, part, size=13, color=theme.main, weight="bold")
    facts = [week_title(week)] if week.name else []
    facts.append(say_count("week.answers", week.answers))
    if week.tries_again:
        facts.append(say_count("week.again", week.tries_again))
    x = _X + width_of(first) + 0.15
    write(sheet, x, 0.88, " · ".join(facts), size=11, color=theme.soft, room=_END - x)


def _draw_days(sheet: Sheet, week: GroupWeek, theme: Theme) -> None:
    most = max([week.members, 1, *(day.members for day in week.days)])
    step = (_MIDDLE - 0.5 - _X) / 7
    floor = _TOP + _DAYS_HEIGHT
    digits = max((len(f"{day.members:,}") for day in week.days), default=0)
    size = _DIGITS * min(1.0, _MOST_DIGITS / digits) if digits else _DIGITS  # one size for all, so that none stand out
    for number, day in enumerate(week.days):
        height = (_DAYS_HEIGHT - 0.3) * day.members / most
        _draw_day(sheet, _X + number * step, floor, day, height, size, theme)


def _draw_day(sheet: Sheet, x: float, floor: float, day: WeekDay, height: float, size: float, theme: Theme) -> None:
    """A column; a day on which nothing was asked stands on a dotted line."""
    width = 0.3
    if day.members:
        shape = Rectangle((x, floor - height), width, height, facecolor=theme.main, edgecolor="none")
        sheet.add(shape)
        write(sheet, x + width / 2, floor - height - 0.12, f"{day.members:,}", size=size, color=theme.ink, ha="center")
    sheet.line((x, floor), (x + width, floor), theme.soft, 1.4, dotted=not day.asked)
    name = say("weekdays.short").split()[day.day.weekday()]
    write(sheet, x + width / 2, floor + 0.17, name, size=9, color=theme.soft, ha="center")
    if not day.asked:
        write(sheet, x + width / 2, floor + 0.33, say("week.day.off"), size=6.5, color=theme.soft, ha="center")


def _draw_questions(sheet: Sheet, week: GroupWeek, theme: Theme) -> None:
    if not week.questions:
        write(sheet, _MIDDLE, _TOP + 0.05, say("week.questions.none"), size=11, color=theme.soft)
        return
    for row, question in enumerate(week.questions[:MOST_QUESTIONS]):
        _draw_question(sheet, _TOP + row * _ROW, row + 1, question, theme)
    if any(question.median is not None for question in week.questions):
        y = _TOP + min(len(week.questions), MOST_QUESTIONS) * _ROW - 0.06
        write(sheet, _END - 0.85, y, say("week.range"), size=7.5, color=theme.soft, ha="right")
    if more := len(week.questions[MOST_QUESTIONS:]):
        y = _TOP + MOST_QUESTIONS * _ROW + 0.03
        write(sheet, _MIDDLE, y, say_count("week.questions.more", more), size=9.5, color=theme.soft)


def _draw_question(sheet: Sheet, y: float, number: int, question: WeekQuestion, theme: Theme) -> None:
    answers = say_count("week.question.answers", question.answers)
    counted = write(sheet, _END, y, answers, size=8.5, color=theme.soft, ha="right")
    room = _END - _MIDDLE - width_of(counted) - 0.2
    write(sheet, _MIDDLE, y, question.title, f"#{number}", size=10, color=theme.ink, room=room)
    y, end = y + 0.19, _END - 0.85
    bar(sheet, _MIDDLE, end, y, theme.empty)
    if question.median is None:
        write(sheet, _END, y, say("week.question.none"), size=8.5, color=theme.soft, ha="right", room=0.7)
        return
    along = (end - _MIDDLE) / 100
    if question.high > question.low:
        bar(sheet, _MIDDLE + question.low * along, _MIDDLE + question.high * along, y, theme.band)
    dot(sheet, _MIDDLE + question.median * along, y, theme, hollow=question.estimate)
    key = "week.estimate" if question.estimate else "week.median"
    score = say(key, median=round(question.median))
    write(sheet, _END, y, score, size=10, color=theme.main, ha="right", weight="bold", room=0.7)


def _draw_streaks(sheet: Sheet, week: GroupWeek, y: float, theme: Theme) -> None:
    lines = [(one.name, say_count("days", one.days)) for one in week.longest[:MOST_NAMES]]
    if not week.streaks:
        write(sheet, _X, y, say("week.streaks.none"), size=11, color=theme.soft, room=_MIDDLE - 0.4 - _X)
        return
    _draw_lines(sheet, _X, _MIDDLE - 0.5, y, lines, theme)
    if week.streaks > len(lines):
        y += len(lines) * 0.27
        write(sheet, _X, y, say_count("week.streaks", week.streaks), size=9.5, color=theme.soft)


def _draw_improved(sheet: Sheet, week: GroupWeek, y: float, theme: Theme) -> None:
    if not week.improved:
        write(sheet, _MIDDLE, y, say("week.improved.none"), size=11, color=theme.soft, room=_END - _MIDDLE)
        return
    lines = []
    for one in week.improved[:MOST_NAMES]:
        key = "week.points.estimate" if one.estimate else "week.points"
        lines.append((one.name, say(key, points=round(one.points))))
    _draw_lines(sheet, _MIDDLE, _END, y, lines, theme)


def _draw_lines(sheet: Sheet, x: float, end: float, y: float, lines: Sequence[tuple[str, str]], theme: Theme) -> None:
    """A name and a figure each."""
    for name, figure in lines:
        figure_text = write(sheet, end, y, figure, size=11, color=theme.main, ha="right", weight="bold")
        room = end - x - width_of(figure_text) - 0.15
        write(sheet, x, y, name, say("shared.somebody"), size=11, color=theme.ink, room=room)
        y += 0.27

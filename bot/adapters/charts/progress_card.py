"""A member's progress card: the streak's calendar, the skills with their ranges, and the scores over time."""

from __future__ import annotations

from matplotlib.figure import Figure

from bot.adapters.charts.calendar import draw_calendar
from bot.adapters.charts.canvas import DPI, LEFT, RIGHT, WIDTH, Sheet, blank, heading, panel, png_of
from bot.adapters.charts.fonts import PLAIN
from bot.adapters.charts.radar import draw_radar, suits_radar
from bot.adapters.charts.scores import draw_scores
from bot.adapters.charts.skills import draw_skills
from bot.adapters.charts.theme import Theme
from bot.core.progress.pictures import ProgressChart
from bot.core.wording import say, say_count

HEIGHT = 7.0  # 1200 by 1050 pixels


def draw(chart: ProgressChart, theme: Theme) -> bytes:
    """The picture as PNG."""
    figure = blank(HEIGHT, theme)
    heading(Sheet(figure), chart.name, say("chart.title"), theme)
    _draw_facts(figure, chart, theme)
    draw_calendar(panel(figure, (LEFT, 0.515, RIGHT - LEFT, 0.275)), chart, theme)
    if suits_radar(chart):
        draw_radar(panel(figure, (LEFT, 0.098, 0.45, 0.325)), chart, theme)
    else:
        draw_skills(panel(figure, (0.25, 0.098, 0.255, 0.325)), chart, theme)
    draw_scores(panel(figure, (0.59, 0.098, RIGHT - 0.59, 0.325)), chart, theme)
    for x, y, key in ((LEFT, 0.805, "calendar"), (LEFT, 0.45, "skills"), (0.548, 0.45, "scores")):
        figure.text(x, y, say(f"chart.{key}"), color=theme.ink, size=12, weight="bold", family=[PLAIN])
    return png_of(figure, theme)


def _draw_facts(figure: Figure, chart: ProgressChart, theme: Theme) -> None:
    streak = chart.streak
    now = say_count("chart.streak", streak.current) if streak.current else say("chart.streak.none")
    facts = [say("chart.longest", longest=streak.longest)] if streak.longest else []
    if streak.freezes:
        facts.append(say_count("chart.freezes", streak.freezes))
    if chart.questions:
        facts.append(say_count("chart.questions", chart.questions))
    first = figure.text(LEFT, 0.872, now, color=theme.main, size=13, weight="bold", family=[PLAIN])
    end = first.get_window_extent().x1 / (WIDTH * DPI)
    figure.text(end + 0.018, 0.872, "  ·  ".join(facts), color=theme.soft, size=12, family=[PLAIN])

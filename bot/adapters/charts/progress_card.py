"""A member's progress card: the streak's calendar, the skills with their ranges, and the scores over time."""

from __future__ import annotations

import io

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.adapters.charts.calendar import draw_calendar
from bot.adapters.charts.fonts import PLAIN, families_for, tidy
from bot.adapters.charts.scores import draw_scores
from bot.adapters.charts.skills import draw_skills
from bot.adapters.charts.theme import Theme
from bot.core.progress.pictures import ProgressChart
from bot.core.wording import say, say_count

WIDTH, HEIGHT, DPI = 8.0, 7.0, 150  # 1200 by 1050 pixels

_LEFT, _RIGHT = 0.055, 0.955
_LARGEST, _SMALLEST = 20.0, 11.0
_LONGEST = 90


def draw(chart: ProgressChart, theme: Theme) -> bytes:
    """The picture as PNG."""
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor=theme.paper)
    FigureCanvasAgg(figure)  # which the figure then draws on
    _draw_title(figure, chart, theme)
    _draw_facts(figure, chart, theme)
    draw_calendar(_panel(figure, (_LEFT, 0.515, _RIGHT - _LEFT, 0.275)), chart, theme)
    draw_skills(_panel(figure, (0.25, 0.098, 0.255, 0.325)), chart, theme)
    draw_scores(_panel(figure, (0.59, 0.098, _RIGHT - 0.59, 0.325)), chart, theme)
    for x, y, key in ((_LEFT, 0.805, "calendar"), (_LEFT, 0.45, "skills"), (0.548, 0.45, "scores")):
        figure.text(x, y, say(f"chart.{key}"), color=theme.ink, size=12, weight="bold", family=[PLAIN])
    png = io.BytesIO()
    figure.savefig(png, format="png", metadata={"Software": None})  # without it the same chart has the same bytes
    return png.getvalue()


def _panel(figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    axes = figure.add_axes(box)
    axes.set_facecolor("none")
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
    return axes


def _draw_title(figure: Figure, chart: ProgressChart, theme: Theme) -> None:
    """The member's name, as large as it fits; a general title if it cannot be drawn here."""
    name = tidy(chart.name)
    families = families_for(name) if name else None
    if not families:
        name, families = say("chart.title"), [PLAIN]
    if len(name) > _LONGEST:
        name = f"{name[: _LONGEST - 1]}…"
    text = figure.text(
        _LEFT, 0.925, name, color=theme.ink, size=_LARGEST, weight="bold", family=families, parse_math=False
    )
    room = (_RIGHT - _LEFT) * WIDTH * DPI
    width = text.get_window_extent().width
    if width > room:
        text.set_fontsize(max(_SMALLEST, _LARGEST * room / width))
    while text.get_window_extent().width > room and len(name) > 1:
        name = name[: int(len(name) * 0.9)]
        text.set_text(f"{name}…")


def _draw_facts(figure: Figure, chart: ProgressChart, theme: Theme) -> None:
    streak = chart.streak
    now = say_count("chart.streak", streak.current) if streak.current else say("chart.streak.none")
    facts = [say("chart.longest", longest=streak.longest)] if streak.longest else []
    if streak.freezes:
        facts.append(say_count("chart.freezes", streak.freezes))
    if chart.questions:
        facts.append(say_count("chart.questions", chart.questions))
    first = figure.text(_LEFT, 0.872, now, color=theme.main, size=13, weight="bold", family=[PLAIN])
    end = first.get_window_extent().x1 / (WIDTH * DPI)
    figure.text(end + 0.018, 0.872, "  ·  ".join(facts), color=theme.soft, size=12, family=[PLAIN])

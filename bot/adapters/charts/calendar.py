"""The streak's calendar: a column a week, a square a day."""

from __future__ import annotations

from datetime import date, timedelta

from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import FancyBboxPatch, Patch

from bot.adapters.charts.fonts import PLAIN
from bot.adapters.charts.theme import Theme
from bot.core.progress.pictures import CALENDAR_WEEKS, ProgressChart
from bot.core.wording import say

_A_DAY = timedelta(days=1)
_SIDE = 0.82
_SHOWN_WEEKDAYS = (0, 2, 4)


def draw_calendar(axes: Axes, chart: ProgressChart, theme: Theme) -> None:
    """Draw the last weeks, the present one on the right."""
    monday = chart.today - chart.today.weekday() * _A_DAY
    first = monday - (CALENDAR_WEEKS - 1) * 7 * _A_DAY
    counts, frozen = dict(chart.days), set(chart.streak.frozen)
    days = [first + step * _A_DAY for step in range((chart.today - first).days + 1)]
    squares = [
        _square(step // 7, step % 7, _colour(counts.get(day, 0), theme), _edge(day, chart, theme))
        for step, day in enumerate(days)
    ]
    axes.add_collection(PatchCollection(squares, match_original=True))  # much quicker than one by one
    for step, day in enumerate(days):
        if day in frozen:
            _draw_flake(axes, step // 7, step % 7, theme)
    axes.set_xlim(-1.35, CALENDAR_WEEKS - 0.05)
    axes.set_ylim(8.35, -0.95)
    axes.set_aspect("equal", anchor="W")
    axes.set_xticks([])
    axes.set_yticks([])
    weekdays = say("weekdays.short").split()
    for row in _SHOWN_WEEKDAYS:
        axes.text(-0.35, row + 0.41, weekdays[row], color=theme.soft, size=8.5, ha="right", va="center", family=[PLAIN])
    _draw_months(axes, first, theme)
    _draw_legend(axes, bool(frozen), theme)
    if not chart.days:
        _draw_invitation(axes, theme)


def _colour(count: int, theme: Theme) -> str:
    return theme.days[min(count, len(theme.days)) - 1] if count else theme.empty


def _edge(day: date, chart: ProgressChart, theme: Theme) -> str:
    if day == chart.today:
        return theme.ink
    return theme.accent if day in chart.streak.frozen else "none"


def _square(column: float, row: float, colour: str, edge: str = "none") -> Patch:
    pad = 0.1
    return FancyBboxPatch(
        (column + pad, row + pad),
        _SIDE - 2 * pad,
        _SIDE - 2 * pad,
        boxstyle=f"round,pad={pad},rounding_size=0.16",
        facecolor=colour,
        edgecolor=edge,
        linewidth=1.4,
    )


def _draw_flake(axes: Axes, column: float, row: float, theme: Theme) -> None:
    """A star of six rays: the sign of a freeze, so that no colour is needed to see it."""
    axes.plot(column + _SIDE / 2, row + _SIDE / 2, marker=(6, 2, 0), color=theme.accent, markersize=6.5, mew=1.3)


def _draw_months(axes: Axes, first: date, theme: Theme) -> None:
    names = say("months.short").split()
    shown = None
    for column in range(CALENDAR_WEEKS - 1):
        sunday = first + (7 * column + 6) * _A_DAY
        if sunday.month != shown and sunday.day <= 7:
            axes.text(column, -0.35, names[sunday.month - 1], color=theme.soft, size=8.5, family=[PLAIN])
            shown = sunday.month


def _draw_legend(axes: Axes, frozen: bool, theme: Theme) -> None:
    """What squares mean, below the calendar."""
    y, x = 7.45, 0.0
    for colour in (theme.empty, *theme.days):
        axes.add_patch(_square(x, y, colour))
        x += 1
    axes.text(x + 0.1, y + 0.43, say("chart.kept"), color=theme.soft, size=8.5, va="center", family=[PLAIN])
    if frozen:
        x += 9.2
        axes.add_patch(_square(x, y, theme.empty, theme.accent))
        _draw_flake(axes, x, y, theme)
        axes.text(x + 1.1, y + 0.43, say("chart.frozen"), color=theme.soft, size=8.5, va="center", family=[PLAIN])


def _draw_invitation(axes: Axes, theme: Theme) -> None:
    axes.text(
        CALENDAR_WEEKS / 2,
        3.4,
        say("chart.empty.calendar"),
        color=theme.soft,
        size=13,
        ha="center",
        va="center",
        family=[PLAIN],
        bbox={"facecolor": theme.paper, "edgecolor": "none", "boxstyle": "round,pad=0.6"},
    )

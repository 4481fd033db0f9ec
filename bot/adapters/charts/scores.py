"""Scores over time, each judge's with its own shape and average."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bot.adapters.charts.fonts import PLAIN
from bot.adapters.charts.marks import mark_of
from bot.adapters.charts.theme import Theme
from bot.core.progress.pictures import ProgressChart, ScoreMark, moving_average
from bot.core.wording import say

_STYLES = ("-", "--", ":", "-.")
_SHORTEST = timedelta(days=13)
_A_LONG_TIME = timedelta(days=300)
_MANY = 40
_LINE_WIDTH = 2.4


def draw_scores(axes: Axes, chart: ProgressChart, theme: Theme) -> None:
    """Draw each graded answer as a point, with its range if it is an estimate, and a line for the average."""
    axes.set_xticks([])
    axes.set_yticks([])
    if not chart.scores:
        axes.text(
            -0.115, 0.8, say("chart.empty.scores"), color=theme.soft, size=11, transform=axes.transAxes, family=[PLAIN]
        )
        return
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 50, 100])
    axes.grid(axis="y", color=theme.faint, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(colors=theme.soft, labelsize=9, labelfontfamily=PLAIN)
    of_judge = {mark.judge: tuple(one for one in chart.scores if one.judge == mark.judge) for mark in chart.scores}
    averaged = [judge for judge, scores in of_judge.items() if len(scores) > 1]
    for judge, scores in of_judge.items():
        _draw_points(axes, scores, mark_of(judge, chart.judges), theme)
    for judge, style in zip(averaged, itertools.cycle(_STYLES), strict=False):
        end = mark_of(judge, chart.judges) if len(averaged) > 1 else ""
        _draw_average(axes, of_judge[judge], style, end, theme)
    _set_dates(axes, chart.scores[0].day, chart.today, theme)
    _draw_legend(axes, theme, averaged=bool(averaged))


def _draw_points(axes: Axes, scores: tuple[ScoreMark, ...], marker: str, theme: Theme) -> None:
    many = len(scores) > _MANY
    for mark in () if many else scores:
        if mark.estimate:
            x, ends = _x(mark.day), [mark.low, mark.high]
            axes.plot([x, x], ends, color=theme.band, linewidth=3, solid_capstyle="round", zorder=2)
    axes.plot(
        [_x(mark.day) for mark in scores],
        [mark.total for mark in scores],
        marker,
        color=theme.main,
        alpha=0.55 if many else 0.9,
        markersize=3.5 if many else 5.5,
        markeredgecolor="none",
        zorder=3,
        label=scores[0].judge,
        clip_on=False,  # 0 and 100 are whole points
    )


def _draw_average(axes: Axes, scores: tuple[ScoreMark, ...], style: str, end: str, theme: Theme) -> None:
    """A line; of several, each ends with its judge's shape."""
    xs, averages = [_x(mark.day) for mark in scores], moving_average(scores)
    axes.plot(xs, averages, style, color=theme.accent, linewidth=_LINE_WIDTH, zorder=4, clip_on=False)
    if end:
        (shape,) = axes.plot(xs[-1:], averages[-1:], end, color=theme.accent, markersize=8, zorder=5, clip_on=False)
        shape.set_markeredgecolor(theme.paper)


def _x(day: date) -> float:
    """A date's place on the axis."""
    return float(day.toordinal())


def _set_dates(axes: Axes, first: date, last: date, theme: Theme) -> None:
    first = min(first, last - _SHORTEST)
    span = last - first
    axes.set_xlim(_x(first) - span.days * 0.04, _x(last) + span.days * 0.04)
    for day, place in ((first, "left"), (first + span / 2, "center"), (last, "right")):
        axes.text(_x(day), -8.5, _date(day, span), color=theme.soft, size=9, ha=place, family=[PLAIN])


def _date(day: date, span: timedelta) -> str:
    month = say("months.short").split()[day.month - 1]
    return f"{month} {day.year}" if span > _A_LONG_TIME else f"{day.day} {month}"


def _draw_legend(axes: Axes, theme: Theme, *, averaged: bool) -> None:
    """The judges' shapes, and what the line is."""
    handles, labels = axes.get_legend_handles_labels()
    if averaged:
        handles.append(Line2D([], [], color=theme.accent, linewidth=_LINE_WIDTH))
        labels.append(say("chart.average"))
    axes.legend(
        handles,
        labels,
        loc="upper left",
        bbox_to_anchor=(-0.06, -0.115),
        ncols=len(labels),
        frameon=False,
        prop={"family": [PLAIN], "size": 8.5},
        labelcolor=theme.soft,
        handlelength=1.2,
        handletextpad=0.5,
        columnspacing=1.1,
    )

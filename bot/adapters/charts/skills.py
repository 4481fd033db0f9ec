"""Skills as points with the ranges that they may be in."""

from __future__ import annotations

import textwrap

from matplotlib.axes import Axes

from bot.adapters.charts.fonts import PLAIN
from bot.adapters.charts.marks import mark_of
from bot.adapters.charts.theme import Theme
from bot.core.progress.pictures import MOST_SKILLS, ProgressChart, SkillMark
from bot.core.wording import say, say_count

_FEWEST_ROWS = 4
_LABEL_WIDTH = 20
_ROOMY_ROWS = 6
"""So many rows at most leave room for labels of two lines in the usual size."""


def draw_skills(axes: Axes, chart: ProgressChart, theme: Theme) -> None:
    """Draw a row for each skill and judge: a bar for the range, a point for the level."""
    axes.set_xticks([])
    axes.set_yticks([])
    if not chart.skills:
        words = say("chart.empty.skills")
        axes.text(-0.76, 0.8, words, color=theme.soft, size=11, transform=axes.transAxes, family=[PLAIN])
        return
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 50, 100])
    axes.tick_params(colors=theme.soft, labelsize=9, labelfontfamily=PLAIN)
    axes.grid(axis="x", color=theme.faint, linewidth=1)
    axes.set_axisbelow(True)
    rows = max(len(chart.skills), _FEWEST_ROWS)
    axes.set_ylim(rows - 0.4, -0.6)
    for row, skill in enumerate(chart.skills):
        _draw_skill(axes, row, skill, mark_of(skill.judge, chart.judges), theme)
        _draw_label(axes, row, skill, theme, crowded=rows > _ROOMY_ROWS)
    axes.text(
        1, -0.155, say("chart.ranges"), color=theme.soft, size=8.5, ha="right", family=[PLAIN], transform=axes.transAxes
    )
    if chart.skills_left_out:
        more = say_count("chart.more-skills", chart.skills_left_out)
        axes.text(-5, MOST_SKILLS - 0.45, more, color=theme.soft, size=9, ha="right", va="top", family=[PLAIN])


def _draw_skill(axes: Axes, row: int, skill: SkillMark, marker: str, theme: Theme) -> None:
    colour = theme.accent if skill.provisional else theme.main
    axes.plot([skill.low, skill.high], [row, row], color=theme.band, linewidth=9, solid_capstyle="round", zorder=2)
    axes.plot(
        [skill.level], [row], marker=marker, color=colour, markersize=8, markeredgecolor=theme.paper, mew=1.2, zorder=3
    )


def _draw_label(axes: Axes, row: int, skill: SkillMark, theme: Theme, *, crowded: bool) -> None:
    label = say("chart.provisional", skill=skill.label) if skill.provisional else skill.label
    lines = textwrap.wrap(label, _LABEL_WIDTH)
    small = crowded and len(lines) > 1
    axes.text(
        *(-5, row, "\n".join(lines)),
        color=theme.ink,
        size=8 if small else 9.5,
        linespacing=1.0 if small else 1.2,
        ha="right",
        va="center",
        family=[PLAIN],
    )

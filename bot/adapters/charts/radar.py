"""Skills around a circle: a line through the levels, on a band of the ranges that they may be in."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from bot.adapters.charts.fonts import PLAIN
from bot.adapters.charts.marks import mark_of
from bot.adapters.charts.theme import Theme
from bot.core.progress.pictures import ProgressChart, SkillMark
from bot.core.wording import say, say_count

FEWEST = 3
"""With fewer skills there is no area, and a row each says more."""

_LABEL_WIDTH = 15
_ON_ONE_LINE, _BETWEEN_NEIGHBOURS = 22, 18  # characters of a label above or below the circle, and if there are more
_A_LINE = 15  # how high a line of a label is
_RINGS = (50, 100)
_REACH = 112  # where labels begin


def suits_radar(chart: ProgressChart) -> bool:
    """Whether a member's skills can be put around a circle: at least three, each by the same judge."""
    return len(chart.skills) >= FEWEST and len({skill.judge for skill in chart.skills}) == 1


def draw_radar(axes: Axes, chart: ProgressChart, theme: Theme) -> None:
    """Draw the skills clockwise, the weakest at the top."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_aspect("equal")
    axes.set_xlim(-200, 200)
    axes.set_ylim(-128, 128)
    skills, turns = chart.skills, _turns(len(chart.skills))
    _draw_band(axes, skills, turns, theme)
    _draw_web(axes, turns, theme)
    _draw_levels(axes, skills, turns, mark_of(skills[0].judge, chart.judges), theme)
    for skill, turn in zip(skills, turns, strict=True):
        _draw_label(axes, skill, turn, theme)
    _draw_notes(axes, chart, theme)


def _turns(count: int) -> list[float]:
    """Angles in radians, clockwise from the top."""
    return [math.pi / 2 - math.tau * number / count for number in range(count)]


def _point(radius: float, turn: float) -> tuple[float, float]:
    return radius * math.cos(turn), radius * math.sin(turn)


def _ring(radii: Sequence[float], turns: Sequence[float]) -> list[tuple[float, float]]:
    """A closed line around the middle."""
    points = [_point(radius, turn) for radius, turn in zip(radii, turns, strict=True)]
    return [*points, points[0]]


def _draw_band(axes: Axes, skills: Sequence[SkillMark], turns: Sequence[float], theme: Theme) -> None:
    """What lies between the lower and the upper ends of the ranges; the inner line, run backwards, cuts it out."""
    outer = Path(_ring([skill.high for skill in skills], turns), closed=True)
    inner = Path(_ring([skill.low for skill in skills], turns)[::-1], closed=True)
    band = Path.make_compound_path(outer, inner)
    axes.add_patch(PathPatch(band, facecolor=theme.band, edgecolor="none", zorder=1))


def _draw_web(axes: Axes, turns: Sequence[float], theme: Theme) -> None:
    for radius in _RINGS:
        xs, ys = zip(*_ring([radius] * len(turns), turns), strict=True)
        axes.plot(xs, ys, color=theme.soft, linewidth=0.7, alpha=0.7, zorder=2)
    for turn in turns:
        x, y = _point(100, turn)
        axes.plot([0, x], [0, y], color=theme.soft, linewidth=0.5, alpha=0.6, zorder=2)


def _draw_levels(axes: Axes, skills: Sequence[SkillMark], turns: Sequence[float], marker: str, theme: Theme) -> None:
    xs, ys = zip(*_ring([skill.level for skill in skills], turns), strict=True)
    axes.plot(xs, ys, color=theme.main, linewidth=1.8, zorder=3)
    for skill, x, y in zip(skills, xs, ys, strict=False):  # the first point closes the line and comes again
        colour = theme.accent if skill.provisional else theme.main
        axes.plot([x], [y], marker=marker, color=colour, markersize=7, markeredgecolor=theme.paper, mew=1.1, zorder=4)


def _draw_label(axes: Axes, skill: SkillMark, turn: float, theme: Theme) -> None:
    label = say("chart.provisional", skill=skill.label) if skill.provisional else skill.label
    x, y = _point(_REACH, turn)
    across = math.cos(turn)
    ha = "center" if abs(across) < 0.2 else "left" if across > 0 else "right"
    said = f"{label} {round(skill.level)}"
    width = _LABEL_WIDTH if ha != "center" else len(said) if len(said) <= _ON_ONE_LINE else _BETWEEN_NEIGHBOURS
    lines = textwrap.wrap(said, width)
    if ha == "center" and len(lines) > 1:  # away from the circle, and so narrow that both neighbours keep off it
        y += math.copysign(_A_LINE * (len(lines) - 1) / 2, y)
    words = "\n".join(lines)
    axes.text(x, y, words, color=theme.ink, size=8.5, ha=ha, va="center", family=[PLAIN], linespacing=1.05)


def _draw_notes(axes: Axes, chart: ProgressChart, theme: Theme) -> None:
    for radius in _RINGS:
        axes.text(3, radius - 8, str(radius), color=theme.soft, size=7, va="center", family=[PLAIN], zorder=5)
    notes = [say("chart.ranges.band")]
    if chart.skills_left_out:
        notes.append(say_count("chart.more-skills", chart.skills_left_out))
    axes.text(
        1, -0.155, "  ·  ".join(notes), color=theme.soft, size=8.5, ha="right", family=[PLAIN], transform=axes.transAxes
    )

"""Bars, dots and moons on a sheet, in inches."""

from __future__ import annotations

import math

from matplotlib.patches import Circle, FancyBboxPatch, Polygon

from bot.adapters.charts.canvas import Sheet
from bot.adapters.charts.theme import Theme

_HEIGHT = 0.1


def bar(sheet: Sheet, start: float, end: float, y: float, colour: str, height: float = _HEIGHT) -> None:
    """A bar with round ends."""
    end = max(end, start + height)
    shape = FancyBboxPatch(
        (start, y - height / 2),
        end - start,
        height,
        boxstyle=f"round,pad=0,rounding_size={height / 2}",
        facecolor=colour,
        edgecolor="none",
    )
    sheet.add(shape)


def dot(sheet: Sheet, x: float, y: float, theme: Theme, *, hollow: bool = False, radius: float = 0.07) -> None:
    """A point; a hollow one for an estimate."""
    face = theme.paper if hollow else theme.main
    sheet.add(Circle((x, y), radius, facecolor=face, edgecolor=theme.main, linewidth=1.6, zorder=3))


def moon(sheet: Sheet, x: float, y: float, radius: float, level: int, theme: Theme) -> None:
    """A moon in one of five phases, from new to full; lit from the right, as it waxes in the north.

    The edge of the lit part is half an ellipse whose width goes as the cosine of the phase.
    """
    sheet.add(Circle((x, y), radius, facecolor=theme.night, edgecolor=theme.rim, linewidth=2.2))
    if level == 0:
        return
    turns = [math.pi * step / 60 - math.pi / 2 for step in range(61)]
    inside = math.cos(math.pi * level / 4)
    outer = [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]
    inner = [(x + inside * radius * math.cos(turn), y + radius * math.sin(turn)) for turn in reversed(turns)]
    sheet.add(Polygon([*outer, *inner], closed=True, facecolor=theme.moon, edgecolor="none"))
    sheet.add(Circle((x, y), radius, facecolor="none", edgecolor=theme.rim, linewidth=2.2))

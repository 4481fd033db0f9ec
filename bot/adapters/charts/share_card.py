"""A score to show around: a row of moons."""

from __future__ import annotations

from bot.adapters.charts.canvas import Sheet, blank, png_of, width_of, write
from bot.adapters.charts.shapes import moon
from bot.adapters.charts.theme import Theme
from bot.core.progress.tiles import Tiles
from bot.core.wording import say, say_count

_WIDTH, _HEIGHT = 6.4, 3.2
_X = 0.45
_MIDDLE = 1.76
_LARGEST = 0.5
_APART = 3.0


def draw(tiles: Tiles, theme: Theme) -> bytes:
    """The picture as PNG."""
    figure = blank(_HEIGHT, theme, _WIDTH)
    sheet = Sheet(figure)
    room = _WIDTH - 2 * _X
    streak = None
    if tiles.streak > 1:
        text = say_count("shared.streak", tiles.streak)
        streak = write(sheet, _WIDTH - _X, 0.55, text, size=11, color=theme.accent, ha="right", weight="bold")
    left = room - (width_of(streak) + 0.25 if streak else 0)
    name = tiles.name or say("shared.somebody")
    write(sheet, _X, 0.55, name, say("shared.somebody"), size=16, color=theme.ink, weight="bold", room=left)
    title = f"{tiles.title}  ·  {tiles.track}"
    write(sheet, _X, 0.93, title, tiles.track, size=11, color=theme.soft, room=room)
    _draw_moons(sheet, tiles, room, theme)
    write(sheet, _X, _HEIGHT - 0.5, tiles.score, size=16, color=theme.main, weight="bold")
    write(sheet, _WIDTH - _X, _HEIGHT - 0.48, say("shared.brand"), size=10, color=theme.soft, ha="right")
    return png_of(figure, theme)


def _draw_moons(sheet: Sheet, tiles: Tiles, room: float, theme: Theme) -> None:
    """The row from edge to edge, or as wide as moons of the largest size may stand apart."""
    count = max(len(tiles.levels), 1)
    radius = min(_LARGEST, room / count * 0.42)
    apart = min((room - 2 * radius) / max(count - 1, 1), _APART * radius)
    for number, level in enumerate(tiles.levels):
        moon(sheet, _X + radius + number * apart, _MIDDLE, radius, level, theme)

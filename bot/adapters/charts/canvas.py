"""What all pictures are drawn on, and how words are written there."""

from __future__ import annotations

import io
from functools import cache
from typing import Any, Literal

from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from PIL import Image

from bot.adapters.charts.fonts import PLAIN, lettered
from bot.adapters.charts.lettering import Canvas
from bot.adapters.charts.theme import Theme

DPI = 150
WIDTH = 8.0
LEFT, RIGHT = 0.055, 0.955

_LONGEST = 90
_COMPRESSED = 3  # of 9
_STEPS = 20  # between a colour and what is behind it; twelve such pairs and fourteen colours are less than 256
_NEAR = 6
_SMALLEST = 0.8  # of the size that was asked for; what is longer is cut
_SMALLEST_TITLE = 0.6

rcParams["text.hinting"] = "none"  # letters keep their own shapes, and are drawn in two thirds of the time


def blank(height: float, theme: Theme, width: float = WIDTH) -> Figure:
    """An empty picture; width and height in inches of 150 pixels."""
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor=theme.paper)
    Canvas(figure)  # which the figure then draws on
    return figure


def png_of(figure: Figure, theme: Theme) -> bytes:
    """The picture as PNG; the same picture has the same bytes.

    It is stored with a palette of 256 colours, in half the time and a third of the bytes: pictures are made of a
    theme's colours and, where edges are smooth, of what lies between them.
    """
    canvas, png = figure.canvas, io.BytesIO()
    assert isinstance(canvas, Canvas), "blank made it"
    drawn = Image.frombytes("RGB", *canvas.pixels(), "raw", "RGBX")
    drawn.quantize(palette=_palette(theme), dither=Image.Dither.NONE).save(png, "png", compress_level=_COMPRESSED)
    return png.getvalue()


@cache
def _palette(theme: Theme) -> Image.Image:
    """A theme's colours, then each in steps towards what it is drawn on: paper, ranges, or a moon's dark part."""
    own = [theme.ink, theme.soft, theme.main, theme.accent, theme.band, theme.empty, *theme.days]
    pairs = [(colour, theme.paper) for colour in own]
    pairs += [(theme.main, theme.band), (theme.soft, theme.band), (theme.moon, theme.night)]
    exact = [_levels(colour) for colour in (*own, theme.paper, theme.faint, theme.night, theme.moon, theme.rim)]
    between = [
        tuple(round(a + (b - a) * step / _STEPS) for a, b in zip(_levels(one), _levels(other), strict=True))
        for one, other in pairs
        for step in range(1, _STEPS)
    ]
    # Pillow takes colours that are very near each other for the same, and the exact ones are to be those that stay.
    apart = [mix for mix in between if all(max(map(_distance, mix, colour)) > _NEAR for colour in exact)]
    image = Image.new("P", (1, 1))
    image.putpalette([level for colour in (*exact, *apart) for level in colour])
    return image


def _levels(colour: str) -> tuple[int, ...]:
    """Red, green and blue, 0 to 255."""
    return tuple(round(255 * part) for part in to_rgb(colour))


def _distance(one: int, other: int) -> int:
    return abs(one - other)


def panel(figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    """Axes without a frame."""
    axes = figure.add_axes(box)
    axes.set_facecolor("none")
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
    return axes


class Sheet:
    """A picture's surface, in inches from its upper left corner; much quicker to make and to draw on than axes."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self.width, self.height = (float(side) for side in figure.get_size_inches())
        self._inches = Affine2D().scale(1, -1).translate(0, self.height) + figure.dpi_scale_trans

    def add(self, shape: Artist) -> None:
        """Put a patch or a line on it."""
        shape.set_transform(self._inches)
        self._figure.add_artist(shape)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], color: str, width: float, *, dotted: bool = False
    ) -> None:
        """Draw a straight line, `width` in points."""
        xs, ys = zip(start, end, strict=True)
        style: Literal[":", "-"] = ":" if dotted else "-"
        self.add(Line2D(xs, ys, color=color, linewidth=width, linestyle=style, solid_capstyle="butt"))

    def text(self, x: float, y: float, words: str, **looks: Any) -> Text:  # noqa: ANN401 - Matplotlib's
        """Write words."""
        return self._figure.text(x, y, words, transform=self._inches, **looks)


def heading(sheet: Sheet, text: str, instead: str, theme: Theme, size: float = 20.0) -> None:
    """A title as large as it fits, with its foot 0.55 inches from the top."""
    written = write(sheet, LEFT * WIDTH, 0.55, text, instead, size=size, color=theme.ink, weight="bold", va="baseline")
    _fit(written, (RIGHT - LEFT) * sheet.width * DPI, size, _SMALLEST_TITLE)


def write(
    sheet: Sheet,
    x: float,
    y: float,
    text: str,
    instead: str = "",
    *,
    size: float,
    color: str,
    room: float | None = None,
    weight: str = "normal",
    ha: str = "left",
    va: str = "center",
) -> Text:
    """Write words that may be in any script.

    Args:
        sheet: On what.
        x: Its place.
        y: Its place.
        text: The words; a line.
        instead: What is written if they cannot be: where no font has their letters, or nothing is left of them.
        size: In points.
        color: Its colour.
        room: How many inches wide it may be: longer ones are made smaller, then cut.
        weight: `normal` or `bold`.
        ha: Which side of it is at `x`.
        va: Which height of it is at `y`.
    """
    words, families = lettered(text)
    if not words:
        words, families = instead, [PLAIN]
    if len(words) > _LONGEST:
        words = f"{words[: _LONGEST - 1]}…"
    written = sheet.text(
        x, y, words, size=size, color=color, weight=weight, ha=ha, va=va, family=families, parse_math=False
    )
    if room is not None:
        _fit(written, room * DPI, size, _SMALLEST)
    return written


def width_of(text: Text) -> float:
    """How wide a text is, in inches."""
    return _pixels(text) / DPI


def _pixels(text: Text) -> float:
    """How wide a line of text is."""
    canvas = text.figure.canvas
    assert isinstance(canvas, Canvas), "blank made it"
    return canvas.width_of(text.get_text(), text.get_fontproperties())


def _fit(written: Text, room: float, size: float, smallest: float) -> None:
    width = _pixels(written)
    if width <= room:
        return
    written.set_fontsize(max(smallest * size, size * room / width))
    words = written.get_text().removesuffix("…")
    while len(words) > 1 and _pixels(written) > room:
        words = words[: int(len(words) * 0.9)]
        written.set_text(f"{words}…")

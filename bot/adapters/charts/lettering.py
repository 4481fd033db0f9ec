"""Words drawn once: pictures have many words in common, and setting and drawing letters is most of the work.

A word is drawn as Matplotlib draws it, on a sheet of its own, and kept as how much of each pixel it covers. Where it
is needed that is laid down in its colour, on whole pixels.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.font_manager import FontProperties, findfont, get_font
from numpy.typing import NDArray

_KEPT = 4_096
"""Words, of some kilobytes each; a card has about fifty."""

_MARGIN = 3  # pixels around a word, for letters that reach beyond their own width

_Key = tuple[str, tuple[str, ...], str | int, float, float]


@dataclass(slots=True)
class _Word:
    """Width, height and descent in pixels, and once it was drawn its cover, whose left foot is at the word's."""

    size: tuple[float, float, float]
    cover: NDArray[np.uint8] | None = None


_words: OrderedDict[_Key, _Word] = OrderedDict()


class Canvas(FigureCanvasAgg):
    """What a figure is drawn on."""

    def get_renderer(self) -> RendererAgg:
        """The one renderer of this canvas, whose size never changes."""
        if not isinstance(getattr(self, "renderer", None), _Renderer):
            self.renderer = _Renderer(*self.figure.bbox.size, self.figure.dpi)  # type: ignore[no-untyped-call]
        return cast("RendererAgg", self.renderer)

    def pixels(self) -> tuple[tuple[int, int], memoryview]:
        """Draw the figure: its width and height, and red, green, blue and opacity of each pixel."""
        self.draw()  # type: ignore[no-untyped-call]
        return self.get_width_height(), self.buffer_rgba()  # type: ignore[no-untyped-call]

    def width_of(self, line: str, prop: FontProperties) -> float:
        """How wide a line of text is, in pixels."""
        width, _, _ = self.get_renderer().get_text_width_height_descent(line, prop, False)  # type: ignore[no-untyped-call]
        return float(width)


class _Renderer(RendererAgg):
    """Matplotlib's, with words that were drawn before."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:  # noqa: ANN401 - as Matplotlib has it
        if ismath:
            return _measured(super().get_text_width_height_descent(s, prop, ismath))  # type: ignore[no-untyped-call]
        return self._word(s, prop).size

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,  # noqa: ANN401
        mtext: Any = None,  # noqa: ANN401
    ) -> None:
        if ismath or angle:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)  # type: ignore[no-untyped-call]
            return
        word = self._word(s, prop)
        if word.cover is None:
            word.cover = _drawn(s, prop, word.size, self.dpi)
        foot = round(y) + _MARGIN + math.ceil(word.size[2])
        self._renderer.draw_text_image(word.cover, round(x) - _MARGIN, foot, 0, gc)

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float | None, float | None, float | None]:
        """Where Matplotlib asks before it reads them from the font each time; none lets it do so."""
        return _heights(tuple(prop.get_family()), prop.get_weight(), prop.get_size_in_points() * self.dpi / 72)

    def _word(self, s: str, prop: FontProperties) -> _Word:
        key = (s, tuple(prop.get_family()), prop.get_weight(), prop.get_size_in_points(), self.dpi)
        word = _words.get(key)
        if word is None:
            size = super().get_text_width_height_descent(s, prop, False)  # type: ignore[no-untyped-call]
            word = _words[key] = _Word(_measured(size))
            if len(_words) > _KEPT:
                _words.popitem(last=False)
        else:
            _words.move_to_end(key)
        return word


def _measured(size: tuple[Any, ...]) -> tuple[float, float, float]:
    width, height, descent = map(float, size)
    return width, height, descent


@cache
def _heights(
    families: tuple[str, ...], weight: str | int, pixels: float
) -> tuple[float | None, float | None, float | None]:
    """How far letters of a size reach above and below the line, and the gap between lines, as the font says."""
    font = get_font(findfont(FontProperties(family=list(families), weight=weight)))
    table, head = font.get_sfnt_table("OS/2"), font.get_sfnt_table("head")
    if table is None or head is None:
        return None, None, None
    scale = pixels / head["unitsPerEm"]
    return table["sTypoAscender"] * scale, -table["sTypoDescender"] * scale, table["sTypoLineGap"] * scale


def _drawn(s: str, prop: FontProperties, size: tuple[float, float, float], dpi: float) -> NDArray[np.uint8]:
    """A word's cover, from 0 to 255, with its margin around."""
    width, height, descent = (math.ceil(side) for side in size)
    sheet: Any = RendererAgg(  # type: ignore[no-untyped-call]
        width + 2 * _MARGIN, height + 2 * _MARGIN + 1, dpi
    )
    sheet.draw_text(sheet.new_gc(), _MARGIN, sheet.height - _MARGIN - descent, s, prop, 0)
    return np.ascontiguousarray(np.asarray(sheet.buffer_rgba())[:, :, 3])

"""Pictures, drawn with Matplotlib on a thread of their own and kept by what they show."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

from bot.core.chat import Picture
from bot.core.progress.pictures import Charts, ProgressChart, alt_text

_KEPT = 256
_LOOKS = 1  # to be raised when pictures come to look different


class MatplotlibCharts(Charts):
    """Draws pictures; Matplotlib is loaded with the first one.

    Args:
        kept: How many pictures are kept, so that the same one is not drawn again.
    """

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        # One thread: Matplotlib shares fonts between figures and is not made for several.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="greenroom-charts")

    async def progress_card(self, chart: ProgressChart, *, dark: bool = False) -> Picture:
        """A member's progress card; the same chart is drawn once."""
        key = hashlib.sha256(f"{_LOOKS}/{dark}/{chart!r}".encode(errors="replace")).hexdigest()
        png = self._pictures.get(key)
        if png is None:
            png = await asyncio.get_running_loop().run_in_executor(self._thread, _draw, chart, dark)
            self._keep(key, png)
        else:
            self._pictures.move_to_end(key)
        return Picture("progress.png", alt_text(chart), png)

    async def close(self) -> None:
        """Let go of the thread; nothing is drawn afterwards."""
        await asyncio.to_thread(self._thread.shutdown)

    def _keep(self, key: str, png: bytes) -> None:
        self._pictures[key] = png
        while len(self._pictures) > self._kept:
            self._pictures.popitem(last=False)


def _draw(chart: ProgressChart, dark: bool) -> bytes:
    from bot.adapters.charts.progress_card import draw
    from bot.adapters.charts.theme import DARK, LIGHT

    return draw(chart, DARK if dark else LIGHT)

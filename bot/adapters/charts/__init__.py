"""Pictures, drawn with Matplotlib on a thread of their own and kept by what they show."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import Self

from bot.core.chat import Picture
from bot.core.interviews.debrief_chart import DebriefChart, debrief_alt_text
from bot.core.progress.group_week import GroupWeek, week_alt_text
from bot.core.progress.painting import Charts
from bot.core.progress.pictures import ProgressChart, ScoreMark, alt_text
from bot.core.progress.streaks import streak
from bot.core.progress.tiles import Tiles

_KEPT = 256
_A_SCORE = (ScoreMark(date(2000, 1, 1), "", 0, 0, 0, False),)
_LOOKS = 5  # to be raised when pictures come to look different

Drawn = ProgressChart | GroupWeek | DebriefChart | Tiles


class MatplotlibCharts(Charts):
    """Draws pictures; Matplotlib is loaded with the first one, or by `warm_up`.

    Args:
        kept: How many pictures are kept, so that the same one is not drawn again.
    """

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._drawing: dict[str, asyncio.Future[bytes]] = {}
        # One thread: Matplotlib shares fonts between figures and is not made for several.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="greenroom-charts")

    def warm_up(self) -> Future[None]:
        """Begin to load Matplotlib and its fonts on the thread, so that the first picture need not wait for them."""
        return self._thread.submit(_load)

    async def progress_card(self, chart: ProgressChart, *, dark: bool = False) -> Picture:
        """A member's progress card."""
        return Picture("progress.png", alt_text(chart), await self._png(chart, dark=dark))

    async def week_card(self, week: GroupWeek, *, dark: bool = False) -> Picture:
        """A group's weekly card."""
        return Picture("week.png", week_alt_text(week), await self._png(week, dark=dark))

    async def debrief_chart(self, chart: DebriefChart, *, dark: bool = False) -> Picture:
        """An interview's debrief."""
        return Picture("debrief.png", debrief_alt_text(chart), await self._png(chart, dark=dark))

    async def share_card(self, tiles: Tiles, *, dark: bool = False) -> Picture:
        """A score to show around."""
        return Picture("score.png", tiles.alt, await self._png(tiles, dark=dark))

    async def close(self) -> None:
        """Let go of the thread; nothing is drawn afterwards."""
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _png(self, what: Drawn, *, dark: bool) -> bytes:
        """The picture of some content: kept, under way, or drawn now; kept even if nobody waits for it any more."""
        key = hashlib.sha256(f"{_LOOKS}/{dark}/{what!r}".encode(errors="replace")).hexdigest()
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        if key not in self._drawing:
            drawing = asyncio.get_running_loop().run_in_executor(self._thread, _draw, what, dark)
            self._drawing[key] = drawing
            drawing.add_done_callback(lambda done: self._keep(key, done))
        return await asyncio.shield(self._drawing[key])

    def _keep(self, key: str, done: asyncio.Future[bytes]) -> None:
        self._drawing.pop(key, None)
        if done.cancelled() or done.exception() is not None:
            return
        self._pictures[key] = done.result()
        while len(self._pictures) > self._kept:
            self._pictures.popitem(last=False)


def _draw(what: Drawn, dark: bool) -> bytes:
    from bot.adapters.charts import debrief, progress_card, share_card, week_card
    from bot.adapters.charts.theme import DARK, LIGHT

    theme = DARK if dark else LIGHT
    match what:
        case ProgressChart():
            return progress_card.draw(what, theme)
        case GroupWeek():
            return week_card.draw(what, theme)
        case DebriefChart():
            return debrief.draw(what, theme)
        case Tiles():
            return share_card.draw(what, theme)


def _load() -> None:
    """Draw an empty card of each kind that has parts of its own, which loads all that a picture needs."""
    today = date(2000, 1, 1)
    _draw(ProgressChart("", today, (), streak((), today), (), 0, _A_SCORE, 0), False)
    _draw(Tiles("", "…", "", (0, 4), (0, 9)), False)

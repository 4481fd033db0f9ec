"""Pictures for replies: never in the way of the words.

A picture that cannot be drawn, or not soon enough, is left out, and the log says so; the reply goes out without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Protocol

from bot.core.chat import Picture
from bot.core.interviews.debrief_chart import DebriefChart
from bot.core.ports import Clock
from bot.core.progress.group_week import GroupWeek
from bot.core.progress.pictures import ProgressChart
from bot.core.progress.tiles import Tiles
from bot.core.worker import SilentLog, WorkerLog

PATIENCE_SECONDS = 2.0
"""How long a reply waits for its picture; what is drawn later is kept for the next time."""


class Charts(Protocol):
    """Draws pictures, off the event loop; the same content is drawn once. A method raises whatever goes wrong."""

    async def progress_card(self, chart: ProgressChart, *, dark: bool = False) -> Picture:
        """A member's progress card."""
        ...

    async def week_card(self, week: GroupWeek, *, dark: bool = False) -> Picture:
        """A group's weekly card."""
        ...

    async def debrief_chart(self, chart: DebriefChart, *, dark: bool = False) -> Picture:
        """An interview's debrief."""
        ...

    async def share_card(self, tiles: Tiles, *, dark: bool = False) -> Picture:
        """A score to show around."""
        ...


class Painter:
    """Adds pictures to replies.

    Args:
        charts: Draws them.
        log: Where it says what could not be drawn.
        clock: Counts how long a reply waits; without one it waits for as long as its picture takes.
    """

    def __init__(self, charts: Charts, log: WorkerLog | None = None, clock: Clock | None = None) -> None:
        self._charts = charts
        self._log = log or SilentLog()
        self._clock = clock

    async def progress(self, chart: ProgressChart) -> tuple[Picture, ...]:
        """A member's progress card; nothing if it cannot be drawn."""
        return await self._drawn("progress", self._charts.progress_card(chart))

    async def week(self, week: GroupWeek) -> tuple[Picture, ...]:
        """A group's weekly card; nothing if it cannot be drawn."""
        return await self._drawn("week", self._charts.week_card(week))

    async def debrief(self, chart: DebriefChart) -> tuple[Picture, ...]:
        """An interview's debrief; nothing if it cannot be drawn."""
        return await self._drawn("debrief", self._charts.debrief_chart(chart))

    async def share(self, tiles: Tiles) -> tuple[Picture, ...]:
        """A score to show around; nothing if it cannot be drawn."""
        return await self._drawn("share", self._charts.share_card(tiles))

    async def _drawn(self, what: str, drawing: Awaitable[Picture]) -> tuple[Picture, ...]:
        doing = asyncio.ensure_future(drawing)
        timer = asyncio.ensure_future(self._clock.sleep(PATIENCE_SECONDS)) if self._clock else None
        try:
            await asyncio.wait({doing, timer} if timer else {doing}, return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                return (doing.result(),)
            self._log.warning("a picture took too long and is left out", picture=what, seconds=PATIENCE_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever a drawing library raises, the words go out
            self._log.error("a picture could not be drawn and is left out", picture=what, error=repr(error))
        finally:
            doing.cancel()
            if timer:
                timer.cancel()
        return ()

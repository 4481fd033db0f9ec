"""A text that is shown while it is being written: its newest state, no faster than is good to look at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.core.chat import Reply, Text

DRAFT_PAUSE = 1.2
"""Seconds between two states of a draft, where a platform names none of its own."""

UNFINISHED = " …"
"""Stands at the end of what is still being written."""

Show = Callable[[Reply], Awaitable[bool]]
Rest = Callable[[], Awaitable[None]]


class Draft:
    """One text under way. States come faster than they can be shown; the newest is, and the others are left out.

    Args:
        show: Shows a state; False if there is no room for it now.
        rest: Waits between two states.
        whole: Whether the newest state is shown even where the text has ended meanwhile.
    """

    def __init__(self, show: Show, rest: Rest, *, whole: bool = False) -> None:
        self._show = show
        self._rest = rest
        self._whole = whole
        self._newest: Reply | None = None
        self._ended = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def write(self, reply: Reply) -> None:
        """Have a state shown, soon."""
        if self._ended.is_set():
            return
        self._newest = reply
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="draft")

    async def end(self) -> None:
        """Take no more; when it returns, nothing is on its way. What went wrong in between is nobody's concern."""
        self._ended.set()
        if self._task is not None:
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        while self._newest is not None and (self._whole or not self._ended.is_set()):
            reply, self._newest = self._newest, None
            if not await self._show(reply) and self._newest is None:
                self._newest = reply
            await self._rested()

    async def _rested(self) -> None:
        """Wait between two states, unless it ends meanwhile."""
        resting, ending = asyncio.ensure_future(self._rest()), asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({resting, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            resting.cancel()
            ending.cancel()


def unfinished(reply: Reply) -> Reply:
    """A reply that shows that there is more to come."""
    last = reply.parts[-1] if reply.parts else None
    if not isinstance(last, Text):
        return reply
    return replace(reply, parts=(*reply.parts[:-1], replace(last, markdown=f"{last.markdown}{UNFINISHED}")))

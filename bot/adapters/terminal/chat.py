"""The terminal as a chat that replies are delivered to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.chat import Reply
from bot.core.errors import TryLaterError
from bot.core.ports import Chat
from bot.core.records import Origin


@dataclass(frozen=True, slots=True)
class Arrival:
    """A reply on its way to the screen; whoever shows it says so."""

    reply: Reply
    shown: asyncio.Future[None]

    def mark_shown(self) -> None:
        """Let the delivery end: the member has it on the screen."""
        if not self.shown.done():
            self.shown.set_result(None)


class TerminalChat(Chat):
    """Holds delivered replies until the conversation shows them.

    A delivery ends when its reply is on the screen, so one that a crash or the end of the program cut off is
    delivered again at the next start. The same key is shown once.

    Args:
        owner: Who sits here; others' cards wait until they do.
    """

    def __init__(self, owner: Origin) -> None:
        self._owner = owner
        self._arrivals: asyncio.Queue[Arrival] = asyncio.Queue()
        self._by_key: dict[str, Arrival] = {}
        self._closed = False

    async def deliver(
        self,
        origin: Origin,
        reply: Reply,
        delivery_key: str,
        *,
        slot: str | None = None,  # noqa: ARG002 - what is on the screen stays there
        replaces: bool = True,  # noqa: ARG002
        urgent: bool = True,  # noqa: ARG002
        still: Callable[[], Awaitable[bool]] | None = None,  # noqa: ARG002
    ) -> None:
        """Hand a reply to the conversation and wait until it is shown; a terminal has no slots and no threads.

        Raises:
            TryLaterError: The terminal was closed before it could be shown, or somebody else sits at it.
        """
        if origin.user != self._owner.user:
            raise TryLaterError("another member sits at this terminal")
        arrival = self._by_key.get(delivery_key)
        if arrival is None:
            if self._closed:
                raise TryLaterError("terminal-closed")
            arrival = Arrival(reply, asyncio.get_running_loop().create_future())
            self._by_key[delivery_key] = arrival
            self._arrivals.put_nowait(arrival)
        # Shielded: a delivery that is given up and tried again must still find its reply shown once.
        await asyncio.shield(arrival.shown)

    async def next(self) -> Arrival:
        """The next reply to show, as soon as there is one."""
        return await self._arrivals.get()

    def next_now(self) -> Arrival | None:
        """The next reply to show, if there is one already."""
        return None if self._arrivals.empty() else self._arrivals.get_nowait()

    def close(self) -> None:
        """Take no more; deliveries that were not shown fail and will be tried again."""
        self._closed = True
        for arrival in self._by_key.values():
            if not arrival.shown.done():
                arrival.shown.set_exception(TryLaterError("terminal-closed"))
                arrival.shown.exception()  # read here, so that an abandoned delivery leaves no warning

"""Cards as they arrive: waited for after an answer, or shown when they come."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from bot.adapters.terminal.chat import Arrival, TerminalChat
from bot.adapters.terminal.conversation import Conversation
from bot.adapters.terminal.screen import Screen
from bot.adapters.terminal.waiting import interrupts, spinner
from bot.adapters.terminal.words import say
from bot.core.chat import ReplyKind
from bot.core.ports import Clock

_BRIEFLY = 2.0
_AT_ONCE = 0.3
"""Seconds in which most cards come; a spinner that only flashes would be worse than none."""

_LONG = 8.0


@dataclass(frozen=True, slots=True)
class Cards:
    """What waits for cards and shows them.

    Attributes:
        chat: Where they arrive.
        screen: Where they are shown.
        talk: Tells whether a card is about what is at hand.
        clock: Time.
        patience: Seconds to wait for the card of an answer that was just sent.
        attended: Whether somebody sits there, whose Ctrl-C ends the waiting; where nobody does it ends the program.
    """

    chat: TerminalChat
    screen: Screen
    talk: Conversation
    clock: Clock
    patience: float
    attended: bool = True

    async def wait_for(self, answer_id: str) -> None:
        """Show what arrives up to the card of this answer; Ctrl-C and a long time end the waiting, not the grading."""
        with self._interrupts() as stop:
            while True:
                arrival = await self._next("spinner.reading", self.patience, stop)
                if arrival is None:
                    self.screen.notice(say("waiting.on" if stop.is_set() else "waiting.long"))
                    return
                self.show(arrival)
                if arrival.reply.context.get("answer_id") == answer_id:
                    return

    async def earlier(self, expected: int) -> None:
        """Show cards of answers from before the start, as long as they come soon."""
        with self._interrupts() as stop:
            for _ in range(expected):
                arrival = await self._next("spinner.earlier", _BRIEFLY, stop)
                if arrival is None:
                    return
                self.show(arrival)

    def show(self, arrival: Arrival) -> None:
        """Print a reply that arrived, saying so if it is about an earlier answer."""
        reply = arrival.reply
        if self.talk.answered and reply.context.get("answer_id") == self.talk.answer_id:
            self.talk.received(reply)
        elif reply.kind is ReplyKind.CARD:
            self.screen.notice(say("earlier"))
        self.screen.show(reply, self.talk.at_hand)
        arrival.mark_shown()

    def rest(self) -> None:
        """Print what has arrived and was not shown yet."""
        while (arrival := self.chat.next_now()) is not None:
            self.show(arrival)

    def _interrupts(self) -> AbstractContextManager[asyncio.Event]:
        return interrupts() if self.attended else nullcontext(asyncio.Event())

    async def _next(self, words: str, seconds: float, stop: asyncio.Event) -> Arrival | None:
        """The next arrival; None if there is none in time or the member wants to go on."""
        arriving = asyncio.ensure_future(self.chat.next())
        stopping = asyncio.ensure_future(stop.wait())
        try:
            for text, span in _phases(words, seconds):
                timing = asyncio.ensure_future(self.clock.sleep(span))
                with spinner(self.screen.console, text):
                    await asyncio.wait({arriving, stopping, timing}, return_when=asyncio.FIRST_COMPLETED)
                timing.cancel()
                if arriving.done() or stopping.done():
                    break
            return arriving.result() if arriving.done() else None
        finally:
            arriving.cancel()
            stopping.cancel()


def _phases(words: str, seconds: float) -> Iterator[tuple[str, float]]:
    """What to say while waiting so long, and for how many seconds; at first nothing."""
    start = 0.0
    for text, end in (("", _AT_ONCE), (say(words), _LONG), (say("spinner.long"), seconds)):
        if start < seconds:
            yield text, min(end, seconds) - start
        start = end

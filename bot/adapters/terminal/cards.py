"""Cards and questions as they arrive: waited for after an answer, or shown when they come."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from bot.adapters.terminal.conversation import Conversation
from bot.adapters.terminal.screen import Screen
from bot.adapters.terminal.transport import Arrival, Stage, TerminalTransport
from bot.adapters.terminal.waiting import interrupts, spinner
from bot.adapters.terminal.words import say
from bot.core.chat import ReplyKind
from bot.core.ports import Clock

_BRIEFLY, _BRIEFER = 2.0, 0.5
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

    chat: TerminalTransport
    screen: Screen
    talk: Conversation
    clock: Clock
    patience: float
    attended: bool = True

    async def wait_for(self, answer_id: str) -> None:
        """Show what arrives up to the card of this answer; Ctrl-C and a long time end the waiting, not the grading."""
        questions: list[Arrival] = []
        with self._interrupts() as stop:
            while True:
                arrival = await self._next("spinner.reading", self.patience, stop)
                if arrival is None:
                    self.screen.notice(say("waiting.on" if stop.is_set() else "waiting.long"))
                    break
                if arrival.reply.kind is ReplyKind.QUESTION:
                    questions.append(arrival)
                    continue
                self.show(arrival)
                if arrival.reply.context.get("answer_id") == answer_id:
                    break
        self._show_all(questions)

    async def earlier(self, expected: int) -> None:
        """Show what is left from before the start, as long as it comes soon; questions come last."""
        questions: list[Arrival] = []
        with self._interrupts() as stop:
            for number in range(expected):
                arrival = await self._next("spinner.earlier", _BRIEFER if number else _BRIEFLY, stop)
                if arrival is None:
                    break
                if arrival.reply.kind is ReplyKind.QUESTION:
                    questions.append(arrival)
                else:
                    self.show(arrival)
        self._show_all(questions)

    def _show_all(self, arrivals: Iterable[Arrival]) -> None:
        for arrival in arrivals:
            self.show(arrival, busy=not self.attended)

    def show(self, arrival: Arrival, *, busy: bool = False) -> None:
        """Print a reply that arrived, saying so if it is about an earlier answer or a question of its own accord.

        Args:
            arrival: The reply.
            busy: Whether something is half typed, so that a question has to wait.
        """
        reply = arrival.reply
        if arrival.drafted:
            self._show_draft(arrival)
            return
        if reply.kind is ReplyKind.QUESTION:
            self._show_question(arrival, busy=busy)
            return
        self.talk.spoken(reply)
        if self.talk.answered and reply.context.get("answer_id") == self.talk.answer_id:
            self.talk.received(reply)
        elif reply.kind is ReplyKind.CARD:
            self.screen.notice(say("earlier"))
        if arrival.stage is Stage.FINISHED:
            self.screen.finish(reply, self.talk.at_hand)
        else:
            self.screen.show(reply, self.talk.at_hand)
        arrival.mark_shown()

    def _show_draft(self, arrival: Arrival) -> None:
        if arrival.stage is Stage.GROWING:
            self.screen.grow(arrival.reply, arrival.words)
        else:
            self.screen.end_line()
        arrival.mark_shown()

    def _show_question(self, arrival: Arrival, *, busy: bool) -> None:
        opened = self.talk.asked(arrival.reply, self.clock.now(), busy=busy)
        self.screen.notice(say("asked"))
        self.screen.show(arrival.reply, self.talk.at_hand)
        if not opened:
            self.screen.notice(say("asked.waits", id=arrival.reply.context.get("question_id", "")))
        arrival.mark_shown()

    def rest(self) -> None:
        """Print what has arrived and was not shown yet."""
        while (arrival := self.chat.next_now()) is not None:
            self.show(arrival, busy=True)

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

"""The terminal as a platform: replies wait until the conversation shows them, and what was shown stays there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import cast

from bot.adapters.terminal.growing import WORD_SECONDS, new_words, words_of
from bot.core.chat import Pin, Reply, ReplyKind, Text
from bot.core.delivery.pace import Limit
from bot.core.delivery.ports import Transport
from bot.core.delivery.records import Page, Sent
from bot.core.errors import TryLaterError, UndeliverableError
from bot.core.records import Origin
from bot.core.wording import say

_REPLY = "reply"


class Stage(Enum):
    """How much of a reply an arrival is: all of it, its words so far, that no more is written, or all after that."""

    WHOLE = auto()
    GROWING = auto()
    GROWN = auto()
    FINISHED = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A reply on its way to the screen; whoever shows it says so."""

    reply: Reply
    shown: asyncio.Future[None]
    stage: Stage = Stage.WHOLE
    words: int | None = None
    """How many of its words, where it grows."""

    @property
    def drafted(self) -> bool:
        """Whether it is no reply yet."""
        return self.stage in {Stage.GROWING, Stage.GROWN}

    def mark_shown(self) -> None:
        """Let the delivery end: the member has it on the screen."""
        if not self.shown.done():
            self.shown.set_result(None)


class TerminalTransport(Transport):
    """Holds delivered replies until the conversation shows them.

    A post ends when its reply is on the screen, so one that a crash or the end of the program cut off is delivered
    again at the next start. The same key is shown once. Pages hold replies as they are: they never leave the process.

    Args:
        owner: Who sits here; others' cards wait until they do. What is for the group is theirs, too.
    """

    def __init__(self, owner: Origin) -> None:
        self._owner = owner
        self._arrivals: asyncio.Queue[Arrival] = asyncio.Queue()
        self._by_key: dict[str, Arrival] = {}
        self._drafted: str | None = None
        self._words = ""
        self._drafts: set[Arrival] = set()
        self._closed = False
        self.shows_drafts = False
        """Whether somebody looks on at a screen on which a text can grow."""
        self.word_seconds = WORD_SECONDS
        """Seconds from one word of it to the next."""

    def pages(self, origin: Origin, reply: Reply) -> Sequence[Page]:  # noqa: ARG002 - the same for everybody
        """A reply as its one page."""
        return [{_REPLY: _without_thread(reply)}]

    def limits(self, origin: Origin) -> Sequence[Limit]:  # noqa: ARG002
        """None: a screen takes all."""
        return ()

    async def post(self, origin: Origin, page: Page, key: str) -> Sent | None:
        """Hand a reply to the conversation and wait until it is shown.

        Raises:
            TryLaterError: The terminal was closed before it could be shown, or somebody else sits at it.
        """
        if origin.user not in {"", self._owner.user}:
            raise TryLaterError("another member sits at this terminal")
        arrival = self._by_key.get(key)
        if arrival is None:
            arrival = self._by_key[key] = self._arrived(_reply_of(page), Stage.WHOLE)
        # Shielded: a delivery that is given up and tried again must still find its reply shown once.
        await asyncio.shield(arrival.shown)
        return self._sent(arrival.reply, key)

    async def edit(self, origin: Origin, sent: Sent, page: Page) -> None:
        """Show what takes the place of a reply below it; a question that is the same, with another count, is left.

        Raises:
            TryLaterError: As for `post`.
            UndeliverableError: It is another question, which is posted anew.
        """
        reply = _reply_of(page)
        if reply.pinned in {Pin.ANEW, Pin.NO_MORE}:  # which is all that is new
            return
        if reply.kind is not ReplyKind.QUESTION:
            key = f"{sent.message}>{_words(reply)}"
            if sent.message == self._drafted:
                self._drafted = None
                self._by_key[key] = self._arrived(reply, Stage.FINISHED)
            await self.post(origin, page, key)
        elif sent.message != _question(reply):
            raise UndeliverableError("message-gone", "message")

    async def find(self, origin: Origin, key: str, since: datetime) -> Sent | None:  # noqa: ARG002
        """A reply that was shown since the program started."""
        arrival = self._by_key.get(key)
        shown = arrival is not None and arrival.shown.done() and arrival.shown.exception() is None
        return self._sent(arrival.reply, key) if arrival is not None and shown else None

    async def remove(self, origin: Origin, sent: Sent) -> None:
        """Nothing: it stays on the screen."""

    async def nothing_to_say(self, origin: Origin) -> None:
        """Nothing: nobody waits at a prompt for an answer."""

    def think(self, origin: Origin) -> None:
        """Nothing: whoever waits sees the prompt."""

    def draft_pause(self, origin: Origin) -> float | None:  # noqa: ARG002
        """None where somebody looks on: a line grows as fast as it is written."""
        return 0.0 if self.shows_drafts else None

    async def begin_draft(self, origin: Origin, reply: Reply, key: str) -> Sent | None:
        """Show the first words of a reply.

        Raises:
            TryLaterError: As for `post`.
        """
        if origin.user not in {"", self._owner.user}:
            raise TryLaterError("another member sits at this terminal")
        sent = Sent(self._owner.channel, key)
        await self.grow_draft(origin, sent, reply)
        return sent

    async def grow_draft(self, origin: Origin, sent: Sent, reply: Reply) -> None:  # noqa: ARG002
        """Show more words of it, one after the other.

        Raises:
            TryLaterError: The terminal was closed.
        """
        if sent.message != self._drafted:
            self._drafted, self._words = sent.message, ""
        before, self._words = self._words, words_of(reply)
        for words in new_words(before, reply):
            await asyncio.shield(self._arrived(reply, Stage.GROWING, words).shown)
            await asyncio.sleep(self.word_seconds)

    async def end_draft(self, origin: Origin, sent: Sent) -> None:  # noqa: ARG002
        """Leave its line.

        Raises:
            TryLaterError: The terminal was closed.
        """
        await asyncio.shield(self._arrived(Reply(ReplyKind.NOTICE, ()), Stage.GROWN).shown)

    async def next(self) -> Arrival:
        """The next reply to show, as soon as there is one."""
        return await self._arrivals.get()

    def next_now(self) -> Arrival | None:
        """The next reply to show, if there is one already."""
        return None if self._arrivals.empty() else self._arrivals.get_nowait()

    def close(self) -> None:
        """Take no more; deliveries that were not shown fail and will be tried again."""
        self._closed = True
        for arrival in (*self._by_key.values(), *self._drafts):
            if not arrival.shown.done():
                arrival.shown.set_exception(TryLaterError("terminal-closed"))
                arrival.shown.exception()  # read here, so that an abandoned delivery leaves no warning

    def _arrived(self, reply: Reply, stage: Stage, words: int | None = None) -> Arrival:
        if self._closed:
            raise TryLaterError("terminal-closed")
        arrival = Arrival(reply, asyncio.get_running_loop().create_future(), stage, words)
        if stage is not Stage.WHOLE:
            self._drafts.add(arrival)
            arrival.shown.add_done_callback(lambda _done: self._drafts.discard(arrival))
        self._arrivals.put_nowait(arrival)
        return arrival

    def _sent(self, reply: Reply, key: str) -> Sent:
        """Where a reply stands: a question is known by its id, so that another in its place is told from it."""
        asks = reply.kind is ReplyKind.QUESTION
        return Sent(self._owner.channel, _question(reply) if asks else key, key if asks else None)


def _reply_of(page: Page) -> Reply:
    return cast("Reply", page[_REPLY])


def _question(reply: Reply) -> str:
    return reply.context.get("question_id", "")


def _words(reply: Reply) -> int:
    """A number that tells one reply from another, the same when it is delivered again."""
    return hash(repr(reply.parts))


def _without_thread(reply: Reply) -> Reply:
    """A question without the words on threads and buttons, which a terminal does not have."""
    if reply.kind is not ReplyKind.QUESTION:
        return reply
    elsewhere = (say("posting.how.thread"), say("posting.how.private"))
    parts = []
    for part in reply.parts:
        if isinstance(part, Text) and part.subtle:
            markdown = part.markdown
            for words in elsewhere:
                markdown = markdown.removesuffix(words).rstrip()
            part = replace(part, markdown=markdown)  # noqa: PLW2901
        parts.append(part)
    return replace(reply, parts=tuple(parts))

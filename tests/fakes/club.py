"""A group on a platform: its events go through the real inbox and commands, over stores in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core.bank.content import Content
from bot.core.chat import ChatEvent, Reply
from bot.core.commands import dispatch
from bot.core.commands.listening import message_key
from bot.core.delivery.courier import Courier
from bot.core.delivery.pace import Pacer
from bot.core.errors import TryLaterError
from bot.core.inbox import HandleEvents, Inbox
from bot.core.practice import Practice, Stores
from bot.core.records import Answer, Job, JobKind, Origin, Posting
from tests import samples
from tests.fakes.clock import FakeClock
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryStores
from tests.fakes.transport import FakeTransport
from tests.samples import NOON

ADA = Origin("chat", "W1", "C1", "ada", "Ada")
BOB = Origin("chat", "W1", "C1", "bob", "Bob")
THREAD = "T1"


class Club:
    """A channel with two members, and each member's conversation with the bot.

    Args:
        content: The bank.
        daily_answers: Most answers a member and day.
    """

    def __init__(self, content: Content | None = None, daily_answers: int = 0) -> None:
        self.clock = FakeClock(NOON)
        self.stores = InMemoryStores()
        self.transport = FakeTransport()
        held = Stores(self.stores.directory, self.stores.postings, self.stores.ledger)
        self.practice = Practice(content or samples.content(), held, daily_answers=daily_answers)
        self.room = room_of(self.practice, self.stores)
        self.inbox = Inbox(self.stores.jobs, self.clock)
        self.events = self.restarted()
        self.number = 0

    def restarted(self) -> HandleEvents:
        """The handler of a process that knows nothing but what was stored."""
        courier = Courier(self.transport, self.stores.deliveries, Pacer(self.clock), self.clock)
        return HandleEvents(self.room, {"chat": courier}, self.stores.jobs, self.clock)

    async def post(self, question_id: str = "coin-flips", *, thread: str | None = THREAD) -> Posting:
        """Put a question to the group, and show it."""
        place = await self.practice.place_of(ADA)
        self.number += 1
        key, now = f"put:{self.number}", self.clock.now()
        posting = await self.stores.postings.open_posting(place, question_id, key, now, now.date())
        if thread is None:
            return posting
        await self.stores.postings.shown(place.workspace_id, posting.id, thread)
        return replace(posting, thread=thread)

    def said(self, text: str, who: Origin = ADA, *, mention: bool = False, thread: str | None = THREAD) -> ChatEvent:
        """A message, in the question's thread if no other place is given."""
        self.number += 1
        message = f"m{self.number}"
        options = {"mentioned": "yes"} if mention else {}
        where = replace(who, thread=None if who.direct else thread, message=message)
        return ChatEvent(message_key(message), where, self.clock.now(), "message", text, options)

    def edited(self, event: ChatEvent, text: str) -> ChatEvent:
        """A message's edit."""
        self.number += 1
        return replace(event, key=f"edit:{self.number}", command="message-edited", text=text, at=self.clock.now())

    def deleted(self, event: ChatEvent) -> ChatEvent:
        """A message's deletion, by nobody in particular."""
        origin = replace(event.origin, user="", user_name="")
        at = self.clock.now()
        return replace(event, key=f"delete:{event.key}", command="message-deleted", text="", origin=origin, at=at)

    def done(
        self, command: str, options: Mapping[str, str] | None = None, who: Origin = ADA, text: str = ""
    ) -> ChatEvent:
        """A command that somebody gave, or a button they pressed, whose reply is for them alone."""
        self.number += 1
        origin = replace(who, private=True, handle="token")
        return ChatEvent(f"press-{self.number}", origin, self.clock.now(), command, text, options or {})

    async def reply(self, event: ChatEvent) -> Reply | None:
        """What the core says to an event, delivered or not."""
        return await dispatch(self.room, event)

    async def answer(self, text: str = "I would flip it many times.", who: Origin = ADA) -> Answer:
        """An answer to the question in the thread."""
        event = self.said(text, who)
        await self.happens(event)
        found = await self.room.threads.answer_written(event.origin, event.key)
        assert found is not None
        return found.answer

    async def grade(self, answer: Answer, score: float = 2.0) -> None:
        """Have an answer graded."""
        [job] = [one for one in await self.claim(JobKind.GRADE) if one.payload["answer_id"] == answer.id]
        await self.stores.ledger.save_grade(job, answer.id, samples.verdict(answer.text, score), NOON, None)

    async def claim(self, kind: JobKind) -> list[Job]:
        """The due jobs of a kind, leased for a moment."""
        return list(await self.stores.jobs.claim([kind], 100, self.clock.now(), 0))

    async def happens(self, event: ChatEvent) -> None:
        """An event comes in and is dealt with."""
        assert await self.inbox.take(event)
        await self.work()

    async def work(self) -> None:
        """Deal with all events that are due; those that have to wait do so for a second."""
        while jobs := await self.stores.jobs.claim([JobKind.EVENT], 10, self.clock.now(), 30):
            for job in jobs:
                try:
                    await self.events(job)
                except TryLaterError as error:
                    later = self.clock.now() + timedelta(seconds=1)
                    await self.stores.jobs.retry(job, later, str(error), failed=False)
                else:
                    await self.stores.jobs.finish(job, self.clock.now())

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Where messages of the bot stand, and what they say."""
        return [(message.place, message.text) for message in self.transport.messages.values()]

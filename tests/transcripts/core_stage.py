"""The stage of the core alone: real use cases and handlers, stores in memory, a platform that is a list of messages."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.bank.content import Content
from bot.core.chat import Button, Buttons, Callout, ChatEvent, Excerpt, Form, Heading, Pin, Quotation, Reply, Rows, Text
from bot.core.commands.forms import form_for
from bot.core.commands.listening import message_key
from bot.core.commands.table import find
from bot.core.commands.typed import Choices, options_of, text_of
from bot.core.delivery.courier import Courier
from bot.core.delivery.pace import Limit, Pacer
from bot.core.delivery.ports import Transport
from bot.core.delivery.records import Page, Sent
from bot.core.errors import UndeliverableError
from bot.core.grading_work import DeliverCards, GradeAnswers
from bot.core.inbox import HandleEvents, Inbox
from bot.core.interviews.pairing.showing import ShowPair
from bot.core.interviews.saying import SayTurns
from bot.core.ports import Chat
from bot.core.practice import Practice, Stores
from bot.core.records import JobKind, NewJob, Origin
from bot.core.rhythm.postings import Board, ClosePosting, PutQuestion, RefreshPosting
from bot.core.together.reviewing import TellReviewed
from bot.core.worker import Handler
from tests import samples
from tests.fakes.clock import FakeClock
from tests.fakes.judge import FakeJudge
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryStores
from tests.transcripts.stage import Stage, Where
from tests.unit.interview_samples import plan

CONTENT = replace(samples.content(), interviews={"two-stages": plan()})
GROUP = Origin("core", "W1", "C1", "schedule")
_SOON = timedelta(seconds=10)


@dataclass
class Shown:
    """A message of the bot."""

    place: str
    reply_text: str
    buttons: tuple[Button, ...]
    key: str
    thread: str | None = None
    pinned: bool = False


class ListOfMessages(Transport):
    """A platform with one channel, whose messages are kept by number."""

    def __init__(self) -> None:
        self.messages: dict[str, Shown] = {}
        self.opens_threads = True
        self.refuses: Exception | None = None
        self.dead: set[tuple[str, str | None]] = set()  # channels, with a thread where only that is gone
        self.written = 0

    def pages(self, origin: Origin, reply: Reply) -> Sequence[Page]:
        buttons = tuple(button for part in reply.parts if isinstance(part, Buttons) for button in part.items)
        return [{"text": "\n".join(_text(part) for part in reply.parts), "buttons": buttons, "pinned": reply.pinned}]

    def limits(self, origin: Origin) -> Sequence[Limit]:
        return ()

    async def post(self, origin: Origin, page: Page, key: str) -> Sent | None:
        if self.refuses:
            raise self.refuses
        if not origin.direct and {(origin.channel, None), (origin.channel, origin.thread)} & self.dead:
            raise UndeliverableError("no-channel")
        self.written += 1
        number = str(self.written)
        shown = Shown(_place(origin), str(page["text"]), page["buttons"], key, origin.thread)  # type: ignore[arg-type]
        shown.pinned = page["pinned"] in {Pin.WHEN_POSTED, Pin.ANEW}
        self.messages[number] = shown
        return Sent(origin.channel, number, number if self.opens_threads else None)

    async def edit(self, origin: Origin, sent: Sent, page: Page) -> None:
        shown = self.messages[sent.message]
        if not shown.place.startswith("direct") and {(sent.channel, None), (sent.channel, shown.thread)} & self.dead:
            raise UndeliverableError("no-channel")
        shown.reply_text, shown.buttons = str(page["text"]), page["buttons"]  # type: ignore[assignment]
        if page["pinned"] in {Pin.ANEW, Pin.NO_MORE}:
            shown.pinned = page["pinned"] is Pin.ANEW

    async def find(self, origin: Origin, key: str, since: datetime) -> Sent | None:
        found = next((number for number, shown in self.messages.items() if shown.key == key), None)
        return Sent(origin.channel, found, found) if found else None

    async def remove(self, origin: Origin, sent: Sent) -> None:
        self.messages.pop(sent.message, None)

    def think(self, origin: Origin) -> None:
        """Nothing is shown meanwhile."""

    async def nothing_to_say(self, origin: Origin) -> None:
        """Nothing is shown while a reply is awaited."""


class CoreStage(Stage):
    """A group in memory.

    Args:
        content: The bank and the interview plans.
    """

    def __init__(self, content: Content = CONTENT) -> None:
        self.content = content
        self.clock = FakeClock(samples.NOON)
        self.stores = InMemoryStores()
        self.platform = ListOfMessages()
        self.judge = FakeJudge()
        self.held = False
        self.last: ChatEvent | None = None
        self.forms: dict[str, tuple[Form, Origin]] = {}
        self.thread = ""
        self.number = 0
        self.newest: dict[str, str] = {}
        self._start()

    def _start(self) -> None:
        held = Stores(self.stores.directory, self.stores.postings, self.stores.ledger)
        self.room = room_of(Practice(self.content, held), self.stores)
        courier = Courier(self.platform, self.stores.deliveries, Pacer(self.clock), self.clock)
        chats: dict[str, Chat] = {"core": courier}
        self.chats = chats
        stores = self.stores
        board = Board(
            content=self.content,
            directory=stores.directory,
            postings=stores.postings,
            ledger=stores.ledger,
            chats=chats,
            clock=self.clock,
            time_zone="UTC",
            schedules=stores.schedules,
            preferences=stores.preferences,
        )
        practice, ledger = self.room.practice, self.stores.ledger
        self.handlers: dict[JobKind, Handler] = {
            JobKind.EVENT: HandleEvents(self.room, chats, self.stores.jobs, self.clock),
            JobKind.GRADE: GradeAnswers(practice, ledger, self.judge, self.clock),
            JobKind.DELIVER: DeliverCards(practice, ledger, chats, self.clock),
            JobKind.POST: PutQuestion(board),
            JobKind.REFRESH: RefreshPosting(board),
            JobKind.CLOSE: ClosePosting(board),
            JobKind.REVIEWED: TellReviewed(practice, ledger, stores.reviews, chats),
            JobKind.PAIR: ShowPair(self.room.pairs, chats, self.clock),
            JobKind.SAY: SayTurns(self.content, stores.interviews, stores.jobs, chats, self.clock, longest_pause=0),
        }
        self.inbox = Inbox(self.stores.jobs, self.clock)

    async def put(self, question_id: str) -> None:
        place = await self.room.practice.place_of(GROUP)
        key = f"test:{question_id}"
        posting = await self.stores.postings.open_posting(
            place, question_id, key, self.clock.now(), self.clock.now().date()
        )
        await self.stores.jobs.add(_post_job(place.workspace_id, posting.id, self.clock.now()))
        await self.settle()
        self.thread = next(reversed(self.platform.messages))

    async def say(self, who: str, text: str, where: Where, *, mention: bool = False) -> None:
        self.number += 1
        message = str(1000 + self.number)
        self.newest[who] = message
        origin = replace(self._origin(who, where), message=message)
        options = {"mentioned": "yes"} if mention else {}
        await self._event("message", origin, message_key(message), text, options)

    async def edit(self, who: str, text: str) -> None:
        origin = replace(self._origin(who, "thread"), message=self.newest[who])
        await self._event("message-edited", origin, self._key(), text)

    async def delete(self, who: str) -> None:
        origin = replace(self._origin(who, "thread"), message=self.newest[who])
        await self._event("message-deleted", origin, self._key())

    async def react(self, who: str, to: str, *, on: bool = True) -> None:
        origin = replace(self._origin(who, "channel"), message=self.newest[to])
        command = "reaction-added" if on else "reaction-removed"
        await self._event(command, origin, self._key(), options={"emoji": "tada"})

    async def command(self, who: str, text: str, where: Where) -> None:
        name, _, rest = text.partition(" ")
        command = find(name)
        options = options_of(command, rest, {}, Choices.of(self.content)) if command else {}
        typed = text_of(command, rest) if command else ""
        await self._event(name, replace(self._origin(who, where), private=True), self._key(), typed, options)

    async def press(self, who: str, label: str) -> None:
        shown, button = next(
            (shown, button)
            for shown in reversed(self.platform.messages.values())
            if shown.place in _before(who)
            for button in shown.buttons
            if button.label == label
        )
        origin = self._origin(who, "direct" if shown.place == f"direct:{who}" else "thread")
        origin = replace(origin, private=True)
        event = ChatEvent(self._key(), origin, self.clock.now(), button.command, "", button.options, who == "ada")
        form = await form_for(self.room, event)
        if isinstance(form, Form):
            self.forms[who] = form, origin
        else:
            await self._take(event)

    async def fill(self, who: str, values: Mapping[str, str]) -> None:
        form, origin = self.forms.pop(who)
        options = {**form.options, **{name: value for name, value in values.items() if name != "text"}}
        await self._event(form.command, origin, self._key(), values.get("text", ""), options)

    async def redeliver(self) -> None:
        assert self.last is not None, "nothing was delivered yet"
        assert not await self.inbox.take(self.last), "a redelivery was taken for something new"

    async def hold_judge(self) -> None:
        self.held = True

    async def release_judge(self) -> None:
        self.held = False

    async def restart(self) -> None:
        self._start()

    async def settle(self) -> None:
        kinds = [kind for kind in self.handlers if not (self.held and kind is JobKind.GRADE)]
        for _ in range(200):
            jobs = await self.stores.jobs.claim(kinds, 10, self.clock.now(), 30)
            if not jobs:
                due = await self.stores.jobs.next_due()
                if due is None or due - self.clock.now() > _SOON or due <= self.clock.now():
                    return
                await self.clock.pass_time((due - self.clock.now()).total_seconds())
                continue
            for job in jobs:
                await asyncio.wait_for(self.handlers[job.kind](job), 60)
                await self.stores.jobs.finish(job, self.clock.now())
        raise AssertionError("the jobs have no end")

    async def seen(self, who: str, where: Where) -> Sequence[str]:
        place = where if where in {"channel", "thread"} else f"{where}:{who}"
        return [shown.reply_text for shown in self.platform.messages.values() if shown.place == place]

    async def _event(
        self, command: str, origin: Origin, key: str, text: str = "", options: Mapping[str, str] | None = None
    ) -> None:
        await self._take(
            ChatEvent(key, origin, self.clock.now(), command, text, options or {}, by_admin=origin.user == "ada")
        )

    async def _take(self, event: ChatEvent) -> None:
        self.last = event
        assert await self.inbox.take(event)

    def _key(self) -> str:
        self.number += 1
        return f"event-{self.number}"

    def _origin(self, who: str, where: Where) -> Origin:
        if where == "direct":
            return Origin("core", "W1", f"D-{who}", who, who.title(), direct=True)
        return Origin("core", "W1", "C1", who, who.title(), thread=self._thread() if where == "thread" else None)

    def _thread(self) -> str:
        """The question's thread, else that of the newest message in the channel."""
        shown = [number for number, message in self.platform.messages.items() if message.place == "channel"]
        return self.thread or next(reversed(shown), "")


def _post_job(workspace_id: int, posting_id: int, now: datetime) -> NewJob:
    return NewJob(JobKind.POST, f"post:{posting_id}", {"workspace_id": workspace_id, "posting_id": posting_id}, now)


def _place(origin: Origin) -> str:
    if origin.direct:
        return f"direct:{origin.user}"
    if origin.private:
        return f"alone:{origin.user}"
    return "thread" if origin.thread else "channel"


def _before(who: str) -> set[str]:
    return {"channel", "thread", f"direct:{who}", f"alone:{who}"}


def _text(part: object) -> str:
    match part:
        case Heading(text) | Quotation(text) | Excerpt(text):
            return text
        case Rows(_, rows):
            return "\n".join(" ".join(row) for row in rows)
        case Text(markdown):
            return markdown
        case Callout(label, markdown):
            return f"{label}: {markdown}"
        case _:
            return str(getattr(part, "markdown", part))

"""The conversation: what is typed goes to the core, what comes back goes on the screen."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from bot.adapters.terminal.cards import Cards
from bot.adapters.terminal.conversation import Conversation
from bot.adapters.terminal.helping import help_reply
from bot.adapters.terminal.safe import as_markdown
from bot.adapters.terminal.screen import Screen
from bot.adapters.terminal.source import Entry, Overhearing, Prompt, Source
from bot.adapters.terminal.timer import timer_text
from bot.adapters.terminal.translate import (
    LEAVING,
    LOCAL,
    SENDING,
    Translator,
    as_text,
    revision,
    ticked_points,
    typed_command,
)
from bot.adapters.terminal.transport import Arrival, TerminalTransport
from bot.adapters.terminal.words import say
from bot.core.chat import ChatEvent, Excerpt, Part, Reply, ReplyKind, Text
from bot.core.commands import COMMANDS, find
from bot.core.commands.typed import Typed
from bot.core.errors import GreenroomError
from bot.core.ports import Clock

T = TypeVar("T")

Dispatch = Callable[[ChatEvent], Awaitable[Reply]]

_ANSWERING = frozenset({"answer", "revise"})
"""Commands whose text can as well be typed alone."""

REFUSED = 2
"""Exit status of a script whose question could not be asked."""


@dataclass(kw_only=True)
class TerminalApp:
    """One conversation on a terminal.

    Attributes:
        dispatch: The core's commands.
        chat: Where cards arrive.
        clock: Time.
        translator: Makes events of what is typed.
        screen: Where to print.
        source: Where words are typed.
        greeting: What to say first.
        preselect: Options of the first question, as of the command `question`; today's if empty.
        interviews: Mock interviews in which what is typed may be said.
        going_on: Whether one is under way, which is gone on with instead of today's question.
        expected: How many answers from before are still to be graded.
        patience: Seconds to wait for a card before going on without it.
    """

    dispatch: Dispatch
    chat: TerminalTransport
    clock: Clock
    translator: Translator
    screen: Screen
    source: Source
    greeting: tuple[Part, ...] = ()
    preselect: Mapping[str, str] = field(default_factory=dict)
    interviews: Overhearing | None = None
    going_on: bool = False
    expected: int = 0
    patience: float = 120.0

    def __post_init__(self) -> None:
        self._talk = Conversation()
        attended = not self.source.scripted
        self._cards = Cards(self.chat, self.screen, self._talk, self.clock, self.patience, attended)
        self._mark = ""
        self._draft = ""
        self._revising = ""
        self._following = ""
        self._ticking = False

    async def run(self) -> int:
        """Talk until the member leaves.

        Returns:
            The exit status: 0, or `REFUSED`.

        Raises:
            GreenroomError: Something broke that nobody at the prompt can mend, and what is typed is a script.
            BrokenPipeError: Whoever read the output went away.
        """
        try:
            if self.greeting:
                self.screen.parts(*self.greeting)
            await self._cards.earlier(self.expected)
            if not await self._open():
                return REFUSED
            while (entry := await self._next_entry()) is not None:
                if not await self._take(entry):
                    break
            self._cards.rest()
            if not self.source.scripted:
                self.screen.notice(say("leave"))
            return 0
        finally:
            self.chat.close()

    async def _open(self) -> bool:
        """Ask the first question, unless one has come by itself; False if a script's cannot be asked."""
        if self._talk.question_id and not self.preselect:
            return True
        if self.going_on and not self.preselect:
            await self._do(self.translator.event("mock", {}, self.clock.now()))
            return True
        opened = await self._do(self.translator.event("question", self.preselect, self.clock.now()))
        return not (self.preselect and opened.kind is ReplyKind.REFUSAL and self.source.scripted)

    async def _next_entry(self) -> Entry | None:
        """What is typed next; what arrives meanwhile is shown above it."""
        prompt = self._prompt()
        self._mark = prompt.mark
        reading = asyncio.ensure_future(self.source.read(prompt))
        arriving = asyncio.ensure_future(self.chat.next())
        try:
            while True:
                await asyncio.wait({reading, arriving}, return_when=asyncio.FIRST_COMPLETED)
                if arriving.done():
                    await self._show_above(arriving.result(), busy=self.source.busy or prompt.cancellable)
                    arriving = asyncio.ensure_future(self.chat.next())
                if reading.done():
                    return reading.result()
        finally:
            arriving.cancel()
            if not reading.done():
                reading.cancel()
                await asyncio.wait({reading})  # an editor puts the terminal back first

    async def _show_above(self, arrival: Arrival, *, busy: bool) -> None:
        """Show what arrives while a prompt is open, but for what is only growing: there is no line for it."""
        if arrival.drafted:
            arrival.mark_shown()
        else:
            await self.source.above(partial(self._cards.show, arrival, busy=busy))

    def _prompt(self) -> Prompt:
        draft, self._draft = self._draft, ""
        if self._ticking:
            ticks = partial(say, "prompt.ticks")
            return Prompt(say("mark.ticks"), ticks, draft, one_line=True, cancellable=True)
        if self._revising:
            return Prompt(say("mark.revise"), draft=draft, status=lambda: say("bar.revising"), cancellable=True)
        if self._following:
            follow = partial(say, "prompt.follow-up")
            status = partial(say, "bar.following")
            return Prompt(say("mark.follow-up"), follow, draft, status=status, cancellable=True)
        return Prompt(say("mark.answer"), self._placeholder, draft, status=self._timer)

    def _placeholder(self) -> str:
        if self._talk.interviewed:
            return say("prompt.interview")
        if self._talk.answered:
            return say("prompt.again")
        return say("prompt.answer" if self._talk.question_id else "prompt.none")

    def _timer(self) -> str:
        seconds = None if self._talk.interviewed else self._talk.seconds(self.clock.now())
        return "" if seconds is None else timer_text(seconds, self._talk.minutes)

    async def _take(self, entry: Entry) -> bool:
        """Do what was typed; False if it was to leave."""
        if self.source.scripted:
            self.screen.echo(self._mark, entry.text)
        if entry.problem:
            self.screen.refuse(entry.problem)
        ticking, self._ticking = self._ticking, False
        revising, self._revising = self._revising, ""
        following, self._following = self._following, ""
        if entry.cancelled:
            if revising:
                self.screen.notice(say("revise.cancelled"))
            return True
        typed = typed_command(entry.text)
        if not (ticking or revising or following) and await self._said_in_interview(entry.text, typed):
            return True
        if typed is not None:
            return await self._command(typed)
        text = as_text(entry.text)
        if not (ticking and await self._tick(text)):
            await self._answer(text, revising, following)
        return True

    async def _said_in_interview(self, text: str, typed: Typed | None) -> bool:
        """Whether what was typed was said in a mock interview; what the interviewer says to it comes by itself."""
        local = typed is not None and typed.name in LOCAL
        if self.interviews is None or local or not text.strip():
            return False
        event = self.translator.event("message", {}, self.clock.now(), text if typed else as_text(text))
        try:
            heard = await self._showing(self.interviews.overhear(event))
        except GreenroomError as error:
            if self.source.scripted:
                raise
            self.screen.refuse(as_markdown(str(error)))
            self._keep(text)
            return True
        if heard:
            await self._hear_out()
        return heard

    async def _hear_out(self) -> None:
        """Let a script go on only when the interviewer has said all; a person sees it come above the prompt."""
        if self.interviews is None or not self.source.scripted:
            return
        await self._showing(self.interviews.heard_out())

    async def _showing(self, work: Awaitable[T]) -> T:
        """Wait for something, and show what arrives meanwhile, such as a word that it takes long: it waits for that."""
        ending = asyncio.ensure_future(work)
        arriving = asyncio.ensure_future(self.chat.next())
        try:
            while not ending.done():
                await asyncio.wait({ending, arriving}, return_when=asyncio.FIRST_COMPLETED)
                if arriving.done():
                    self._cards.show(arriving.result(), busy=True)
                    arriving = asyncio.ensure_future(self.chat.next())
            return await ending
        finally:
            arriving.cancel()
            ending.cancel()

    async def _command(self, typed: Typed) -> bool:
        """Do a command; False if it was to leave."""
        if typed.name in LEAVING:
            return False
        if typed.name == SENDING:
            return True
        command = find(typed.name)
        match command.name if command else typed.name:
            case "help":
                self.screen.show(help_reply(keys=not self.source.scripted))
            case "revise":
                await self._revise(typed)
            case "follow-up" if self._talk.answer_id and not typed.rest:
                self._following = self._talk.answer_id
            case "self-check":
                await self._self_check(typed)
            case "question" if typed.rest in self._talk.waiting:
                self._take_up(typed.rest)
            case _:
                await self._dispatch_typed(typed)
        return True

    async def _dispatch_typed(self, typed: Typed) -> None:
        event = self.translator.command(typed, self._talk, self.clock.now())
        if event is None:
            await self._unknown(typed.name)
        else:
            await self._send(event, "" if event.command in _ANSWERING else f"/{typed.name} {typed.rest}")
            if event.command == "mock":
                await self._hear_out()

    async def _answer(self, text: str, revising: str, following: str) -> None:
        """Send a text as an answer, as the new text of the one being revised, or as what follows up on one."""
        now = self.clock.now()
        if not text.strip():
            return
        if revising:
            if text.strip() == self._talk.texts.get(revising, "").strip():
                self.screen.notice(say("revise.same"))
                return
            await self._send(self.translator.event("revise", {"answer_id": revising}, now, text))
        elif following:
            await self._send(self.translator.event("follow-up", {"answer_id": following}, now, text))
        elif self._talk.question_id:
            await self._send(self.translator.answer(text, self._talk, now))
        else:
            self.screen.refuse(say("answer.no-question"))
            self._keep(text)

    def _take_up(self, question_id: str) -> None:
        """Open a question that came while something else was typed."""
        question = self._talk.take_up(question_id, self.clock.now())
        if question is not None:
            self.screen.show(question, self._talk.at_hand)

    async def _revise(self, typed: Typed) -> None:
        """Send a revision, or open the former text in the editor."""
        answer_id, text = revision(typed.rest)
        answer_id = answer_id or self._talk.answer_id
        if text or self.source.scripted:
            await self._send(self.translator.event("revise", {"answer_id": answer_id}, self.clock.now(), text))
        elif not answer_id:
            self.screen.refuse(say("revise.none"))
        elif (former := await self._former(answer_id)) is not None:
            self._revising, self._draft = answer_id, former

    async def _former(self, answer_id: str) -> str | None:
        """The text of one of the member's answers, from its card if it was sent another day."""
        if answer_id not in self._talk.texts:
            event = self.translator.event("card", {"answer_id": answer_id}, self.clock.now())
            card = await self._dispatched(event)
            texts = [part.text for part in card.parts if isinstance(part, Excerpt)]
            if not texts:
                self.screen.show(card)
                return None
            self._talk.texts[answer_id] = texts[0]
        return self._talk.texts[answer_id]

    async def _self_check(self, typed: Typed) -> None:
        """Show the points to tick, or tick those whose numbers were typed."""
        event = self.translator.command(typed, self._talk, self.clock.now())
        assert event is not None
        options = dict(event.options)
        said = options.pop("said", None)
        if said is None or not self._talk.points or options.get("answer_id") != self._talk.answer_id:
            shown = await self._do(replace(event, options=options))
            self._ticking = shown.kind is ReplyKind.SELF_CHECK and said is None
        if said is not None and self._talk.points:
            await self._tick(said)

    async def _tick(self, text: str) -> bool:
        """Store the points whose numbers were typed; False if the text is no list of numbers but an answer."""
        if not text.strip():
            return True
        try:
            said = ticked_points(text, self._talk)
        except IndexError as error:
            said = None
            self.screen.refuse(say("ticks.range", number=error.args[0], count=len(self._talk.points)))
        else:
            if said is None and self.source.scripted:
                return False
            if said is None:
                self.screen.refuse(say("ticks.bad"))
        if said is None:
            self._ticking = True
            self._keep(text)
            return True
        options = {"answer_id": self._talk.answer_id, "said": said}
        await self._do(self.translator.event("self-check", options, self.clock.now()))
        return True

    async def _send(self, event: ChatEvent, line: str = "") -> None:
        """Do an event; after an answer wait for its card, and keep the text of one that was not taken.

        Args:
            event: What was typed.
            line: What to keep instead of the event's text, such as a whole command.
        """
        reply = await self._do(event)
        if reply.kind is ReplyKind.RECEIPT:
            await self._cards.wait_for(reply.context.get("answer_id", ""))
            for question_id in self._talk.waiting:
                self.screen.notice(say("asked.next", id=question_id))
        elif reply.kind is ReplyKind.REFUSAL and event.text.strip():
            self._keep(line or event.text)
            again = event.options.get("answer_id", "")
            self._revising = again if event.command == "revise" else ""
            self._following = again if event.command == "follow-up" and not line else ""

    async def _do(self, event: ChatEvent) -> Reply:
        """Dispatch an event, show the reply and move the conversation on."""
        reply = await self._dispatched(event)
        self._talk.heard(event, reply)
        if reply.parts:
            self.screen.show(reply, self._talk.at_hand)
        return reply

    async def _dispatched(self, event: ChatEvent) -> Reply:
        try:
            work = self.dispatch(event)
            return await (self._showing(work) if event.command == "mock" else work)
        except GreenroomError as error:
            if self.source.scripted:
                raise
            return Reply(ReplyKind.REFUSAL, (Text(as_markdown(str(error))),))

    async def _unknown(self, name: str) -> None:
        names = [known for command in COMMANDS for known in (command.name, *command.aliases)]
        near = difflib.get_close_matches(name, [*names, *LOCAL], n=1)
        if near:
            self.screen.refuse(say("command.near", name=name, near=f"`/{near[0]}`"))
        else:
            self.screen.refuse(say("command.unknown", name=name))

    def _keep(self, text: str) -> None:
        """Put a text that was not taken back into the editor."""
        if not self.source.scripted:
            self._draft = text

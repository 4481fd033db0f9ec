"""A member at a terminal who types what a test says, and a core that answers without a database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from bot.adapters.terminal.source import Entry, Prompt, Source
from bot.adapters.terminal.transport import TerminalTransport
from bot.core.chat import (
    Bar,
    Bars,
    Button,
    Buttons,
    Callout,
    ChatEvent,
    Checklist,
    Excerpt,
    Fact,
    Facts,
    Heading,
    Reply,
    ReplyKind,
    Text,
    Tick,
)
from bot.core.errors import StorageError
from bot.core.records import Origin

MEMBER = Origin("terminal", "local", "terminal", "ada", "ada")
POINTS = ("first-point", "second-point", "third-point", "fourth-point")

Step = str | Entry | Callable[[], None]


class TypingMember(Source):
    """Types entries one by one, doing what stands between them, and then leaves; remembers what was asked."""

    def __init__(self, *steps: Step, scripted: bool = False) -> None:
        self._steps = list(steps)
        self._scripted = scripted
        self.prompts: list[Prompt] = []
        self.half_typed = False
        self.above_prompt = 0

    def types(self, *steps: Step) -> None:
        """Add what to type."""
        self._steps += steps

    @property
    def scripted(self) -> bool:
        return self._scripted

    @property
    def busy(self) -> bool:
        return self._scripted or self.half_typed

    async def read(self, prompt: Prompt) -> Entry | None:
        self.prompts.append(prompt)
        await asyncio.sleep(0.01)  # long enough for what arrives to be shown meanwhile
        while self._steps:
            step = self._steps.pop(0)
            if isinstance(step, str):
                return Entry(step)
            if isinstance(step, Entry):
                return step
            step()
            await asyncio.sleep(0.01)
        return None

    async def above(self, show: Callable[[], None]) -> None:
        self.above_prompt += 1
        show()


class FakeCore:
    """Answers commands as the core would, and has answers graded at once.

    Attributes:
        events: What it was sent.
        grades: Whether a card follows an answer.
        delay: Seconds until it does.
        taken: Set when an answer was taken.
        refuses: Texts it does not take.
        broken: Whether its storage is gone.
    """

    def __init__(self, chat: TerminalTransport) -> None:
        self._chat = chat
        self._deliveries: set[asyncio.Task[None]] = set()
        self._texts: dict[str, str] = {}
        self.events: list[ChatEvent] = []
        self.grades = True
        self.delay = 0.0
        self.taken = asyncio.Event()
        self.refuses: tuple[str, ...] = ()
        self.broken = False

    async def __call__(self, event: ChatEvent) -> Reply:
        self.events.append(event)
        if self.broken:
            raise StorageError("the database /tmp/x_y.db is locked", "stop the other process")
        return getattr(self, "_" + event.command.replace("-", "_"))(event)  # type: ignore[no-any-return]

    @property
    def commands(self) -> list[str]:
        """The commands it was sent, in order."""
        return [event.command for event in self.events]

    def deliver_soon(self, reply: Reply, key: str, delay: float = 0.0) -> None:
        """Have a reply delivered while the conversation goes on."""

        async def deliver() -> None:
            await asyncio.sleep(delay)
            await self._chat.post(MEMBER, self._chat.pages(MEMBER, reply)[0], key)

        task = asyncio.create_task(deliver())
        self._deliveries.add(task)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        task.add_done_callback(self._deliveries.discard)

    def _question(self, event: ChatEvent) -> Reply:
        question_id = event.options.get("question", "second" if "another" in event.options else "today")
        if question_id == "nowhere":
            return refusal("There is no question `nowhere`.")
        return question(question_id)

    def _answer(self, event: ChatEvent) -> Reply:
        return self._take(event, event.options["question"])

    def _revise(self, event: ChatEvent) -> Reply:
        if event.options.get("answer_id") not in self._texts:
            return refusal("There is no such answer.")
        return self._take(event, "today")

    def _take(self, event: ChatEvent, question_id: str) -> Reply:
        if not event.text.strip() or event.text in self.refuses:
            return refusal("That answer cannot be taken.")
        answer_id = str(len(self._texts) + 1)
        self._texts[answer_id] = event.text
        self.taken.set()
        context = {"answer_id": answer_id, "question_id": question_id}
        if self.grades:
            self.deliver_soon(card(event.text, context), f"deliver:{answer_id}", self.delay)
        return Reply(ReplyKind.RECEIPT, (Text("Got it."),), context=context)

    def _hint(self, event: ChatEvent) -> Reply:
        context = {"question_id": event.options.get("question", ""), "hints": "2"}
        return Reply(ReplyKind.HINT, (Callout(f"Hint {event.options['number']}", "Think."),), context=context)

    def _follow_up(self, event: ChatEvent) -> Reply:
        if "answer_id" not in event.options:
            return refusal("Which answer?")
        return self._take(event, "today")

    def _card(self, event: ChatEvent) -> Reply:
        answer_id = event.options.get("answer_id", "")
        if answer_id == "99":
            return card("an old answer", {"answer_id": "99", "question_id": "old"})
        if answer_id not in self._texts:
            return refusal("There is no such answer.")
        return card(self._texts[answer_id], {"answer_id": answer_id, "question_id": "today"})

    def _self_check(self, event: ChatEvent) -> Reply:
        said = event.options.get("said", "").split(",")
        ticks = tuple(Tick(point, point.replace("-", " "), point in said) for point in POINTS)
        context = {"answer_id": event.options["answer_id"], "question_id": "today"}
        return Reply(ReplyKind.SELF_CHECK, (Checklist("Which?", ticks),), context=context)

    def _withdraw(self, _event: ChatEvent) -> Reply:
        return Reply(ReplyKind.NOTICE, (Text("Withdrawn."),))

    def _progress(self, _event: ChatEvent) -> Reply:
        return Reply(ReplyKind.PROGRESS, (Heading("Your progress"),))


def question(question_id: str) -> Reply:
    """A question as the core puts it."""
    parts = (
        Heading(f"The question {question_id}"),
        Facts((Fact("Track", "experimentation"), Fact("Time", "10 min"))),
        Text("What do you do?"),
        Buttons((Button("Hint", "hint", {"question": question_id, "number": "1"}),)),
    )
    context = {"question_id": question_id, "posting_id": "7", "style": "", "hints": "2", "minutes": "10"}
    return Reply(ReplyKind.QUESTION, parts, private=False, context=context)


def card(text: str, context: Mapping[str, str]) -> Reply:
    """A score card as the core writes it."""
    parts = (
        Heading(f"Card {context['answer_id']}: about 40 to 60 of 100"),
        Callout("Next", "Say how big it is."),
        Bars((Bar("Size", 2, 4, 1, 3, "1 to 3 of 4"),)),
        Excerpt(text),
        Buttons((Button("Revise", "revise", {"answer_id": context["answer_id"]}),)),
    )
    return Reply(ReplyKind.CARD, parts, context=context)


def refusal(markdown: str) -> Reply:
    """A polite no."""
    return Reply(ReplyKind.REFUSAL, (Text(markdown),))

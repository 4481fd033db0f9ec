"""A platform that can be made to fail between any two steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.chat import Callout, Heading, Quotation, Reply, Text
from bot.core.delivery.pace import Limit
from bot.core.delivery.ports import Transport
from bot.core.delivery.records import Page, Sent
from bot.core.errors import UndeliverableError
from bot.core.records import Origin


@dataclass
class Message:
    """What stands in a channel."""

    place: str
    text: str
    key: str


@dataclass
class FakeTransport(Transport):
    """Keeps messages; a page is a heading's or a text's words.

    Attributes:
        messages: What is shown, by id.
        before: Raised by the next posts before the platform has the message.
        after: Raised by the next posts after the platform has it: the answer was lost.
        calls: What was called, in order.
    """

    messages: dict[str, Message] = field(default_factory=dict)
    before: list[Exception] = field(default_factory=list)
    after: list[Exception] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    per_page: int = 100

    def pages(self, origin: Origin, reply: Reply) -> Sequence[Page]:
        words = [said for part in reply.parts if (said := _words(part))]
        return [
            {"text": "\n".join(words[start : start + self.per_page])}
            for start in range(0, max(len(words), 1), self.per_page)
        ]

    def limits(self, origin: Origin) -> Sequence[Limit]:
        return [Limit(origin.channel, per_second=1000, burst=1000)]

    async def post(self, origin: Origin, page: Page, key: str) -> Sent | None:
        self.calls.append("post")
        if self.before:
            raise self.before.pop(0)
        number = str(len(self.messages) + 1)
        place = f"{origin.channel}/{origin.user}" if origin.private else f"{origin.channel}/{origin.thread or ''}"
        self.messages[number] = Message(place, str(page["text"]), key)
        if self.after:
            raise self.after.pop(0)
        return Sent(origin.channel, number, number)

    async def edit(self, origin: Origin, sent: Sent, page: Page) -> None:
        self.calls.append("edit")
        if sent.message not in self.messages:
            raise UndeliverableError("message-gone", "message")
        self.messages[sent.message].text = str(page["text"])

    async def find(self, origin: Origin, key: str, since: datetime) -> Sent | None:
        self.calls.append("find")
        found = next((number for number, message in self.messages.items() if message.key == key), None)
        return Sent(origin.channel, found, found) if found else None

    async def remove(self, origin: Origin, sent: Sent) -> None:
        self.calls.append("remove")
        self.messages.pop(sent.message, None)

    async def nothing_to_say(self, origin: Origin) -> None:
        """Nothing is shown while a reply is awaited."""

    def think(self, origin: Origin) -> None:
        """Nothing is shown while a reply is made."""

    @property
    def texts(self) -> list[str]:
        """What is shown, in order."""
        return [message.text for message in self.messages.values()]


def _words(part: object) -> str:
    match part:
        case Heading(text) | Quotation(text):
            return text
        case Text(markdown) | Callout(_, markdown):
            return markdown
        case _:
            return ""

"""A chat that remembers what was delivered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.core.chat import Reply
from bot.core.errors import TryLaterError
from bot.core.ports import Chat
from bot.core.records import Origin


class FakeChat(Chat):
    """Keeps deliveries; the next ones fail as often as it is told to.

    Attributes:
        delivered: Where, what and under which key.
        slots: The slots they were for.
        thread: What belongs to each of them.
        failures: How many fail from now on.
    """

    def __init__(self, failures: int = 0, thread: str | None = None) -> None:
        self.delivered: list[tuple[Origin, Reply, str]] = []
        self.slots: list[str | None] = []
        self.thread = thread
        self.failures = failures

    async def deliver(
        self,
        origin: Origin,
        reply: Reply,
        delivery_key: str,
        *,
        slot: str | None = None,
        replaces: bool = True,
        urgent: bool = True,
        still: Callable[[], Awaitable[bool]] | None = None,
        anew: bool = True,
    ) -> str | None:
        if still is not None and not await still():
            raise TryLaterError("it has changed meanwhile")
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the chat is away")
        self.delivered.append((origin, reply, delivery_key))
        self.slots.append(slot)
        return self.thread

    async def nothing_to_say(self, origin: Origin) -> None:
        """Nothing is shown while a reply is awaited."""

    def think(self, origin: Origin) -> None:
        """Nothing is shown while a reply is made."""

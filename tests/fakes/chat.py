"""A chat that remembers what was delivered."""

from __future__ import annotations

from bot.core.chat import Reply
from bot.core.ports import Chat
from bot.core.records import Origin


class FakeChat(Chat):
    """Keeps deliveries; the next ones fail as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.delivered: list[tuple[Origin, Reply, str]] = []
        self.failures = failures

    async def deliver(self, origin: Origin, reply: Reply, delivery_key: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the chat is away")
        self.delivered.append((origin, reply, delivery_key))
